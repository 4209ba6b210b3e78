"""A parameter whose value differs between processes gets an id that does not.

`[uuid4(), 1]` -> `[pytest.param(uuid4(), id="token0"), 1]`

Safe: the test gets the same values; only its id changes, which was another one in every process
before and so could not be relied on. Values for several names are spread into the arguments of
`pytest.param`, as pytest would have done.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from isolint.fixers.change import Change, Edit, RefusalError, argument
from isolint.fixers.python.edit.document import Document
from isolint.fixers.python.edit.expressions import extended, literal, quote
from isolint.fixers.python.edit.imports import spelling, spellings
from isolint.model.finding import Fix
from isolint.model.source import Span

_PYTEST, _PARAM = "pytest", "param"
_PARAMETRIZE, _FIXTURE = "parametrize", "fixture"


def rewrite(document: Document, fix: Fix) -> Change:
    node = document.expression(fix.anchor.span)
    name = literal(argument(fix, "id"), quote(document, node))
    region = document.whole(node)
    if isinstance(node, cst.Call) and _is_param(document, node):
        return Change(region=region, edits=(_identified(document, node, name),))
    param = spelling(document, _PYTEST, _PARAM, fix.anchor.start)
    edits = _param(document, node, param.text, name)
    return Change(region=region, edits=edits, imports=param.imports)


def _is_param(document: Document, call: cst.Call) -> bool:
    known = spellings(document, _PYTEST, _PARAM) | {f"{_PYTEST}.{_PARAM}"}
    return document.text(document.span(call.func)) in known


def _identified(document: Document, call: cst.Call, name: str) -> Edit:
    """A call of `pytest.param` with this id, in place of the one it has."""
    for arg in call.args:
        if arg.keyword and arg.keyword.value == "id":
            return Edit(*document.outer(arg.value), name)
    return extended(document, call.args, document.span(call).end - 1, f"id={name}")


def _param(document: Document, node: cst.BaseExpression, param: str, name: str) -> tuple[Edit, ...]:
    span = document.whole(node)
    spread = _is_spread(document, node)
    if spread is None:
        raise RefusalError("it is not known whether the value is for one name or several")
    if spread and (isinstance(node, cst.List) or (isinstance(node, cst.Tuple) and node.lpar)):
        opening = document.replacement(Span(span.start, span.start + 1), f"{param}(")
        item = extended(document, node.elements, span.end - 1, f"id={name}")
        return (opening, item, Edit(span.end - 1, span.end, ")"))
    star = "*" if spread else ""
    return document.wrapping(span, f"{param}({star}", f", id={name})")


def _is_spread(document: Document, node: cst.BaseExpression) -> bool | None:
    """Are the values for several names? None where the call cannot be found."""
    answers = {_takes_several(call) for call in _users(document, node)}
    return answers.pop() if len(answers) == 1 else None


def _users(document: Document, node: cst.BaseExpression) -> Iterator[cst.Call]:
    """The calls that take the list the element stands in, also by the name it is given."""
    depth = 0
    for parent in document.ancestors(node):
        if isinstance(parent, cst.Call):
            yield parent
            return
        depth += isinstance(parent, cst.List | cst.Tuple | cst.Set | cst.BaseComp)
        if isinstance(parent, cst.Assign | cst.AnnAssign):
            yield from _takers(document, _last_name(_target(parent)))
            return
        if depth > 1 or isinstance(parent, cst.BaseStatement | cst.BaseSuite):
            return


def _target(assignment: cst.Assign | cst.AnnAssign) -> cst.BaseExpression:
    if isinstance(assignment, cst.AnnAssign):
        return assignment.target
    return assignment.targets[0].target


def _takers(document: Document, name: str) -> Iterator[cst.Call]:
    for call in document.spans:
        if not isinstance(call, cst.Call) or _last_name(call.func) not in (_PARAMETRIZE, _FIXTURE):
            continue
        if any(isinstance(a.value, cst.Name) and a.value.value == name for a in call.args):
            yield call


def _takes_several(call: cst.Call) -> bool | None:
    """`"a, b"` and any list of names: several. `"a"` and a fixture's params: one."""
    if _last_name(call.func) == _FIXTURE:
        return False
    if _last_name(call.func) != _PARAMETRIZE or not call.args:
        return None
    named = [a for a in call.args if a.keyword and a.keyword.value == "argnames"]
    argnames = (named or list(call.args))[0].value
    if isinstance(argnames, cst.List | cst.Tuple):
        return True
    if not isinstance(argnames, cst.SimpleString):
        return None
    _, *others = str(ast.literal_eval(argnames.value)).split(",")
    if others and not any(name.strip() for name in others):
        return None  # "a,": one value to older releases of pytest, a tuple to newer ones
    return bool(others)


def _last_name(node: cst.BaseExpression) -> str:
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else ""
