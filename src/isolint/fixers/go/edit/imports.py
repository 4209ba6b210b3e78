"""How to spell a name from another package at a place, and the import that takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from tree_sitter import Node

from isolint.fixers.change import Edit, RefusalError, splice
from isolint.fixers.go.edit.document import Document, around, field, within
from isolint.fixers.go.edit.names import bound, visible


class Import(NamedTuple):
    """`name` as written: "" for none, "." and "_" for what they are."""

    node: Node
    name: str
    path: str

    @property
    def local(self) -> str:
        """The name the package goes by here, as far as its path tells."""
        return self.name or package_name(self.path)


class Spelling(NamedTuple):
    """What to write, and the import statements to add for it."""

    text: str
    imports: tuple[str, ...] = ()


def imports(document: Document) -> tuple[Import, ...]:
    return tuple(_imports(document.root))


def package_name(path: str) -> str:
    """`ginkgo` of `github.com/onsi/ginkgo/v2`: what a package is most likely called."""
    parts = path.split("/")
    if len(parts) > 1 and re.fullmatch(r"v\d+", parts[-1]):
        parts.pop()
    return re.sub(r"\.v\d+$", "", parts[-1])


def spelling(document: Document, path: str, member: str, at: Node, alias: str = "") -> Spelling:
    """`uuid.NewString`, by the import the file has or by a new one, under `alias` if need be.

    Raises:
        RefusalError: other things have the names that an import would need.
    """
    taken = visible(at)
    for found in imports(document):
        if found.path == path and found.name != "_" and found.local not in taken:
            return Spelling(member if found.name == "." else f"{found.local}.{member}")
    used = bound(document) | {found.local for found in imports(document)}
    name = package_name(path)
    if name not in used:
        return Spelling(f"{name}.{member}", (f'import "{path}"',))
    if alias and alias not in used:
        return Spelling(f"{alias}.{member}", (f'import {alias} "{path}"',))
    raise RefusalError(f"the name {name} means something else here")


def added(document: Document, statement: str) -> bytes:
    """The text with an import among its like, in the order that gofmt keeps."""
    found = re.fullmatch(r'import (?:(\S+) )?"(.+)"', statement)
    if found is None:
        raise RefusalError(f"not an import: {statement}")
    name, path = found[1] or "", found[2]
    known = imports(document)
    if any((old.name, old.path) == (name, path) for old in known):
        return document.source.text
    edit = _placed(document, known, f'{name} "{path}"'.strip(), path)
    return splice(document.source.text, [edit])


def in_block(found: Import) -> bool:
    """Does an import stand between parentheses?"""
    return found.node.parent is not None and found.node.parent.type == "import_spec_list"


def _imports(root: Node) -> Iterator[Import]:
    for declaration in root.named_children:
        if declaration.type == "import_declaration":
            for node in within(declaration):
                if node.type == "import_spec":
                    name = node.child_by_field_name("name")
                    path = (field(node, "path").text or b"").decode().strip('"`')
                    yield Import(node, (name.text or b"").decode() if name else "", path)


def _placed(document: Document, known: Sequence[Import], spec: str, path: str) -> Edit:
    newline = document.newline
    blocks = [old for old in known if in_block(old) and _own_line(document, old)]
    if not blocks:
        return _alone(document, known, spec, path)
    first = blocks[0].node.parent
    sections = list(_sections(document, [old for old in blocks if old.node.parent == first]))
    line = f"\t{spec}{newline}"
    alike = [section for section in sections if _is_standard(section[0].path) == _is_standard(path)]
    if alike:
        section = max(alike, key=lambda each: max(_kinship(old.path, path) for old in each))
        lower = [old for old in section if old.path < path]
        place = lower[-1].node.end_byte if lower else None
        at = document.next_line(place) if place else document.line_start(section[0].node.start_byte)
        return Edit(at, at, line)
    if _is_standard(path):
        at = document.next_line(first.start_byte) if first else 0
        return Edit(at, at, line + newline)
    at = document.next_line(sections[-1][-1].node.end_byte)
    return Edit(at, at, newline + line)


def _sections(document: Document, specs: Sequence[Import]) -> Iterator[list[Import]]:
    """The imports of one block in sections: no blank line or lone comment inside of them."""
    section: list[Import] = []
    for old, new in pairwise((None, *specs)):
        rows = new.node.start_point.row - old.node.end_point.row if old and new else 2
        if section and rows > 1:
            yield section
            section = []
        if new:
            section.append(new)
    if section:
        yield section


def _own_line(document: Document, found: Import) -> bool:
    return document.margin(found.node.start_byte) is not None and ";" not in document.tail(
        found.node.end_byte
    )


def _alone(document: Document, known: Sequence[Import], spec: str, path: str) -> Edit:
    """With the one import there is in a block, else as a declaration of its own."""
    newline = document.newline
    if not known:
        clause = next(node for node in document.root.children if node.type == "package_clause")
        at = document.next_line(clause.end_byte)
        lead = "" if document.source.text[:at].endswith(b"\n") else newline
        return Edit(at, at, f"{lead}{newline}import {spec}{newline}")
    last = next(each for each in around(known[-1].node) if each.type == "import_declaration")
    if len(known) > 1 or known[0].path == "C" or document.tail(last.end_byte) or in_block(known[0]):
        at = document.next_line(last.end_byte)
        return Edit(at, at, f"import {spec}{newline}")
    old = known[0]
    gap = newline if _is_standard(old.path) != _is_standard(path) else ""
    key = (not _is_standard(path), path) < (not _is_standard(old.path), old.path)
    lines = [f"\t{spec}{newline}", f"\t{document.text(old.node)}{newline}"]
    body = gap.join(lines if key else reversed(lines))
    return Edit(last.start_byte, last.end_byte, f"import ({newline}{body})")


def _is_standard(path: str) -> bool:
    return "." not in path.partition("/")[0]


def _kinship(one: str, other: str) -> int:
    """How many elements two paths begin with in common."""
    pairs = list(zip(one.split("/"), other.split("/"), strict=False))
    return next((at for at, (a, b) in enumerate(pairs) if a != b), len(pairs))
