"""What the Go front end says of plain statements."""

from __future__ import annotations

from textwrap import dedent

import pytest
from go_text import inside

STEPS = {
    "inner calls come first": (
        "f(g(x), h(a()...))",
        """
        CALL g(x)
        CALL a()
        CALL h(a()...)
        CALL f(g(x), h(a()...))
        """,
    ),
    "a method chain": (
        "a.b(1).c()",
        """
        CALL a.b(1)
        CALL a.b(1).c()
        """,
    ),
    "conversions and literals call nothing": (
        "a := []any{string(b), []byte(c), (*T)(d), T{e()}, map[K]V(f), len(g), make(chan int)}",
        """
        CALL e()
        CALL len(g)
        CALL make(chan int)
        ASSIGN a <- []any{string(b), []byte(c), (*T)(d), T{e()}, map[K]V(f), len(g), make(chan int)}
        """,
    ),
    "a generic call": ("f[int, T](x)", "CALL f[int, T](x)"),
    "assignments": (
        """
        a := 1
        b, err := f()
        a, b.c = b.c, a
        var d = 2
        const e = 3
        """,
        """
        ASSIGN a <- 1
        CALL f()
        ASSIGN b, err <- f()
        ASSIGN a, b.c <- b.c, a
        ASSIGN d <- 2
        ASSIGN e <- 3
        """,
    ),
    "declared types": (
        """
        var a sync.Mutex
        var b, c T = f()
        var (
            d int
            e *T
        )
        """,
        """
        DECLARE a <- sync.Mutex
        CALL f()
        DECLARE b, c <- T
        ASSIGN b, c <- f()
        DECLARE d <- int
        DECLARE e <- *T
        """,
    ),
    "updates": (
        """
        a += f()
        b.c++
        d[0]--
        """,
        """
        CALL f()
        UPDATE a <- f()
        UPDATE b.c
        UPDATE d[0]
        """,
    ),
    "channels": (
        """
        a <- f()
        b := <-a
        <-c.Done()
        """,
        """
        CALL f()
        SEND a <- f()
        ASSIGN b <- <-a
        CALL c.Done()
        ASSIGN <- <- <-c.Done()
        """,
    ),
    "returns": (
        """
        if a { return }
        return nil, f()
        """,
        """
        WHEN(a) RETURN
        UNLESS(a) CALL f()
        UNLESS(a) RETURN nil, f()
        """,
    ),
    "expressions alone do nothing": (
        """
        a
        "b"
        """,
        "",
    ),
    "defer and go": (
        """
        defer f(a())
        defer func() { g() }()
        go h(b())
        """,
        """
        FINALLY CALL a()
        FINALLY CALL f(a())
        func literal: CALL g()
        FINALLY CALL func() { g() }()
        BESIDE CALL b()
        BESIDE CALL h(b())
        """,
    ),
    "labels and braces are looked through": (
        """
        L: for { break L }
        { f() }
        """,
        """
        CALL f()
        """,
    ),
    "right operands run under a condition": (
        "a = b && f() && g() || h()",
        """
        WHEN(b) CALL f()
        WHEN(b) WHEN(f()) CALL g()
        UNLESS(b && f() && g()) CALL h()
        ASSIGN a <- b && f() && g() || h()
        """,
    ),
    "a type inside a function": (
        """
        type T struct { a int }
        type U = T
        """,
        """
        DEFINE T
        DEFINE U
        """,
    ),
}


@pytest.mark.parametrize(("code", "expected"), STEPS.values(), ids=STEPS.keys())
def test_steps(code: str, expected: str) -> None:
    found = [step.removeprefix("m: ") for step in inside(code).steps()]
    assert found == ["x: DEFINE m", *dedent(expected).strip().splitlines()]
