"""Giving a function a parameter that pytest fills."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from isolint.fixers.change import Edit, Parameter, RefusalError
from isolint.fixers.python.edit.bindings import binders, mentions, scopes
from isolint.fixers.python.edit.document import Document
from isolint.fixers.python.edit.imports import Spelling, spelling
from isolint.model.source import Span

_TYPES = {
    "tmp_path": ("pathlib", "Path"),
    "tmp_path_factory": ("pytest", "TempPathFactory"),
    "request": ("pytest", "FixtureRequest"),
    "session": ("pytest", "Session"),
    "config": ("pytest", "Config"),
    "monkeypatch": ("pytest", "MonkeyPatch"),
}
"""What the parameters are, for functions whose other parameters say it too."""


def names(function: cst.FunctionDef) -> frozenset[str]:
    """The names of all parameters of a function."""
    return frozenset(parameter.name.value for parameter in _all(function.params))


def named(function: cst.FunctionDef, name: str) -> cst.Param | None:
    """The parameter of that name."""
    return next((one for one in _all(function.params) if one.name.value == name), None)


def wanted(
    document: Document, function: cst.FunctionDef, name: str
) -> tuple[tuple[Parameter, ...], tuple[str, ...]]:
    """The parameter to add, with imports for its annotation; nothing where it is there.

    Raises:
        RefusalError: the name means something else in the function, or there is no place for it.
    """
    inside = scopes(document, document.span(function.body).start)[0]
    is_there = name in names(function)
    if is_there and len(binders(inside, name)) == 1:
        return (), ()
    start = document.span(function.name).start
    if is_there or mentions(inside, name):
        raise RefusalError(f"{name} means something else in {function.name.value}()")
    annotation = _annotation(document, function, name)
    parameter = Parameter(start, name, annotation.text)
    insertions(document, start, (parameter,))  # refuses where it cannot
    return (parameter,), annotation.imports


def insertions(document: Document, function: int, parameters: Sequence[Parameter]) -> tuple[Edit, ...]:
    """Edits that add parameters as the last ones that are filled by position.

    Raises:
        RefusalError: no place is left that keeps the meaning of the others.
    """
    node = _named_at(document, function)
    texts = [f"{p.name}: {p.annotation}" if p.annotation else p.name for p in parameters]
    required = [p for p in node.params.params if p.default is None]
    if not required and node.params.posonly_params:
        raise RefusalError(f"{node.name.value}() takes its parameters by position only")
    if required:
        return _after(document, required[-1], texts)
    if _is_method(document, node):
        raise RefusalError(f"{node.name.value}() has no parameter for its instance")
    return (_first(document, node, texts),)


def _named_at(document: Document, offset: int) -> cst.FunctionDef:
    for node in document.spans:
        if isinstance(node, cst.FunctionDef) and document.span(node.name).start == offset:
            return node
    raise RefusalError("no function at the anchor")


def _all(parameters: cst.Parameters) -> tuple[cst.Param, ...]:
    ordered = (*parameters.posonly_params, *parameters.params, parameters.star_arg)
    return tuple(
        parameter
        for parameter in (*ordered, *parameters.kwonly_params, parameters.star_kwarg)
        if isinstance(parameter, cst.Param)
    )


def _annotation(document: Document, function: cst.FunctionDef, name: str) -> Spelling:
    if not _is_annotated(function) or name not in _TYPES:
        return Spelling("")
    try:
        return spelling(document, *_TYPES[name], document.span(function).start)
    except RefusalError:
        return Spelling("")


def _is_annotated(function: cst.FunctionDef) -> bool:
    """Do its signature and all parameters but the instance say what they are?"""
    others = [p for p in _all(function.params) if p.name.value not in ("self", "cls")]
    return all(p.annotation for p in others) and bool(others or function.returns)


def _is_method(document: Document, node: cst.FunctionDef) -> bool:
    block = document.parents[node]
    static = any(
        isinstance(d.decorator, cst.Name) and d.decorator.value == "staticmethod" for d in node.decorators
    )
    return isinstance(document.parents.get(block), cst.ClassDef) and not static


def _after(document: Document, last: cst.Param, texts: Sequence[str]) -> tuple[Edit, ...]:
    end = _end(document, last)
    margin = document.margin(document.span(last).start)
    line_end = document.line_end(end)
    rest = document.text(Span(end, line_end)).strip()
    own_line = margin is not None and (rest in ("", ",") or rest.lstrip(",").strip()[:1] == "#")
    if not own_line:
        return (Edit(end, end, "".join(f", {text}" for text in texts)),)
    indent = document.newline + (margin or "")
    if isinstance(last.comma, cst.Comma):
        return (Edit(line_end, line_end, "".join(f"{indent}{text}," for text in texts)),)
    return (Edit(end, end, ","), Edit(line_end, line_end, indent + f",{indent}".join(texts)))


def _end(document: Document, parameter: cst.Param) -> int:
    if parameter.annotation:
        return document.outer(parameter.annotation.annotation).end
    return document.span(parameter.name).end


def _first(document: Document, node: cst.FunctionDef, texts: Sequence[str]) -> Edit:
    """Before the first parameter, or between empty parentheses."""
    parameters: list[cst.CSTNode] = list(_all(node.params))
    if isinstance(node.params.star_arg, cst.ParamStar):
        parameters.append(node.params.star_arg)
    if not parameters:
        before = document.span(node.type_parameters or node.name).end
        opening = document.source.text.index(b"(", before) + 1
        return Edit(opening, opening, ", ".join(texts))
    start = min(document.span(parameter).start for parameter in parameters)
    margin = document.margin(start)
    gap = " " if margin is None else document.newline + margin
    return Edit(start, start, "".join(f"{text},{gap}" for text in texts))
