"""Specs that are registered by calls: what their texts are made of, and in which order they come.

Every process builds the tree of specs for itself. The runner puts the specs in order by where
they stand and, of those that stand in one place, by their texts, and deals them out by number.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.elements import Elements
from isolint.linking.fixtures import Fixtures
from isolint.linking.idtexts import IdTexts, Variation
from isolint.linking.kinds import Kinds
from isolint.linking.names import Names
from isolint.linking.nodes import Nodes
from isolint.linking.ordering import Ordering
from isolint.linking.origins import Origins, Spot
from isolint.linking.unit import Unit
from isolint.model.facts import NONE, BlockKind, ExprKind, Step
from isolint.model.name import Trait
from isolint.model.parameters import IdForm, Order, ParameterSet, ParameterValue
from isolint.model.place import Moment
from isolint.model.source import Site

_ADDRESS = "%p"
_CHANCE = frozenset({Trait.RANDOM, Trait.SHORT_RANDOM})


def spec_texts(names: Names, fixtures: Fixtures, nodes: Nodes) -> tuple[ParameterSet, ...]:
    """The specs of whose text or order something differs from process to process."""
    return tuple(SpecTexts(Kinds(Elements(Origins(names))), fixtures, nodes).collect())


class SpecTexts:
    """Looks at each call that adds to the tree of specs: containers, specs, and the cases of tables."""

    def __init__(self, kinds: Kinds, fixtures: Fixtures, nodes: Nodes) -> None:
        self.origins = kinds.origins
        self.values = kinds.origins.values
        self.names = kinds.origins.names
        self.fixtures = fixtures
        self.nodes = nodes
        self.texts = IdTexts(kinds)
        self.ordering = Ordering(kinds)

    def collect(self) -> Iterator[ParameterSet]:
        words = (*self.values.catalogue.nodes, *self.values.catalogue.decorators)
        names = {chain.rpartition(".")[2] for chain in words}
        for path in sorted({path for path, _ in self.nodes.calls}):
            unit = self.nodes.files[path]
            for position in unit.calls.of_any(names):
                step = unit.facts.steps[position]
                role = self._role(unit, step)
                yield from self._of_call(unit, step, role) if role else ()

    def _role(self, unit: Unit, step: Step) -> str:
        """What a call adds to the tree, "" for any other call."""
        callee = self.values.callee(unit, step.scope, step.subject)
        if callee is None or callee.form != "chain":
            return ""
        words = self.values.catalogue.nodes.get(callee.text, ())
        named = [word.role for word in words if word.container or word.moment is Moment.TEST]
        decorator = self.values.catalogue.decorators.get(callee.text)
        is_case = decorator is not None and decorator.form == "case"
        return named[0] if named else "case of a table" if is_case else ""

    def _of_call(self, unit: Unit, step: Step, role: str) -> Iterator[ParameterSet]:
        arguments = unit.parts(step.subject)[1:]
        if not arguments or unit.kinds[arguments[0]] in (ExprKind.CLOSURE, ExprKind.SPREAD):
            return
        text = Spot(unit, step.scope, arguments[0])
        found = self._variation(text)
        taken = self._unordered(unit, step) if found is None and self._is_constant(text) else None
        source = taken or text
        if found is not None or taken is not None:
            yield ParameterSet(
                owner=role,
                argument="",
                site=unit.site(step.subject),
                order=Order.SAME if taken is None else Order.HASH,
                order_site=source.site,
                order_text="a map",
                entry_site=source.site,
                id_form=IdForm.TEXT,
                values=() if found is None else (_value(found),),
                sortable="no",
                certain=True,
            )

    def _is_constant(self, text: Spot) -> bool:
        return self.names.name(text.unit, text.scope, text.expression).is_constant

    def _variation(self, text: Spot) -> Variation | None:
        """What differs in a text, as far as it is there when the tree is built."""
        unit = text.unit
        if _prints_address(text):
            return Variation(Trait.PROCESS, text.site, "address")
        found = self.texts.varying_part(text)
        if found is None or not self._is_at_construction(found.site):
            return None
        is_repeated = found.trait in _CHANCE and self._is_seeded(unit)
        return None if is_repeated else found

    def _is_seeded(self, unit: Unit) -> bool:
        """The file starts a generator from a number that it chooses: as a rule the one of the run."""
        seeding = self.texts.seeding
        seeds = (seed for scope in range(len(unit.scopes)) for seed in seeding.within(unit, scope))
        return any(
            seed.argument != NONE
            and self.texts.varying_part(Spot(seed.unit, seed.scope, seed.argument)) is None
            for seed in seeds
        )

    def _is_at_construction(self, site: Site) -> bool:
        """It does not stand in what runs later, when the text has long been taken."""
        unit = self.nodes.files[site.path]
        scope = unit.scope_at(site.start)
        while scope != NONE:
            node = self.nodes.by_function.get((unit.path, scope))
            if node is not None and not node.word.container:
                return False
            scope = unit.scopes[scope].parent
        return True

    def _unordered(self, unit: Unit, step: Step) -> Spot | None:
        """The map that a loop around a call runs over."""
        if self.nodes.is_together((unit.path, step.scope)):
            return None  # one process runs them all, in whatever order
        for block in unit.blocks_above(step.block):
            if block.kind == BlockKind.LOOP and block.scope == step.scope and block.condition != NONE:
                iterated = Spot(unit, step.scope, block.condition)
                if self._is_map(iterated):
                    return iterated
        return None

    def _is_map(self, spot: Spot) -> bool:
        leaves = self.origins.leaves(spot)
        return bool(leaves) and all(self._is_map_leaf(leaf) for leaf in leaves)

    def _is_map_leaf(self, leaf: Spot) -> bool:
        if leaf.kind == ExprKind.MAP:
            return len(leaf.parts) != 1
        if leaf.kind != ExprKind.CALL:
            return False
        is_made = leaf.parts[0].kind == ExprKind.NAME and leaf.parts[0].text == "make"
        kinds = [(part.kind, part.text) for part in leaf.parts[1:2]]
        return (is_made and kinds == [(ExprKind.TYPE, "map")]) or self.ordering.order_of(leaf) == "hash"


def _prints_address(text: Spot) -> bool:
    """A format with the verb for addresses stands in the expression."""
    parts = text.parts if text.kind == ExprKind.CALL else []
    return any(part.kind == ExprKind.STRING and _ADDRESS in part.text for part in parts[1:2])


def _value(found: Variation) -> ParameterValue:
    return ParameterValue(
        site=found.site,
        id_form=IdForm.TEXT,
        trait=found.trait,
        text=found.text,
        index=-1,
        argument="",
        anchor=None,
        label="",
    )
