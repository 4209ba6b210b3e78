"""Which parametrisations differ between processes; whole documents stand under fixtures/ISO601 and ISO602."""

from __future__ import annotations

import pytest
from project import suite_of, text_at

from isolint.model.name import Trait
from isolint.model.parameters import IdForm, Order, ParameterSet

_HEAD = """\
import os, random, time, uuid
from datetime import datetime
from enum import Enum
from pathlib import Path, PurePosixPath
import pytest

class Colour(Enum):
    RED = 1
    BLUE = 2

class Plain:
    pass

A, B, N = "a", "b", 3

"""


def _only(values: str, more: str = "", names: str = "x") -> ParameterSet | None:
    """What is said about one parametrisation, None where nothing differs."""
    test = f'@pytest.mark.parametrize("{names}", {values}{more})\ndef test({names}): pass\n'
    found = suite_of({"test_a.py": _HEAD + test}).parameter_sets
    assert len(found) <= 1
    return found[0] if found else None


def _order(values: str) -> Order:
    found = _only(values)
    return found.order if found else Order.SAME


@pytest.mark.parametrize(
    "values",
    [
        "{A, B}",
        "set(Colour)",
        "{Colour.RED, Colour.BLUE}",
        "{Plain, Colour}",
        "{(1, 'a'), (2, 'b')}",
        "[*{A, B}]",
        "['c'] + list({A, B})",
        "list({A, B})[:1]",
        "{k: 1 for k in {A, B}}.keys()",
        "[x for x in [1] for y in {A, B}]",
        "{A, B} | {1}",
        "set() ^ {A, B}",
        "frozenset([A, B])",
        "zip({A, B}, [1, 2])",
        "(x for x in {A, B} if x)",
    ],
)
def test_order_of_a_set(values: str) -> None:
    assert _order(values) is Order.HASH


@pytest.mark.parametrize(
    "values",
    [
        "{1, 2, N}",
        "{1.5, 2, True, None}",
        "{(1, 2), (3, 4)}",
        "{A}",
        "{-1, 2 + 3, len(A)}",
        "{1, 2} & {A, B, 1}",
        "{1, 2} - {A}",
        "sorted({A, B})",
        "[x for x in (A, B) if x in {A, B}]",
        "[{A, B}, {B}]",
        "{A: 1, B: 2}",
        "list(Colour)",
        "unknown()",
    ],
)
def test_order_that_is_kept(values: str) -> None:
    assert _order(values) is Order.SAME


@pytest.mark.parametrize(
    ("values", "order"),
    [
        ("os.listdir('.')", Order.LISTING),
        ("Path('.').glob('*.txt')", Order.LISTING),
        ("gc.get_objects()", Order.REGISTRY),
        ("Plain.__subclasses__()", Order.DEFINED),
    ],
)
def test_order_of_what_is_looked_up(values: str, order: Order) -> None:
    assert _order(values) is order


@pytest.mark.parametrize(
    ("values", "form"),
    [
        ("{A, B}", IdForm.VALUE),
        ("{1, A}", IdForm.VALUE),
        ("{b'a', b'b'}", IdForm.VALUE),
        ("set(Colour)", IdForm.VALUE),
        ("{Plain, Colour}", IdForm.VALUE),
        ("{PurePosixPath('a'), PurePosixPath('b')}", IdForm.POSITION),
        ("{(A, 1), (B, 2)}", IdForm.POSITION),
        ("{Plain(), Plain()}", IdForm.POSITION),
        ("Path('.').iterdir()", IdForm.POSITION),
        ("{A, B}, ids=['1', '2']", IdForm.EXPLICIT),
        ("{Plain(), Plain()}, ids=str", IdForm.VALUE),
        ("[pytest.param(x, id='one') for x in {A, B}]", IdForm.POSITION),
        ("[pytest.param(x, id=x.title()) for x in {A, B}]", IdForm.VALUE),
    ],
)
def test_form_of_ids(values: str, form: IdForm) -> None:
    found = _only(values)
    assert found is not None
    assert found.id_form is form


@pytest.mark.parametrize(
    ("values", "sortable"),
    [
        ("{A, B}", ""),
        ("{PurePosixPath('a'), PurePosixPath('b')}", ""),
        ("{A, None}", "str"),
        ("{Plain, Colour}", "str"),
        ("{Plain(), Plain()}", "no"),
        ("{lambda: 1, lambda: 2}", "no"),
    ],
)
def test_sorting(values: str, sortable: str) -> None:
    found = _only(values)
    assert found is not None
    assert found.sortable == sortable


