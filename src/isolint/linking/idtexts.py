"""What of a value reaches a test's id, and whether that differs from process to process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from isolint.linking.identity import Identity
from isolint.linking.kinds import SPELLED, Kinds
from isolint.linking.naming import bound
from isolint.linking.origins import Given, Origins, Spot
from isolint.linking.parametrizing import Parametrization
from isolint.linking.seeding import Seeding
from isolint.model.facts import NONE, ExprKind, StepKind
from isolint.model.name import Trait
from isolint.model.parameters import IdForm, ParameterValue
from isolint.model.source import Site

_VARYING = frozenset(
    {
        Trait.WORKER,
        Trait.PROCESS,
        Trait.PRIVATE,
        Trait.HANDED_OUT,
        Trait.PICKED,
        Trait.RANDOM,
        Trait.SHORT_RANDOM,
        Trait.CLOCK,
    }
)
_TEXTS = SPELLED - {"type", "function", "enum"}
_SLOW = frozenset(
    {
        "year", "month", "day", "date", "today", "weekday", "isoweekday", "isocalendar",
        "Year", "Month", "Day", "YearDay", "Weekday", "ISOWeek",
    }
)  # fmt: skip
_MOST_PARTS = 64
_FAST_FORMAT = ("%H", "%I", "%M", "%S", "%f", "%s", "%c", "%X", "%T", "%R", "%p")


class Variation(NamedTuple):
    """What differs in an id text, and the expression that brings it in."""

    trait: Trait
    site: Site
    text: str


class Column(NamedTuple):
    """One argument's value in one case.

    `element` is the whole case, `position` where it stands or -1, `label` an id given to it.
    """

    argument: str
    spot: Spot
    element: Spot
    position: int
    label: Spot | None


class IdTexts:
    """The runner's way of naming cases, evaluated on source."""

    def __init__(self, kinds: Kinds) -> None:
        self.kinds = kinds
        self.origins: Origins = kinds.origins
        self.names = kinds.origins.names
        self.identity = Identity(kinds)
        self.has_hook = any(
            scope.name == "pytest_make_parametrize_id"
            for unit in self.origins.units.values()
            for scope in unit.scopes
        )
        self.seeding = Seeding(kinds.origins.values)

    def form(self, case: Parametrization) -> IdForm:
        """How the ids are made that the cases of a parametrisation get."""
        if case.ids is not None:
            return self._form_of_ids(case.ids)
        if self.has_hook:
            return IdForm.UNKNOWN
        kinds = {self._shown(column) for column in self.columns(case)}
        kinds = kinds or {self.kinds.of_elements(case.values)}
        if kinds & SPELLED:
            return IdForm.VALUE
        return IdForm.UNKNOWN if "" in kinds else IdForm.POSITION

    def _shown(self, column: Column) -> str:
        """The kind of what an id is made of; an id given to a value goes where the value goes."""
        if column.label is None:
            return self.kinds.of(column.spot)
        is_repeated = column.position < 0 and column.label.kind == ExprKind.STRING
        return "object" if is_repeated else "str()"

    def _form_of_ids(self, ids: Spot) -> IdForm:
        leaves = self.origins.leaves(ids)
        if leaves and all(leaf.kind in _LISTS for leaf in leaves):
            return IdForm.EXPLICIT
        return IdForm.VALUE if _builtin(ids) in ("str", "repr") else IdForm.UNKNOWN

    def columns(self, case: Parametrization) -> Iterator[Column]:
        """The values of all cases that are written down, argument by argument."""
        for element in self.kinds.elements.of(case.values) or ():
            leaves = self.origins.leaves(element.spot)
            leaf = leaves[0] if len(leaves) == 1 else element.spot  # one of several: not known which
            label: Spot | None = None
            cells = [leaf]
            if self._is_param(leaf):
                cells = [part for part in leaf.parts[1:] if part.kind != ExprKind.KEYWORD]
                label = _keyword(leaf, "id")
            elif len(case.names) > 1:
                cells = leaf.parts if leaf.kind in _LISTS else []
            for argument, cell in zip(case.names, cells, strict=False):
                yield Column(argument, cell, element.spot, element.position, label)

    def _is_param(self, spot: Spot) -> bool:
        if spot.kind != ExprKind.CALL:
            return False
        value = self.origins.values.callee(spot.unit, spot.scope, spot.expression)
        return value is not None and value.text == "pytest.param"

    def varying(self, case: Parametrization) -> Iterator[ParameterValue]:
        """The values whose ids differ between processes."""
        listed = self._listed_ids(case)
        for label in listed:
            found = self.variation(label)
            if found is not None:
                yield _value(case.names[0], IdForm.EXPLICIT, found)
        for column in self.columns(case):
            is_labelled = column.label is not None
            if listed and not is_labelled:
                continue
            found = self.variation(column.label) if column.label else self._of_column(column, case.ids)
            if found is not None:
                form = IdForm.EXPLICIT if is_labelled else IdForm.VALUE
                value = _value(column.argument, form, found)
                yield replace(
                    value,
                    index=column.position,
                    anchor=self._anchor(case, column),
                    label=self._stable_label(case, column),
                )

    def _listed_ids(self, case: Parametrization) -> list[Spot]:
        """The ids that a list gives; one of None leaves its case to the runner, which is rare."""
        if case.ids is None or self._form_of_ids(case.ids) is not IdForm.EXPLICIT:
            return []
        return [element.spot for element in self.kinds.elements.of(case.ids) or ()]

    def _anchor(self, case: Parametrization, column: Column) -> Site | None:
        """The element, where it stands in the parametrisation itself and is one case."""
        whole, own = case.values.site, column.element.site
        is_inside = own.path == whole.path and whole.start <= own.start and own.end <= whole.end
        is_row = len(case.names) == 1 or column.element.kind in (ExprKind.TUPLE, ExprKind.CALL)
        return own if is_inside and is_row and column.position >= 0 else None

    def _stable_label(self, case: Parametrization, column: Column) -> str:
        """The id that the runner would make, with positions for what is no constant."""
        cells = column.element.parts if column.element.kind == ExprKind.TUPLE else []
        texts = [
            cell.text if cell.kind in _CONSTANTS and cell.text.isalnum() else f"{name}{column.position}"
            for name, cell in zip(case.names, cells, strict=False)
        ]
        is_row = len(case.names) > 1 and len(texts) == len(case.names)
        return "-".join(texts) if is_row else f"{column.argument}{column.position}"

    def _of_column(self, column: Column, ids: Spot | None) -> Variation | None:
        if ids is None:
            return None if self.has_hook else self.variation(column.spot)
        if _builtin(ids) in ("str", "repr"):
            found = self.variation(column.spot, as_text=True)
            is_address = found is not None and found.trait is Trait.PROCESS and found.text == "address"
            return found._replace(site=ids.site) if found and is_address else found
        return self._made_by(ids, column.spot)

    def _made_by(self, ids: Spot, value: Spot) -> Variation | None:
        """The text that a function of the suite makes of a value."""
        function = self.origins.values.value(ids.unit, ids.scope, ids.expression)
        if function is None or function.form != "function":
            return None
        unit = self.origins.units[function.path]
        parameters = unit.scopes[function.scope].parameters
        if not parameters:
            return None
        given = Given(function.path, function.scope, {parameters[0].name: value})
        steps = [unit.facts.steps[position] for position in unit.steps_in.get(function.scope, ())]
        made = [step.value for step in steps if step.kind == StepKind.RETURN and step.value != NONE]
        found = [self.variation(Spot(unit, function.scope, one, given)) for one in made]
        return found[0] if found and all(found) else None

    def variation(self, spot: Spot, *, as_text: bool = False) -> Variation | None:
        """What differs in the text of a value; `as_text` where str() is made of whatever it is."""
        if spot.kind in _CONSTANTS:
            return None
        leaves = [leaf for leaf in self.origins.leaves(spot) if self.kinds.of(leaf) != "None"]
        found = [self._of_leaf(leaf, as_text) for leaf in leaves]
        return found[0] if found and all(found) else None

    def _of_leaf(self, leaf: Spot, as_text: bool) -> Variation | None:
        if not as_text and self.kinds.of(leaf) not in _TEXTS:
            return None
        address = self.identity.address(leaf, as_text=as_text)
        if address is not None:
            return Variation(Trait.PROCESS, address, "address")
        return self.varying_part(leaf)

    def varying_part(self, leaf: Spot) -> Variation | None:
        """What differs in the name that an expression makes, whatever its type."""
        name = self.names.name(leaf.unit, leaf.scope, leaf.expression)
        if name.parameters and leaf.given is not None:
            name = bound(name, {
                f"{leaf.given.path}:{leaf.given.scope}:{key}": self.names.name(*one[:3])
                for key, one in leaf.given.spots.items()
            })  # fmt: skip
        traits = (name.traits - name.possible) & _VARYING
        if any(seed.argument != NONE for seed in self.seeding.above(leaf.unit.path)):
            traits -= {Trait.SHORT_RANDOM}
        if Trait.CLOCK in traits and _is_slow(self.origins, leaf):
            traits -= {Trait.CLOCK}
        if not traits:
            return None
        for mark in name.marks:
            if mark.trait in traits:
                return Variation(mark.trait, mark.site, name.text)
        return Variation(min(traits, key=lambda trait: trait.value), leaf.site, name.text)


