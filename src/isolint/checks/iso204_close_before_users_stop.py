"""A thing is closed while what was started beside the tests still uses it.

A goroutine, thread or task that the set-up started goes on until it is told to end. When the
tear-down closes the store, queue or connection first, whatever that one does next fails: a
write to a closed channel, a lost record, a crash that only shows when the machine is busy.

## Bad
    @pytest.fixture
    def store():
        store = sqlite3.connect(":memory:", check_same_thread=False)
        stop = threading.Event()
        cleaner = threading.Thread(target=clean, args=(store, stop))
        cleaner.start()
        yield store
        store.close()
        stop.set()
        cleaner.join()

## Good
    @pytest.fixture
    def store():
        store = sqlite3.connect(":memory:", check_same_thread=False)
        stop = threading.Event()
        cleaner = threading.Thread(target=clean, args=(store, stop))
        cleaner.start()
        yield store
        stop.set()
        cleaner.join()
        store.close()

## Bad (Go)
    AfterSuite(func() {
        journal.Close()
        cancel()  // the manager writes to the journal until here
    })

## Good (Go)
    AfterSuite(func() {
        cancel()
        <-stopped
        journal.Close()
    })

## Fix
In Go, the closing statement moves behind the call that ends the others, with its comments and
its error check. Unsafe: what the tear-down does in between now happens before the closing.

## When it stays quiet
The others are ended first, or asked about, or dealt with by a helper; nothing is started beside the
tests; what is closed is not given to what is started. In Python: a socket, pipe or queue, whose
closing wakes whoever waits at it; a thread that rescues what a closed thing throws at it; a thing of the
project where nothing but its `close` tells the thread to end; what another process has open for itself;
the body of a test, which may be about just that.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.suite import Suite
from isolint.model.finding import Confidence, Fix, Hit, Related, Safety, Severity
from isolint.model.rule import rule


@rule("ISO204", severity=Severity.WARNING, since="0.1")
def close_before_users_stop(suite: Suite) -> Iterator[Hit]:
    for close in suite.early_closes:
        does = "removes" if close.removes else "closes"
        yield Hit(
            site=close.site,
            message=f'{close.place.owner} {does} "{close.variable}" while what was started beside the '
            "tests still has it: it is told to end only later",
            help="end those who use it first, then close it, in the same process",
            related=(
                Related(close.ending, "told to end here"),
                Related(close.start, "started here"),
                Related(close.given, f'"{close.variable}" is handed over here'),
            ),
            confidence=Confidence.MEDIUM,
            fix=Fix(
                recipe="close-after-cancel",
                anchor=close.site,
                safety=Safety.UNSAFE,
                title="Close it afterwards",
                arguments=(("cancel", f"{close.ending.start}-{close.ending.end}"),),
            ),
        )
