"""Which names mean what at a place: enough to move code, or to add a name, without a clash."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from isolint.fixers.go.edit.document import FUNCTIONS, Document, around, within

_BLANK = "_"
_SPECS = frozenset({"var_spec", "const_spec", "type_spec"})
_WITH_INITIALIZER = ("initializer", "alias")


def targets(statement: Node) -> tuple[Node, ...]:
    """The left side of `=` and `:=`, and the names of a var declaration."""
    if statement.type in ("short_var_declaration", "assignment_statement"):
        left = statement.child_by_field_name("left")
        return tuple(left.named_children) if left else ()
    if statement.type == "var_declaration":
        return tuple(name for spec in _specs(statement) for name in spec.children_by_field_name("name"))
    return ()


def assigned(*nodes: Node) -> frozenset[str]:
    """The variables that some code sets with `=`, as a whole or in part."""
    return frozenset(
        _text(next(mentions(target)))
        for node in nodes
        for each in within(node)
        if each.type == "assignment_statement"
        for target in targets(each)
    ) - {_BLANK}


def declared(statement: Node) -> frozenset[str]:
    """The names a statement brings into the block it stands in."""
    if statement.type in ("short_var_declaration", "var_declaration"):
        return _texts(targets(statement))
    if statement.type.endswith("_declaration"):
        return _texts(name for spec in _specs(statement) for name in spec.children_by_field_name("name"))
    return frozenset()


def parameters(function: Node) -> frozenset[str]:
    """The names a function's head brings into its body."""
    lists = (function.child_by_field_name(part) for part in ("receiver", "parameters", "result"))
    declarations = (
        node for part in lists if part and part.type == "parameter_list" for node in part.children
    )
    return _texts(name for node in declarations for name in node.children_by_field_name("name"))


def visible(node: Node, *, inside: Node | None = None) -> frozenset[str]:
    """The names that functions around a node declare before it, up to and with `inside`."""
    found = set[str]()
    for inner, outer in zip((node, *around(node)), around(node), strict=False):
        if outer.type == "statement_list":
            for sibling in outer.named_children:
                if sibling.start_byte < inner.start_byte:
                    found |= declared(sibling)
        elif outer.type in FUNCTIONS:
            found |= parameters(outer)
        else:
            found |= _heading(outer)
        if inside is not None and outer == inside:
            break
    return frozenset(found)


def mentioned(*nodes: Node) -> frozenset[str]:
    """The names that stand in some code in whatever role, members of other things left out."""
    return frozenset(_text(name) for name in mentions(*nodes))


def mentions(*nodes: Node) -> Iterator[Node]:
    for node in nodes:
        for name in within(node):
            if name.type in ("identifier", "package_identifier", "type_identifier"):
                yield name


def free(*nodes: Node) -> frozenset[str]:
    """The names some code uses that nothing inside of it declares."""
    return frozenset(
        _text(name)
        for node in nodes
        for name in mentions(node)
        if not _is_declaration(name) and _text(name) not in visible(name, inside=node)
    )


def bound(document: Document) -> frozenset[str]:
    """Every name that some code of the file declares, wherever; imports left out."""
    found = set[str]()
    for node in document.nodes:
        if node.type in FUNCTIONS:
            found |= parameters(node)
        if node.type == "function_declaration":
            found |= _texts(node.children_by_field_name("name"))
        found |= declared(node) | _heading(node)
    return frozenset(found)


def package_variables(document: Document) -> Iterator[Node]:
    """The `var` specifications at the top of the file."""
    for declaration in document.root.named_children:
        if declaration.type == "var_declaration":
            yield from _specs(declaration)


def free_name(document: Document, wanted: str) -> str:
    """A name that stands nowhere in the file: the one that is wanted, or one with a number."""
    taken = mentioned(document.root)
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted}{number}"
    return name


def _is_declaration(name: Node) -> bool:
    """Does a name stand on the left of `:=`?"""
    holder = name.parent
    statement = holder.parent if holder is not None else None
    if statement is None or statement.type != "short_var_declaration":
        return False
    return statement.child_by_field_name("left") == holder


def _specs(declaration: Node) -> Iterator[Node]:
    for child in declaration.named_children:
        if child.type in _SPECS:
            yield child
        elif child.type.endswith("_spec_list"):
            yield from (spec for spec in child.named_children if spec.type in _SPECS)


def _heading(node: Node) -> frozenset[str]:
    """What the head of an if, for, switch or select clause declares."""
    found = set[str]()
    for part in _WITH_INITIALIZER:
        inner = node.child_by_field_name(part)
        if inner is not None:
            found |= declared(inner) if part == "initializer" else _texts(inner.named_children)
    for child in node.named_children:
        if child.type in ("range_clause", "receive_statement"):
            left = child.child_by_field_name("left")
            found |= _texts(left.named_children) if left else set()
        elif child.type == "for_clause":
            found |= _heading(child)
    return frozenset(found)


def _texts(nodes: Iterator[Node] | tuple[Node, ...] | list[Node]) -> frozenset[str]:
    return frozenset(_text(node) for node in nodes) - {_BLANK}


def _text(node: Node) -> str:
    return (node.text or b"").decode()
