"""Texts that the first process hands to the others."""

from __future__ import annotations

import pytest
from go_documents import Case, assert_refuses, assert_rewrites

RECIPE = "hand-over-string"

CASES = {
    "nothing was handed over": Case(
        """
        package suite

        var url string

        var _ = SynchronizedBeforeSuite(func() []byte {
        \tif !enabled {
        \t\treturn nil
        \t}
        \tserver.Use(func() error { return nil })
        \t«url = server.URL()» // a comment
        \treturn []byte{}
        }, func(_ []byte) {})
        """,
        """
        package suite

        var url string

        var _ = SynchronizedBeforeSuite(func() []byte {
        \tif !enabled {
        \t\treturn []byte(url)
        \t}
        \tserver.Use(func() error { return nil })
        \turl = server.URL() // a comment
        \treturn []byte(url)
        }, func(data []byte) {
        \turl = string(data)
        })
        """,
    ),
    "a parameter without a name": Case(
        """
        package suite

        var (
        \tdata string
        \turl  = ""
        )

        var _ = ginkgo.SynchronizedBeforeSuite(func(ctx SpecContext) []byte {
        \turl = «server.URL()»
        \treturn nil
        }, ‹func([]byte) {
        \tuse(data)
        }›)
        """,
        """
        package suite

        var (
        \tdata string
        \turl  = ""
        )

        var _ = ginkgo.SynchronizedBeforeSuite(func(ctx SpecContext) []byte {
        \turl = server.URL()
        \treturn []byte(url)
        }, func(handedOver []byte) {
        \turl = string(handedOver)
        \tuse(data)
        })
        """,
        places="into",
    ),
    "a parameter that is not used": Case(
        """
        package suite

        var _ = SynchronizedBeforeSuite(func() []byte {
        \t«url = server.URL()»
        \treturn nil
        }, func(ctx SpecContext, bytes []byte) {
        \t// The rest.
        \tconnect(ctx)
        })
        """,
        """
        package suite

        var _ = SynchronizedBeforeSuite(func() []byte {
        \turl = server.URL()
        \treturn []byte(url)
        }, func(ctx SpecContext, bytes []byte) {
        \turl = string(bytes)
        \t// The rest.
        \tconnect(ctx)
        })
        """,
        arguments={"type": "string"},
    ),
}


def _case(
    refusal: str,
    *,
    statement: str = "«url = f()»",
    result: str = "nil",
    second: str = "func(_ []byte) {}",
    declared: str = "var url string",
) -> Case:
    first = f"func() []byte {{\n\t{statement}\n\treturn {result}\n}}"
    return Case(
        f"package suite\n\n{declared}\n\nvar _ = SynchronizedBeforeSuite({first}, {second})\n",
        refusal=refusal,
    )


REFUSALS = {
    "another type": _case("url is not known to be a string", declared="var url net.URL"),
    "declared elsewhere": _case("url is not known to be a string", declared="var other string"),
    "a local": _case("url is a variable of the first", statement="var url string\n\t«url = f()»"),
    "shadowed": _case("no assignment to one variable", statement="«url := f()»\n\tg(url)"),
    "several targets": _case("no assignment to one variable", statement="«url, err = f()»"),
    "the blank": _case("no assignment to one variable", statement="«_ = f()»"),
    "a field": _case("no assignment to one variable", statement="«url.Host = f()»"),
    "something is handed over": _case("hands something over already", result="[]byte(other)"),
    "done": _case("hands something over already", result="[]byte(url)"),
    "the second function uses it": _case("uses its bytes already", second="func(d []byte) {\n\tuse(d)\n}"),
    "the second function takes nothing": _case("does not take bytes", second="func() {}"),
    "the second function has a parameter called so": _case(
        "url means something else in the second", second="func(url []byte) {}"
    ),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_rewrites(case, newline):
    assert_rewrites(RECIPE, case, newline)


@pytest.mark.parametrize("case", REFUSALS.values(), ids=list(REFUSALS))
def test_refuses(case):
    assert_refuses(RECIPE, case)
