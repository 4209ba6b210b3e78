"""A buffered writer is closed, or asked about, before what it holds has been written.

What a test hands to a writer with a buffer is written later, by a thread. A teardown that
closes the writer, or stops what it writes to, before it has flushed loses the rest; with more
workers there is more of it, and writing takes longer. The same happens where a close cancels
the context of its own last write, and where a test flushes once and then polls for items that
are handed in only afterwards.

## Bad
    class Recorder:
        def add(self, item):
            self.items.append(item)

        def flush(self):
            self.client.write(self.items)

        def close(self):
            self.client.disconnect()

    @pytest.fixture
    def recorder(client):
        recorder = Recorder(client)
        yield recorder
        recorder.close()

## Good
    class Recorder:
        def add(self, item):
            self.items.append(item)

        def flush(self):
            self.client.write(self.items)

        def close(self):
            self.client.disconnect()

    @pytest.fixture
    def recorder(client):
        recorder = Recorder(client)
        yield recorder
        recorder.flush()
        recorder.close()

## Bad (Go)
    store.Flush(ctx)
    Eventually(func() int { return count(db) }).Should(Equal(3))

## Good (Go)
    Eventually(func() int {
        store.Flush(ctx)
        return count(db)
    }).Should(Equal(3))

## Fix
None is made for you. Flush before the close, and before what is written to is stopped; cancel
after the last write; flush in what is polled.

## When it stays quiet
Writers whose close flushes, writes what is left or waits for the thread that does; writers of
other people's libraries; a test that hands in all items itself before it flushes.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.suite import Suite
from isolint.model.buffering import Loss, MissingFlush
from isolint.model.finding import Confidence, Hit, Related, Severity
from isolint.model.rule import rule


@rule("ISO505", severity=Severity.WARNING, since="0.1")
def flush_missing(suite: Suite) -> Iterator[Hit]:
    for missing in suite.missing_flushes:
        related = _RELATED[missing.loss]
        yield Hit(
            site=missing.site,
            message=_message(missing),
            help=_HELP[missing.loss],
            related=(Related(missing.other, related),) if missing.other is not None and related else (),
            confidence=Confidence.HIGH if missing.loss is Loss.CLOSED else Confidence.MEDIUM,
        )


def _message(missing: MissingFlush) -> str:
    if missing.loss is Loss.CLOSED:
        return (
            f"{missing.owner} closes `{missing.writer}` without a flush: what it still holds is never written"
        )
    if missing.loss is Loss.BACKEND:
        return (
            f"{missing.owner} closes `{missing.writer}` without a flush, which waits for a while and "
            "gives up: what is left then is lost when the things it writes to are stopped"
        )
    if missing.loss is Loss.CANCELLED:
        return (
            f"`{missing.owner}` of `{missing.writer}` cancels the context before the last write: "
            "what is still buffered is not written"
        )
    return (
        f"`{missing.writer}` runs once, before the poll: what is handed in later stays in the buffer "
        "while the poll waits for it"
    )


_HELP = {
    Loss.CLOSED: "flush it first",
    Loss.BACKEND: "flush it first, and look at the error",
    Loss.CANCELLED: "cancel when the last write is done",
    Loss.ONCE: "flush in the function that is polled",
}
_RELATED = {
    Loss.CLOSED: "",
    Loss.BACKEND: "stopped here",
    Loss.CANCELLED: "the rest is written from here on",
    Loss.ONCE: "polled here, with no flush",
}
