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
    REGISTRY = "what a process has at the moment"
    DEFINED = "order of imports"


class IdForm(Enum):
    """What a value becomes in the test's id."""

    VALUE = "value"
    """Its text: a str, number, bool, None, bytes, enum, class or function."""
    POSITION = "position"
    """The argument's name and the position: everything else."""
    EXPLICIT = "explicit"
    TEXT = "text"
    """No id but the text that a spec is registered with: by it the runner puts specs in order."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterValue:
    """A value whose id text varies from process to process, by `trait`.

    `site` is what makes it vary, `text` the id as far as it is known ("key-{uuid4()}"). `index`
    is the value's position, -1 where the expression stands for many. `anchor` is the element
    that can be given an id of its own, `label`, None where it does not stand in the
    parametrisation itself.
    """

    site: Site
    id_form: IdForm
    trait: Trait
    text: str
    index: int
    argument: str
    anchor: Site | None
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterSet:
    """One parametrisation. `site` is the whole values expression, `order_site` what is unordered.

    `owner` says whose it is ("test `test_x`"), `argument` the names ("name,size"), `order_text`
    what loses the order ("a set"). `entry_site` is where the unordered values are taken up:
    sorting there is enough. `sortable`: "" when plain sorted() works, "str" when a key is
    needed, "no" where no order can be made of the values. `certain`: it is known that the
    values have no order that processes share, not just unknown that they have. `values` are
    those whose ids vary. `folder` is the directory that is listed, "" where that is not known;
    `filled` is what else changes it before the first test runs, while other processes may list it.
    """

    owner: str
    argument: str
    site: Site
    order: Order
    order_site: Site
    order_text: str
    entry_site: Site
    id_form: IdForm
    values: tuple[ParameterValue, ...]
    sortable: str
    certain: bool
    folder: str = ""
    filled: Site | None = None
