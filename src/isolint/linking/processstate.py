"""Which changes of process-wide state a suite has to do with at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from pathlib import PurePosixPath

from isolint.linking.calls import Calls, Function
from isolint.linking.effects import Effect
from isolint.linking.places import Places
from isolint.linking.readers import Read, read_key
from isolint.linking.readthrough import ReadThrough
from isolint.linking.unrecorded import removed
from isolint.model.change import MEMORY, REGISTRY
from isolint.model.resource import Reach, Verb

Own = Mapping[Function, Iterable[Effect]]


def asked_variables(calls: Calls, touched: Own) -> dict[str, list[Read]]:
    """The calls that ask for environment variables, where tests are compiled into a process by folder."""
    found: dict[str, list[Read]] = {}
    for function, effects in touched.items():
        for one in effects if calls.units[function[0]].package else ():
            if one.kind == "environment" and one.verb is Verb.READ and one.name.is_constant:
                found.setdefault(one.name.text, []).append(Read(function, one.site, asks=False))
    return found


def of_processes(calls: Calls, sources: Iterable[Own]) -> dict[Function, list[Effect]]:
    """All changes of what lives as long as the process, by function."""
    resources = calls.values.catalogue.resources
    own: dict[Function, list[Effect]] = {}
    for source in sources:
        for function, effects in source.items():
            for one in effects:
                is_process = one.kind == MEMORY or resources[one.kind].reach is Reach.PROCESS
                if is_process and one.verb.changes:
                    own.setdefault(function, []).append(one)
    return own


def met_by_suite(
    places: Places, own: dict[Function, list[Effect]], through: ReadThrough, asked: Set[str]
) -> dict[Function, list[Effect]]:
    """The changes of what tests and their helpers change as well, or spell where they may read it.

    `asked` are the names that code reads which tests ask at their start and at their end.
    """
    suite = [path for path in places.units if is_suite_code(places, path)]
    met = {
        _root(effect)
        for (path, _), effects in own.items()
        if is_suite_code(places, path)
        for effect in effects
    }
    spelled = frozenset[str]().union(*(places.units[path].vocabulary for path in suite))
    keys = {
        read_key(effect.name.text) for effects in own.values() for effect in effects if effect.kind == MEMORY
    }
    met |= {key for key in keys if through.may_be_read(key, spelled)}
    met |= {_variable(key) for key in keys if last_name(key) in asked}
    met |= {REGISTRY} if asked else set()
    met |= removed(places.units)
    kept = {function: [one for one in effects if _root(one) in met] for function, effects in own.items()}
    return {function: effects for function, effects in kept.items() if effects}


def _root(effect: Effect) -> str:
    """Equal for changes that may be of the same thing: the variable, or the kind of state."""
    if effect.kind != MEMORY:
        return effect.kind
    return _variable(effect.name.text)


def _variable(key: str) -> str:
    path, _, name = key.partition("::")
    return f"{path}::{name.partition('.')[0].partition('[')[0]}"


def is_suite_code(places: Places, path: str) -> bool:
    """Tests, conftests, what stands in folders that are called so, and the base classes of tests."""
    parts = PurePosixPath(path).parts
    is_named = not {"test", "tests", "testing", "testsuite"}.isdisjoint(parts[:-1])
    if is_named or parts[-1] == "conftest.py" or places.tests.is_test_file(path):
        return True
    return path in places.tests.homes_of_cases


def last_name(key: str) -> str:
    """Of a variable: what code spells that reads it."""
    return key.rpartition("::")[2].rpartition(".")[2]
