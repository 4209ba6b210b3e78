"""A test changes its whole process for a while, and other threads run the same test meanwhile.

pytest-run-parallel runs a test that it takes for unsafe in one thread. It knows mocks, `gc.collect`,
what captures output or warnings, and `monkeypatch`, and follows plain calls two levels deep. What it
does not know, or does not get to, runs in all threads: the environment, the working directory, the
locale, seeds, variables of modules, `caplog`, helpers that are methods, decorators on the class.

## Bad
    def test_quiet_mode():
        os.environ["QUIET"] = "1"
        try:
            assert render() == ""
        finally:
            del os.environ["QUIET"]

## Good
    def test_quiet_mode(monkeypatch):
        monkeypatch.setenv("QUIET", "1")
        assert render() == ""

## Bad
    def test_report(tmp_path):
        with contextlib.chdir(tmp_path):
            write_report()
            assert Path("report.txt").exists()

## Good
    @pytest.mark.thread_unsafe(reason="changes the working directory")
    def test_report(tmp_path):
        with contextlib.chdir(tmp_path):
            write_report()
            assert Path("report.txt").exists()

## Fix
Safe: `@pytest.mark.thread_unsafe` with the reason, on the test: one thread runs it. None where
tests of other files come to the same statement.

## When it stays quiet
Without a runner of threads: see the setting `profile`. What the runner sees itself costs time
and does no harm; those findings have a low confidence, and `min-confidence = "low"` shows them.
Fixtures, set-up and tear-down, which run once, before the threads start and after they have ended;
what is set and left, which the rules about leaks look at; what each thread has of its own, such as
the decimal context; log records that are only looked for, or that there are none of. Of several such
statements in one test the first is reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.suite import Suite
from isolint.model.finding import Confidence, Fix, Hit, Related, Safety, Severity
from isolint.model.rule import rule
from isolint.model.sharing import OUTLIVING
from isolint.model.source import Site


@rule("ISO702", severity=Severity.WARNING, since="0.1", threads=True)
def thread_unsafe_call(suite: Suite) -> Iterator[Hit]:
    told: set[Site] = set()
    for one in suite.thread_hazards.unsafe_calls:
        told.add(one.site)
        yield Hit(
            site=one.site,
            message=f"{one.owner} is run by several threads at once and uses {one.what}: {one.then}",
            help="mark the test with `thread_unsafe`, or use `monkeypatch`, which the runner knows",
            related=tuple(Related(site, "runs it too") for site in one.tests[1:4]),
            confidence=Confidence.LOW if one.seen else Confidence.HIGH,
            fix=None if one.seen else _mark(one.site, one.tests, one.what),
        )
    for race in suite.thread_hazards.self_races:
        if race.common.kind != OUTLIVING or race.site in told:
            continue  # of the test's own things thread-shared-fixture speaks
        yield Hit(
            site=race.site,
            message=f"{race.owner} is run by several threads at once and {race.does} "
            f"`{race.common.text}`: {race.then}",
            help="mark the test with `thread_unsafe`, or use `monkeypatch`, which the runner knows",
            fix=_mark(race.site, race.tests, f"`{race.common.text}`"),
        )


def _mark(site: Site, tests: tuple[Site, ...], what: str) -> Fix | None:
    """All tests that come to the statement, where they stand in one file with it."""
    if any(test.path != site.path for test in tests):
        return None
    return Fix(
        recipe="thread-unsafe-mark",
        anchor=tests[0],
        also=tests[1:],
        safety=Safety.SAFE,
        title="Have one thread run the test",
        arguments=(("reason", f"uses {what}".replace("`", "").replace('"', "'")),),
    )
