"""The catalogues of Go: what they say of the runner, of commands, and of names."""

from __future__ import annotations

import re

import pytest

from isolint.catalogue import Catalogue, load
from isolint.model.place import Lanes, Moment
from isolint.model.resource import Verb

GINKGO = "github.com/onsi/ginkgo/v2"
LONGEST_UNIQUE = 36


@pytest.fixture(scope="module")
def go() -> Catalogue:
    return load(language="go")


def test_patterns_are_regular_expressions(go: Catalogue) -> None:
    words = [word for group in go.accesses.values() for word in group]
    conditions = [one for word in words for one in (word.when, word.unless, word.tolerant) if one]
    for pattern in (*(one.pattern for one in conditions), *(word.pattern for word in go.statements)):
        re.compile(pattern)


def test_each_kind_is_touched(go: Catalogue) -> None:
    kinds = {word.kind for group in go.accesses.values() for word in group}
    assert kinds | {word.kind for word in go.statements} == set(go.resources)


def test_no_word_stands_under_a_module_that_is_read_as_another(go: Catalogue) -> None:
    chains = (*go.accesses, *go.runners, *go.sources, *go.shapes, *go.types, *go.nodes, *go.protections)
    aliased = [f"{module}." for module in go.aliases]
    assert not [chain for chain in chains if chain.startswith(tuple(aliased))]


@pytest.mark.parametrize(
    ("name", "function", "lanes", "moment"),
    [
        ("BeforeSuite", 0, Lanes.TESTS, Moment.SETUP),
        ("SynchronizedBeforeSuite", 0, Lanes.SERIAL | Lanes.FIRST, Moment.SETUP),
        ("SynchronizedBeforeSuite", 1, Lanes.TESTS, Moment.SETUP),
        ("SynchronizedAfterSuite", 0, Lanes.TESTS, Moment.TEARDOWN),
        ("SynchronizedAfterSuite", 1, Lanes.SERIAL | Lanes.FIRST, Moment.EXIT),
        ("Describe", 0, Lanes.TESTS, Moment.COLLECT),
        ("It", 0, Lanes.TESTS, Moment.TEST),
        ("PIt", 0, Lanes.NONE, Moment.TEST),
    ],
)
def test_node(go: Catalogue, name: str, function: int, lanes: Lanes, moment: Moment) -> None:
    word = next(one for one in go.nodes[f"{GINKGO}.{name}"] if one.function == function)
    assert (word.lanes, word.moment) == (lanes, moment)
    assert word.ordered is (lanes == Lanes.SERIAL | Lanes.FIRST)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("podman rm -f shop-db", [(Verb.DESTROY, "container", "shop-db")]),
        ("kind create cluster --name shop", [(Verb.CREATE, "cluster", "shop")]),
        ("kubectl --kubeconfig /a/b delete namespace shop", [(Verb.DESTROY, "namespace", "shop")]),
        ("kubectl apply -f -", []),
        (
            "helm --kubeconfig a upgrade --install -n ns shop ./chart",
            [(Verb.CREATE, "cluster object", "shop")],
        ),
        ("openssl req -x509 -keyout /tmp/key.pem", [(Verb.WRITE, "file", "/tmp/key.pem")]),
        ("bash -c rm -rf /srv/shop", [(Verb.DESTROY, "file", "/srv/shop")]),
        ("kind get clusters --kubeconfig /a", []),
    ],
)
def test_command(go: Catalogue, command: str, said: list[tuple[Verb, str, str]]) -> None:
    found = [(word.does, word.kind, match["name"]) for word, match in go.matches("shell", command)]
    assert found == said


def test_short_names_of_kubernetes_are_short_and_eight_letters_are_not(go: Catalogue) -> None:
    word = go.sources["k8s.io/apimachinery/pkg/util/rand.String"]
    assert 5 * word.bits < LONGEST_UNIQUE < 8 * word.bits
