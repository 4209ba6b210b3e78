"""Imports: one record and one step for each bound name."""

from __future__ import annotations

import ast

from isolint.frontends.python.walk import Run, Walk
from isolint.model.facts import NONE, Import, StepKind


def _import(w: Walk, node: ast.Import) -> None:
    for alias in node.names:
        root, _, rest = alias.name.partition(".")
        if alias.asname == root and rest:
            # `import a.b as a` binds a.b, which only the other form can say
            module, _, member = alias.name.rpartition(".")
            _record(w, node, alias, root, module, member, 0)
        else:
            _record(w, node, alias, alias.asname or root, alias.name, "", 0)


def _import_from(w: Walk, node: ast.ImportFrom) -> None:
    for alias in node.names:
        bound = alias.asname or alias.name
        _record(w, node, alias, bound, node.module or "", alias.name, node.level or 0)


def _record(
    w: Walk, node: ast.stmt, alias: ast.alias, name: str, module: str, member: str, level: int
) -> None:
    w.bind(name)
    place = (w.start(alias), w.end(alias))
    w.imports.append(Import(w.scope, w.block, name, module, member, level, *place))
    w.step(StepKind.IMPORT, NONE, len(w.imports) - 1, node)


IMPORTS: dict[type, Run] = {ast.Import: _import, ast.ImportFrom: _import_from}
