"""Parameters that come in no order are put in one.

`parametrize("path", set(PATHS))` -> `parametrize("path", sorted(set(PATHS)))`

Safe where the check knows that the elements compare, or names a key that does (`str`, `repr`):
the same values, in the same order in every process. `list(...)` around them becomes `sorted`,
which makes a list as well.
"""

from __future__ import annotations

import libcst as cst

from isolint.fixers.change import Change, Edit, RefusalError, argument
from isolint.fixers.python.edit.document import Document
from isolint.model.finding import Fix


def rewrite(document: Document, fix: Fix) -> Change:
    node = document.expression(fix.anchor.span)
    key = argument(fix, "key", "")
    tail = f", key={key}" if key else ""
    inner = _converted(node)
    if _calls(inner or node, "sorted"):
        raise RefusalError("it is sorted already")
    if inner is None:
        edits = _sorted(document, node, tail)
    elif _calls(node, "list") and isinstance(node, cst.Call):
        edits = (document.replacement(document.span(node.func), "sorted"),)
        edits += _arguments(document, inner, tail)
    else:
        edits = _sorted(document, inner, tail)
    return Change(region=document.whole(node), edits=edits)


def _converted(node: cst.BaseExpression) -> cst.BaseExpression | None:
    """`x` of `list(x)` and `tuple(x)`."""
    if not isinstance(node, cst.Call) or not (_calls(node, "list") or _calls(node, "tuple")):
        return None
    if len(node.args) != 1 or node.args[0].star or node.args[0].keyword:
        return None
    return node.args[0].value


def _calls(node: cst.BaseExpression, name: str) -> bool:
    return isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value == name


def _sorted(document: Document, node: cst.BaseExpression, tail: str) -> tuple[Edit, ...]:
    span = document.whole(node)
    generator = isinstance(node, cst.GeneratorExp)
    if generator and node.lpar and not tail:  # its own parentheses become those of the call
        return document.wrapping(span, "sorted", "")
    bare = not node.lpar and (isinstance(node, cst.Tuple) or (generator and bool(tail)))
    opening, closing = ("sorted((", "))") if bare else ("sorted(", ")")
    return document.wrapping(span, opening, closing[1:] + tail + ")")


def _arguments(document: Document, node: cst.BaseExpression, tail: str) -> tuple[Edit, ...]:
    """The argument of a call that becomes `sorted`, with the key after it."""
    if not tail:
        return ()
    span = document.outer(node)
    if isinstance(node, cst.GeneratorExp) and not node.lpar:
        return document.wrapping(span, "(", f"){tail}")
    return (Edit(span.end, span.end, tail),)
