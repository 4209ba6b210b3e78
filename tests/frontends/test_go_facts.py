"""What the Go front end says of expressions, types and constants."""

from __future__ import annotations

import pytest
from go_text import inside, reading

from isolint.model.facts import MAX_ELEMENTS, MAX_TEXT

TREES = {
    "nil": "SINGLETON None",
    "true": "SINGLETON True",
    "a.b.c": "ATTRIBUTE c(ATTRIBUTE b(NAME a))",
    "a().b": "ATTRIBUTE b(CALL(NAME a))",
    "f(1, a...)": "CALL(NAME f, NUMBER 1, SPREAD *(NAME a))",
    "f[T](x)": "CALL(NAME f, NAME x)",
    "p.f[T, U](x)": "CALL(ATTRIBUTE f(NAME p), NAME x)",
    "T{A: x, B: y}": "CALL(NAME T, KEYWORD A(NAME x), KEYWORD B(NAME y))",
    "p.T{x, y}": "CALL(ATTRIBUTE T(NAME p), NAME x, NAME y)",
    "T[int]{}": "CALL(NAME T)",
    "&T{}": "UNARY &(CALL(NAME T))",
    'H{"a": {"b"}}': "CALL(NAME H, PAIR(STRING a, LIST(STRING b)))",
    "[]T{x}": "LIST(NAME x)",
    "[...]T{2: x}": "LIST(NAME x)",
    "[]T{{A: 1}, {2}}": "LIST(CALL(NAME T, KEYWORD A(NUMBER 1)), CALL(NAME T, NUMBER 2))",
    "[]*T{{A: 1}}": "LIST(UNARY &(CALL(NAME T, KEYWORD A(NUMBER 1))))",
    "[][]int{{1}}": "LIST(LIST(NUMBER 1))",
    'map[string]T{"a": {1}}': "MAP(PAIR(STRING a, CALL(NAME T, NUMBER 1)))",
    "map[K]int{{1}: 2}": "MAP(PAIR(CALL(NAME K, NUMBER 1), NUMBER 2))",
    "struct{ a int }{1}": "CALL(TYPE struct, NUMBER 1)",
    "[]struct{ a int }{{a: 1}}": "LIST(CALL(TYPE struct, KEYWORD a(NUMBER 1)))",
    "[]byte(a)": "CALL(TYPE [](NAME byte), NAME a)",
    "(*T)(a)": "CALL(UNARY *(NAME T), NAME a)",
    "string(a)": "CALL(NAME string, NAME a)",
    r'"a\tb\x41\u00e9\U0001F600\101\""': 'STRING a\tbA\u00e9\U0001f600A"',
    r'"\ud800\q"': r"STRING \ud800\q",
    r"`a\n`": r"STRING a\n",
    r"'\n'": "STRING \n",
    "'a'": "STRING a",
    "0x1F": "NUMBER 31",
    "1_000": "NUMBER 1000",
    "0o17": "NUMBER 15",
    "017": "NUMBER 15",
    "0b11": "NUMBER 3",
    "1.50": "NUMBER 1.50",
    "2i": "NUMBER 2i",
    "a + b - c": "BINARY -(BINARY +(NAME a, NAME b), NAME c)",
    "a &^ b": "BINARY &^(NAME a, NAME b)",
    "a && b && c": "LOGIC and(NAME a, NAME b, NAME c)",
    "a && (b || c)": "LOGIC and(NAME a, LOGIC or(NAME b, NAME c))",
    "a <= b": "COMPARE <=(NAME a, NAME b)",
    "!a": "UNARY not(NAME a)",
    "-a": "UNARY -(NAME a)",
    "+a": "UNARY +(NAME a)",
    "^a": "UNARY ~(NAME a)",
    "&a": "UNARY &(NAME a)",
    "*a": "UNARY *(NAME a)",
    "<-a": "UNARY <-(NAME a)",
    "a[b]": "INDEX(NAME a, NAME b)",
    "a[b:]": "INDEX(NAME a, SLICE(NAME b, -, -))",
    "a[:b]": "INDEX(NAME a, SLICE(-, NAME b, -))",
    "a[:]": "INDEX(NAME a, SLICE(-, -, -))",
    "a[1:2:3]": "INDEX(NAME a, SLICE(NUMBER 1, NUMBER 2, NUMBER 3))",
    "a.(T)": "CAST(NAME a, NAME T)",
    "a.(*p.T)": "CAST(NAME a, UNARY *(ATTRIBUTE T(NAME p)))",
    "func() {}": "CLOSURE 2",
    "((a))": "NAME a",
    "a /* why */ + b": "BINARY +(NAME a, NAME b)",
    "f(a, // why\nb)": "CALL(NAME f, NAME a, NAME b)",
}
TYPES = {
    "[]T": "TYPE [](NAME T)",
    "[n]T": "TYPE [](NAME T)",
    "map[K]V": "TYPE map(NAME K, NAME V)",
    "chan T": "TYPE chan(NAME T)",
    "<-chan T": "TYPE chan(NAME T)",
    "func(a T) U": "TYPE func",
    "struct{ a T }": "TYPE struct",
    "interface{ M() }": "TYPE interface",
    "*p.T": "UNARY *(ATTRIBUTE T(NAME p))",
    "T[A]": "NAME T",
    "p.T[A, B]": "ATTRIBUTE T(NAME p)",
    "(T)": "NAME T",
}


