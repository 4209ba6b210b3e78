"""Visitors of declarations: imports, variables and constants."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from isolint.frontends.go.grammar import sound
from isolint.frontends.go.literals import string_value
from isolint.frontends.go.targets import declared, listed
from isolint.frontends.go.walk import Run, Walk
from isolint.model.facts import NONE, Import, StepKind

if TYPE_CHECKING:
    from tree_sitter import Node

_MAJOR = re.compile(r"v[0-9]+")
_SUFFIX = re.compile(r"\.v[0-9]+$")


def _imports(w: Walk, node: Node) -> None:
    for child in sound(node):
        if child.type == "import_spec_list":
            _imports(w, child)
        elif child.type == "import_spec":
            _import(w, child)


def _import(w: Walk, node: Node) -> None:
    inner = sound(node)
    if not inner or not inner[-1].type.endswith("_string_literal"):
        return
    module = string_value(w.text[inner[-1].start_byte : inner[-1].end_byte])
    alias = w.spelled(inner[0]) if len(inner) > 1 else package_name(module)
    member = ""
    if alias == ".":
        alias, member = "", "*"
    w.imports.append(Import(w.scope, w.block, alias, module, member, 0, *node.byte_range))
    w.step(StepKind.IMPORT, NONE, len(w.imports) - 1, node)


def package_name(module: str) -> str:
    """What a package is probably called, by the path it is imported by."""
    elements = [element for element in module.split("/") if element]
    if len(elements) > 1 and _MAJOR.fullmatch(elements[-1]) and elements[-1] not in ("v0", "v1"):
        elements.pop()
    name = _SUFFIX.sub("", elements[-1]) if elements else ""
    name = name.removeprefix("go-")
    for ending in ("-go", ".go"):
        name = name.removesuffix(ending)
    return name.rpartition("-")[2]


def _variables(w: Walk, node: Node) -> None:
    for child in sound(node):
        if child.type == "var_spec_list":
            _variables(w, child)
        elif child.type == "var_spec":
            _declare(w, child, *_spec(child))


def _constants(w: Walk, node: Node) -> None:
    """A constant without a value has the type and the value of the one before it."""
    kind: Node | None = None
    value: Node | None = None
    row = -1
    iota = w.iota
    for child in sound(node):
        if child.type == "const_spec":
            row += 1
            names, own_kind, own_value = _spec(child)
            if own_value is not None:
                kind, value = own_kind, own_value
            w.iota = row
            _declare(w, child, names, kind, value)
    w.iota = iota


def _spec(node: Node) -> tuple[list[Node], Node | None, Node | None]:
    """The names, the type and the values of `a, b T = c, d`."""
    names: list[Node] = []
    kind = value = None
    for child in sound(node):
        name = child.type
        if name == "expression_list":
            value = child
        elif name in ("identifier", "blank_identifier") and kind is None:
            names.append(child)
        else:
            kind = child
    return names, kind, value


def _declare(w: Walk, node: Node, names: list[Node], kind: Node | None, value: Node | None) -> None:
    type_index = NONE if kind is None else w.visit(kind)
    value_index = NONE if value is None else listed(w, value)
    subject = declared(w, names)
    if type_index != NONE:
        w.step(StepKind.DECLARE, subject, type_index, node)
    if value_index != NONE:
        w.step(StepKind.ASSIGN, subject, value_index, node)


DECLARATIONS: dict[str, Run] = {
    "import_declaration": _imports,
    "var_declaration": _variables,
    "const_declaration": _constants,
}
