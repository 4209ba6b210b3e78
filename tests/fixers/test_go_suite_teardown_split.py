"""Teardowns of a suite in two halves."""

from __future__ import annotations

import pytest
from go_documents import Case, assert_refuses, assert_rewrites

RECIPE = "suite-teardown-split"

CASES = {
    "a plain split": Case(
        """
        package suite

        import . "github.com/onsi/ginkgo/v2"

        var _ = «AfterSuite(func() { // both
        \tcancel()

        \tBy("stopping the database")
        \t// It is shared.
        \t‹database.Stop()› // at last
        \tclient.Close()
        \t// below it all
        })»
        """,
        """
        package suite

        import . "github.com/onsi/ginkgo/v2"

        var _ = SynchronizedAfterSuite(func() { // both
        \tcancel()
        \tclient.Close()
        \t// below it all
        }, func() {
        \tBy("stopping the database")
        \t// It is shared.
        \tdatabase.Stop() // at last
        })
        """,
    ),
    "a context": Case(
        """
        package suite

        var _ = «AfterSuite(func(ctx SpecContext) {
        \tclient.Close(ctx)
        \t‹database.Stop(ctx)›
        })»
        """,
        """
        package suite

        var _ = SynchronizedAfterSuite(func(ctx SpecContext) {
        \tclient.Close(ctx)
        }, func(ctx SpecContext) {
        \tdatabase.Stop(ctx)
        })
        """,
    ),
    "all of it, on one line": Case(
        """
        package suite

        import "github.com/onsi/ginkgo/v2"

        var _ = ginkgo.«AfterSuite»(func() { stop() })
        """,
        """
        package suite

        import "github.com/onsi/ginkgo/v2"

        var _ = ginkgo.SynchronizedAfterSuite(func() {}, func() { stop() })
        """,
    ),
    "all of it, by its statements": Case(
        """
        package suite

        func init() {
        \t«AfterSuite(func() {
        \t\terr := ‹database.Stop()›
        \t\tExpect(err).NotTo(HaveOccurred())

        \t\t‹stop()›
        \t})»
        }
        """,
        """
        package suite

        func init() {
        \tSynchronizedAfterSuite(func() {}, func() {
        \t\terr := database.Stop()
        \t\tExpect(err).NotTo(HaveOccurred())

        \t\tstop()
        \t})
        }
        """,
    ),
    "an error that both halves declare": Case(
        """
        package suite

        var _ = AfterSuite(func() {
        \terr := store.Close()
        \tExpect(err).NotTo(HaveOccurred())

        \t«‹err = testEnv.Stop()›»
        \tExpect(err).NotTo(HaveOccurred())
        })
        """,
        """
        package suite

        var _ = SynchronizedAfterSuite(func() {
        \terr := store.Close()
        \tExpect(err).NotTo(HaveOccurred())
        }, func() {
        \terr := testEnv.Stop()
        \tExpect(err).NotTo(HaveOccurred())
        })
        """,
    ),
    "the declaration goes": Case(
        """
        package suite

        var _ = AfterSuite(
        \tfunc() {
        \t\terr := ‹«testEnv.Stop()»›
        \t\tExpect(err).NotTo(HaveOccurred())
        \t\terr = store.Close()
        \t\tif err != nil {
        \t\t\tlog.Print(err)
        \t\t}
        \t\tif err := other.Close(); err != nil {
        \t\t\tlog.Print(err)
        \t\t}
        \t},
        )
        """,
        """
        package suite

        var _ = SynchronizedAfterSuite(
        \tfunc() {
        \t\terr := store.Close()
        \t\tif err != nil {
        \t\t\tlog.Print(err)
        \t\t}
        \t\tif err := other.Close(); err != nil {
        \t\t\tlog.Print(err)
        \t\t}
        \t}, func() {
        \t\terr := testEnv.Stop()
        \t\tExpect(err).NotTo(HaveOccurred())
        \t},
        )
        """,
    ),
    "a declaration that both halves need": Case(
        """
        package suite

        var _ = AfterSuite(func() {
        \t// What went wrong.
        \tvar err error
        \tx, err = store.Close()
        \tExpect(err).NotTo(HaveOccurred())
        \t‹y, err = «testEnv.Stop()»›
        \tExpect(err).NotTo(HaveOccurred())
        })
        """,
        """
        package suite

        var _ = SynchronizedAfterSuite(func() {
        \t// What went wrong.
        \tvar err error
        \tx, err = store.Close()
        \tExpect(err).NotTo(HaveOccurred())
        }, func() {
        \t// What went wrong.
        \tvar err error
        \ty, err = testEnv.Stop()
        \tExpect(err).NotTo(HaveOccurred())
        })
        """,
    ),
    "from the first function to the second": Case(
        """
        package suite

        var _ = «SynchronizedAfterSuite(func() {
        \tcancel()

        \t‹database.Stop()›
        }, func() {
        \t// the rest
        \tcleanup()
        })»
        """,
        """
        package suite

        var _ = SynchronizedAfterSuite(func() {
        \tcancel()
        }, func() {
        \tdatabase.Stop()
        \t// the rest
        \tcleanup()
        })
        """,
    ),
    "all of the first function to an empty second": Case(
        """
        package suite

        var _ = «SynchronizedAfterSuite(func() {
        \t‹database.Stop()›
        }, func() {})»
        """,
        """
        package suite

        var _ = SynchronizedAfterSuite(func() {}, func() {
        \tdatabase.Stop()
        })
        """,
    ),
    "between functions with a context, and decorators": Case(
        """
        package suite

        var _ = «SynchronizedAfterSuite(func(ctx SpecContext) {
        \tcancel()
        \t‹database.Stop(ctx)›
        }, func(ctx SpecContext) {
        \tcleanup(ctx)
        }, NodeTimeout(timeout))»
        """,
        """
        package suite

        var _ = SynchronizedAfterSuite(func(ctx SpecContext) {
        \tcancel()
        }, func(ctx SpecContext) {
        \tdatabase.Stop(ctx)
        \tcleanup(ctx)
        }, NodeTimeout(timeout))
        """,
    ),
}

