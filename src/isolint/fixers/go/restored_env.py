"""An environment variable that a test sets is put back after the test.

`os.Setenv("HOME", dir)` -> `GinkgoT().Setenv("HOME", dir)` or `t.Setenv("HOME", dir)`

Safe: the variable has the same value until the test ends. The new call fails the test by itself,
so the error check of the old one goes. Refused after `t.Parallel()`, where it would panic. Ginkgo
v1 has no such call: there the body of a test gets `defer os.Setenv("HOME", os.Getenv("HOME"))`.
"""

from __future__ import annotations

from itertools import takewhile

from tree_sitter import Node

from isolint.fixers.change import Change, Edit, RefusalError, argument
from isolint.fixers.go.edit.document import (
    FUNCTIONS,
    Document,
    around,
    field,
    function_around,
    span_of,
    within,
)
from isolint.fixers.go.edit.ginkgo import V1, in_container, in_test, own_value, package, test_value
from isolint.fixers.go.edit.halves import redeclaration
from isolint.fixers.go.edit.insertion import above
from isolint.fixers.go.edit.names import declared, free, mentions, targets, visible
from isolint.fixers.go.edit.statements import is_check, is_success, root_call, siblings, statement
from isolint.model.finding import Fix
from isolint.model.source import Span

_SET, _GET = "os.Setenv", "os.Getenv"


def rewrite(document: Document, fix: Fix) -> Change:
    node = statement(document, fix.anchor.span)
    calls = [each for each in within(node) if each.type == "call_expression" and _sets(document, each)]
    inside = [each for each in calls if _touch(span_of(each), fix.anchor.span)]
    if len(inside) != 1:
        raise RefusalError(f"no call of {_SET} at the anchor")
    if in_container(node):
        raise RefusalError("no test runs yet where it stands")
    call = inside[0]
    wanted = argument(fix, "receiver", "")
    if package(document) == V1 and not own_value(document, call, wanted):
        return _put_back(document, node, call)
    owner = test_value(document, call, wanted)
    _refuse_parallel(document, call, owner)
    text = f"{owner}.Setenv{document.text(field(call, 'arguments'))}"
    place, later = _replaced(document, node, call)
    return Change(region=place, edits=(Edit(*place, text), *later), freed=frozenset({"os"}))


def _put_back(document: Document, node: Node, call: Node) -> Change:
    """The old value deferred, where the function that ends is the test."""
    if not in_test(call) or node.type == "defer_statement":
        raise RefusalError("the test does not end where its function does")
    key = field(call, "arguments").named_children[0]
    if key.type != "identifier" and not key.type.endswith("string_literal"):
        raise RefusalError("the name of the variable is computed")
    name = document.text(key)
    line = f"defer {_SET}({name}, {_GET}({name}))"
    if any(document.text(each) == line for each in siblings(node)):
        raise RefusalError("it is put back already")
    return Change(region=span_of(node), edits=(above(document, node, (line,)),))


def _sets(document: Document, call: Node) -> bool:
    return document.text(field(call, "function")) == _SET


def _touch(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _refuse_parallel(document: Document, call: Node, owner: str) -> None:
    for function in around(call):
        if function.type in FUNCTIONS:
            for node in within(field(function, "body")):
                if node.type == "call_expression" and document.text(node) == f"{owner}.Parallel()":
                    raise RefusalError(f"{owner}.Setenv panics in a parallel test")


def _replaced(document: Document, node: Node, call: Node) -> tuple[Span, tuple[Edit, ...]]:
    """What the new call stands for, the old one with its error check, and what changes below."""
    names = [document.text(each) for each in targets(node)]
    if node.type == "expression_statement" and call.parent == node:
        return span_of(node), ()
    if _is_checked_in(document, node, call) or names == ["_"]:
        return span_of(node), ()
    if len(names) != 1 or call.parent is None or call.parent.parent != node:
        raise RefusalError("its error is used in another way")
    after = tuple(each for each in siblings(node) if each.start_byte > node.start_byte)
    checks = tuple(takewhile(lambda each: is_check(each, node), after))
    if not checks:
        raise RefusalError("its error is looked at elsewhere")
    place = Span(node.start_byte, checks[-1].end_byte)
    _refuse_comments(node.parent, place)
    return place, _without(document, node, names[0], after[len(checks) :], place)


def _is_checked_in(document: Document, node: Node, call: Node) -> bool:
    """Does the statement do nothing but set the variable and fail if that fails?"""
    if node.type == "if_statement":
        initializer = field(node, "initializer")
        name = "".join(document.text(each) for each in targets(initializer))
        tests_it = document.text(field(node, "condition")) == f"{name} != nil"
        inside = initializer.start_byte <= call.start_byte < initializer.end_byte
        if tests_it and inside and node.child_by_field_name("alternative") is None:
            _refuse_comments(node, span_of(node))
            return True
        return False
    if node.type != "expression_statement" or call.parent is None:
        return False
    return call.parent.parent == root_call(node.named_children[0]) and is_success(document, node)


def _refuse_comments(node: Node | None, place: Span) -> None:
    for each in within(node) if node else ():
        if each.type == "comment" and place.start < each.start_byte < place.end:
            raise RefusalError("a comment would be lost")


def _without(
    document: Document, node: Node, name: str, after: tuple[Node, ...], place: Span
) -> tuple[Edit, ...]:
    """What keeps the other statements working that use the variable of the error."""
    if node.type == "short_var_declaration":
        first = next((each for each in after if name in free(each) | declared(each)), None)
        if first is None or name in declared(first):
            return ()
        return (redeclaration(document, first, {name}),)
    function = function_around(node)
    if function is not None and name in visible(node):
        others = (each for each in mentions(field(function, "body")) if document.text(each) == name)
        if not any(_reads(each) and not place.start <= each.start_byte < place.end for each in others):
            raise RefusalError(f"{name} would go unused")
    return ()


def _reads(name: Node) -> bool:
    """Is a name more than the target of an assignment?"""
    holder = name.parent
    if holder is None or holder.type == "var_spec":
        return False
    statement = holder.parent
    return statement is None or statement.child_by_field_name("left") != holder
