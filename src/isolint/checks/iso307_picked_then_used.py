"""A name or a port that was free when it was looked up is taken later.

Whoever looks for a free port opens one, reads its number and gives it back; `mktemp` returns a
name that no file has. Until the port is bound or the file is made, nothing keeps another
worker from being told the same. With more workers, and slower servers, it happens more often.

## Bad
    def test_server(tmp_path):
        port = portpicker.pick_unused_port()
        server = HTTPServer(("127.0.0.1", port), Handler)
        assert fetch(f"http://127.0.0.1:{port}/")

## Good
    def test_server(tmp_path):
        server = HTTPServer(("127.0.0.1", 0), Handler)
        port = server.server_address[1]
        assert fetch(f"http://127.0.0.1:{port}/")

## Bad (Go)
    listener, _ := net.Listen("tcp", "127.0.0.1:0")
    port := listener.Addr().(*net.TCPAddr).Port
    listener.Close()
    server := start(port)  // by now another process may have it

## Good (Go)
    listener, _ := net.Listen("tcp", "127.0.0.1:0")
    server := serve(listener)

## Fix
Safe, in Python, for `tempfile.mktemp()` in a test, or a fixture of function scope, that pytest
runs: the name becomes one under `tmp_path`, which is empty and the test's own, with the prefix and
suffix that were asked for. None is made in a loop, and for a socket: its path has to be short. None
is made for ports: let the server bind port 0 and ask it for its number, hand it the socket that is
still open, or give each worker a range of its own.

## When it stays quiet
A number that is only dialled, to show that nobody listens; a socket that is kept open; a name
in a directory of the test's own; a bind in a `try` that starts over with another one.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.elsewhere import elsewhere
from isolint.linking.suite import Suite
from isolint.model.finding import Confidence, Fix, Hit, Safety, Severity
from isolint.model.name import Trait
from isolint.model.resource import PORT, Access
from isolint.model.rule import rule
from isolint.model.source import Site


@rule("ISO307", severity=Severity.WARNING, since="0.1")
def picked_then_used(suite: Suite) -> Iterator[Hit]:
    causes: dict[Site, list[Access]] = {}
    for access in suite.making():
        if not _is_picked(access) or access.guards.tolerant or access.guards.locked:
            continue
        if access.lanes.in_each_worker:
            causes.setdefault(_cause(suite, access), []).append(access)
    for site, accesses in sorted(causes.items()):
        yield _hit(suite, site, accesses)


def _is_picked(access: Access) -> bool:
    """Nothing but the look-up makes the name distinct, and it is sure to come from there."""
    name = access.resource.name
    is_held = any(trait.separates_lanes for trait in name.traits - {Trait.PICKED})
    return Trait.PICKED in name.traits - name.possible and name.is_known and not is_held


def _cause(suite: Suite, access: Access) -> Site:
    """Where it is looked up, if that is in the suite's own code."""
    for mark in access.resource.name.marks:
        if mark.trait is Trait.PICKED and suite.is_test_code(mark.site.path):
            return mark.site
    return access.where


def _hit(suite: Suite, site: Site, accesses: list[Access]) -> Hit:
    access = accesses[0]
    is_port = access.resource.kind == PORT
    thing = "port" if is_port else "name"
    return Hit(
        site=site,
        message=f"a {thing} that is free now is {access.verb.past} later, in {access.place.owner}: "
        "in between another worker can be given the same",
        help="bind port 0 and ask for the number afterwards, or keep the socket open"
        if is_port
        else "take a name that is made when it is given: `tmp_path`, `mkstemp`",
        related=elsewhere(accesses, site),
        lanes=suite.lanes_of(access),
        confidence=Confidence.HIGH if site != access.where else Confidence.MEDIUM,
        fix=_fix(access, site),
    )


def _fix(access: Access, site: Site) -> Fix | None:
    """A name of the same look in a directory where nobody else takes it."""
    private = access.private
    if private is None or private.anchors != (site,):
        return None
    return Fix(
        recipe="private-path",
        anchor=site,
        safety=Safety.SAFE if private.is_safe else Safety.UNSAFE,
        title=f"Take a name under `{private.fixture}`",
        arguments=(("fixture", private.fixture), ("leaf", private.leaf), ("form", private.form)),
    )