T = "package suite\n\n"

REFUSALS = {
    "a decorator": Case(
        T + "var _ = «AfterSuite(func() {\n\tf()\n}, NodeTimeout(t))»\n", refusal="something else"
    ),
    "a name": Case(T + "var _ = «AfterSuite(teardown)»\n", refusal="something else than one function"),
    "a value both need": Case(
        T + "var _ = «AfterSuite(func() {\n\tx := f()\n\tg(x)\n\t‹h(x)›\n})»\n", refusal="both halves use x"
    ),
    "a value that would go unused": Case(
        T + "var _ = «AfterSuite(func() {\n\terr := f()\n\tExpect(err).To(Succeed())\n\t‹err = g()›\n})»\n",
        refusal="err would go unused",
    ),
    "an early return": Case(
        T + "var _ = «AfterSuite(func() {\n\tif keep {\n\t\treturn\n\t}\n\t‹f()›\n})»\n",
        refusal="returns early",
    ),
    "a defer": Case(T + "var _ = «AfterSuite(func() {\n\tdefer f()\n\t‹g()›\n})»\n", refusal="too early"),
    "another place": Case(
        T + "var x = ‹1›\nvar _ = «AfterSuite(func() {\n\tf()\n\tg()\n})»\n", refusal="not in the function"
    ),
    "one line": Case(T + "var _ = «AfterSuite(func() { f(); ‹g()› })»\n", refusal="on one line"),
    "shared lines": Case(T + "var _ = «AfterSuite(func() {\n\tf(); ‹g()›\n})»\n", refusal="shares its line"),
    "no teardown": Case(T + "var _ = «BeforeSuite(func() {})»\n", refusal="no call of AfterSuite"),
    "done": Case(
        T + "var _ = «SynchronizedAfterSuite(func() {}, func() {\n\tf()\n})»\n",
        refusal="nothing about 'shared'",
    ),
    "a name that both functions declare": Case(
        T
        + "var _ = «SynchronizedAfterSuite(func() {\n\t‹err := f()›\n\tExpect(err).To(Succeed())\n}, "
        + "func() {\n\terr := g()\n\tExpect(err).To(Succeed())\n})»\n",
        refusal="both functions declare err",
    ),
    "a parameter the second has not": Case(
        T + "var _ = «SynchronizedAfterSuite(func(ctx SpecContext) {\n\t‹f(ctx)›\n}, func() {\n\tg()\n})»\n",
        refusal="uses a parameter of the first",
    ),
    "no spans": Case(
        T + "var _ = «AfterSuite(func() {})»\n", refusal="no spans: 'all'", arguments={"shared": "all"}
    ),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_rewrites(case, newline):
    assert_rewrites(RECIPE, case, newline)


@pytest.mark.parametrize("case", REFUSALS.values(), ids=list(REFUSALS))
def test_refuses(case):
    assert_refuses(RECIPE, case)
