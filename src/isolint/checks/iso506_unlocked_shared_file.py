"""A file that workers share is read, changed and written back with no lock around the three.

Two workers read the same state, each adds its own, and the second to write takes away what the
first has added. A counter gives out a number twice, a registry forgets an entry, a merged report
lacks the share of a worker. Renaming a finished file into place keeps readers from seeing half
of it, and loses updates all the same.

## Bad
    def next_account():
        state = json.loads(STATE.read_text())
        state["last"] += 1
        STATE.write_text(json.dumps(state))
        return state["last"]

## Good
    def next_account():
        with FileLock(f"{STATE}.lock"):
            state = json.loads(STATE.read_text())
            state["last"] += 1
            STATE.write_text(json.dumps(state))
        return state["last"]

## Fix
None is made for you: a `FileLock` has to span the read as well as the write, and all who write the
file have to take it. A number from the worker's id and a counter of its own needs neither.

## When it stays quiet
A lock that other processes see is held while the file is written; a name with the worker's id or a
directory of the test's own in it; one test alone, or only the controller, writes it; what is
written does not depend on what was read, or is what was read, put back; a file that others
overwrite or remove between tests, which shared-output-path looks at; a log that is only added to.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.precedence import lost_update
from isolint.linking.suite import Suite
from isolint.model.finding import Hit, Related, Severity
from isolint.model.resource import Access, Verb
from isolint.model.rule import rule
from isolint.model.source import Site
from isolint.model.updating import FileUpdate


@rule("ISO506", severity=Severity.WARNING, since="0.1")
def unlocked_shared_file(suite: Suite) -> Iterator[Hit]:
    seen: set[Site] = set()
    for access in suite.touching(Verb.WRITE, Verb.CREATE):
        update = lost_update(suite, access)
        if update is None or access.where in seen:
            continue
        seen.add(access.where)
        yield Hit(
            site=access.where,
            message=f"{suite.describe(access)} is read, changed and written back by {access.place.owner}, "
            "with no lock between workers: what another one writes in between is lost",
            help="hold a FileLock from the read to the write, wherever the file is written",
            related=_read(update, access),
            lanes=suite.lanes_of(access),
        )


def _read(update: FileUpdate, access: Access) -> tuple[Related, ...]:
    """None where one call opens the file for both."""
    return (Related(update.read, "read here"),) if update.read != access.where else ()
