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
    "a context, and what can go of three": Case(
        """
        package suite

        var _ = BeforeSuite(func(ctx SpecContext) {
        \tdb = open()
        \t‹db.Exec(ctx, create)› // first
        \t‹«start(ctx)»›           // second
        \t‹write(ctx)›           // third
        })
        """,
        """
        package suite

        var _ = SynchronizedBeforeSuite(func(ctx SpecContext) []byte {
        \tstart(ctx) // second
        \twrite(ctx) // third
        \treturn nil
        }, func(ctx SpecContext, _ []byte) {
        \tdb = open()
        \tdb.Exec(ctx, create) // first
        })
        """,
    ),
    "from the second of two functions": Case(
        """
        package suite

        var _ = SynchronizedBeforeSuite(func() []byte {
        \turl := start()
        \treturn []byte(url)
        }, func(url []byte) {
        \tclient = connect(url)
        \t// Every process would write it.
        \t‹«write(path)»›
        })
        """,
        """
        package suite

        var _ = SynchronizedBeforeSuite(func() []byte {
        \turl := start()
        \t// Every process would write it.
        \twrite(path)
        \treturn []byte(url)
        }, func(url []byte) {
        \tclient = connect(url)
        })
        """,
    ),
}

T = "package suite\n\n"

REFUSALS = {
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
    "a variable of the package that it needs": Case(
        T + "var _ = BeforeSuite(func() {\n\tdb = open()\n\t‹«db.Exec(create)»›\n})\n",
        refusal="both need db",
    ),
    "a variable of the package that it sets": Case(
        T + "var _ = BeforeSuite(func() {\n\t‹«url = start()»›\n\tclient = connect(url)\n})\n",
        refusal="both need url",
    ),
    "a function that returns early": Case(
        T + "var _ = SynchronizedBeforeSuite(func() []byte {\n\tif done {\n\t\treturn nil\n\t}\n\treturn x\n"
        "}, func(_ []byte) {\n\t‹«f()»›\n})\n",
        refusal="does not return at its end alone",
    ),
    "the bytes": Case(
        T + "var _ = SynchronizedBeforeSuite(func() []byte {\n\treturn x\n"
        "}, func(data []byte) {\n\t‹«f(data)»›\n})\n",
        refusal="a parameter of the second function",
    ),
    "done": Case(
        T + "var _ = SynchronizedBeforeSuite(func() []byte {\n\t‹«f()»›\n\treturn nil\n"
        "}, func(_ []byte) {\n\tg()\n})\n",
        refusal="not in the function",
    ),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_rewrites(case, newline):
    assert_rewrites(RECIPE, case, newline)


@pytest.mark.parametrize("case", REFUSALS.values(), ids=list(REFUSALS))
def test_refuses(case):
    assert_refuses(RECIPE, case)
