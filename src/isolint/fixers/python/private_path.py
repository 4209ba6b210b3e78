"""A path with a fixed place becomes a path in pytest's own directory for the test.

`open("/tmp/out.json", "w")` -> `open(tmp_path / "out.json", "w")`

Safe in a function that pytest calls, which the check has made sure of: the directory is empty,
belongs to this test alone and is removed by pytest. Functions inside of it see its parameters,
so it is always the outermost one that gets the fixture.
"""

from __future__ import annotations

import re

import libcst as cst

from isolint.fixers.change import Change, RefusalError, argument
from isolint.fixers.python.edit.bindings import binders, scopes
from isolint.fixers.python.edit.document import Document
from isolint.fixers.python.edit.expressions import freed, literal, quote, replaced, template
from isolint.fixers.python.edit.parameters import names, wanted
from isolint.model.finding import Fix
from isolint.model.source import Span


def rewrite(document: Document, fix: Fix) -> Change:
    node = document.expression(fix.anchor.span)
    fixture = argument(fix, "fixture", "tmp_path")
    parameters, imports = wanted(document, _function(document, node, fixture), fixture)
    edits = replaced(document, node, _text(document, node, fix, fixture))
    return Change(
        region=Span(edits[0].start, edits[-1].end),
        edits=edits,
        imports=imports,
        parameters=parameters,
        freed=freed(document, node),
    )


def _function(document: Document, node: cst.CSTNode, fixture: str) -> cst.FunctionDef:
    """The nearest function that has the fixture, else the outermost, which pytest calls."""
    around = tuple(document.functions(node))
    if not around:
        raise RefusalError("no function around it can take the fixture")
    chosen = next((function for function in around if fixture in names(function)), around[-1])
    bound = [
        binder
        for scope in scopes(document, document.span(node).start)[:-1]
        for binder in binders(scope, fixture)
    ]
    if len(bound) > (fixture in names(chosen)):
        raise RefusalError(f"{fixture} means something else in {chosen.name.value}()")
    return chosen


def _text(document: Document, node: cst.BaseExpression, fix: Fix, fixture: str) -> str:
    mark = quote(document, node)
    leaf = argument(fix, "leaf")
    is_template = argument(fix, "leaf-form", "text") == "template" and "{" in leaf
    path = fixture
    if fixture == "tmp_path_factory":  # a new directory, but the same one for all places
        name = literal(_directory(leaf), mark)
        path += ".getbasetemp()" if fix.also else f".mktemp({name})"
    if leaf:
        path += f" / {template(leaf, mark) if is_template else literal(leaf, mark)}"
    if argument(fix, "form", "path") == "text":
        return f"str({path})"
    return f"({path})" if leaf and _binds_closer(document, node) else path


def _directory(leaf: str) -> str:
    """A name for the directory of a file: `out` for `a/out-{x}.json`."""
    stem = re.sub(r"\{.*?\}", "", leaf).rpartition("/")[2].partition(".")[0]
    return re.sub(r"\W+", "-", stem).strip("-") or "files"


def _binds_closer(document: Document, node: cst.BaseExpression) -> bool:
    """Would what follows or precedes take only a part of `a / b`?"""
    parent = document.parents[node]
    operators = (cst.BinaryOperation, cst.UnaryOperation, cst.Await)
    primary = isinstance(parent, cst.Attribute | cst.Subscript) and parent.value is node
    called = isinstance(parent, cst.Call) and parent.func is node
    return not node.lpar and (primary or called or isinstance(parent, operators))
