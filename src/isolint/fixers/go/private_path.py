"""A path with a fixed place becomes a path in a directory of the test's own.

`filepath.Join(os.TempDir(), "c.yaml")` -> `filepath.Join(GinkgoT().TempDir(), "c.yaml")`

Safe in the body of a test: the directory is empty, belongs to this test alone and is removed
after it. Each call of TempDir() makes a new one, so several places share a variable. Where there
is no test (form = "mkdirtemp", or "either" to try the other first), a directory is made by hand,
and nothing removes it.
"""

from __future__ import annotations

import re

from tree_sitter import Node

from isolint.fixers.change import Change, Edit, RefusalError, argument
from isolint.fixers.go.edit.document import Document, function_around, span_of, within
from isolint.fixers.go.edit.ginkgo import in_container, test_value
from isolint.fixers.go.edit.imports import Spelling, spelling
from isolint.fixers.go.edit.insertion import above
from isolint.fixers.go.edit.names import declared, free_name, mentioned, targets
from isolint.fixers.go.edit.paths import rooted
from isolint.fixers.go.edit.statements import siblings, statement
from isolint.model.finding import Fix
from isolint.model.source import Span

_BY_HAND, _EITHER = "mkdirtemp", "either"


def rewrite(document: Document, fix: Fix) -> Change:
    node = document.expression(fix.anchor.span)
    if in_container(node):
        raise RefusalError("no test runs yet where it stands")
    made: tuple[Edit, ...] = ()
    imports: tuple[str, ...] = ()
    directory = _of_the_test(document, fix, node)
    if not directory:
        directory = free_name(document, "tempDir")
        made, imports = _made_by_hand(document, fix, node, directory)
    elif fix.also:
        name = free_name(document, _variable(argument(fix, "leaf", "")))
        if fix.anchor not in fix.also:  # the first of them
            made = (_shared(document, fix, f"{name} := {directory}"),)
        directory = name
    edits, joined = rooted(document, node, directory)
    alone = function_around(node) if made and not fix.also else None
    return Change(
        region=span_of(alone or node),
        edits=(*made, *edits),
        imports=(*imports, *joined),
        freed=mentioned(node),
    )


def _of_the_test(document: Document, fix: Fix, node: Node) -> str:
    """The directory of the test, "" where one is to be made by hand.

    Raises:
        RefusalError: there is none, and the request does not allow to make one.
    """
    form = argument(fix, "form", "")
    if form == _BY_HAND:
        return ""
    try:
        return f"{test_value(document, node, argument(fix, 'receiver', ''))}.TempDir()"
    except RefusalError:
        if form == _EITHER:
            return ""
        raise


def _variable(leaf: str) -> str:
    """`reportJsonDir` for `report.json`."""
    words = [word for word in re.split(r"[^A-Za-z0-9]+", leaf) if word]
    name = "".join((*words[:1], *(word.capitalize() for word in words[1:]), "Dir"))
    return name[:1].lower() + name[1:] if words and words[0][0].isalpha() else "tempDir"


def _shared(document: Document, fix: Fix, line: str) -> Edit:
    """The variable, above the first statement that uses it, in the block around all of them."""
    places = sorted((fix.anchor.span, *(site.span for site in fix.also)))
    all_of_it = Span(places[0].start, max(place.end for place in places))
    block = document.innermost(all_of_it)
    while block.type != "statement_list" and block.parent is not None:
        block = block.parent
    inside = [node for node in block.named_children if node.start_byte <= places[0].start < node.end_byte]
    if block.type != "statement_list" or not inside or in_container(inside[0]):
        raise RefusalError("its places are not in one function of a test")
    return above(document, inside[0], (line,))


def _made_by_hand(
    document: Document, fix: Fix, node: Node, name: str
) -> tuple[tuple[Edit, ...], tuple[str, ...]]:
    if fix.also:
        raise RefusalError("a directory of its own for each of several places")
    user = statement(document, fix.anchor.span)
    for other in siblings(user):
        again = other.type == "short_var_declaration" and {b"err"} == {each.text for each in targets(other)}
        if again and "err" in declared(other):
            raise RefusalError("err is declared there as well")
    make = spelling(document, "os", "MkdirTemp", node)
    check = _checked(document, node)
    stem = _stem(document, node)
    pattern = f"{stem}-" if stem else ""
    lines = (f'{name}, err := {make.text}("", "{pattern}")', check.text)
    return (above(document, user, lines),), (*make.imports, *check.imports)


def _stem(document: Document, node: Node) -> str:
    """`c` of a path that ends with `c.yaml`."""
    literals = [each for each in within(node) if each.type.endswith("string_literal")]
    leaf = document.text(literals[-1]).strip('"`').rpartition("/")[2] if literals else ""
    return re.sub(r"[^\w-]+|%\w", "", leaf.partition(".")[0]).strip("-")


def _checked(document: Document, node: Node) -> Spelling:
    expect = spelling(document, "github.com/onsi/gomega", "Expect", node)
    occurred = spelling(document, "github.com/onsi/gomega", "HaveOccurred", node)
    if expect.imports:
        raise RefusalError("the file does not import Gomega")
    return Spelling(f"{expect.text}(err).NotTo({occurred.text}())")
