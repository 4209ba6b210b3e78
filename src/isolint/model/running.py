"""The words of a catalogue that speak of a runner: what it calls where, and how its users speak."""

from __future__ import annotations

from dataclasses import dataclass

from isolint.model.name import Root, Trait
from isolint.model.place import Frequency, Lanes, Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class FixtureWord:
    """A fixture that a plugin brings.

    `returns` is the chain of its value; where it is "" that chain is `fixture:NAME`.
    """

    name: str
    plugin: str
    scope: Frequency = Frequency.TEST
    trait: Trait | None = None
    root: Root = Root.NOWHERE
    returns: str = ""
    isolates: bool = False
    """With it a test works on a file system of its own."""
    moves: bool = False
    """With it a test works in a directory of its own, and is back in the old one when it ends."""
    alone: bool = False
    """A runner of threads runs a test that has it, if only through other fixtures, in one thread."""
    each_thread: bool = False
    """Where the test itself asks for it, a runner of threads gives each of them one of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HookWord:
    """A function that the runner calls by its name; `lanes` before any guard.

    `within`: where it has to stand, "plugin" (conftest or plugin), "module" (a test
    module), "type" (a test class). `pair`: the function that undoes it. `lanes_first`:
    its lanes when it is a wrapper or asks to be tried first, NONE where that changes
    nothing. `ordered` speaks of the controller's part.
    """

    name: str
    lanes: Lanes
    moment: Moment
    frequency: Frequency = Frequency.RUN
    within: str = "plugin"
    pair: str = ""
    lanes_first: Lanes = Lanes.NONE
    config: str = ""
    """How its body gets at the configuration object, "session.config"."""
    ordered: bool = False
    root_only: bool = False
    """In the conftest of a sub-directory the controller may never import it."""
    runner: str = ""
    """The only runner that calls it, "pytest", "" for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneWord:
    """An expression that differs between lanes; `true_in` are the lanes where it is truthy.

    `form`: "attribute" (`hasattr(x, text)`), "call", "environment" (a variable is set),
    "option" (x.option.text, x.getoption(text)), or "identity" (a chain, `fixture:worker_id`
    or `env:NAME`, whose value is the worker's id; `serial` is the value it has outside
    workers, "" for none at all). `unset_in`: hooks that run before it is set, where it is
    false in every lane.
    """

    form: str
    text: str
    true_in: Lanes = Lanes.NONE
    serial: str = ""
    numbered: bool = False
    """The identity is a number: 1 in the first worker and in a serial run."""
    unset_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeWord:
    """A call that hands functions to the runner, as `It("adds", func() {...})` does.

    `function` counts the function arguments alone, from 0. `lanes`, `moment`, `frequency` and
    `ordered` say where that function runs; `role` is how messages call the place. `container`:
    it runs when the tests are collected, and what it hands over in turn belongs to it.
    """

    call: str
    function: int
    role: str
    lanes: Lanes
    moment: Moment
    frequency: Frequency
    ordered: bool = False
    container: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DecoratorWord:
    """A value that, passed with a node, says how what is below it runs; or a call in a test's body.

    `form`: "serial" (in the first process, when all others have ended), "together" (in one
    process, in order), "skipped" (not at all), "beside" (a call: the test runs beside others),
    "case" (a call: one spec of a table, with its text), "passing" (as it did before: the function
    is called with all that the runner gives it).
    """

    chain: str
    form: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadWord:
    """What a chain means where a runner runs one test in several threads at once.

    `form`: "mark" says of a test that one thread runs it, "count" that so many do as it is given;
    "alone": the runner itself sees it in a test, and runs that in one thread. "swaps": it changes what
    the whole process has, until it ends. "gathers": it holds what all threads have brought. "own": each
    thread has one of its own. "main": it works in the main thread alone, where no such test runs.
    A chain that ends in ".*" means all of a module.
    """

    chain: str
    form: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseWord:
    """How people who use this runner say what messages say: "each process" for "each worker"."""

    of: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceWord:
    """What a rule advises to those who use this runner, in place of a help that starts with `of`.

    `plain`: to those whose tests are found by their names, where the runner also has others.
    """

    rule: str
    says: str
    of: str = ""
    plain: str = ""
