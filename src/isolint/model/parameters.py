"""The values a test or fixture is parametrised with, as the runner will number and name them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from isolint.model.name import Trait
from isolint.model.source import Site


class Order(Enum):
    """Whether processes agree on the order of the values."""

    SAME = "same"
    HASH = "hash order"
    LISTING = "directory order"
    REGISTRY = "order of imports"


class IdForm(Enum):
    """What a value becomes in the test's id."""

    VALUE = "value"
    """Its text: a str, number, bool, None, bytes, enum, class or function."""
    POSITION = "position"
    """The argument's name and the position: everything else."""
    EXPLICIT = "explicit"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterValue:
    """One value. `traits` are what varies in its id text from process to process."""

    site: Site
    id_form: IdForm
    traits: frozenset[Trait]
    text: str
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterSet:
    """One parametrisation. `site` is the whole values expression, `order_site` what is unordered.

    `owner` says whose it is ("test `test_x`"). `count` is the number of values, -1 unknown.
    `sortable`: "" when plain sorted() works, "str" when a key is needed.
    """

    owner: str
    argument: str
    site: Site
    order: Order
    order_site: Site
    order_text: str
    id_form: IdForm
    values: tuple[ParameterValue, ...]
    count: int
    sortable: str
