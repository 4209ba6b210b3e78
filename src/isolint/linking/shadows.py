"""Set-up code that means a variable of the package and declares a local one of that name."""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.initial import initial
from isolint.linking.memory import Memory
from isolint.linking.places import Entry, Places
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind, StepKind
from isolint.model.memory import Touch, Variable
from isolint.model.place import Moment


def shadowed(places: Places, memory: Memory) -> Iterator[Variable]:
    """Variables that nobody ever sets, and that a set-up of one process seems to set."""
    written = {effect.name.text for effects in memory.writers.values() for effect in effects}
    found: dict[str, list[Touch]] = {}
    for entry in places.entries:
        if entry.place.moment is Moment.SETUP and entry.place.lanes.only_once:
            for name, touch in _seeming_writes(memory, entry):
                if name not in written:
                    found.setdefault(name, []).append(touch)
    reads = memory.reads(frozenset(found), asking=True)
    for name, touches in sorted(found.items()):
        session = touches[0].place.session
        yield Variable(
            name=name.rpartition("::")[2],
            initial=initial(memory.units, name),
            writes=tuple(touches),
            reads=tuple(one for one in reads.get(name, ()) if one.place.session in ("", session)),
            is_shadowed=True,
        )


def _seeming_writes(memory: Memory, entry: Entry) -> Iterator[tuple[str, Touch]]:
    unit = memory.units[entry.path]
    for position in unit.steps_in.get(entry.scope, ()):
        step = unit.facts.steps[position]
        if step.kind != StepKind.ASSIGN or step.subject == NONE:
            continue
        for target in memory.spelling.targets(unit, step.subject):
            name = _meant(memory, unit, entry.scope, target)
            if name:
                yield (
                    name,
                    Touch(site=unit.site(target), place=entry.place, lanes=entry.place.lanes, ordered=True),
                )


def _meant(memory: Memory, unit: Unit, scope: int, target: int) -> str:
    """The id of the package's variable of which a local has the name, if that has no value of its own."""
    if unit.kinds[target] != ExprKind.NAME:
        return ""
    name = unit.texts[target].partition("#")[0]
    is_local = unit.texts[target] in unit.bindings[scope]
    other = memory.values.symbols.packages.declaring(unit, name) if is_local else None
    binding = other.bindings[0].get(name) if other is not None else None
    if other is None or binding is None or binding.form != "variable":
        return ""
    steps = [other.facts.steps[at] for at in binding.steps]
    is_unset = all(step.kind == StepKind.DECLARE for step in steps if step.scope == 0)
    return f"{other.path}::{name}" if is_unset and name != "err" else ""
