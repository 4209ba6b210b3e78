"""What names mean in Go functions: block by block, inside and outside of literals."""

from __future__ import annotations

import pytest
from facts_text import Reading
from go_text import reading

from isolint.model.facts import ExprKind, Scope


def scopes(found: Reading) -> dict[str, Scope]:
    return {scope.name: scope for scope in found.facts.scopes}


def names(found: Reading, name: str) -> list[str]:
    """How each occurrence of a name is spelled, in the order of the source."""
    texts = {
        found.starts[index]: text
        for index, text in enumerate(found.texts)
        if found.kinds[index] == ExprKind.NAME and found.spelled(index) == name
    }
    return [texts[start] for start in sorted(texts)]


def test_a_name_of_an_inner_block() -> None:
    found = reading(
        """\
        package x
        func f() {
            err := a()
            if err := b(); err != nil { c(err) }
            d(err)
            for _, err := range e { func() { err = err }() }
        }
        """
    )
    assert names(found, "err") == ["err", "err#2", "err#2", "err#2", "err", "err#3", "err#3", "err#3"]
    assert [scope.enclosing for scope in found.facts.scopes] == [(), (), ("err#3",)]


def test_blocks_beside_each_other_share_a_name() -> None:
    found = reading("package x\nfunc f() { if x := a(); x { }; if x := b(); x { } }")
    assert names(found, "x") == ["x"] * 4


def test_redeclaration_in_the_same_block() -> None:
    found = reading("package x\nfunc f(a int) { a, b := g(); b, c := a, b }")
    assert names(found, "a") == ["a", "a"]
    assert names(found, "b") == ["b", "b", "b"]


@pytest.mark.parametrize(
    "code",
    [
        "client.Use(); if client := g(); client.OK() { }",
        "client = h(); { client := g(); client.Use() }",
        "client := client.Clone(); client.Use()",
    ],
)
def test_a_name_of_the_package_keeps_its_spelling(code: str) -> None:
    found = reading(f"package x\nfunc f() {{ {code} }}")
    spelled = names(found, "client")
    assert sorted(set(spelled)) == ["client", "client#2"]


def test_a_name_of_the_package_that_is_met_last() -> None:
    """The variable of the loop is spelled anew, in the literal too, since a later literal means another."""
    found = reading(
        """\
        package x
        func f() {
            for _, c := range cs { g(func() { c.Use() }) }
            g(func() { c.Use() })
        }
        """
    )
    assert names(found, "c") == ["c#2", "c#2", "c"]
    assert [load for load in found.loads() if "c." in load or "c#" in load] == [
        "func literal: c#2.Use",
        "func literal: c.Use",
    ]


def test_what_is_assigned_outside() -> None:
    found = reading(
        """\
        package x
        var a int
        func f(b int) {
            a = 1
            b = 2
            other++
            c := 3
            go func() {
                b, c, d, _ = 4, 5, 6, 7
                e.f = 8
                var c int
                c += 1
            }()
            for d = range b {}
        }
        """
    )
    function, closure = scopes(found)["f"], scopes(found)["func literal"]
    assert function.outer == ("a", "d", "other")
    assert function.enclosing == ()
    assert closure.outer == ("d",)
    assert closure.enclosing == ("b", "c")


def test_loads() -> None:
    found = reading(
        """\
        package x
        var a = p.Q(len(b))
        func f(c T) {
            p.R(c.d, e.f.g, e.f.g)
            h := func() { c.i(min(1, 2)) }
            h()
        }
        """
    )
    assert found.loads() == [
        "x: p.Q",
        "x: b",
        "x: T",
        "f: p.R",
        "f: e.f.g",
        "func literal: c.i",
        "func literal: min",
    ]


def test_a_shadowed_singleton() -> None:
    found = reading("package x\nfunc f() { true := false; g(true) }")
    assert found.tree(found.facts.steps[-1].subject) == "CALL(NAME g, NAME true)"


def test_a_declared_builtin_is_loaded() -> None:
    found = reading("package x\nfunc close() {}\nfunc f() { close(); len() }")
    assert found.loads() == ["f: close"]
