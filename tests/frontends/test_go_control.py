"""What the Go front end says of statements that run others under a condition."""

from __future__ import annotations

from textwrap import dedent

import pytest
from go_text import inside

STEPS = {
    "if, else if, else": (
        """
        if a := f(); a != nil {
            g()
        } else if b() {
            h()
        } else {
            i()
        }
        """,
        """
        CALL f()
        ASSIGN a <- f()
        WHEN(a != nil) CALL g()
        UNLESS(a != nil) CALL b()
        UNLESS(a != nil) WHEN(b()) CALL h()
        UNLESS(a != nil) UNLESS(b()) CALL i()
        """,
    ),
    "what follows an early return": (
        """
        if a { return }
        f()
        if b { log.Fatalf("") }
        g()
        """,
        """
        WHEN(a) RETURN
        UNLESS(a) CALL f()
        UNLESS(a) WHEN(b) CALL log.Fatalf("")
        UNLESS(a) UNLESS(b) CALL g()
        """,
    ),
    "what follows a chain whose parts leave": (
        """
        for range y {
            if a { continue } else if b { break }
            f()
        }
        g()
        """,
        """
        ITERATE y
        LOOP(y) UNLESS(a) UNLESS(b) CALL f()
        CALL g()
        """,
    ),
    "what follows an else that leaves": (
        """
        if a { f() } else { panic("") }
        g()
        """,
        """
        WHEN(a) CALL f()
        UNLESS(a) CALL panic("")
        WHEN(a) CALL g()
        """,
    ),
    "a test that is failed but goes on": (
        """
        if a { t.Fail() }
        f()
        """,
        """
        WHEN(a) CALL t.Fail()
        CALL f()
        """,
    ),
    "loops": (
        """
        for a() { b() }
        for { c() }
        for i := d(); i < e(); i++ { g() }
        for k, v := range h() { i() }
        for k, a.b = range x {}
        for k := range y {}
        """,
        """
        CALL a()
        LOOP(a()) CALL b()
        LOOP CALL c()
        CALL d()
        ASSIGN i <- d()
        CALL e()
        LOOP(i < e()) CALL g()
        LOOP(i < e()) UPDATE i
        CALL h()
        ITERATE k, v <- h()
        LOOP(h()) CALL i()
        ITERATE k, a.b <- x
        ITERATE k <- y
        """,
    ),
    "switch": (
        """
        switch a := f(); a {
        case 1, g(): h()
        case 2:
        default: i()
        }
        """,
        """
        CALL f()
        ASSIGN a <- f()
        CALL g()
        CASE(1) CALL h()
        CASE CALL i()
        """,
    ),
    "switch without a tag": (
        """
        switch {
        case a, b: f()
        default: g()
        }
        """,
        """
        WHEN(a) CALL f()
        CASE CALL g()
        """,
    ),
    "type switch": (
        """
        switch v := f().(type) {
        case T: g(v)
        case *U, nil: h()
        default: i()
        }
        switch a.(type) {
        case T: j()
        }
        """,
        """
        CALL f()
        CASE(T) ASSIGN v <- f().(type)
        CASE(T) CALL g(v)
        CASE(*U) ASSIGN v <- f().(type)
        CASE(*U) CALL h()
        CASE ASSIGN v <- f().(type)
        CASE CALL i()
        CASE(T) CALL j()
        """,
    ),
    "select": (
        """
        select {
        case v, ok := <-a: f()
        case b = <-c():
        case d <- g(): h()
        case <-e: i()
        default: j()
        }
        """,
        """
        CASE(<-a) ASSIGN v, ok <- <-a
        CASE(<-a) CALL f()
        CALL c()
        CASE(<-c()) ASSIGN b <- <-c()
        CASE(d) CALL g()
        CASE(d) SEND d <- g()
        CASE(d) CALL h()
        CASE(<-e) CALL i()
        CASE CALL j()
        """,
    ),
}


@pytest.mark.parametrize(("code", "expected"), STEPS.values(), ids=STEPS.keys())
def test_steps(code: str, expected: str) -> None:
    found = [step.removeprefix("m: ") for step in inside(code).steps()]
    assert found == ["x: DEFINE m", *dedent(expected).strip().splitlines()]


@pytest.mark.parametrize(
    "call",
    [
        "return",
        "continue",
        "break",
        "goto L",
        "panic(1)",
        "os.Exit(1)",
        "Skip()",
        "Fail()",
        "t.Skip()",
        "t.FailNow()",
        "a.T().Fatal()",
    ],
)
def test_what_leaves(call: str) -> None:
    assert inside(f"if a {{ {call} }}\nf()").steps()[-1] == "m: UNLESS(a) CALL f()"
