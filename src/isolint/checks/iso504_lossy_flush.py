"""A flush writes what has been gathered, and leaves what is still in the queue.

A background loop takes items from a queue into a batch. Whoever asks it to flush expects all
that was handed in before to be written; but the request overtakes the items, and finds a batch
that is small or empty. A serial run has time to catch up. In a parallel one a test asks for
what it has just handed in, and it is not there.

## Bad
    class Recorder:
        def __init__(self, client):
            self.client, self.queue, self.batch = client, queue.Queue(), []
            threading.Thread(target=self.run, daemon=True).start()

        def run(self):
            while True:
                self.batch.append(self.queue.get())

        def flush(self):
            self.client.write(self.batch)
            self.batch = []

## Good
    class Recorder:
        def __init__(self, client):
            self.client, self.queue, self.batch = client, queue.Queue(), []
            threading.Thread(target=self.run, daemon=True).start()

        def run(self):
            while True:
                self.batch.append(self.queue.get())
                self.queue.task_done()

        def flush(self):
            self.queue.join()
            self.client.write(self.batch)
            self.batch = []

## Bad (Go)
    for {
        select {
        case item := <-w.items:
            batch = append(batch, item)
        case done := <-w.flushes:
            w.write(batch)
            batch = batch[:0]
            close(done)
        }
    }

## Good (Go)
    for {
        select {
        case item := <-w.items:
            batch = append(batch, item)
        case done := <-w.flushes:
            for len(w.items) > 0 {
                batch = append(batch, <-w.items)
            }
            w.write(batch)
            batch = batch[:0]
            close(done)
        }
    }

## Fix
None is made for you. Take what is queued into the batch before it is written, without waiting
for more; or send the request through the queue itself, behind the items.

## When it stays quiet
A flush that empties the queue, waits for it, or hands it on; requests that travel in the queue;
a channel without room, in which nothing waits; batches written by the clock; the branch that
ends the loop.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.suite import Suite
from isolint.model.finding import Confidence, Hit, Related, Severity
from isolint.model.rule import rule


@rule("ISO504", severity=Severity.WARNING, since="0.1")
def lossy_flush(suite: Suite) -> Iterator[Hit]:
    for flush in suite.lossy_flushes:
        related = [Related(flush.taken, f"items wait in `{flush.queue}` until they are taken here")]
        if flush.written != flush.site:
            related.append(Related(flush.written, f"only `{flush.batch}` is written"))
        yield Hit(
            site=flush.site,
            message=f"this flush writes `{flush.batch}` and leaves what still waits in `{flush.queue}`: "
            "who asks for it finds some of the items missing",
            help=f"take what is in `{flush.queue}` into `{flush.batch}` before writing, without waiting",
            related=tuple(related),
            confidence=Confidence.HIGH if flush.sure else Confidence.MEDIUM,
        )
