"""The words of a catalogue: what calls, fixtures, hooks and tests of lanes mean.

A *chain* is how code is named once symbols are resolved: a dotted path in which
`()` stands for "what that call returned": `socket.socket().bind`,
`docker.from_env().containers.run`. A leading `*.` matches a method whose receiver
is not known. A *selector* picks an argument: `0:path` (position, keyword),
`:mode` (keyword only), `self` (what the receiver was made from: the first
argument that its own word names), `<receiver>` written as `self`; "" for none.
"""

from __future__ import annotations

from dataclasses import dataclass

from isolint.model.name import Root, Trait
from isolint.model.place import Frequency, Lanes, Moment
from isolint.model.resource import Reach, Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """`index` is -1 for keyword only; `receiver` stands for `self`."""

    index: int = -1
    keyword: str = ""
    receiver: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """An argument matches a regular expression; `absent` is what it is when not passed.

    Written `1:mode ~ [wax+]` with `absent = "r"` beside it. Constants are matched as
    their Python text without quotes ("w", "True"); an unknown value does not match.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessWord:
    """A call touches a resource. `when` must hold, `unless` must not.

    `tolerant`: condition under which a second creator does no harm (exist_ok=True).
    """

    call: str
    does: Verb
    kind: str
    name: Selector | None = None
    when: Condition | None = None
    unless: Condition | None = None
    tolerant: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementWord:
    """A text in `language` ("sql", "shell") touches a resource.

    `pattern` is searched in the text; its group `name` is the resource's name. Shell
    texts are the words of the command joined by one space.
    """

    language: str
    pattern: str
    does: Verb
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunnerWord:
    """A call runs a text: `cursor.execute(sql)`, `subprocess.run(argv)`."""

    call: str
    language: str
    text: Selector


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceWord:
    """A call or attribute whose value varies: `time.time` is a clock.

    `root` for those that give a path. `bits` the entropy of truncated random. `seeded_by`:
    a call that makes it repeat. `text` is how it shows in a name, default the last part.
    """

    chain: str
    trait: Trait | None = None
    root: Root = Root.NOWHERE
    bits: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeWord:
    """A call that makes a value out of its arguments and keeps what makes them distinct.

    `form`: "text" (str, format, replace), "path" (joins by "/"), "number" (int, round),
    "digest" (hash of a text, cut to nothing), "first" (its first argument, unchanged),
    "parent" (a path's directory), "receiver" (a method that gives its receiver back).
    """

    chain: str
    form: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderWord:
    """A call that gives elements in an order that processes need not share.

    `order`: "hash" (differs from process to process), "listing" (of a directory),
    "registry" (depends on what was imported), or "fixed" (puts them in order).
    """

    chain: str
    order: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FixtureWord:
    """A fixture that a plugin brings. `returns` is the chain of its value."""

    name: str
    plugin: str
    scope: Frequency = Frequency.TEST
    trait: Trait | None = None
    root: Root = Root.NOWHERE
    returns: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HookWord:
    """A function that the runner calls by its name; `lanes` before any guard."""

    name: str
    lanes: Lanes
    moment: Moment
    ordered: bool = False
    root_only: bool = False
    """In the conftest of a sub-directory the controller may never import it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneWord:
    """An expression that differs between lanes; `true_in` are the lanes where it is truthy.

    `form`: "attribute" (`hasattr(x, text)`), "call", "environment" (a variable is set),
    "option" (x.option.text, x.getoption(text)), or "identity" (a call, fixture or variable
    whose value is the worker's id; `serial` is the value it has outside workers).
    """

    form: str
    text: str
    true_in: Lanes = Lanes.NONE
    serial: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectionWord:
    """A call that protects: `form` is "lock", "restore", "fake" or "cleanup".

    lock: entering it orders lanes. restore: what it changes is put back. fake: within it,
    or on its value, nothing real is touched. cleanup: its argument runs at teardown.
    """

    call: str
    form: str
    argument: Selector | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeWord:
    """What a call or attribute gives, as a chain: `pathlib.Path.cwd` returns `pathlib.Path()`."""

    chain: str
    returns: str
