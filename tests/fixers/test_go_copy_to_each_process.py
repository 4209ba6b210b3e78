"""Statements of the first process that every process needs."""

from __future__ import annotations

import pytest
from go_documents import Case, assert_refuses, assert_rewrites

from isolint.fixers.apply import apply
from isolint.model.finding import Fix, Safety
from isolint.model.source import Site, Source

RECIPE = "copy-to-each-process"

CASES = {
    "a context": Case(
        """
        package suite

        var _ = SynchronizedBeforeSuite(func() []byte {
        \t// Where it all begins.
        \t«ctx, cancel = context.WithCancel(context.TODO())» // kept
        \treturn nil
        }, ‹func(_ []byte) {
        \tclient = connect(ctx)
        }›)
        """,
        """
        package suite

        var _ = SynchronizedBeforeSuite(func() []byte {
        \t// Where it all begins.
        \tctx, cancel = context.WithCancel(context.TODO()) // kept
        \treturn nil
        }, func(_ []byte) {
        \tctx, cancel = context.WithCancel(context.TODO()) // kept
        \tclient = connect(ctx)
        })
        """,
        places="into",
    ),
    "a registration, by its call": Case(
        """
        package suite

        var _ = SynchronizedBeforeSuite(func() []byte {
        \tvar err error
        \tcfg, err = testEnv.Start()
        \tExpect(err).NotTo(HaveOccurred())

        \terr = «v1.AddToScheme(scheme.Scheme)»
        \tExpect(err).NotTo(HaveOccurred())
        \treturn nil
        }, func(_ []byte) {})
        """,
        """
        package suite

        var _ = SynchronizedBeforeSuite(func() []byte {
        \tvar err error
        \tcfg, err = testEnv.Start()
        \tExpect(err).NotTo(HaveOccurred())

        \terr = v1.AddToScheme(scheme.Scheme)
        \tExpect(err).NotTo(HaveOccurred())
        \treturn nil
        }, func(_ []byte) {
        \terr := v1.AddToScheme(scheme.Scheme)
        \tExpect(err).NotTo(HaveOccurred())
        })
        """,
    ),
    "below other registrations, with their error": Case(
        """
        package suite

        var _ = SynchronizedBeforeSuite(func() []byte {
        \terr := «v1.AddToScheme(scheme.Scheme)»
        \tExpect(err).NotTo(HaveOccurred())
        \treturn nil
        }, func(_ []byte) {
        \tvar err error
        \terr = v2.AddToScheme(scheme.Scheme)
        \tExpect(err).NotTo(HaveOccurred())

        \tclient, err = connect()
        \tExpect(err).NotTo(HaveOccurred())
        })
        """,
        """
        package suite

        var _ = SynchronizedBeforeSuite(func() []byte {
        \terr := v1.AddToScheme(scheme.Scheme)
        \tExpect(err).NotTo(HaveOccurred())
        \treturn nil
        }, func(_ []byte) {
        \tvar err error
        \terr = v2.AddToScheme(scheme.Scheme)
        \tExpect(err).NotTo(HaveOccurred())
        \terr = v1.AddToScheme(scheme.Scheme)
        \tExpect(err).NotTo(HaveOccurred())

        \tclient, err = connect()
        \tExpect(err).NotTo(HaveOccurred())
        })
        """,
    ),
    "an error that is declared further down": Case(
        """
        package suite

        var _ = SynchronizedBeforeSuite(func(ctx SpecContext) []byte {
        \terr := setup(ctx)
        \t«Expect(err).NotTo(HaveOccurred())»
        \treturn nil
        }, func(ctx SpecContext, _ []byte) {
        \terr := other(ctx)
        \tExpect(err).NotTo(HaveOccurred())
        })
        """,
        """
        package suite

        var _ = SynchronizedBeforeSuite(func(ctx SpecContext) []byte {
        \terr := setup(ctx)
        \tExpect(err).NotTo(HaveOccurred())
        \treturn nil
        }, func(ctx SpecContext, _ []byte) {
        \terr := setup(ctx)
        \tExpect(err).NotTo(HaveOccurred())
        \terr = other(ctx)
        \tExpect(err).NotTo(HaveOccurred())
        })
        """,
    ),
    "several results, and a loop": Case(
        """
        package suite

        func init() {
        \tginkgo.SynchronizedBeforeSuite(func() []byte {
        \t\terr := start()
        \t\tExpect(err).NotTo(HaveOccurred())
        \t\tclient, err = «connect()»
        \t\tExpect(err).NotTo(HaveOccurred())
        \t\treturn nil
        \t}, func(_ []byte) {
        \t\t// nothing yet
        \t})
        }
        """,
        """
        package suite

        func init() {
        \tginkgo.SynchronizedBeforeSuite(func() []byte {
        \t\terr := start()
        \t\tExpect(err).NotTo(HaveOccurred())
        \t\tclient, err = connect()
        \t\tExpect(err).NotTo(HaveOccurred())
        \t\treturn nil
        \t}, func(_ []byte) {
        \t\tvar err error
        \t\tclient, err = connect()
        \t\tExpect(err).NotTo(HaveOccurred())
        \t\t// nothing yet
        \t})
        }
        """,
    ),
}


