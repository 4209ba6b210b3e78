"""Closing behind the cancelling."""

from __future__ import annotations

import pytest
from go_documents import Case, assert_refuses, assert_rewrites

RECIPE = "close-after-cancel"


def _after(*lines: str) -> str:
    body = "".join(f"\t{line}\n" if line else "\n" for line in lines)
    return f"package suite\n\nvar _ = AfterSuite(func() {{\n{body}}})\n"


CASES = {
    "the next cancel": Case(
        _after("// It flushes.", "«store.Close()» // kept", "", "cancel() // all of it", "rest()"),
        _after("cancel() // all of it", "// It flushes.", "store.Close() // kept", "rest()"),
    ),
    "with its error check": Case(
        _after("err := «store.Close()»", "Expect(err).NotTo(HaveOccurred())", "", "f()", "s.cancelManager()"),
        _after("f()", "s.cancelManager()", "err := store.Close()", "Expect(err).NotTo(HaveOccurred())"),
    ),
    "with what is said of it": Case(
        _after('By("closing")', "«store.Close()»", 'By("cancelling")', "cancel()"),
        _after('By("cancelling")', "cancel()", 'By("closing")', "store.Close()"),
    ),
    "an if, behind a call that the request names": Case(
        _after("f()", "", "if err := «store.Close()»; err != nil {", "\tlog(err)", "}", "", "‹quit(1)›"),
        _after("f()", "", "quit(1)", "if err := store.Close(); err != nil {", "\tlog(err)", "}"),
        places="cancel",
    ),
}

REFUSALS = {
    "done": Case(_after("cancel()", "«store.Close()»"), refusal="nothing is cancelled below it"),
    "a name in between": Case(
        _after("x := «store.Close()»", "f(x)", "cancel()"), refusal="x is used between them"
    ),
    "a way out": Case(
        _after("«store.Close()»", "return", "cancel()"), refusal="the function may leave between them"
    ),
    "deferred": Case(_after("defer «store.Close()»", "cancel()"), refusal="done later than it is written"),
    "another block": Case(
        _after("if x {", "\t«store.Close()»", "}", "cancel()"), refusal="nothing is cancelled below it"
    ),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_rewrites(case, newline):
    assert_rewrites(RECIPE, case, newline)


@pytest.mark.parametrize("case", REFUSALS.values(), ids=list(REFUSALS))
def test_refuses(case):
    assert_refuses(RECIPE, case)
