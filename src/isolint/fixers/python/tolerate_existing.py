"""Making a directory that another process has made already is no failure.

`os.makedirs(path)` -> `os.makedirs(path, exist_ok=True)`; `os.mkdir` becomes `os.makedirs`, which
can be told so; `path.mkdir()` -> `path.mkdir(exist_ok=True)`

Safe: what stands around the call makes a directory only where none is. What is a file there still
raises. `os.mkdir` with a `dir_fd` is refused, `os.makedirs` has none.
"""

from __future__ import annotations

import libcst as cst

from isolint.fixers.change import Change, Edit, RefusalError
from isolint.fixers.python.edit.document import Document
from isolint.model.finding import Fix

_TOLERANT = "exist_ok=True"
_MAKING = frozenset({"mkdir", "makedirs"})


def rewrite(document: Document, fix: Fix) -> Change:
    call = document.expression(fix.anchor.span)
    if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute):
        raise RefusalError("no call of a method or of a function of a module at the anchor")
    if call.func.attr.value not in _MAKING:
        raise RefusalError("it makes no directory")
    if any(arg.star or (arg.keyword and arg.keyword.value in ("exist_ok", "dir_fd")) for arg in call.args):
        raise RefusalError("its arguments say otherwise, or may do so")
    edits: tuple[Edit, ...] = (_argument(document, call),)
    if _is_plain(call):
        edits += (document.replacement(document.span(call.func.attr), "makedirs"),)
    return Change(region=document.whole(call), edits=edits)


def _is_plain(call: cst.Call) -> bool:
    """`os.mkdir`: the function, and not the method of a path."""
    func = call.func
    is_module = (
        isinstance(func, cst.Attribute) and isinstance(func.value, cst.Name) and func.value.value == "os"
    )
    return is_module and isinstance(func, cst.Attribute) and func.attr.value == "mkdir"


def _argument(document: Document, call: cst.Call) -> Edit:
    """The argument behind the last one, in front of the bracket where there is none."""
    if not call.args:
        end = document.span(call).end - 1
        return Edit(end, end, _TOLERANT)
    last = document.whole(call.args[-1].value).end
    return Edit(last, last, f", {_TOLERANT}")
