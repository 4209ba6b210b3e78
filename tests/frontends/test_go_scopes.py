"""What the Go front end says of functions, methods, literals and types."""

from __future__ import annotations

import pytest
from facts_text import Reading
from go_text import reading

from isolint.model.facts import Scope, ScopeKind


def scopes(found: Reading) -> dict[str, Scope]:
    return {scope.name: scope for scope in found.facts.scopes}


def parameters(found: Reading, scope: Scope) -> list[str]:
    return [f"{each.form}{each.name} {found.tree(each.annotation)}" for each in scope.parameters]


def test_functions() -> None:
    found = reading(
        """\
        package x
        func F(a, b int, c p.T, d ...string) error { a() }
        func g(int, string) (int, error) {}
        """
    )
    function, other = scopes(found)["F"], scopes(found)["g"]
    integer = "NAME int"
    assert parameters(found, function) == [
        f"a {integer}",
        f"b {integer}",
        "c ATTRIBUTE T(NAME p)",
        "*argsd NAME string",
    ]
    assert (function.kind, function.parent, function.owner) == (ScopeKind.FUNCTION, 0, "")
    assert found.tree(function.returns) == "NAME error"
    assert found.text[function.body :].startswith(b"a()")
    assert found.text[function.name_start : function.name_end] == b"F"
    assert parameters(found, other) == [f"_ {integer}", "_ NAME string"]
    assert found.tree(other.returns) == f"TUPLE({integer}, NAME error)"
    assert other.body == other.end


def test_methods() -> None:
    found = reading(
        """\
        package x
        func (r *T[K]) M(a K) {}
        func (T) N() {}
        """
    )
    method, bare = scopes(found)["M"], scopes(found)["N"]
    assert (method.owner, method.parent) == ("T", 0)
    assert parameters(found, method) == ["r UNARY *(NAME T)", "a NAME K"]
    assert (bare.owner, parameters(found, bare)) == ("T", ["_ NAME T"])
    assert found.loads() == ["x: T"]


def test_named_results() -> None:
    found = reading("package x\nfunc F() (n int, err error) { err = nil; return }")
    function = scopes(found)["F"]
    assert function.parameters == ()
    assert found.tree(function.returns) == "TUPLE(NAME int, NAME error)"
    assert function.outer == ()
    assert found.steps()[1:] == [
        "F: DECLARE n <- int",
        "F: DECLARE err <- error",
        "F: ASSIGN err <- nil",
        "F: RETURN",
    ]


def test_closures() -> None:
    found = reading("package x\nvar f = func(a int) error { return a }\n")
    closure = scopes(found)["func literal"]
    assert closure.kind is ScopeKind.CLOSURE
    assert found.text[closure.name_start : closure.name_end] == b"func(a int) error"
    assert found.steps() == [
        "func literal: RETURN a",
        "x: ASSIGN f <- func(a int) error { return a }",
    ]


def test_structs() -> None:
    found = reading("package x\ntype T struct {\n\ta, b int `json`\n\t*B\n\tp.C\n\tD[int]\n}\n")
    record = scopes(found)["T"]
    assert record.kind is ScopeKind.TYPE
    assert parameters(found, record) == ["a NAME int", "b NAME int"]
    assert [found.tree(base) for base in record.bases] == [
        "UNARY *(NAME B)",
        "ATTRIBUTE C(NAME p)",
        "NAME D",
    ]
    assert found.text[record.start : record.end].startswith(b"type T struct")


def test_interfaces() -> None:
    found = reading("package x\ntype (\n\tI interface {\n\t\tM(a int) error\n\t\tp.J\n\t}\n)\n")
    interface, method = scopes(found)["I"], scopes(found)["M"]
    assert [found.tree(base) for base in interface.bases] == ["ATTRIBUTE J(NAME p)"]
    assert (method.kind, method.parent) == (ScopeKind.FUNCTION, 1)
    assert parameters(found, method) == ["a NAME int"]
    assert found.tree(method.returns) == "NAME error"
    assert found.steps() == ["x: DEFINE I", "I: DEFINE M"]
    assert found.text[interface.start : interface.end].startswith(b"I interface")


@pytest.mark.parametrize(
    ("declared", "base"),
    [
        ("T = p.U", "ATTRIBUTE U(NAME p)"),
        ("T U", "NAME U"),
        ("T func()", "TYPE func"),
        ("T[K any] []K", "TYPE [](NAME K)"),
    ],
)
def test_other_types(declared: str, base: str) -> None:
    found = reading(f"package x\ntype {declared}\n")
    assert [found.tree(each) for each in scopes(found)["T"].bases] == [base]