def _case(statement: str, second: str = "func(_ []byte) {}", refusal: str = "") -> Case:
    first = f"func(ctx SpecContext) []byte {{\n\tx := 1\n\tg(x)\n\t{statement}\n\treturn nil\n}}"
    before = f"package suite\n\nvar _ = SynchronizedBeforeSuite({first}, {second})\n"
    return Case(before, refusal=refusal)


REFUSALS = {
    "a local": _case("«client = f(x)»", refusal="x belongs to the first function"),
    "a local that is set": _case("«client := f()»\n\tg(client)", refusal="client belongs to the first"),
    "a context the second has not": _case("«client = f(ctx)»", refusal="ctx belongs to the first function"),
    "a part of a block": _case("if y {\n\t\t«client = f()»\n\t}", refusal="not a statement of the function"),
    "no second function": _case("«client = f()»", "second", refusal="not in the first function"),
    "done": _case("«client = f()»", "func(_ []byte) {\n\tclient = f()\n}", refusal="does it already"),
    "a parameter of the second": _case(
        "«data = f()»", "func(data []byte) {\n\tg(data)\n}", refusal="a parameter that is called like"
    ),
    "one line": _case("«client = f()»", "func(_ []byte) { g() }", refusal="shares its line"),
    "an unchecked error": _case("err := f()\n\tg(err)\n\t«err = h()»", refusal="looked at elsewhere"),
    "another function": Case(
        "package suite\n\nvar _ = BeforeSuite(func() {\n\t«client = f()»\n})\n", refusal="not in the first"
    ),
    "the second function": Case(
        "package suite\n\nvar _ = SynchronizedBeforeSuite("
        "func() []byte {\n\treturn nil\n}, func(_ []byte) {\n\t«f()»\n})\n",
        refusal="not in the first function",
    ),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_rewrites(case, newline):
    assert_rewrites(RECIPE, case, newline)


@pytest.mark.parametrize("case", REFUSALS.values(), ids=list(REFUSALS))
def test_refuses(case):
    assert_refuses(RECIPE, case)


def test_many_at_once():
    """A pass takes as many statements as can go beside each other, in the order they had."""
    lines = [f"\terr = v{n}.AddToScheme(scheme.Scheme)\n\tExpect(err).To(Succeed())\n" for n in range(12)]
    first = "\tctx = f()\n\tx, err := g()\n\th(x, err)\n" + "".join(lines)
    text = (
        f"package suite\n\nvar _ = SynchronizedBeforeSuite(func() []byte {{\n{first}\treturn nil\n}}, "
        "func(_ []byte) {\n\tclient = connect()\n})\n"
    ).encode()
    wanted = ("ctx = f()", *(f"err = v{n}.AddToScheme(scheme.Scheme)" for n in range(12)))
    for _ in range(4):
        starts = [(text.index(each.encode()), len(each)) for each in wanted]
        sites = [Site("a_test.go", start, start + length) for start, length in starts]
        fixes = [Fix(recipe=RECIPE, anchor=site, safety=Safety.SAFE, title="") for site in sites]
        text = apply(Source("a_test.go", text), fixes).text
    expected = "\tctx = f()\n" + "".join(lines).replace("err =", "err :=", 1) + "\tclient = connect()\n"
    assert text.decode().partition("func(_ []byte) {\n")[2] == expected + "})\n"
