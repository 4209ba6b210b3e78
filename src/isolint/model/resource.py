"""Things that code can touch, and one touch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from isolint.model.name import Name, Trait
from isolint.model.place import Frequency, Lanes, Place
from isolint.model.source import Site


class Reach(Enum):
    """Which lanes meet in a resource."""

    PROCESS = "process"
    HOST = "host"
    EVERYWHERE = "everywhere"


class Verb(Enum):
    __hash__ = object.__hash__
    """The hash of `Enum` is Python code, and effects are told apart by the million."""

    CREATE = "create"
    BIND = "bind"
    WRITE = "write"
    MUTATE = "mutate"
    REGISTER = "register"
    READ = "read"
    OPEN = "open"
    CLOSE = "close"
    DESTROY = "destroy"
    WAIT = "wait"
    CHECK = "check"
    START = "start"

    @property
    def changes(self) -> bool:
        return self not in (Verb.READ, Verb.WAIT, Verb.CHECK)

    @property
    def past(self) -> str:
        """What has happened to the resource: "written"."""
        return _PAST[self]

    @property
    def present(self) -> str:
        """What somebody does to it: "writes"."""
        return _PRESENT[self]


_PAST = {
    Verb.CREATE: "created",
    Verb.BIND: "bound",
    Verb.WRITE: "written",
    Verb.MUTATE: "changed",
    Verb.REGISTER: "registered",
    Verb.READ: "read",
    Verb.OPEN: "opened",
    Verb.CLOSE: "closed",
    Verb.DESTROY: "removed",
    Verb.WAIT: "waited for",
    Verb.CHECK: "looked for",
    Verb.START: "started",
}
_PRESENT = {
    Verb.CREATE: "creates",
    Verb.BIND: "binds",
    Verb.WRITE: "writes",
    Verb.MUTATE: "changes",
    Verb.REGISTER: "registers",
    Verb.READ: "reads",
    Verb.OPEN: "opens",
    Verb.CLOSE: "closes",
    Verb.DESTROY: "removes",
    Verb.WAIT: "waits",
    Verb.CHECK: "looks",
    Verb.START: "starts",
}
ENVIRONMENT = "environment"
"""The kind of resource that a variable of a process's environment is."""
PORT = "port"
"""The kind of resource whose names are numbers, behind a host and a colon if need be."""


@dataclass(frozen=True, slots=True)
class Resource:
    """`kind` is a word of the catalogue ("file", "database"); `name` says which one."""

    kind: str
    reach: Reach
    name: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Guards:
    """What narrows the lanes of an access or orders it, beyond its place."""

    lanes: Lanes = Lanes.ALL
    locked: bool = False
    """Inside a lock that every lane takes."""
    once: bool = False
    """Inside such a lock and behind a marker that only the first to come passes."""
    tolerant: bool = False
    """A second process that does the same does no harm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Private:
    """How the path or port of an access can be made private where it is written.

    `fixture` gives a directory there, "" where no fixture is needed; `is_safe` says that it is one
    for each test. `leaf` is the path's last part. `form`: what the expression gives, a "path"
    object, a "text" or a "number"; "either" for a text whose directory may have to be made by hand.
    `anchors` are all expressions in that function that spell it.
    """

    fixture: str
    is_safe: bool
    leaf: str
    form: str
    anchors: tuple[Site, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One touch of a resource, in one place.

    `site` is the call or assignment, `where` the same as far as it is the suite's own code,
    else the call there that leads to it, `cause` the one in the very function that the runner
    calls; `name_site` the expression that names the resource;
    `via` the calls that lead there, the outermost first. `users` counts the entry points.
    """

    verb: Verb
    resource: Resource
    place: Place
    guards: Guards
    site: Site
    where: Site
    cause: Site
    name_site: Site
    call: str
    via: tuple[Site, ...] = ()
    users: int = 1
    private: Private | None = None

    @property
    def lanes(self) -> Lanes:
        return self.place.lanes & self.guards.lanes

    @property
    def makes(self) -> bool:
        """What it touches is there afterwards; so is a database file that is only opened."""
        opens_file = self.verb is Verb.OPEN and self.resource.reach is Reach.HOST
        return opens_file or self.verb in (Verb.CREATE, Verb.WRITE, Verb.BIND)

    @property
    def is_told_apart(self) -> bool:
        """Its name differs between any two lanes that get here: within a test, the test's own does."""
        name = self.resource.name
        has_own = Trait.TEST in name.traits and self.place.frequency is Frequency.TEST
        return name.separates_lanes or has_own
