"""Parametrisations: in which order their values come and what their ids are made of."""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.elements import Elements
from isolint.linking.fixtures import Fixtures
from isolint.linking.identity import Identity
from isolint.linking.idtexts import IdTexts
from isolint.linking.kinds import NUMBERS, SPELLED, Kinds
from isolint.linking.listings import listed_folder
from isolint.linking.names import Names
from isolint.linking.ordering import Disorder, Ordering
from isolint.linking.origins import Origins, Spot
from isolint.linking.parametrizing import Parametrization, parametrizations
from isolint.model.facts import ExprKind
from isolint.model.parameters import IdForm, Order, ParameterSet

_NO_KEY = NUMBERS - {"None", "complex()"} | {"str()", "bytes()"}


def parameter_sets(names: Names, fixtures: Fixtures) -> tuple[ParameterSet, ...]:
    """The parametrisations of which something differs from process to process."""
    return tuple(Parameters(names, fixtures).collect())


class Parameters:
    """Puts what is known of order and of ids side by side."""

    def __init__(self, names: Names, fixtures: Fixtures) -> None:
        self.names = names
        self.origins = Origins(names)
        self.fixtures = fixtures
        self.kinds = Kinds(Elements(self.origins))
        self.ordering = Ordering(self.kinds)
        self.texts = IdTexts(self.kinds)
        self.identity = Identity(self.kinds)

    def collect(self) -> Iterator[ParameterSet]:
        for case in parametrizations(self.origins, self.fixtures):
            disorder = self.ordering.disorder(case.values) or self.ordering.pairing(case.values)
            values = tuple(self.texts.varying(case))
            if disorder is not None or values:
                unordered = disorder or Disorder(Order.SAME, case.values, "", case.values, True)
                yield ParameterSet(
                    owner=case.owner,
                    argument=",".join(case.names),
                    site=case.values.site,
                    order=unordered.order,
                    # A set is no harm until something relies on its order: there it is paired.
                    order_site=(unordered.entry if unordered.pairs else unordered.source).site,
                    order_text=unordered.text,
                    entry_site=unordered.entry.site,
                    id_form=self._form(case, unordered),
                    values=values,
                    sortable=self._sortable(unordered),
                    certain=self._is_certain(unordered),
                    folder=listed_folder(self.names, unordered),
                )

    def _form(self, case: Parametrization, disorder: Disorder) -> IdForm:
        form = self.texts.form(case)
        is_listing = form is IdForm.UNKNOWN and case.ids is None and disorder.direct
        kind = self.kinds.of_elements(disorder.source) if is_listing else ""
        return form if not kind else IdForm.VALUE if kind in SPELLED else IdForm.POSITION

    def _sortable(self, disorder: Disorder) -> str:
        """What sorted() needs to put the unordered values in an order that all processes share."""
        if disorder.pairs:
            return "no"
        is_elsewhere = disorder.entry.unit is not disorder.source.unit
        taken = disorder.entry if is_elsewhere and not disorder.direct else disorder.source
        kind = self.kinds.of_elements(taken)
        elements = self.kinds.elements.of(taken) or []
        if self._orders_itself(kind) or self._are_rows([one.spot for one in elements]):
            return ""
        return "no" if any(self.identity.is_anonymous(one.spot) for one in elements) else "str"

    def _orders_itself(self, kind: str) -> bool:
        return kind in _NO_KEY or kind.startswith("pathlib.")

    def _are_rows(self, spots: list[Spot]) -> bool:
        """Tuples of one length, with values of one kind in each column."""
        rows = [spot.parts for spot in spots if spot.kind == ExprKind.TUPLE]
        if not rows or len(rows) < len(spots) or len({len(row) for row in rows}) > 1:
            return False
        columns = zip(*rows, strict=True)
        return all(self._orders_itself(self.kinds.common(column)) for column in columns)

    def _is_certain(self, disorder: Disorder) -> bool:
        if disorder.order is not Order.HASH:
            return False
        return self.kinds.elements.of(disorder.source) is not None
