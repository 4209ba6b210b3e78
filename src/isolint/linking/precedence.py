"""Which rule speaks where several could: that which knows why, for all that others see as well.

A lock, a flag or a cache of one process, and a file that is read, changed and written back, say
what the author had in mind. Rules about names, set-ups and looks ask here first.
"""

from __future__ import annotations

from posixpath import normpath

from isolint.linking.suite import Suite
from isolint.model.confinement import ProcessGuard
from isolint.model.name import Name, Root
from isolint.model.place import Frequency
from isolint.model.resource import Access, Reach, Verb
from isolint.model.updating import FileUpdate

_DOING = (Verb.CREATE, Verb.WRITE, Verb.START, Verb.BIND, Verb.DESTROY)
_WRITING = (Verb.CREATE, Verb.WRITE)
_OWN = frozenset({"process", "server", "browser"})
"""Each worker may well have one: what they must not share is a port or a path."""


def is_told_better(suite: Suite, access: Access) -> bool:
    """Lock-of-one-process or unlocked-shared-file speaks of it, or of where its name comes from."""
    if vain_guard(suite, access) is not None or lost_update(suite, access) is not None:
        return True
    return _starts_update(suite, access) or _is_drawn(suite, access.resource.name)


def _starts_update(suite: Suite, access: Access) -> bool:
    """It makes what is missing, and the same code then reads and changes that: one lock for both."""
    return suite.is_looked_for(access) and any(
        other.place.owner == access.place.owner and lost_update(suite, other) is not None
        for other in suite.same_resource(access)
        if other != access and other in suite.updates
    )


def _is_drawn(suite: Suite, name: Name) -> bool:
    """It has a number in it from a file in which each reader leaves the next one."""
    path = name.text.partition("{content of ")[2].partition("}")[0]
    return bool(path) and any(
        normpath(access.resource.name.text) == normpath(path) and access in suite.updates
        for access in suite.touching(*_WRITING)
    )


def vain_guard(suite: Suite, access: Access) -> ProcessGuard | None:
    """The guard of one process behind which several do the same to one thing."""
    guard = suite.process_guards.get(access)
    if guard is None or access.verb not in _DOING or access.resource.kind in _OWN:
        return None
    does_no_harm = access.guards.tolerant and access.verb is not Verb.DESTROY
    if does_no_harm or not _is_shared(suite, access):
        return None
    return guard if suite.meets(access, *_DOING) else None


def lost_update(suite: Suite, access: Access) -> FileUpdate | None:
    """The read and the write between which another worker may write."""
    update = suite.updates.get(access)
    if update is None or not _is_shared(suite, access) or access.resource.name.root is Root.ABSOLUTE:
        return None
    if vain_guard(suite, access) is not None or not suite.meets(access, *_WRITING):
        return None
    is_kept = all(_is_careful(suite, other) for other in suite.same_resource(access))
    return update if is_kept else None


def _is_shared(suite: Suite, access: Access) -> bool:
    """The same thing in all workers, and nothing that they all see keeps them apart."""
    name = access.resource.name
    if access.resource.reach is Reach.PROCESS or not name.text or not name.is_for_all:
        return False
    if name.root is Root.PRIVATE or (name.root is Root.HOME and not suite.is_named_by_suite(access)):
        return False
    if not access.lanes.in_each_worker or access.guards.once or access.guards.locked:
        return False
    return not suite.is_guarded(access)


def _is_careful(suite: Suite, access: Access) -> bool:
    """It leaves in the file what others have written; else the file was not meant to be shared."""
    if access.place.frequency is Frequency.RUN or not access.lanes.in_each_worker:
        return True  # what a run starts from
    if access.verb is Verb.DESTROY:
        return False
    return access.verb not in _WRITING or access in suite.updates or suite.is_looked_for(access)