_LISTS = (ExprKind.LIST, ExprKind.TUPLE)
_CONSTANTS = (ExprKind.STRING, ExprKind.NUMBER)


def _value(argument: str, form: IdForm, found: Variation) -> ParameterValue:
    return ParameterValue(
        site=found.site,
        id_form=form,
        trait=found.trait,
        text=found.text,
        index=-1,
        argument=argument,
        anchor=None,
        label="",
    )


def _keyword(call: Spot, name: str) -> Spot | None:
    """A keyword argument, None where it is absent or the constant None."""
    for part in call.parts[1:]:
        if part.kind == ExprKind.KEYWORD and part.text == name:
            return None if part.parts[0].kind == ExprKind.SINGLETON else part.parts[0]
    return None


def _builtin(spot: Spot) -> str:
    return spot.text if spot.kind == ExprKind.NAME else ""


def _is_layout_of_day(text: str) -> bool:
    """A layout written as an example, of which nothing is finer than a day."""
    return any(part in text for part in ("2006", "Jan", "02")) and not any(
        part in text for part in ("15", "03", "04", "05", ".0", ".9")
    )


def _is_slow(origins: Origins, spot: Spot) -> bool:
    """Nothing finer than a day is taken of the clock: workers that start together agree."""
    formats: list[str] = []
    queue, seen = [spot], set[tuple[str, int, int]]()
    while queue and len(seen) < _MOST_PARTS:
        here = queue.pop()
        seen.add(here.key)
        if here.kind == ExprKind.ATTRIBUTE and here.text in _SLOW:
            return True
        if here.unit.package:
            if here.kind == ExprKind.STRING and _is_layout_of_day(here.text):
                return True
        elif here.kind in (ExprKind.STRING, ExprKind.FIELD) and "%" in here.text:
            formats.append(here.text)
        inner = origins.of(here) if origins.is_alias(here) else []
        queue += [one for one in (*here.parts, *inner) if one.expression != NONE and one.key not in seen]
    dates = [text for text in formats if any(f"%{letter}" in text for letter in "YymdjU")]
    return bool(dates) and not any(fast in text for text in dates for fast in _FAST_FORMAT)
