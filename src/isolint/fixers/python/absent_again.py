"""What had no value before is removed again, where so far only an old value is put back.

    if before is not None:                  if before is not None:
        os.environ["MODE"] = before    ->       os.environ["MODE"] = before
                                            else:
                                                os.environ.pop("MODE", None)

Safe: nothing is done where there was a value. `if before:` is refused, for it leaves an empty text
alone as well.
"""

from __future__ import annotations

import ast

from isolint.fixers.change import Change, Edit, RefusalError
from isolint.fixers.python.edit.bindings import offset
from isolint.fixers.python.edit.document import Document
from isolint.model.finding import Fix
from isolint.model.source import Span


def rewrite(document: Document, fix: Fix) -> Change:
    target = _target(document, fix.anchor.span)
    condition = _condition(document, target)
    start = offset(document, condition.lineno, condition.col_offset)
    margin = document.margin(start)
    if margin is None or document.text(Span(start, start + 2)) != "if":
        raise RefusalError("the condition does not stand at the beginning of a line")
    last = condition.body[-1]
    end = document.line_end(offset(document, last.end_lineno or 0, last.end_col_offset or 0))
    owner, key = (document.text(_span(document, node)) for node in (target.value, target.slice))
    indent = margin + document.module.default_indent
    lines = (f"{margin}else:", f"{indent}{owner}.pop({key}, None)")
    text = "".join(f"{document.newline}{line}" for line in lines)
    return Change(region=Span(start, end), edits=(Edit(end, end, text),))


def _target(document: Document, anchor: Span) -> ast.Subscript:
    """What the old value is assigned to."""
    for node in document.nodes:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target = node.targets[0]
            if isinstance(target, ast.Subscript) and _span(document, target) == anchor:
                return target
    raise RefusalError("no item is assigned at the anchor")


def _condition(document: Document, target: ast.Subscript) -> ast.If:
    """The nearest `if` around it, which has to ask for None and for nothing else."""
    around = [
        node
        for node in document.nodes
        if isinstance(node, ast.If) and any(inner is target for inner in ast.walk(node))
    ]
    if not around:
        raise RefusalError("there is no condition around it")
    nearest = max(around, key=lambda node: (node.lineno, node.col_offset))
    is_direct = any(isinstance(one, ast.Assign) and one.targets[0] is target for one in nearest.body)
    if not is_direct or nearest.orelse:
        raise RefusalError("the condition has another branch already, or more than one question")
    test = nearest.test
    if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.IsNot):
        raise RefusalError("the condition is not `is not None`")
    return nearest


def _span(document: Document, node: ast.expr) -> Span:
    return Span(
        offset(document, node.lineno, node.col_offset),
        offset(document, node.end_lineno or 0, node.end_col_offset or 0),
    )
