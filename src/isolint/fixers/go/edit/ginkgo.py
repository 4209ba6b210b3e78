"""How a file spells Ginkgo, and what it has for a test of its own: a directory, an environment."""

from __future__ import annotations

import re

from tree_sitter import Node

from isolint.fixers.change import RefusalError
from isolint.fixers.go.edit.document import FUNCTIONS, Document, around, field, function_around
from isolint.fixers.go.edit.imports import Spelling, imports, spelling
from isolint.fixers.go.edit.names import mentioned, visible
from isolint.fixers.go.edit.statements import last_name

V1, V2 = "github.com/onsi/ginkgo", "github.com/onsi/ginkgo/v2"
_TESTING_VALUE = re.compile(r"\*testing\.[TBF]|testing\.TB")
_TEST_OF_GINKGO = "GinkgoT()"
_CONTAINERS = frozenset({"Describe", "Context", "When", "DescribeTableSubtree"})
_TESTS = frozenset({"It", "Specify", "DescribeTable"})
_MARKS = "FPX"
"""Prefixes that focus a node of Ginkgo or leave it out."""


def package(document: Document) -> str:
    """The path of the Ginkgo a file imports, "" for none."""
    return next((found.path for found in imports(document) if found.path in (V1, V2)), "")


def spelled(document: Document, name: str, at: Node) -> str:
    """A name of Ginkgo as this file writes it.

    Raises:
        RefusalError: the file does not import Ginkgo.
    """
    path = package(document)
    if not path:
        raise RefusalError("the file does not import Ginkgo")
    return spelling(document, path, name, at).text


def process_number(document: Document, at: Node) -> Spelling:
    """What tells the processes of a run apart: Ginkgo's number of it, else that of the system."""
    path = package(document)
    if not path:
        pid = spelling(document, "os", "Getpid", at)
        return Spelling(f"{pid.text}()", pid.imports)
    older = path == V1 and "GinkgoParallelNode" in mentioned(document.root)
    name = "GinkgoParallelNode" if older else "GinkgoParallelProcess"
    return Spelling(f"{spelled(document, name, at)}()")


def test_value(document: Document, at: Node, wanted: str) -> str:
    """What has `TempDir()` and `Setenv()` here: `t`, `GinkgoT()`, or whichever is wanted.

    Raises:
        RefusalError: there is none, or it does not have them in Ginkgo v1.
    """
    name = own_value(document, at, wanted)
    if name:
        return name
    if package(document) == V1:
        raise RefusalError("GinkgoT() of Ginkgo v1 has no Setenv and no TempDir that work")
    return f"{spelled(document, 'GinkgoT', at)}()"


def own_value(document: Document, at: Node, wanted: str) -> str:
    """The parameter that a test gets from package testing, "" where Ginkgo has to do.

    Raises:
        RefusalError: the one that is wanted is none of this place.
    """
    name = wanted or _nearest_parameter(document, at)
    if name.endswith(_TEST_OF_GINKGO):
        return ""
    if name and name not in visible(at):
        raise RefusalError(f"{name} is not known here")
    return name


def in_test(node: Node) -> bool:
    """Does a node stand in the function of a test itself, not in one inside of it?"""
    return _node_called(node) in _TESTS


def in_container(node: Node) -> bool:
    """Does code run while Ginkgo builds the tree of tests, when no test runs yet?"""
    function = function_around(node)
    if function is None:
        return True
    return _node_called(node) in _CONTAINERS


def _node_called(node: Node) -> str:
    """The node of Ginkgo whose function a node stands in, without the mark that focuses it."""
    function = function_around(node)
    holder = function.parent if function is not None and function.type == "func_literal" else None
    call = holder.parent if holder is not None else None
    name = last_name(call) if call is not None else ""
    return name[1:] if name[1:] in _CONTAINERS | _TESTS and name[0] in _MARKS else name


def literals(call: Node) -> tuple[Node, ...]:
    """The arguments of a call that are function literals."""
    given = field(call, "arguments").named_children
    return tuple(node for node in given if node.type == "func_literal")


def call_around(document: Document, node: Node, *names: str) -> Node:
    """The nearest call, at a node or around it, of something called so.

    Raises:
        RefusalError: there is none.
    """
    for each in (node, *around(node)):
        if last_name(each) in names:
            return each
    raise RefusalError(f"no call of {' or '.join(names)} at the anchor")


def _nearest_parameter(document: Document, at: Node) -> str:
    for function in around(at):
        if function.type not in FUNCTIONS:
            continue
        for declaration in field(function, "parameters").named_children:
            kind = declaration.child_by_field_name("type")
            name = declaration.child_by_field_name("name")
            if kind and name and _TESTING_VALUE.fullmatch(document.text(kind)):
                return document.text(name)
    return ""
