"""The words of a catalogue: what calls, fixtures, hooks and tests of lanes mean.

A *chain* is how code is named once symbols are resolved: a dotted path in which
`()` stands for "what that call returned" and `[]` for an element of it (`[1]` where a
tuple is taken apart): `socket.socket().bind`, `docker.from_env().containers.run`,
`glob.glob()[]`. A leading `*.` matches a method whose receiver is not known. Five
prefixes name what has no import path: `fixture:tmp_path` (the value of a fixture),
`hook:config` (a parameter of a hook), `env:HOME` (the value of an environment variable),
`attribute:workerinput.workerid` (an attribute path of whatever object) and `class:a.Server` (a
class that derives from that one; its attributes are the arguments). Storing an
item is the call `os.environ.__setitem__`, deleting one `os.environ.__delitem__`, storing
an attribute `sys.excepthook.__set__`.

A *selector* picks an argument: `0:path` (position, keyword), `0` (position only),
`:mode` (keyword only), `self` (what the receiver was made from: the first argument
that its own word names). `0:address[1]` is an element of a tuple or list, `:ports[*]`
each value of a dictionary or element of a list, and `1:port=5000` says what the argument
is where it is not passed; "" for none. `1[Port]` is the field of that name in a struct
literal or in one within it, and `0+` all arguments from the first on, one space between them.
"""

from __future__ import annotations

from dataclasses import dataclass

from isolint.model.name import Root, Trait
from isolint.model.resource import Reach, Verb

EACH = -2


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """`index` is -1 for keyword only; `receiver` stands for `self`.

    `item`: the element of a tuple that is meant, -1 for the whole argument, EACH for all
    elements or dictionary values, one by one. An argument that is written in another form
    has no such element, so the word says nothing about it. `field`: the same for a struct literal.
    `rest`: that argument and all after it, as one text.
    `absent`: the value, as Python text without quotes, where it is not passed.
    """

    index: int = -1
    keyword: str = ""
    receiver: bool = False
    item: int = -1
    field: str = ""
    rest: bool = False
    absent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """An argument matches a regular expression; `absent` is what it is when not passed.

    Written `1:mode ~ [wax+]` with `absent = "r"` beside it. Constants are matched as
    their Python text without quotes ("w", "True"); an unknown value does not match.
    The pattern is searched, not anchored.
    """

    argument: Selector
    pattern: str
    absent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceWord:
    """`path`: its names are paths. `text` is how messages call it, "temporary file"."""

    kind: str
    reach: Reach
    text: str
    path: bool = False
    inside: bool = False
    """It lies in another thing (a table in a database) and is as distinct as that."""
    cloned: bool = False
    """Before its first test each worker is given a copy: only who comes before that meets others."""
    minded_by: tuple[str, ...] = ()
    """Words of code that depends on it; without them all code may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessWord:
    """A call touches a resource. `when` must hold, `unless` must not.

    `tolerant`: condition under which a second creator does no harm (exist_ok=True).
    `content`: the argument that is written.
    `name` None: the call does not say which one, so it means all of them that it can
    see (`flushall`), or the one that its receiver is bound to.
    """

    call: str
    does: Verb
    kind: str
    name: Selector | None = None
    when: Condition | None = None
    unless: Condition | None = None
    tolerant: Condition | None = None
    content: Selector | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementWord:
    """A text in `language` ("sql", "shell") touches a resource.

    `pattern` is searched in the text; its group `name` is the resource's name, and where its
    group `tolerant` matches, a second creator does no harm. Groups whose names start with `holder`
    say what it lies in; without one, that is what the receiver of the call was made from. Shell
    texts are the words of the command joined by one space. `dialled`: only where the command goes
    on beside the tests, and they talk to the port that it is told.
    """

    language: str
    pattern: str
    does: Verb
    kind: str
    dialled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunnerWord:
    """A call runs a text: `cursor.execute(sql)`, `subprocess.run(argv)`.

    `beside`: what it runs goes on after the call.
    """

    call: str
    language: str
    text: Selector
    beside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceWord:
    """A call or attribute whose value varies: `time.time` is a clock.

    `root` for those that give a path. `bits` the entropy of truncated random, 0 where
    only the arguments tell, and then `measure` says how: "bytes" (8 for each of the
    first argument), "bits" (the first argument), "range" (between the arguments),
    "elements" (as many as the first argument has), "characters" (6, or `bits`, for each of the
    first argument), or, for a counter, "start" (it counts up from the first argument).
    `seeded_by`: a call that, given an argument, makes it repeat. `picked`: free when looked up,
    but nothing holds it until it is used (mktemp, a free port). `held`: nobody else is given it
    as long as what the method was called on is open; after that it is picked. No trait: a constant
    of the machine or of the checkout; where the project itself sets the environment variable
    `variable`, one of the run.
    """

    chain: str
    trait: Trait | None = None
    root: Root = Root.NOWHERE
    bits: int = 0
    measure: str = ""
    seeded_by: str = ""
    picked: bool = False
    held: bool = False
    variable: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeWord:
    """A call that makes a value out of its arguments and keeps what makes them distinct.

    `form`: "text" (str, format, replace), "path" (joins by "/"), "address" (joins by ":"),
    "number" (int, round), "digest" (hash of a text, cut to nothing), "first" (its first
    argument, unchanged), "second", "template" (its first argument is a format such as "%s-%d" for
    the others), "parent" (a path's directory), "last" (a path's last part), "sibling" (the
    receiver's directory joined with the argument), "content" (what stands in the file),
    "receiver" (a method or attribute that gives its receiver back). "text" and "path" count
    the receiver of a method before its arguments.
    """

    chain: str
    form: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderWord:
    """A call that gives elements in an order that processes need not share.

    `order`: "hash" (differs from process to process), "listing" (of a directory),
    "registry" (of what a process has at the moment), "defined" (in which modules define them),
    "fixed" (puts them in order), or "kept" (that of its arguments and of its receiver).
    """

    chain: str
    order: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectionWord:
    """A call that protects.

    `form`: "lock" makes something that orders the lanes that enter it; "locks" is the entering itself,
    and it lasts until the function ends or calls what "unlocks". "local lock" and "local once" order
    one process only; "beside" starts what such a lock may be there for. "restore": what it changes is
    put back. "fake": within it, or on its value, nothing real is touched; "double": only on its value.
    "directory": relative paths lead elsewhere from here on. "fails": what stands in it is expected to
    fail; "swallows": it may. "cleanup": its argument runs at teardown. "runs": its argument runs beside
    the caller, with what stands after it, or with the call's own `args` and `kwargs`. "tolerates": it
    asks whether a thing was there already, so that whoever made it before does no harm. "asserts": it
    may end the function that it stands in; "cancels": it ends what was started beside, and does not
    wait for that; "yields": all tests run within it. "repeatable": each process may do it for itself,
    and one of them twice. "imported": a module that all who look into one of its registries import.
    "wakes": what it gives wakes those who wait at it when it is closed. "changes": a method that
    changes what it is called on, as an assignment would. "nullable": a type whose values may be nil.
    `argument`: the lock's path, what is put back, what is replaced, or what runs. `when` must hold, and
    is asked of what is written in the argument.
    """

    call: str
    form: str
    argument: Selector | None = None
    when: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasWord:
    """A module that is read as if it were another: `github.com/onsi/ginkgo` as `.../ginkgo/v2`."""

    module: str
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeWord:
    """What a call or attribute gives, as a chain: `pathlib.Path.cwd` returns `pathlib.Path()`."""

    chain: str
    returns: str
