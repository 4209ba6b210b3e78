"""Pairs of suites, one safe and one broken, made from the templates by a seed."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

import moving
import spelling
from template import SAFE, Template, rules, templates
from words import vocabulary

_SETTING = {"isolint.toml": 'profile = "threads"\n'}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The files of both suites by path."""

    rule: str
    name: str
    safe: Mapping[str, str]
    broken: Mapping[str, str]


def pairs(seed: int, count: int, wanted: str = "") -> Iterator[Pair]:
    """So many, dealt out over the rules; those of one rule are the same whichever are wanted."""
    every = rules()
    for place, rule in enumerate(every):
        share = count // len(every) + (place < count % len(every))
        if rule.startswith(wanted):
            yield from _of(rule, seed, share)


def _of(rule: str, seed: int, share: int) -> Iterator[Pair]:
    """Each way to break each template before any comes a second time."""
    ways = [(template, way) for template in templates(rule) for way in range(1, template.ways + 1)]
    Random(f"{seed} {rule}").shuffle(ways)
    for number in range(share):
        template, way = ways[number % len(ways)]
        yield _pair(template, way, f"{seed} {rule} {number}")


def _pair(template: Template, way: int, key: str) -> Pair:
    random = Random(key)
    words = vocabulary(random)
    drawn = template.drawn(words, random)
    texts = [drawn.files(SAFE), drawn.files(way)]
    suites = [
        {path: ast.parse(text) for path, text in files.items() if path.endswith(".py")} for files in texts
    ]
    if "fixed" not in template.flags:
        moving.moved(suites, words, random)
    for path in suites[0].keys() & suites[1].keys():
        both = [suite[path] for suite in suites]
        _filled(both, words, f"{key} {path}")
        spelling.respelled(both, key)
    folder = _folder(suites, random)
    safe, broken = (
        dict(_laid_out(template, suite, files, folder)) for suite, files in zip(suites, texts, strict=True)
    )
    return Pair(rule=template.rule, name=f"{template.name}, way {way}", safe=safe, broken=broken)


def _folder(suites: Sequence[moving.Suite], random: Random) -> str:
    """Where tests lie; hooks of the controller are called at the top and in `tests` only."""
    has_hooks = any(
        "def pytest_" in ast.unparse(suite.get(moving.CONFTEST, ast.Module([], []))) for suite in suites
    )
    return random.choice(("", "tests/") if has_hooks else ("", "tests/", "tests/unit/"))


def _laid_out(
    template: Template, suite: moving.Suite, texts: Mapping[str, str], folder: str
) -> Iterator[tuple[str, str]]:
    for path, tree in suite.items():
        yield _placed(path, folder), ast.unparse(tree) + "\n"
    for path, text in texts.items():
        if path not in suite:
            yield _placed(path, folder), text
    if "threads" in template.flags:
        yield from _SETTING.items()


def _placed(path: str, folder: str) -> str:
    return path[1:] if path.startswith("/") else folder + path


def _filled(trees: Sequence[ast.Module], words: Mapping[str, str], key: str) -> None:
    """Tests that have nothing to do with it, around what there is."""
    random = Random(key)
    if any(not any(moving.is_test(node) for node in tree.body) for tree in trees):
        return
    for text in random.sample(_NEUTRAL, random.randrange(3)):
        at_end = random.random() < 0.5
        for tree in trees:
            (node,) = ast.parse(text.format(**words)).body
            if "pytest" in text and not _imports_pytest(tree):
                tree.body.insert(0, ast.Import([ast.alias("pytest")]))
            first = next(place for place, each in enumerate(tree.body) if moving.is_test(each))
            tree.body.insert(len(tree.body) if at_end else first, node)


def _imports_pytest(tree: ast.Module) -> bool:
    return any(isinstance(node, ast.Import) and node.names[0].name == "pytest" for node in tree.body)


_NEUTRAL = (
    "def test_{last}_all():\n    assert sorted(['{thing}', '{other}'])[0] in ('{thing}', '{other}')",
    "def test_{other}_is_spelled():\n    assert '{other}'.upper().lower() == '{other}'",
    "@pytest.mark.parametrize('number', [1, {count}])\n"
    "def test_{third}_numbers(number):\n    assert number > 0",
    "def test_{third}_total():\n    total = 0\n    for price in (1, 2, {count}):\n        total += price\n"
    "    assert total == {count} + 3",
    "def test_{last}_is_lazy():\n    with pytest.raises(StopIteration):\n        next(iter(()))",
)
