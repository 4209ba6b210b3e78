"""Ways out of a function on which a change stays, although other ways put it back.

A restore may stand after an assertion that can fail, or run only where there was an old value. What
puts the state back on all ways, or is not understood, leaves no gap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from isolint.linking.calls import Function
from isolint.linking.effects import Effect
from isolint.linking.fixtures import Fixtures
from isolint.linking.interruptions import BLOCK_FAILS, Interruptions
from isolint.linking.presence import Presence
from isolint.linking.restores import Restores, is_same
from isolint.linking.unit import Unit
from isolint.model.change import MEMORY, MODULE, Change, Leaks, LeftOut, PartialRestore
from isolint.model.facts import NONE, Block, BlockKind, ExprKind, Step, StepKind
from isolint.model.resource import Verb
from isolint.model.source import Site

_MANAGERS = frozenset({"contextlib.contextmanager", "contextlib.asynccontextmanager"})
_WRAPPING = frozenset({"dict", "list", "set", "tuple", "str", "copy", "deepcopy"})
_READING = {"environment": {"environ", "getenv"}, "working directory": {"getcwd", "cwd", "chdir"}}


class Gap(NamedTuple):
    """`restore` does not run, or is not enough, in the case that is left out.

    `start` is what changes the state in the same function; `cause` is what keeps the restore from
    being reached, and `text` what a reader calls it. `more` are further statements that restore it.
    """

    left_out: LeftOut
    restore: Site
    start: Site
    cause: Site | None = None
    text: str = ""
    more: tuple[Site, ...] = ()


class Gaps:
    """Asked for changes that are known to be undone in some way.

    `is_initial`: a statement stores in a variable what that holds on import.
    """

    def __init__(
        self, restores: Restores, fixtures: Fixtures, is_initial: Callable[[Effect, Site], bool]
    ) -> None:
        self.restores = restores
        self.units = restores.units
        self.values = restores.values
        self.fixtures = fixtures
        self.is_initial = is_initial
        self.presence = Presence(restores.values)
        self.interruptions = Interruptions(restores)

    def of(self, function: Function, effect: Effect, *, in_test: bool) -> Gap | None:
        """What the restores on the way from the statement to the function leave out."""
        found: Gap | None = None
        for number, site in enumerate((*effect.via, effect.site)):
            unit = self.units[site.path]
            if unit.package:
                return None  # where there is `defer`, what stands at the end is meant so
            here = (site.path, unit.scope_at(site.start)) if number else function
            if self.restores.is_covered(unit, here, site, effect):
                return None
            if number and self.restores.is_paired(unit, here, effect):
                return None
            others = list(self.restores.undoing(unit, here, site, effect))
            gap = self._left_by(here, site, effect, others, in_test=in_test) if others else None
            if others and gap is None:
                return None
            found = found or gap
        return found

    def of_absence(self, effect: Effect, others: Sequence[Effect]) -> Gap | None:
        """All that puts a value back asks first whether there was one, and nothing removes the new one."""
        is_kept = effect.verb is not Verb.DESTROY and effect.name.is_known
        if not is_kept or not others or not all(map(self._is_for_present, others)):
            return None
        return Gap(LeftOut.ABSENCE, others[0].site, effect.start)

    def _is_for_present(self, other: Effect) -> bool:
        is_one = other.kind in ("environment", MODULE) or other.name.text.endswith("[]")
        if other.route is not None or not is_one or other.verb is Verb.DESTROY:
            return False
        return self.presence.is_required(self.units[other.site.path], other.site)

    def _left_by(
        self, here: Function, site: Site, effect: Effect, others: list[Effect], *, in_test: bool
    ) -> Gap | None:
        unit = self.units[here[0]]
        absent = self.of_absence(effect, others)
        if absent is not None:
            return absent._replace(start=site)
        is_open = in_test and self._is_manager(unit, here[1])
        if any(self._is_certain(unit, one, site, is_open=is_open) for one in others):
            return None
        restores = [one.site for one in others if self._puts_back(unit, here[1], site, effect, one)]
        if not restores:
            return None
        found = self.interruptions.between(unit, here, site, max(restores))
        if found is None:
            return None
        first, *more = sorted(one for one in restores if one > found.site)
        return Gap(LeftOut.FAILURE, first, site, found.site, found.text, tuple(more))

    def _is_certain(self, unit: Unit, other: Effect, site: Site, *, is_open: bool) -> bool:
        """It runs on all ways, as far as the runner and the language see to that."""
        is_elsewhere = other.moment is not None or other.start.path != unit.path
        if is_elsewhere or other.start.start < site.end or self.restores.is_final(unit, other.start):
            return True
        block = unit.step_at(other.start.start).block
        rescues = [above for above in unit.blocks_above(block) if above.kind == BlockKind.RESCUE]
        if any(not is_open or _catches_block(unit, rescue) for rescue in rescues):
            return True
        return other.late and not is_open

    def _is_manager(self, unit: Unit, scope: int) -> bool:
        """A generator into which the failure of the block under it is thrown."""
        record = unit.scopes[scope]
        if not record.yields or (unit.path, scope) in self.fixtures.by_function:
            return False
        found = (self.values.value(unit, record.parent, one) for one in record.decorators)
        return any(value is not None and value.text in _MANAGERS for value in found)

    def _puts_back(self, unit: Unit, scope: int, site: Site, effect: Effect, other: Effect) -> bool:
        """It stores what was there before, or takes away what has been added."""
        step = _statement(unit, scope, other.site)
        if other.route is not None or step is None:
            return False  # what another function stores there is not looked up
        if effect.kind == MEMORY and "." in effect.call and "." in other.call and effect.call != other.call:
            return False  # another class of the family, as it may be
        if other.verb is Verb.DESTROY:
            return effect.verb is not Verb.DESTROY
        if step.kind == StepKind.ASSIGN:
            is_initial = effect.kind == MEMORY and self.is_initial(effect, other.site)
            is_pair = is_initial and self._writes(unit, scope, effect) == _THERE_AND_BACK
            return is_pair or self._is_saved(unit, scope, step.value, site, effect)
        arguments = unit.parts(step.subject)[1:] if step.kind == StepKind.CALL else []
        return bool(arguments) and self._is_saved(unit, scope, arguments[-1], site, effect)

    def _writes(self, unit: Unit, scope: int, effect: Effect) -> int:
        """How often a function sets the thing: one that goes through all its values restores nothing."""
        return sum(is_same(effect, other) for other in self.restores.of((unit.path, scope)))

    def _is_saved(self, unit: Unit, scope: int, expression: int, site: Site, effect: Effect) -> bool:
        """A local name under which the old value was kept before the change."""
        kind = unit.kinds[expression]
        if kind == ExprKind.CALL:
            callee, *arguments = unit.parts(expression)
            is_method = unit.kinds[callee] == ExprKind.ATTRIBUTE and not arguments
            inner = unit.parts(callee)[:1] if is_method else arguments[:1]
            is_wrapped = unit.texts[callee] in _WRAPPING and bool(inner)
            return is_wrapped and self._is_saved(unit, scope, inner[0], site, effect)
        if kind in (ExprKind.INDEX, ExprKind.SPREAD, ExprKind.KEYWORD):
            return self._is_saved(unit, scope, unit.parts(expression)[0], site, effect)
        if kind != ExprKind.NAME:
            return False
        binding = unit.bindings[scope].get(unit.texts[expression])
        steps = [unit.facts.steps[at] for at in binding.steps] if binding is not None else []
        return bool(steps) and all(self._keeps(unit, step, site, effect) for step in steps)

    def _keeps(self, unit: Unit, step: Step, site: Site, effect: Effect) -> bool:
        """An assignment, before the change or of what that gives, that reads the state."""
        if step.kind != StepKind.ASSIGN or step.value == NONE or step.start > site.start:
            return False
        words = unit.texts_under(step.value)
        if effect.kind == MEMORY:
            return effect.name.text.replace("[]", "").replace("::", ".").rpartition(".")[2] in words
        wanted = _READING.get(effect.kind)
        return not words.isdisjoint(wanted) if wanted else unit.kinds[step.value] in _LOOKED_UP


def parted(every: Sequence[tuple[Change, Gap | None]]) -> Leaks:
    """Changes with what their restores leave out, as leaks and as partial restores.

    Tests that hand something on from one to the next do so whatever else is put back.
    """
    together = Leaks(found=tuple(change for change, _ in every))
    gaps = [
        None if gap is None or (gap.left_out is LeftOut.OTHER and together.makes_sequence(change)) else gap
        for change, gap in every
    ]
    return Leaks(
        found=tuple(change for (change, _), gap in zip(every, gaps, strict=True) if gap is None),
        partly=tuple(
            PartialRestore(
                change=change,
                left_out=gap.left_out,
                site=gap.restore,
                start=gap.start,
                cause=gap.cause,
                text=gap.text,
                more=gap.more,
                of_block=gap.text == BLOCK_FAILS,
            )
            for (change, _), gap in zip(every, gaps, strict=True)
            if gap is not None
        ),
    )


def _catches_block(unit: Unit, rescue: Block) -> bool:
    """What it catches may come from the block under a context manager: there is the yield in its `try`."""
    inside = (unit.facts.blocks[index] for index in unit.blocks_in.get(rescue.scope, ()))
    tried = [one for one in inside if one.kind == BlockKind.TRY and one.parent == rescue.parent]
    nearest = max((one for one in tried if one.end <= rescue.start), key=lambda one: one.end, default=None)
    return nearest is None or any(
        step.kind == StepKind.YIELD and nearest.start <= step.start < nearest.end
        for step in _steps(unit, rescue.scope)
    )


_THERE_AND_BACK = 2
_LOOKED_UP = frozenset({ExprKind.CALL, ExprKind.ATTRIBUTE, ExprKind.INDEX})


def _statement(unit: Unit, scope: int, site: Site) -> Step | None:
    """The step of a function that does what stands at a site."""
    return next((step for step in _steps(unit, scope) if _subject(unit, step) == site), None)


def _steps(unit: Unit, scope: int) -> Iterator[Step]:
    return (unit.facts.steps[at] for at in unit.steps_in.get(scope, ()))


def _subject(unit: Unit, step: Step) -> Site | None:
    has_target = step.kind not in (StepKind.IMPORT, StepKind.DEFINE) and step.subject != NONE
    return unit.site(step.subject) if has_target else None
