"""A server, container or manager is started, and nothing waits until it is ready.

What is started beside a test takes a moment until it listens, or until its caches are filled.
On an idle machine the moment is over before the first use; when all cores are busy with
other workers it is not, and the first tests meet a refused connection or an empty cache.

## Bad
    @pytest.fixture(scope="session")
    def server():
        thread = threading.Thread(target=uvicorn.run, args=(app,), daemon=True)
        thread.start()
        yield "http://127.0.0.1:8000"

## Good
    @pytest.fixture(scope="session")
    def server():
        thread = threading.Thread(target=uvicorn.run, args=(app,), daemon=True)
        thread.start()
        wait_until_listening("127.0.0.1", 8000)
        yield "http://127.0.0.1:8000"

## Bad (Go)
    go server.ListenAndServe()
    response, err := http.Get("http://" + server.Addr)

## Good (Go)
    listener, err := net.Listen("tcp", server.Addr)
    go server.Serve(listener)
    response, err := http.Get("http://" + server.Addr)

## Fix
None is made for you. Listen first and hand the open socket to the server; or ask the thing
itself until it answers: a connection, a health check, `WaitForCacheSync`, a message in its log.

## When it stays quiet
Servers that listen when they are made (`HTTPServer`, `httptest`, `Serve` with a listener); a
channel, queue or pipe that tells; any wait, poll or retry after the start, in the function or in all
its callers; a sleep, which sleep-as-wait reports; managers, containers and child processes that
nothing in the same function uses: those who do may well wait.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.suite import Suite
from isolint.model.finding import Confidence, Hit, Related, Severity
from isolint.model.rule import rule


@rule("ISO502", severity=Severity.WARNING, since="0.1")
def no_readiness_wait(suite: Suite) -> Iterator[Hit]:
    for start in suite.unready:
        used = start.used
        yield Hit(
            site=start.site,
            message=f"{start.owner} starts a {start.thing.value} and does not wait until it is ready: "
            "on a busy machine its first user comes too early",
            help="wait until it answers, or open the socket before the server is started",
            related=(Related(used, "used here"),) if used is not None else (),
            confidence=Confidence.HIGH if used is not None else Confidence.MEDIUM,
        )
