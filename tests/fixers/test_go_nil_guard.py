"""Teardowns of what may be unset."""

from __future__ import annotations

import pytest
from go_documents import Case, assert_refuses, assert_rewrites

RECIPE = "nil-guard"


def _after(*lines: str) -> str:
    body = "".join(f"\t{line}\n" if line else "\n" for line in lines)
    return f"package suite\n\nvar _ = AfterSuite(func() {{\n{body}}})\n"


CASES = {
    "a function": Case(
        _after("// Stop it all.", "«cancel()» // kept", "other()"),
        _after("// Stop it all.", "if cancel != nil {", "\tcancel() // kept", "}", "other()"),
    ),
    "a method and its error": Case(
        _after("", "err := «testEnv.Stop()»", "Expect(err).NotTo(HaveOccurred())").replace("{\n\n", "{\n"),
        _after("if testEnv != nil {", "\terr := testEnv.Stop()", "\tExpect(err).NotTo(HaveOccurred())", "}"),
    ),
    "an expectation over several lines": Case(
        _after("«Expect(", "\ts.store.Close(),", ").To(Succeed())»"),
        _after("if s.store != nil {", "\tExpect(", "\t\ts.store.Close(),", "\t).To(Succeed())", "}"),
    ),
    "an if": Case(
        _after("if err := «x.Close()»; err != nil {", "\tlog(err)", "}"),
        _after("if x != nil {", "\tif err := x.Close(); err != nil {", "\t\tlog(err)", "\t}", "}"),
    ),
    "the request names the value": Case(
        _after("«stop(ctx, server)»"),
        _after("if server != nil {", "\tstop(ctx, server)", "}"),
        arguments={"value": "server"},
    ),
    "in a block of its own": Case(
        _after("if deep {", "\tswitch {", "\tcase true:", "\t\t«x.Stop()»", "\t}", "}"),
        _after(
            "if deep {",
            "\tswitch {",
            "\tcase true:",
            "\t\tif x != nil {",
            "\t\t\tx.Stop()",
            "\t\t}",
            "\t}",
            "}",
        ),
    ),
}

REFUSALS = {
    "done": Case(_after("if cancel != nil {", "\t«cancel()»", "}"), refusal="guarded already"),
    "names used below": Case(
        _after("err := «x.Close()»", "Expect(err).To(BeNil())", "err = y()"),
        refusal="err is used further down",
    ),
    "deferred": Case(_after("defer «x.Close()»"), refusal="done later"),
    "a value that is computed": Case(_after("«x().Close()»"), refusal="what may be unset is no variable"),
    "a value that is no variable": Case(
        _after("«x.Close()»"), refusal="no variable", arguments={"value": "f(x)"}
    ),
    "shared lines": Case(_after("a(); «x.Close()»"), refusal="shares its line"),
    "a text over several lines": Case(_after("«x.Close(`a", "b`)»"), refusal="a text over several lines"),
    "no statement": Case("package suite\n\nvar x = «y.Close()»\n", refusal="no statement at the anchor"),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_rewrites(case, newline):
    assert_rewrites(RECIPE, case, newline)


@pytest.mark.parametrize("case", REFUSALS.values(), ids=list(REFUSALS))
def test_refuses(case):
    assert_refuses(RECIPE, case)
