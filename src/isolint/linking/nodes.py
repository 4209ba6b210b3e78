"""Functions handed to the runner by calls: containers, specs, set-up and tear-down nodes.

A node is known by the call that registers it. Containers nest: what is registered in the
body of one belongs to it, and what is said of a container (serial, together, skipped) holds
for all below it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from isolint.linking.hooks import EACH_PROCESS
from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.model.facts import NONE, BlockKind, ExprKind, Step
from isolint.model.place import AGAIN, Frequency, Lanes, Moment, Place
from isolint.model.running import NodeWord
from isolint.model.source import Site

Function = tuple[str, int]


class Node(NamedTuple):
    """One function of one registering call.

    `home` is the function in which that call stands. `marks` are the forms of the
    decorators of the call itself. `repeated`: it is registered in a loop or for each entry of
    a table. `title` is the text it is registered with. `call` is the whole registering call.
    """

    function: Function
    word: NodeWord
    home: Function
    marks: frozenset[str]
    repeated: bool
    title: str
    call: Site


class Nodes:
    """All nodes of the project, and the place of each."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.files = values.symbols.units
        self.by_function: dict[Function, Node] = {}
        self.calls: set[tuple[str, int]] = set()
        names = {chain.rpartition(".")[2] for chain in values.catalogue.nodes}
        for unit in self.files.values() if names else ():
            if not names.isdisjoint(unit.vocabulary):
                self._find(unit, names)
        self.sessions = frozenset(self._session(node) for node in self.by_function.values())
        self._tests: dict[Function | str, list[str]] = {}
        for node in self.by_function.values():
            self._count(node)

    def _find(self, unit: Unit, names: set[str]) -> None:
        for position in unit.calls.of_any(names):
            step = unit.facts.steps[position]
            callee = self.values.callee(unit, step.scope, step.subject)
            words = self.values.catalogue.nodes.get(callee.text, ()) if callee is not None else ()
            if words:
                self.calls.add((unit.path, position))
                self._register(unit, step, words)

    def _register(self, unit: Unit, step: Step, words: tuple[NodeWord, ...]) -> None:
        arguments = unit.parts(step.subject)[1:]
        functions = list(self._functions(unit, step.scope, arguments))
        marks = frozenset(self._marks(unit, step.scope, arguments))
        titles = [unit.texts[one] for one in arguments if unit.kinds[one] == ExprKind.STRING]
        is_looped = any(block.kind == BlockKind.LOOP for block in unit.blocks_above(step.block))
        for word in words:
            if word.function < len(functions):
                # A function named in several suites keeps the first place that it is seen in.
                self.by_function.setdefault(
                    functions[word.function],
                    Node(
                        function=functions[word.function],
                        word=word,
                        home=(unit.path, step.scope),
                        marks=marks,
                        repeated=is_looped or _entries(unit, arguments) > 1,
                        title=titles[0] if titles else "",
                        call=unit.site(step.subject),
                    ),
                )

    def _functions(self, unit: Unit, scope: int, arguments: list[int]) -> Iterator[Function]:
        """The arguments that are functions, in order."""
        for part in arguments:
            if unit.kinds[part] in (ExprKind.CLOSURE, ExprKind.NAME, ExprKind.ATTRIBUTE):
                value = self.values.value(unit, scope, part)
                if value is not None and value.form == "function":
                    yield value.path, value.scope

    def _marks(self, unit: Unit, scope: int, arguments: list[int]) -> Iterator[str]:
        for part in arguments:
            if unit.kinds[part] in (ExprKind.NAME, ExprKind.ATTRIBUTE):
                value = self.values.as_written(unit, scope, part)
                word = self.values.catalogue.decorators.get(value.text) if value is not None else None
                if word is not None:
                    yield word.form

    def _container(self, node: Node) -> Node | None:
        """The nearest function around the call that is itself handed over; in a helper there is none."""
        path, scope = node.home
        while scope != NONE:
            if (path, scope) in self.by_function:
                return self.by_function[path, scope]
            scope = self.files[path].scopes[scope].parent
        return None

    def _above(self, node: Node) -> Iterator[Node]:
        """A node and its containers."""
        at: Node | None = node
        while at is not None:
            yield at
            at = self._container(at)

    def is_together(self, function: Function) -> bool:
        """What is registered in a function runs in one process, in order."""
        path, scope = function
        while scope != NONE and (path, scope) not in self.by_function:
            scope = self.files[path].scopes[scope].parent
        node = self.by_function.get((path, scope))
        return node is not None and any("together" in one.marks for one in self._above(node))

    def _session(self, node: Node) -> str:
        """The package: the runner runs one at a time."""
        return self.files[node.call.path].folder

    def _is_skipped(self, node: Node) -> bool:
        return any("skipped" in one.marks or not one.word.lanes for one in self._above(node))

    def _count(self, node: Node) -> None:
        """Enter a test under each of its containers, and under its package."""
        if node.word.moment is not Moment.TEST or self._is_skipped(node):
            return
        chain = list(self._above(node))
        together = next((one for one in reversed(chain) if "together" in one.marks), None)
        whole = together or node
        unit = f"{whole.call.path}:{whole.call.start}"
        rest = chain[chain.index(whole) :]
        units = [unit, f"{unit}{AGAIN}"] if any(one.repeated for one in rest) else [unit]
        for one in chain:
            self._tests.setdefault(one.function, []).extend(units)
        self._tests.setdefault(self._session(node), []).extend(units)

    def units(self, node: Node) -> tuple[str, ...]:
        """What the scheduler may put on different lanes here, two at most."""
        if node.word.frequency is Frequency.RUN:
            return EACH_PROCESS
        above = self._container(node)
        key: Function | str = above.function if above is not None else self._session(node)
        if node.word.moment is Moment.TEST:
            key = node.function
        return tuple(dict.fromkeys(self._tests.get(key, ())))[:2]

    def places(self) -> Iterator[tuple[Function, Place]]:
        """Where each function that is handed over runs; those that never run are left out."""
        for function, node in self.by_function.items():
            if not self._is_skipped(node):
                yield function, self._place(node)

    def _place(self, node: Node) -> Place:
        word = node.word
        is_serial = any("serial" in one.marks for one in self._above(node)) and not word.container
        unit = self.files[node.function[0]]
        return Place(
            lanes=word.lanes & (Lanes.SERIAL | Lanes.FIRST) if is_serial else word.lanes,
            moment=word.moment,
            frequency=word.frequency,
            owner=f'{word.role} "{node.title}"' if node.title else word.role,
            site=unit.name_site(node.function[1]),
            units=self.units(node),
            ordered=word.ordered or is_serial,
            session=self._session(node),
            registered=node.call,
        )


def _entries(unit: Unit, arguments: list[int]) -> int:
    """How many entries a table is given where it is made."""
    return sum(
        unit.kinds[part] == ExprKind.CALL and unit.texts[unit.callee(part)].endswith("Entry")
        for part in arguments
    )
