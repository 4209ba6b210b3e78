"""A port number that is written in the source is bound where two workers can be at once.

A port belongs to the whole machine. The first worker gets it; the second one fails with
"address already in use", or, where the server sets SO_REUSEPORT, gets some of the first one's
requests. In a serial run the server of one test is gone when the next one starts.

It does not matter who binds it: the test, a thread or process that it starts, a script of the suite
that it runs as a program, or a command that is told the number.

## Bad
    def test_echo(tmp_path):
        server = HTTPServer(("127.0.0.1", 8080), Handler)
        assert fetch("http://127.0.0.1:8080/echo") == "echo"

    def test_headers(tmp_path):
        server = HTTPServer(("127.0.0.1", 8080), Handler)
        assert fetch("http://127.0.0.1:8080/headers")

## Good
    def test_echo(tmp_path):
        server = HTTPServer(("127.0.0.1", 0), Handler)
        port = server.server_address[1]
        assert fetch(f"http://127.0.0.1:{port}/echo") == "echo"

    def test_headers(tmp_path):
        server = HTTPServer(("127.0.0.1", 0), Handler)
        port = server.server_address[1]
        assert fetch(f"http://127.0.0.1:{port}/headers")

## Bad (Go)
    listener, err := net.Listen("tcp", "127.0.0.1:8081")

## Good (Go)
    listener, err := net.Listen("tcp", "127.0.0.1:0")
    address := listener.Addr().String()

## Fix
In Go, a number that is written in the call that binds it, and nowhere else in the package,
becomes 0. Unsafe: whoever talks to the server has to ask the listener for its address. Otherwise
none is made for you: those who know the number by heart have to learn the one that the system
hands out.

## When it stays quiet
Port 0; a number with the worker's id in it; a port that is only dialled; a port that one test
alone binds; a lock around it; a `try` that goes on with another port; the main block of a script
that no test starts; a command that is told a port where no test talks to it there, or of which it
is known that it is a client; arguments that are not written in the call that starts the process;
a number that is counted up, which weak-random-name looks at.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.elsewhere import elsewhere
from isolint.linking.precedence import is_told_better
from isolint.linking.suite import Suite
from isolint.model.finding import Fix, Hit, Safety, Severity
from isolint.model.resource import PORT, Access, Verb
from isolint.model.rule import rule
from isolint.model.source import Site


@rule("ISO305", severity=Severity.ERROR, since="0.1")
def fixed_port(suite: Suite) -> Iterator[Hit]:
    causes: dict[Site, list[Access]] = {}
    for access in suite.touching(Verb.BIND):
        name = access.resource.name
        if access.resource.kind != PORT or not name.is_constant or not name.text.strip("0"):
            continue
        if not access.lanes.in_each_worker or access.guards.once or access.guards.locked:
            continue
        if access.guards.tolerant:
            continue  # a port that is taken is expected
        if suite.is_guarded(access):
            continue  # the author thought of lanes; misread-once-guard says where that fails
        if is_told_better(suite, access):
            continue  # lock-of-one-process or unlocked-shared-file says so
        if suite.meets(access, Verb.BIND):
            # One number is one cause, wherever it is written; those who use it from afar are shown with it.
            causes.setdefault(access.resource.name.site or access.name_site, []).append(access)
    for accesses in causes.values():
        accesses.sort(key=lambda one: one.name_site)
    for accesses in sorted(causes.values(), key=lambda group: group[0].name_site):
        yield _hit(suite, accesses[0].name_site, accesses)


def _hit(suite: Suite, site: Site, accesses: list[Access]) -> Hit:
    access = accesses[0]
    others = (one for one in suite.same_resource(access) if one.verb is Verb.BIND)
    return Hit(
        site=site,
        message=f"port {access.resource.name.text} is bound by {access.place.owner} in every worker "
        "that gets there: the second one on the machine cannot have it",
        help="bind port 0 and read back the number that the system hands out",
        related=elsewhere(others, site),
        lanes=suite.lanes_of(access),
        fix=_fix(accesses),
    )


def _fix(accesses: list[Access]) -> Fix | None:
    """Nobody but the call that binds it knows the number."""
    if any(access.private is None for access in accesses):
        return None
    return Fix(
        recipe="ephemeral-port",
        anchor=accesses[0].name_site,
        safety=Safety.UNSAFE,
        title="Let the system choose the port",
    )
