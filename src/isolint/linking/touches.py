"""Own effects: the calls of a function that the catalogue has words for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from isolint.catalogue.patterns import compiled
from isolint.linking.call import Apart
from isolint.linking.calls import Calls, Function
from isolint.linking.derived import derived
from isolint.linking.descriptions import Descriptions
from isolint.linking.dialling import Dialling
from isolint.linking.effects import Effect
from isolint.linking.fakes import Fakes
from isolint.linking.jobs import job_of, runners, selector_of
from isolint.linking.naming import as_path, constant, joined, unknown
from isolint.linking.objects import Objects, argument
from isolint.linking.registrars import is_registrar, registrar
from isolint.linking.registrations import Registrations
from isolint.linking.spellings import last_names
from isolint.linking.statements import Statement, Statements
from isolint.linking.tolerance import Tolerance
from isolint.linking.tuples import element
from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.model.facts import NONE, BlockKind, ExprKind, Step
from isolint.model.name import SEPARATOR, Name, Trait
from isolint.model.place import Moment
from isolint.model.resource import Reach, Verb
from isolint.model.vocabulary import AccessWord, Condition, RunnerWord, Selector


class Touches:
    """Finds the effects that stand in the project's own code."""

    def __init__(self, calls: Calls, fakes: Fakes) -> None:
        self.calls = calls
        self.fakes = fakes
        self.catalogue = calls.values.catalogue
        self.objects = Objects(calls)
        self.descriptions = Descriptions(self.objects)
        self.tolerance = Tolerance(calls.values)
        self.registrations = Registrations(calls)
        self.names = calls.names
        self.statements = Statements(calls.names)
        self._runners = runners(self.catalogue.protections)
        self.dialling = Dialling(calls.names)
        self.values = calls.values

    def collect(self) -> dict[Function, list[Effect]]:
        """All own effects, by function."""
        found: dict[Function, list[Effect]] = {}
        lasts = self._lasts
        classes = {self.values.symbols.units[path].scopes[scope].name for path, scope in self._derived}
        for name in sorted(lasts | classes):
            for unit, position in self.calls.index.named(name):
                step = unit.facts.steps[position]
                for effect in self._of_call(unit, position, step):
                    if not self.fakes.replaces(unit, step, name, effect.name.root):
                        found.setdefault((unit.path, step.scope), []).append(effect)
        return found

    @cached_property
    def _derived(self) -> dict[Function, str]:
        return derived(self.values, self._lasts)

    @cached_property
    def _lasts(self) -> frozenset[str]:
        """The last names of the calls that the catalogue speaks of."""
        words = self.catalogue
        cleanups = [
            chain
            for chain, protections in words.protections.items()
            if any(word.form == "cleanup" for word in protections)
        ]
        chains = [*words.accesses, *words.runners, *cleanups, *self._runners]
        return last_names(chains)

    def _of_call(self, unit: Unit, position: int, step: Step) -> Iterator[Effect]:
        callee = self.values.callee(unit, step.scope, step.subject)
        arguments = unit.parts(step.subject)[1:]
        if callee is not None and callee.form == "function":
            for chain in self._own_chains(unit, step, callee):
                yield from self.of_chain(unit, position, chain, arguments)
        if callee is not None and callee.form == "type":
            base = self._derived.get((callee.path, callee.scope))
            yield from self.of_chain(unit, position, base, arguments) if base else ()
        if is_registrar(self.catalogue.protections, unit, unit.callee(step.subject), callee):
            handing = registrar(unit, step.subject, callee)
            yield from self._registered(unit, position, handing, arguments)
        if callee is None or callee.form != "chain":
            return
        chain = callee.text
        if not self._is_known(chain):  # a method that many types have, on one without a word
            is_method = "()." in chain or unit.package
            chain = f"*.{chain.rpartition('.')[2]}" if is_method and "." in chain else chain
            if self._is_fake(callee.text):
                return
        yield from self.of_chain(unit, position, chain, arguments)
        selector = selector_of(self.values, self._runners, callee)
        if selector is not None:
            yield from self._run_beside(unit, position, step, selector)

    def _own_chains(self, unit: Unit, step: Step, callee: Value) -> Iterator[str]:
        """What a word may call a first-party function: its bare name, and each path it is imported by."""
        yield f"function:{unit.texts[unit.callee(step.subject)]}"
        for module in self.values.symbols.names_of(callee.path):
            yield f"{module}.{self.values.symbols.units[callee.path].scopes[callee.scope].name}"
        if unit.package:
            yield f"*.{self.values.symbols.units[callee.path].scopes[callee.scope].name}"

    def _is_known(self, chain: str) -> bool:
        return chain in self.catalogue.accesses or chain in self.catalogue.runners

    def _is_fake(self, chain: str) -> bool:
        """A method of what a fake gave."""
        words = self.catalogue.protections.get(chain.partition("()")[0], ())
        return any(word.form in ("fake", "double") for word in words)

    def of_chain(self, unit: Unit, position: int, chain: str, arguments: list[int]) -> Iterator[Effect]:
        step = unit.facts.steps[position]
        for word in self.catalogue.accesses.get(chain, ()):
            if self._applies(unit, step, word, arguments):
                yield self._effect(unit, position, word, chain, arguments)
        for runner in self.catalogue.runners.get(chain, ()):
            yield from self._statements(unit, position, runner, chain, arguments)

    def _registered(self, unit: Unit, position: int, chain: str, arguments: list[int]) -> Iterator[Effect]:
        """An outside function handed over to run later: `addCleanup(os.remove, path)`."""
        step = unit.facts.steps[position]
        if not arguments or unit.kinds[arguments[0]] == ExprKind.KEYWORD:
            return
        value = self.values.as_written(unit, step.scope, arguments[0])
        if value is None or value.form != "chain":
            return
        moment = Moment.EXIT if chain.startswith("atexit.") else Moment.TEARDOWN
        for effect in self.of_chain(unit, position, value.text, arguments[1:]):
            yield effect._replace(moment=moment)

    def _run_beside(self, unit: Unit, position: int, step: Step, selector: Selector) -> Iterator[Effect]:
        """An outside function that a thread or process is made of: `Thread(target=app.run)`."""
        job = job_of(unit, step.subject, selector)
        value = self.values.as_written(unit, step.scope, job.target) if job is not None else None
        if job is None or value is None or value.form != "chain":
            return
        arguments = [*job.positional, *job.rest]
        for word in self.catalogue.accesses.get(value.text, ()):
            is_whole = not self.catalogue.resources[word.kind].inside
            says_itself = word.name is not None and not word.name.receiver  # the method's object is not here
            if says_itself and is_whole and self._applies(unit, step, word, arguments):
                effect = self._effect(unit, position, word, value.text, arguments)
                if self.calls.is_felt(Apart.BESIDE, effect.kind, effect.verb, effect.name):
                    yield effect

    def _applies(self, unit: Unit, step: Step, word: AccessWord, arguments: list[int]) -> bool:
        if word.when is not None and not self._holds(unit, step, word.when, arguments):
            return False
        if word.unless is not None and self._holds(unit, step, word.unless, arguments):
            return False
        has_path = word.name is not None and self.catalogue.resources[word.kind].path
        named = argument(unit, word.name, arguments) if word.name is not None and has_path else NONE
        return named == NONE or not self.objects.is_handle(unit, step.scope, named)

    def _holds(self, unit: Unit, step: Step, condition: Condition, arguments: list[int]) -> bool:
        name = self._selected(unit, step, condition.argument, arguments)
        if name is None:
            return bool(compiled(condition.pattern).search(condition.absent))
        if name.traits - {Trait.CLOCK, Trait.RANDOM, Trait.WORKER, Trait.PROCESS, Trait.RUN}:
            lead = name.text.partition("{")[0]
            return bool(lead) and bool(compiled(condition.pattern).search(lead))
        return bool(compiled(condition.pattern).search(name.text))

    def _selected(self, unit: Unit, step: Step, selector: Selector, arguments: list[int]) -> Name | None:
        """The name an argument gives; None where it is not passed."""
        if selector.receiver:
            return self.objects.receiver(unit, step, unit.parts(step.subject)[0])
        expression = argument(unit, selector, arguments)
        if expression == NONE:
            return constant(selector.absent, None) if selector.absent else None
        spot = (unit, step.scope, expression)
        if selector.item >= 0:
            found = element(self.values, *spot, selector.item)
            if found is None:
                return None
            spot = found
        name = self.names.name(*spot)
        is_unknown = name.traits == frozenset({Trait.UNKNOWN})
        inner = self.descriptions.name(*spot) if is_unknown else None
        return inner or name

    def _effect(
        self, unit: Unit, position: int, word: AccessWord, chain: str, arguments: list[int]
    ) -> Effect:
        step = unit.facts.steps[position]
        name = constant("", unit.site(step.subject))
        if word.name is not None:
            name = self._selected(unit, step, word.name, arguments) or unknown(None)
            if not name.text:
                name = unknown(name.site)
            is_method = "()" in chain or chain.startswith("*.")
            is_inside = is_method and self.catalogue.resources[word.kind].inside and not word.name.receiver
            if is_inside and Trait.UNKNOWN not in name.traits:
                name = self._contained(unit, step, name)
        if word.does is Verb.REGISTER and self.catalogue.resources[word.kind].reach is Reach.PROCESS:
            name = self.registrations.name(unit, step, name, arguments)
        tolerant = word.tolerant is not None and self._holds(unit, step, word.tolerant, arguments)
        return self._placed(unit, position, word.does, word.kind, name, chain, tolerant=tolerant)

    def _placed(
        self,
        unit: Unit,
        position: int,
        does: object,
        kind: str,
        name: Name,
        chain: str,
        *,
        tolerant: bool,
    ) -> Effect:
        step = unit.facts.steps[position]
        around = self.calls.around(unit, step)
        if self.catalogue.resources[kind].path:
            name = as_path(name)
        return Effect(
            verb=does,  # type: ignore[arg-type]
            kind=kind,
            name=name,
            lanes=around.lanes,
            locked=around.locked,
            once=around.once,
            conditional=around.conditional,
            tolerant=tolerant or self._tolerates(unit, step) or self.tolerance.holds(unit, step),
            late=self.calls.is_late(unit, position),
            moment=None,
            site=unit.site(step.subject),
            call=chain,
        )

    def _tolerates(self, unit: Unit, step: Step) -> bool:
        """Inside a `try` that rescues, or a context manager that swallows, what may fail."""
        for block in unit.blocks_above(step.block):
            if block.kind == BlockKind.TRY and _has_rescue(unit, block.parent, block.scope):
                return True
            if block.kind == BlockKind.WITHIN and self.fakes.is_protected(unit, block, "swallows"):
                return True
        return False

    def _statements(
        self, unit: Unit, position: int, runner: RunnerWord, chain: str, arguments: list[int]
    ) -> Iterator[Effect]:
        """What is done by the statements in a text that a call runs."""
        step = unit.facts.steps[position]
        for said in self.statements.run(unit, step, runner, arguments):
            word, name = said.word, said.name
            if word.dialled and not self._serves(unit, step, runner, name):
                continue
            if self.catalogue.resources[word.kind].inside and Trait.UNKNOWN not in name.traits:
                name = self._held(unit, step, said)
            yield self._placed(unit, position, word.does, word.kind, name, chain, tolerant=said.tolerant)

    def _serves(self, unit: Unit, step: Step, runner: RunnerWord, port: Name) -> bool:
        """The command goes on beside the tests, and is there to be talked to."""
        return runner.beside and self.dialling.is_dialled(unit, port, unit.site(step.subject))

    def _held(self, unit: Unit, step: Step, said: Statement) -> Name:
        """A command says itself where the thing is, or means the usual place; SQL goes to a connection."""
        if said.holder is None:
            return self._contained(unit, step, said.name)
        return joined([said.holder, constant(SEPARATOR, None), said.name], said.name.site)

    def _contained(self, unit: Unit, step: Step, name: Name) -> Name:
        """A thing inside another (a table) is as distinct as what holds it (the database)."""
        holder = self.objects.receiver(unit, step, unit.parts(step.subject)[0])
        if ":memory:" in holder.text or holder.text in _IN_MEMORY:
            return unknown(name.site)
        if Trait.UNKNOWN in holder.traits and Trait.PARAMETER in name.traits:
            return name  # a helper is handed both: who calls it tells the thing by its own name
        return joined([holder, constant(SEPARATOR, None), name], name.site)


_IN_MEMORY = ("sqlite://", "sqlite:///", "sqlite+aiosqlite://")


def _has_rescue(unit: Unit, parent: int, scope: int) -> bool:
    return any(
        block.kind == BlockKind.RESCUE and block.parent == parent and block.scope == scope
        for block in unit.facts.blocks
    )
