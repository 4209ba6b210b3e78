"""A lock, a flag or a cache that each worker has for itself guards a thing that all of them share.

Workers are processes. `threading.Lock` keeps the threads of one of them apart, a variable of a
module says that this process has done it, and `functools.cache` remembers for this process. The
file, the database or the port behind such a guard is the same for all workers, and each of them
finds its own lock free and its own flag unset.

## Bad
    _started = False

    @pytest.fixture
    def catalogue():
        global _started
        if not _started:
            admin.execute("CREATE DATABASE catalogue")
            _started = True
        return connect("catalogue")

## Good
    @pytest.fixture(scope="session")
    def catalogue(tmp_path_factory):
        done = tmp_path_factory.getbasetemp().parent / "catalogue.done"
        with FileLock(f"{done}.lock"):
            if not done.exists():
                admin.execute("CREATE DATABASE catalogue")
                done.touch()
        return connect("catalogue")

## Fix
None is made for you: a `FileLock` alone lets all workers in, one after the other, so what is
meant to happen once needs a marker as well, and the way back (who removes it, and when the last
one is done) has to be thought of. Often a thing for each worker, with its id in the name, is less.

## When it stays quiet
Locks that other processes see (`FileLock`, `fcntl.flock`, `portalocker`, `O_EXCL`, those of a
database or of Redis); a name with the worker's id, a process id or a directory of the test's own
in it; what does no harm when done twice (`exist_ok=True`, `IF NOT EXISTS`); a server or a process
for each worker; memory; what one test alone does; locks in the code under test, in files that
start threads or tasks, and locks that a test makes for itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.elsewhere import elsewhere
from isolint.linking.precedence import vain_guard
from isolint.linking.suite import Suite
from isolint.model.confinement import GuardForm, ProcessGuard
from isolint.model.finding import Hit, Severity
from isolint.model.resource import Access
from isolint.model.rule import rule
from isolint.model.source import Site


@rule("ISO104", severity=Severity.ERROR, since="0.1")
def lock_of_one_process(suite: Suite) -> Iterator[Hit]:
    causes: dict[Site, list[ProcessGuard]] = {}
    for access in suite.accesses:
        guard = vain_guard(suite, access)
        if guard is not None:
            causes.setdefault(guard.site, []).append(guard)
    for site, guards in sorted(causes.items()):
        access = guards[0].access
        yield Hit(
            site=site,
            message=f"{_GUARDS[guards[0].form].format(guards[0].text)}, and {_done(suite, access)}: "
            "the others have their own, and do the same at the same time",
            help="put the worker's id into the name, or let one worker do it behind a FileLock "
            "and leave a marker for the others",
            related=elsewhere((guard.access for guard in guards), site),
            lanes=suite.lanes_of(access),
        )


_GUARDS = {
    GuardForm.LOCK: '"{}" locks out the threads of one process only',
    GuardForm.FLAG: '"{}" is set in one process only',
    GuardForm.CACHE: '"{}" remembers in one process only',
}


def _done(suite: Suite, access: Access) -> str:
    return f"{suite.describe(access)} is {access.verb.past} behind it by {access.place.owner}"