@pytest.mark.parametrize(("code", "expected"), TREES.items(), ids=TREES.keys())
def test_expressions(code: str, expected: str) -> None:
    found = inside(f"value := {code}")
    assert found.tree(found.facts.steps[-1].value) == expected


@pytest.mark.parametrize(("code", "expected"), TYPES.items(), ids=TYPES.keys())
def test_types(code: str, expected: str) -> None:
    found = inside(f"var value {code}")
    assert found.tree(found.facts.steps[-1].value) == expected


def test_type_switch_narrows() -> None:
    found = inside("switch v := a.(type) {\ncase T:\ncase U, W:\n}")
    values = [found.tree(step.value) for step in found.facts.steps[1:]]
    assert values == ["CAST(NAME a, NAME T)", "CAST(NAME a)"]


def test_tuples() -> None:
    found = inside("a, b := 1, 2")
    step = found.facts.steps[-1]
    assert found.tree(step.subject) == "TUPLE(NAME a, NAME b)"
    assert found.tree(step.value) == "TUPLE(NUMBER 1, NUMBER 2)"


def test_iota() -> None:
    found = reading("package x\nconst (\n\tA T = iota + 1\n\tB\n\t_\n\tC = 5\n\tD\n)\nconst E = iota")
    values = [found.tree(step.value) for step in found.facts.steps if step.kind.name == "ASSIGN"]
    assert values == [
        "BINARY +(NUMBER 0, NUMBER 1)",
        "BINARY +(NUMBER 1, NUMBER 1)",
        "BINARY +(NUMBER 2, NUMBER 1)",
        "NUMBER 5",
        "NUMBER 5",
        "NUMBER 0",
    ]
    assert found.steps()[:4] == [
        "x: DECLARE A <- T",
        "x: ASSIGN A <- iota + 1",
        "x: DECLARE B <- T",
        "x: ASSIGN B <- iota + 1",
    ]


def test_long_literals_are_cut() -> None:
    found = inside(f"a := []T{{{'1, ' * 100}f()}}\nb := `{'x' * 1000}`")
    assert found.steps()[1] == "m: CALL f()"
    whole, text = found.facts.steps[2].value, found.facts.steps[3].value
    assert found.texts[whole] == "+"
    assert len(found.parts(whole)) == MAX_ELEMENTS
    assert found.texts[text] == "x" * MAX_TEXT
