"""Whether what is read of a file gets, within one function, into what is written afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from isolint.linking.bodies import Bodies
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, BlockKind, ExprKind, Step, StepKind
from isolint.model.source import Site

_OWN = frozenset({"self", "cls"})
"""Would connect all that a class has."""
_PLAIN = frozenset({ExprKind.NAME, ExprKind.ATTRIBUTE, ExprKind.CALL, ExprKind.KEYWORD, ExprKind.AWAIT})
_BINDING = frozenset({StepKind.ASSIGN, StepKind.UPDATE, StepKind.ITERATE, StepKind.ENTER})


class Carrying:
    """Follows the names of one function, from the call that reads to the call that writes."""

    def __init__(self, bodies: Bodies, unit: Unit, scope: int, read: Site, write: Site) -> None:
        self.unit = unit
        self.read = read
        self.write = write
        self.steps = list(bodies.steps(unit, scope))
        self.content: set[str] = set()
        self.handles: set[str] = set()
        conditions = (unit.facts.blocks[index].condition for index in unit.blocks_in.get(scope, ()))
        self._used = {
            part
            for step in self.steps
            for one in (step.value, *((step.subject,) if step.kind != StepKind.CALL else ()))
            if one != NONE and step.kind not in _INDEXED
            for part in unit.under(one)
        } | {part for one in conditions if one != NONE for part in unit.under(one)}
        self._used |= {
            part
            for step in self.steps
            if step.kind == StepKind.CALL
            for one in unit.parts(step.subject)
            for part in unit.under(one)
        }

    def reaches(self, source: int = NONE) -> bool:
        """What is written depends on what was read, and is more than that put back.

        `source`: what is moved there, if that is how it is written.
        """
        self.content = set()
        self.handles = self._mentioned(source) if source != NONE else set()
        for step in self.steps:
            if step.end <= self.read.start:
                continue
            if step.kind == StepKind.CALL:
                if self._writes(step):
                    return True
                self._tell(step)
            elif step.kind in _BINDING and step.value != NONE and step.subject != NONE:
                self._bind(step)
        return False

    def _writes(self, step: Step) -> bool:
        """A call that writes the file, or into it, something of what was read."""
        is_itself = self._holds(step.subject, self.write)
        if is_itself and self.read != self.write and self._holds(step.subject, self.read):
            return True
        mentioned = self._mentioned(step.subject)
        is_filled = bool(mentioned & self.handles) and step.start > self.read.start
        carried = mentioned & self.content if is_itself or is_filled else set()
        return bool(carried) and not self._is_put_back(step, carried)

    def _bind(self, step: Step) -> None:
        """From here on some names stand for what was read, or for the file that is written."""
        roots = set(self._roots(step.subject))
        mentioned = self._mentioned(step.value)
        if self.read == self.write and self._holds(step.value, self.read):
            self.handles |= roots
        elif self.read == self.write and mentioned & self.handles:
            self.content |= roots
        elif self._holds(step.value, self.write):
            self.handles |= roots
            self.content -= roots
        elif self._holds(step.value, self.read) or mentioned & self.content:
            self.content |= roots
        elif mentioned & self.handles:
            self.handles |= roots
        elif step.kind != StepKind.UPDATE and self._is_sure(step):
            self.content -= roots
            self.handles -= roots

    def _is_sure(self, step: Step) -> bool:
        """Whatever happens, the name has another value from here on."""
        blocks = self.unit.blocks_above(step.block)
        is_sure = all(block.kind not in _CONDITIONAL for block in blocks)
        return is_sure and self.unit.kinds[step.subject] == ExprKind.NAME

    def _tell(self, step: Step) -> None:
        """`rows.extend(file)`, `settings.read(path)`: the object has it from now on."""
        callee = self.unit.callee(step.subject)
        if step.subject in self._used or self.unit.kinds[callee] != ExprKind.ATTRIBUTE:
            return
        given = [one for one in self.unit.parts(step.subject)[1:] if self.unit.kinds[one] != ExprKind.KEYWORD]
        # `path.read_text()` tells the path nothing.
        is_read = bool(given) and self.read != self.write and self._holds(step.subject, self.read)
        if is_read or any(self._mentioned(one) & self.content for one in given):
            self.content |= set(self._roots(self.unit.parts(callee)[0])) - self.handles

    def _roots(self, target: int) -> Iterator[str]:
        """The variables that an assignment fills, as a whole or in part."""
        unit = self.unit
        kind = unit.kinds[target]
        if kind in (ExprKind.TUPLE, ExprKind.LIST, ExprKind.SPREAD):
            for part in unit.parts(target):
                yield from self._roots(part)
        elif kind == ExprKind.INDEX:
            yield from self._roots(unit.parts(target)[0])
        elif unit.dotted(target) not in ("", *_OWN):
            yield unit.dotted(target)

    def _mentioned(self, expression: int) -> set[str]:
        return {name for one in self.unit.under(expression) if (name := self.unit.dotted(one))} - _OWN

    def _holds(self, expression: int, site: Site) -> bool:
        outer = self.unit.site(expression)
        return outer.start <= site.start and site.end <= outer.end

    def _is_put_back(self, step: Step, carried: Iterable[str]) -> bool:
        """Nothing but what was read is written, unchanged."""
        names = {*carried}
        given = {self.unit.dotted(one) for one in self.unit.parts(step.subject)[1:]} & names
        return bool(given) and all(self._is_unchanged(name) for name in given)

    def _is_unchanged(self, name: str) -> bool:
        values = []
        for step in self.steps:
            if step.subject == NONE or step.kind in _INDEXED:
                continue
            if step.kind == StepKind.CALL:
                callee = self.unit.callee(step.subject)
                is_method = self.unit.kinds[callee] == ExprKind.ATTRIBUTE and step.subject not in self._used
                if is_method and name in self._roots(self.unit.parts(callee)[0]):
                    return False
            elif step.kind != StepKind.ASSIGN or self.unit.dotted(step.subject) != name:
                if name in self._roots(step.subject):
                    return False
            else:
                values.append(step.value)
        return len(values) == 1 and self._is_as_read(values[0])

    def _is_as_read(self, value: int) -> bool:
        """A chain of calls that are told nothing: `file.read()`, `json.load(file)`."""
        unit = self.unit
        if unit.site(value) == self.read:
            return True
        if unit.kinds[value] not in _PLAIN:
            return False
        return all(self._is_as_read(part) for part in unit.parts(value))


_CONDITIONAL = frozenset({BlockKind.WHEN, BlockKind.UNLESS, BlockKind.CASE, BlockKind.RESCUE, BlockKind.ELSE})
_INDEXED = frozenset({StepKind.IMPORT, StepKind.DEFINE})
