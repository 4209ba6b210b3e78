"""Parameters come from a set, a directory or a registry, in an order that each process makes up.

Every worker collects the tests for itself, and the controller deals them out by number. A set
of texts, paths or objects has another order in each process, because Python salts its hashes.
What follows depends on the ids:

- ids with the values in them (text, numbers, enum members): the workers' lists differ, and
  xdist stops with "Different tests were collected" before the first test runs;
- ids with positions (`path0`, `path1`; for paths, tuples, dates, uuids and all other objects):
  the lists look alike, so nothing is noticed. Number 3 is one value here and another one
  there: some values run twice, others never, and all of them are reported as passed.

## Bad
    ROUTES = {PurePosixPath("/users"), PurePosixPath("/files"), PurePosixPath("/mail")}

    @pytest.mark.parametrize("route", ROUTES)
    def test_route(route):
        assert route.is_absolute()

## Good
    ROUTES = {PurePosixPath("/users"), PurePosixPath("/files"), PurePosixPath("/mail")}

    @pytest.mark.parametrize("route", sorted(ROUTES))
    def test_route(route):
        assert route.is_absolute()

## Try it
Twelve values, each worker writes down what it ran:

    # test_lost.py
    import os
    from pathlib import PurePosixPath
    import pytest

    @pytest.mark.parametrize("path", {PurePosixPath(f"/{name}") for name in "abcdefghijkl"})
    def test_path(path):
        with open(os.environ["RAN"], "a") as ran:
            ran.write(f"{path}\\n")

    $ rm -f /tmp/ran
    $ RAN=/tmp/ran pytest -q -n3 test_lost.py     says "12 passed"
    $ sort -u /tmp/ran | wc -l                    says 8, or 9, or 11: rarely 12

## Bad (Go)
    for name, size := range sizes {  // a map: each process has an order of its own
        It("packs "+name, func() { pack(size) })
    }

## Good (Go)
    for _, name := range slices.Sorted(maps.Keys(sizes)) {
        It("packs "+name, func() { pack(sizes[name]) })
    }

## Fix
`sorted(...)` goes around the unordered values, where they are taken up. The fix is safe where
all values are known to be texts, numbers or paths: the same values run, in one order. Where
they may not compare, `key=str` is added; that is unsafe, because two values may have equal
texts, or texts that differ themselves.

## When it stays quiet
Sets of numbers, which all processes run through alike; sets of one element; `sorted` or
`.sort()` anywhere on the way; a set that is a value, or is only asked for membership; values
of functions whose source is not part of the project. A `PYTHONHASHSEED` that all workers share,
as under tox, hides the fault and does not repair it.

A directory lists its files in one order to all processes of a machine, and `__subclasses__()`
gives classes as they were imported, which all workers do alike. Such findings have a low
confidence (`min-confidence = "low"` shows them): two machines may disagree. It is another matter
where a conftest or a test module fills the directory, on import or while tests are collected.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.suite import Suite
from isolint.model.finding import Confidence, Fix, Hit, Related, Safety, Severity
from isolint.model.parameters import IdForm, Order, ParameterSet
from isolint.model.rule import rule
from isolint.model.source import Site

_STOPS = "workers collect different tests and xdist stops before the first one runs"
_LOSES = "under -n some cases run twice, others never, and all are reported as passed"
_EITHER = "workers collect different tests, or lose some of them unnoticed"


@rule("ISO602", severity=Severity.ERROR, since="0.1")
def unordered_params(suite: Suite) -> Iterator[Hit]:
    causes: dict[Site, list[ParameterSet]] = {}
    for case in suite.parameter_sets:
        if case.order is not Order.SAME:
            causes.setdefault(_place(suite, case), []).append(case)
    for site, cases in sorted(causes.items()):
        yield _hit(site, cases)


def _place(suite: Suite, case: ParameterSet) -> Site:
    """Where the order is lost, or where a test takes it up when that is not in test code."""
    return case.order_site if suite.is_test_code(case.order_site.path) else case.entry_site


def _hit(site: Site, cases: list[ParameterSet]) -> Hit:
    worst = next((case for case in cases if case.id_form is IdForm.POSITION), cases[0])
    is_hash = worst.order is Order.HASH
    if worst.id_form is IdForm.TEXT:
        return _hit_of_specs(site, worst)
    return Hit(
        site=site,
        message=f'values of "{worst.argument}" come {_SOURCES[worst.order].format(worst.order_text)}'
        f"{_consequence(worst)}",
        help="sorted() gives every process the same order",
        related=tuple(_related(site, cases)),
        lanes=("each worker",),
        confidence=_confidence(worst, cases),
        severity=Severity.ERROR if is_hash else Severity.WARNING,
        fix=_fix(cases[0]),
    )


def _confidence(worst: ParameterSet, cases: list[ParameterSet]) -> Confidence:
    if worst.order is Order.HASH:
        return Confidence.HIGH if worst.certain else Confidence.MEDIUM
    is_settled = worst.order is not Order.REGISTRY and all(case.filled is None for case in cases)
    return Confidence.LOW if is_settled else Confidence.MEDIUM


def _hit_of_specs(site: Site, case: ParameterSet) -> Hit:
    return Hit(
        site=site,
        message=f"each turn of a loop over {case.order_text} makes a {case.owner} of the same text, "
        "in another order in each process: some of them run twice, others never",
        help="put what tells them apart into the text, or run through the keys in order",
        related=(Related(case.site, f"the {case.owner}"),),
        lanes=("each worker",),
        confidence=Confidence.HIGH,
    )


_SOURCES = {
    Order.HASH: "from {}",
    Order.LISTING: "from {}, in an order that file systems do not promise",
    Order.REGISTRY: "from {}, which differs from process to process",
    Order.DEFINED: "from {}, in an order that depends on what was imported before",
}


def _consequence(case: ParameterSet) -> str:
    is_spelled = case.id_form is IdForm.VALUE
    if case.order is not Order.HASH:
        is_unknown = case.id_form is IdForm.UNKNOWN
        loss = "run some cases twice and others never"
        loss = "collect different tests, or lose some of them unnoticed" if is_unknown else loss
        return f": workers that disagree on it {'collect different tests' if is_spelled else loss}"
    if case.id_form is IdForm.POSITION:
        return f" and their ids are positions: each worker numbers them in its own order, so {_LOSES}"
    if case.id_form is IdForm.EXPLICIT:
        return f" and their ids are given apart: each worker pairs them in its own way, so {_LOSES}"
    if is_spelled:
        return f" in another order in each process: {_STOPS}"
    return f" in another order in each process: {_EITHER}"


def _related(site: Site, cases: list[ParameterSet]) -> Iterator[Related]:
    """Up to three users that are somewhere else."""
    filled = next((case.filled for case in cases if case.filled is not None), None)
    if filled is not None:
        yield Related(filled, "each process fills the directory here, while others may list it")
    others = {case.site: case for case in cases if not _holds(case.site, site)}
    for case in list(others.values())[:3]:
        yield Related(case.site, f"parametrises {case.owner}")


def _holds(outer: Site, inner: Site) -> bool:
    return outer.path == inner.path and outer.start <= inner.start and inner.end <= outer.end


def _fix(case: ParameterSet) -> Fix | None:
    if case.sortable == "no":
        return None
    is_plain = case.sortable == ""
    return Fix(
        recipe="sorted-params",
        anchor=case.entry_site,
        safety=Safety.SAFE if is_plain else Safety.UNSAFE,
        title="Sort the values" if is_plain else "Sort the values by their text",
        arguments=(("key", case.sortable),),
    )
