"""A sleep of a fixed length decides whether what was started is ready, or done.

The number was right on the machine where it was written. With more workers everything takes
longer, and the test fails; where it is made large enough for the worst day, each run pays
for it.

## Bad
    def test_worker():
        worker = threading.Thread(target=work)
        worker.start()
        time.sleep(2)
        assert results == ["done"]

## Good
    def test_worker():
        worker = threading.Thread(target=work)
        worker.start()
        worker.join(timeout=60)
        assert results == ["done"]

## Bad (Go)
    go func() {
        err = manager.Start(ctx)
    }()
    time.Sleep(2 * time.Second)

## Good (Go)
    go func() {
        err = manager.Start(ctx)
    }()
    Expect(manager.GetCache().WaitForCacheSync(ctx)).To(BeTrue())

## Fix
None is made for you. Wait for the thing itself: join the thread, ask until it answers,
`Eventually`, a channel; with a limit that only a failure reaches.

## When it stays quiet
A sleep in a loop that looks again and again; one that a real wait follows; times that are
passed in; a sleep before an assertion that nothing has happened, which only time can show;
tests that start nothing beside themselves, or only tasks of the loop that runs them.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.suite import Suite
from isolint.model.finding import Confidence, Hit, Related, Severity
from isolint.model.rule import rule


@rule("ISO503", severity=Severity.WARNING, since="0.1")
def sleep_as_wait(suite: Suite) -> Iterator[Hit]:
    for pause in suite.pauses:
        related = [Related(pause.started, "started here")]
        if pause.asserted is not None:
            related.append(Related(pause.asserted, "asserted at once"))
            what = f"a fixed sleep is all that lets the {pause.thing.value} finish before the assertion"
        else:
            what = f"a fixed sleep is all that stands between the {pause.thing.value} and its first use"
        yield Hit(
            site=pause.site,
            message=f"{what}: on a busy machine it is too short",
            help="wait for the thing itself, with a limit that only a failure reaches",
            related=tuple(related),
            confidence=Confidence.HIGH if pause.asserted is None else Confidence.MEDIUM,
        )
