"""A hook that is meant to run once leaves early in the workers.

    def pytest_sessionfinish(session):
        if hasattr(session.config, "workerinput"):
            return

Unsafe: xdist gives `workerinput` to the workers' configuration only, so the body runs in the
controller and in runs without xdist, once either way; but a body that relied on what the
worker alone knows no longer sees it. Hooks that yield are refused: a wrapper has to.
"""

from __future__ import annotations

import libcst as cst

from isolint.fixers.change import Change, Edit, RefusalError, argument
from isolint.fixers.python.edit.document import Document
from isolint.fixers.python.edit.parameters import wanted
from isolint.model.finding import Fix
from isolint.model.source import Span

_MARK = "workerinput"
_WRAPPERS = frozenset({"wrapper", "hookwrapper"})


def rewrite(document: Document, fix: Fix) -> Change:
    function = document.function(fix.anchor.span)
    config = argument(fix, "config")
    if _is_wrapper(document, function):
        raise RefusalError("a hook that yields cannot return early")
    if _is_guarded(document, function):
        raise RefusalError("a guard is there already")
    parameters, imports = wanted(document, function, config.partition(".")[0])
    edit = _guard(document, function, config)
    return Change(region=Span(edit.start, edit.end), edits=(edit,), imports=imports, parameters=parameters)


def _is_wrapper(document: Document, function: cst.FunctionDef) -> bool:
    inside = document.within(document.span(function.body))
    if any(isinstance(node, cst.Yield) and _owner(document, node) is function for node in inside):
        return True
    return any(
        isinstance(arg.value, cst.Name) and arg.value.value == "True"
        for decorator in function.decorators
        if isinstance(decorator.decorator, cst.Call)
        for arg in decorator.decorator.args
        if arg.keyword and arg.keyword.value in _WRAPPERS
    )


def _owner(document: Document, node: cst.CSTNode) -> cst.CSTNode | None:
    """The function a node belongs to."""
    around = document.ancestors(node)
    return next((a for a in around if isinstance(a, cst.FunctionDef | cst.Lambda)), None)


def _is_guarded(document: Document, function: cst.FunctionDef) -> bool:
    statements = function.body.body
    after = statements[1:] if _docstring(function.body) else statements
    first = after[0] if after else None
    if not isinstance(first, cst.If) or _MARK not in document.text(document.span(first.test)):
        return False
    last = first.body.body[-1]
    leaf = last.body[-1] if isinstance(last, cst.SimpleStatementLine) else last
    return isinstance(leaf, cst.Return)


def _docstring(body: cst.BaseSuite) -> bool:
    first = body.body[0]
    small = first.body[0] if isinstance(first, cst.SimpleStatementLine) else first
    return isinstance(small, cst.Expr) and isinstance(small.value, cst.SimpleString | cst.ConcatenatedString)


def _guard(document: Document, function: cst.FunctionDef, config: str) -> Edit:
    body = function.body
    outer = document.indentation(document.span(function).start)
    newline = document.newline
    if isinstance(body, cst.SimpleStatementSuite):
        return _expanded(document, body, outer, config)
    first = body.body[0]
    indent = document.margin(document.span(first).start)
    if indent is None or not isinstance(body, cst.IndentedBlock):
        raise RefusalError("the body cannot be indented")
    lines = _lines(config, indent, indent.removeprefix(outer), newline)
    start = document.span(body.header.newline).end
    if _docstring(body) and isinstance(first, cst.SimpleStatementLine):
        if len(first.body) > 1:
            raise RefusalError("the docstring shares its line")
        start = document.span(first.trailing_whitespace.newline).end
    at = min(start, len(document.source.text))
    if at < start or not document.source.text[:at].endswith((b"\n", b"\r")):
        return Edit(at, at, newline + lines.removesuffix(newline))
    return Edit(at, at, lines)


def _expanded(document: Document, body: cst.SimpleStatementSuite, outer: str, config: str) -> Edit:
    """`def f(): x()` with its body on lines of its own."""
    if _docstring(body):
        raise RefusalError("the docstring shares its line")
    unit = document.module.default_indent
    start = document.span(body).start
    lead = len(cst.Module([]).code_for_node(body.leading_whitespace).encode())
    lines = _lines(config, outer + unit, unit, document.newline)
    return Edit(start - lead, start, f"{document.newline}{lines}{outer}{unit}")


def _lines(config: str, indent: str, unit: str, newline: str) -> str:
    guard = f'{indent}if hasattr({config}, "{_MARK}"):{newline}'
    return f"{guard}{indent}{unit}return{newline}"
