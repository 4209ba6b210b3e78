"""A test's id contains a value that is another one in each process.

Every worker collects the tests for itself. A uuid, a clock, a random number, a process id or
an object's address that gets into an id gives each worker a list of its own, and xdist stops
with "Different tests were collected" before the first test runs. Reruns by id, `--lf` and
the history of a test in reports break as well.

pytest spells out texts, bytes, numbers, `None`, enum members, classes and functions in an
id. Everything else is numbered: `str(uuid4())` is in the id, `uuid4()` is not.

## Bad
    @pytest.mark.parametrize("key", ["fixed", str(uuid4())])
    def test_key(key):
        assert {key: 1}[key] == 1

## Good
    @pytest.mark.parametrize("key", ["fixed", pytest.param(str(uuid4()), id="random")])
    def test_key(key):
        assert {key: 1}[key] == 1

## Bad (Go)
    DescribeTable("orders", check, Entry(fmt.Sprint("made at ", time.Now()), "a"))

## Good (Go)
    DescribeTable("orders", check, Entry("made just now", "a"))

## Fix
The value gets an id of its own, `pytest.param(..., id="key1")`. The fix is safe: the test runs
with the same value, and nobody can have relied on an id that was never the same twice. It is
offered where the value is an element of the list in the parametrisation; a list that is made
elsewhere, or by a loop, needs `ids=`.

## When it stays quiet
Values that are numbered (`uuid4()`, `datetime.now()`, paths, tuples, objects); ids that are
given; generators with a seed; a clock of which only the date is taken; values whose type is
not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from isolint.linking.suite import Suite
from isolint.model.finding import Fix, Hit, Related, Safety, Severity
from isolint.model.name import Trait
from isolint.model.parameters import IdForm, ParameterSet, ParameterValue
from isolint.model.rule import rule
from isolint.model.source import Site


class _Use(NamedTuple):
    case: ParameterSet
    value: ParameterValue


@rule("ISO601", severity=Severity.ERROR, since="0.1")
def unstable_param_id(suite: Suite) -> Iterator[Hit]:
    causes: dict[Site, list[_Use]] = {}
    for case in suite.parameter_sets:
        for value in case.values:
            in_tests = suite.is_test_code(value.site.path)
            site = value.site if in_tests else value.anchor or case.site
            causes.setdefault(site, []).append(_Use(case, value))
    for site, uses in sorted(causes.items()):
        yield _hit(site, uses)


def _hit(site: Site, uses: list[_Use]) -> Hit:
    value = uses[0].value
    if value.id_form is IdForm.TEXT:
        return _hit_of_text(site, uses[0])
    given = "a given id" if value.id_form is IdForm.EXPLICIT else f'the id of "{value.argument}"'
    return Hit(
        site=site,
        message=f"{given} contains {_TEXTS[value.trait]}: "
        "workers collect different tests and xdist stops before the first one runs",
        help='give the value an id of its own: `pytest.param(..., id="...")`',
        related=tuple(_related(site, uses)),
        lanes=("each worker",),
        fix=next((_fix(use.value) for use in uses if use.value.anchor), None),
    )


def _hit_of_text(site: Site, use: _Use) -> Hit:
    is_elsewhere = (
        site.path != use.case.site.path or not use.case.site.start <= site.start < use.case.site.end
    )
    return Hit(
        site=site,
        message=f"the text of a {use.case.owner} contains {_TEXTS[use.value.trait]}: "
        "workers put their specs in order by it, so some specs run twice and others never",
        help="give it a text that is the same in all of them",
        related=(Related(use.case.site, f"the {use.case.owner}"),) if is_elsewhere else (),
        lanes=("each worker",),
    )


_TEXTS = {
    Trait.WORKER: "the worker's id",
    Trait.PROCESS: "what only this process has (an address, a process id or a salted hash)",
    Trait.PRIVATE: "the path of a directory that each process makes for itself",
    Trait.HANDED_OUT: "what the system hands out to each process",
    Trait.PICKED: "what was free when the worker looked it up",
    Trait.RANDOM: "random text",
    Trait.SHORT_RANDOM: "an unseeded random value",
    Trait.CLOCK: "the time at which the worker collected it",
}


def _related(site: Site, uses: list[_Use]) -> Iterator[Related]:
    """Up to three parametrisations that are somewhere else."""
    others = {
        case.site: case
        for case, _ in uses
        if case.site.path != site.path or not case.site.start <= site.start < case.site.end
    }
    for case in list(others.values())[:3]:
        yield Related(case.site, f"parametrises {case.owner}")


def _fix(value: ParameterValue) -> Fix | None:
    if value.anchor is None:
        return None
    return Fix(
        recipe="stable-id",
        anchor=value.anchor,
        safety=Safety.SAFE,
        title=f'Give the value the id "{value.label}"',
        arguments=(("id", value.label),),
    )