@pytest.mark.parametrize(
    ("value", "trait"),
    [
        ("str(uuid.uuid4())", Trait.RANDOM),
        ("uuid.uuid4().hex", Trait.RANDOM),
        ("f'{uuid.uuid4()}'", Trait.RANDOM),
        ("uuid.uuid4().hex[:8].upper()", Trait.SHORT_RANDOM),
        ("time.time()", Trait.CLOCK),
        ("datetime.now().isoformat()", Trait.CLOCK),
        ("random.randint(1, 9)", Trait.SHORT_RANDOM),
        ("os.getpid()", Trait.PROCESS),
        ("os.environ['PYTEST_XDIST_WORKER']", Trait.WORKER),
        ("id(A)", Trait.PROCESS),
        ("f'{Plain()}'", Trait.PROCESS),
    ],
)
def test_value_in_an_id(value: str, trait: Trait) -> None:
    found = _only(f"[1, {value}]")
    assert found is not None
    assert [(each.trait, each.index, each.label) for each in found.values] == [(trait, 1, "x1")]


@pytest.mark.parametrize(
    "value",
    [
        "uuid.uuid4()",
        "datetime.now()",
        "Path(str(uuid.uuid4()))",
        "[str(uuid.uuid4())]",
        "{'a': time.time()}",
        "pytest.param(str(uuid.uuid4()), id='random')",
        "random.Random(0).random()",
        "unknown(uuid.uuid4())",
        "Plain()",
        "uuid.uuid4",
        "hash(1)",
        "f'{datetime.now():%Y-%m}'",
    ],
)
def test_value_that_no_id_shows(value: str) -> None:
    assert _only(f"[1, {value}]") is None


def test_row_gets_the_id_that_the_runner_would_make() -> None:
    found = _only("[('bob', str(uuid.uuid4()))]", names="name,key")
    assert found is not None
    assert [value.label for value in found.values] == ["bob-key0"]


def test_seed_at_import_makes_random_values_equal() -> None:
    text = "import random, pytest\n{}\n@pytest.mark.parametrize('x', [random.random()])\ndef test(x): pass\n"
    assert suite_of({"test_a.py": text.format("")}).parameter_sets
    assert not suite_of({"test_a.py": text.format("random.seed(1)")}).parameter_sets
    seeded = {"conftest.py": "import random\nrandom.seed(1)\n", "sub/test_a.py": text.format("")}
    assert not suite_of(seeded).parameter_sets


def test_project_hook_for_ids_silences_them() -> None:
    files = {
        "conftest.py": "def pytest_make_parametrize_id(config, val, argname): return argname\n",
        "test_a.py": _HEAD + "@pytest.mark.parametrize('x', [time.time()])\ndef test(x): pass\n",
    }
    assert not suite_of(files).parameter_sets


def test_entry_is_where_the_values_are_taken_up() -> None:
    files = {
        "cases.py": (
            "NAMES = {'a', 'b'}\ndef named(prefix, names):\n    return [prefix + name for name in names]\n"
        ),
        "test_a.py": (
            "import pytest\nfrom cases import NAMES, named\n"
            "@pytest.mark.parametrize('x', named('p', NAMES))\ndef test(x): pass\n"
        ),
    }
    (found,) = suite_of(files).parameter_sets
    assert text_at(files, found.order_site) == "{'a', 'b'}"
    assert text_at(files, found.entry_site) == "names"


def test_sort_in_place_is_seen() -> None:
    text = "import pytest\nV = list({'a', 'b'})\n{}@pytest.mark.parametrize('x', V)\ndef test(x): pass\n"
    assert suite_of({"test_a.py": text.replace("{}", "")}).parameter_sets
    assert not suite_of({"test_a.py": text.replace("{}", "V.sort()\n")}).parameter_sets


def test_functions_that_call_each_other_end() -> None:
    text = """\
        import pytest
        def even(n): return odd(n - 1) or odd(n) or even(n)
        def odd(n): return even(n - 1) or even(n) or odd(n)
        @pytest.mark.parametrize("x", even(3))
        def test(x): pass
    """
    assert not suite_of({"test_a.py": text}).parameter_sets


@pytest.mark.parametrize(
    "text",
    [
        "cases = pytest.mark.parametrize('x', {'a', 'b'})\n@cases\ndef test(x): pass\n",
        "parametrize = pytest.mark.parametrize\n@parametrize('x', {'a', 'b'})\ndef test(x): pass\n",
        "pytestmark = [pytest.mark.parametrize('x', {'a', 'b'})]\ndef test(x): pass\n",
        "def pytest_generate_tests(metafunc):\n    metafunc.parametrize(['x'], argvalues={'a', 'b'})\n",
        "@pytest.fixture(params={'a', 'b'})\ndef x(request): return request.param\n",
        "class TestA:\n    V = {'a', 'b'}\n    @pytest.mark.parametrize('x', V)\n    def test(s, x): pass\n",
    ],
    ids=["held", "alias", "module", "hook", "fixture", "class"],
)
def test_places_of_parametrisation(text: str) -> None:
    (found,) = suite_of({"test_a.py": f"import pytest\n{text}"}).parameter_sets
    assert (found.argument, found.order) == ("x", Order.HASH)
