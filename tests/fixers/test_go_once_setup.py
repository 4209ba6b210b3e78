"""Set-ups of a suite in two halves."""

from __future__ import annotations

import pytest
from go_documents import Case, assert_refuses, assert_rewrites

RECIPE = "once-setup"

CASES = {
    "a split": Case(
        """
        package suite

        var _ = «BeforeSuite(func() {
        \tlogger = newLogger()

        \tBy("starting the database")
        \terr := ‹database.Start()›
        \tExpect(err).NotTo(HaveOccurred())

        \terr = connect()
        \tExpect(err).NotTo(HaveOccurred())
        })»
        """,
        """
        package suite

        var _ = SynchronizedBeforeSuite(func() []byte {
        \tBy("starting the database")
        \terr := database.Start()
        \tExpect(err).NotTo(HaveOccurred())
        \treturn nil
        }, func(_ []byte) {
        \tlogger = newLogger()

        \terr := connect()
        \tExpect(err).NotTo(HaveOccurred())
        })
        """,
    ),
    "a name that is declared anew inside": Case(
        """
        package suite

        var _ = BeforeSuite(func() {
        \tvar err error
        \tclient, err = connect()
        \tExpect(err).NotTo(HaveOccurred())

        \t‹«go func() {
        \t\terr := serve()
        \t\tlog(err)
        \t}()»›
        })
        """,
        """
        package suite

        var _ = SynchronizedBeforeSuite(func() []byte {
        \tgo func() {
        \t\terr := serve()
        \t\tlog(err)
        \t}()
        \treturn nil
        }, func(_ []byte) {
        \tvar err error
        \tclient, err = connect()
        \tExpect(err).NotTo(HaveOccurred())
        })
        """,
    ),
    "all of it": Case(
        """
        package suite

        func init() {
        \tginkgo.«BeforeSuite»(func() {
        \t\tif skipped {
        \t\t\treturn
        \t\t}
        \t\tdatabase.Start()
        \t\t// and that is all
        \t})
        }
        """,
        """
        package suite

        func init() {
        \tginkgo.SynchronizedBeforeSuite(func() []byte {
        \t\tif skipped {
        \t\t\treturn nil
        \t\t}
        \t\tdatabase.Start()
        \t\t// and that is all
        \t\treturn nil
        \t}, func(_ []byte) {})
        }
        """,
    ),
    "all of it, by its statements": Case(
        """
        package suite

        var _ = BeforeSuite(func() {
        \t‹«database.Start()»›
        })
        """,
        """
        package suite

        var _ = SynchronizedBeforeSuite(func() []byte {
        \tdatabase.Start()
        \treturn nil
        }, func(_ []byte) {})
        """,
    ),
}

T = "package suite\n\n"

REFUSALS = {
    "a context": Case(
        T + "var _ = «BeforeSuite(func(ctx SpecContext) {\n\tf()\n})»\n", refusal="takes or returns"
    ),
    "a value both need": Case(
        T + "var _ = «BeforeSuite(func() {\n\t‹x := f()›\n\tg(x)\n})»\n", refusal="both halves use x"
    ),
    "an early return": Case(
        T + "var _ = «BeforeSuite(func() {\n\tif x {\n\t\treturn\n\t}\n\t‹f()›\n})»\n",
        refusal="returns early",
    ),
    "a declaration alone": Case(
        T + "var _ = «BeforeSuite(func() {\n\t‹var x int›\n\tf(&x)\n})»\n",
        refusal="nothing of what was named",
    ),
    "one line": Case(T + "var _ = «BeforeSuite(func() { f() })»\n", refusal="on one line"),
    "done": Case(
        T + "var _ = «SynchronizedBeforeSuite(func() []byte {\n\treturn nil\n}, func(_ []byte) {})»\n",
        refusal="no call of BeforeSuite",
    ),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_rewrites(case, newline):
    assert_rewrites(RECIPE, case, newline)


@pytest.mark.parametrize("case", REFUSALS.values(), ids=list(REFUSALS))
def test_refuses(case):
    assert_refuses(RECIPE, case)
