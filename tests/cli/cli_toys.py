"""Three toy rules and a toy fixer, so that the command line can be tested while real rules come and go.

A call `clock()` is an ISO301 error with a safe fix, `fixed()` an ISO303 warning with an
unsafe one, `unordered()` an ISO602 error with related places and none. `clock("x")` asks
for the recipe "x" instead: see `apply`. `doubtful()` is an ISO301 of low confidence. A
call `explode()` breaks the rule ISO309.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from isolint.fixers.apply import Rewritten
from isolint.model.facts import NONE, ExprKind, FileFacts, StepKind
from isolint.model.finding import Confidence, Fix, Hit, Related, Safety, Severity
from isolint.model.rule import Rule
from isolint.model.source import Site, Source


class Call(NamedTuple):
    name: str
    argument: str
    site: Site


@dataclass(frozen=True)
class ToySuite:
    calls: tuple[Call, ...]
    catalogue: object

    def named(self, name: str) -> Iterator[Call]:
        return (call for call in self.calls if call.name == name)

    def has_specs(self, path: str) -> bool:
        return False


def link(files: Sequence[FileFacts], catalogue: object, layout: object) -> ToySuite:
    return ToySuite(tuple(call for facts in files for call in _calls(facts)), catalogue)


def _calls(facts: FileFacts) -> Iterator[Call]:
    table = facts.expressions
    starts, ends = array("I", table.starts), array("I", table.ends)
    offsets, parts = array("I", table.offsets), array("i", table.parts)
    for step in facts.steps:
        if step.kind != StepKind.CALL:
            continue
        callee, *arguments = parts[offsets[step.subject] : offsets[step.subject + 1]]
        if callee == NONE or table.kinds[callee] != ExprKind.NAME:
            continue
        argument = table.texts[arguments[0]] if arguments else ""
        site = Site(facts.path, starts[step.subject], ends[step.subject])
        yield Call(table.texts[callee], argument, site)


def _timestamp(suite: ToySuite) -> Iterator[Hit]:
    for call in suite.named("clock"):
        yield Hit(
            site=call.site,
            message='name "{clock()}" is made distinct by a clock only: two workers get the same one',
            help="a clock does not tell workers apart",
            lanes=("each worker",),
            fix=Fix(
                recipe=call.argument or "to-uuid",
                anchor=call.site,
                safety=Safety.SAFE,
                title="Replace the clock with a uuid",
            ),
        )
    for call in suite.named("doubtful"):
        yield Hit(site=call.site, message="perhaps a clock", confidence=Confidence.LOW)


def _path(suite: ToySuite) -> Iterator[Hit]:
    for call in suite.named("fixed"):
        fix = Fix(recipe="to-private", anchor=call.site, safety=Safety.UNSAFE, title="Use tmp_path")
        yield Hit(site=call.site, message='file "/tmp/x" has a fixed name', fix=fix)


def _params(suite: ToySuite) -> Iterator[Hit]:
    others = tuple(Related(call.site, "used here") for call in suite.named("user"))
    for call in suite.named("unordered"):
        yield Hit(site=call.site, message="the order differs between workers", related=others)


def _broken(suite: ToySuite) -> Iterator[Hit]:
    for call in suite.named("explode"):
        if call.site.start >= 0:
            raise RuntimeError(f"boom at {call.site.start}")
        yield Hit(site=call.site, message="never")


def rules() -> tuple[Rule[ToySuite], ...]:
    return (
        _rule("ISO301", "timestamp-name", Severity.ERROR, _timestamp),
        _rule("ISO303", "fixed-temp-path", Severity.WARNING, _path),
        _rule("ISO309", "lossy-result-file", Severity.WARNING, _broken),
        _rule("ISO602", "unordered-params", Severity.ERROR, _params),
    )


def _rule(code: str, name: str, severity: Severity, check: object) -> Rule[ToySuite]:
    page = f"A toy named {name}.\n\n## Bad\n    x = clock()\n\n## Good\n    x = uuid4()"
    return Rule(code=code, name=name, severity=severity, since="0.1", check=check, page=page)  # type: ignore[arg-type]


_RECIPES = {
    "to-uuid": b"uuid4()",
    "to-private": b"tmp_path",
    "breaks": b"uuid4(",
    "worsens": b"uuid4() + unordered()",
    "replaces": b"unordered()",
    "never-ends": b'clock("never-ends") ',
    "two-steps": b"clock()",
    "gurkha": "clock_गोरखा()".encode(),
}


def apply(source: Source, fixes: Sequence[Fix]) -> Rewritten:
    """Recipes by what they do; "refuses" and "crashes" do as they say."""
    text, refused, applied = source.text, [], []
    for fix in sorted(fixes, key=lambda fix: -fix.anchor.start):
        if fix.recipe == "crashes":
            raise ZeroDivisionError("recipe")
        if fix.recipe not in _RECIPES:
            refused.append((fix, "the name is used elsewhere"))
            continue
        text = text[: fix.anchor.start] + _RECIPES[fix.recipe] + text[fix.anchor.end :]
        applied.append(fix)
    return Rewritten(text, tuple(applied), tuple(refused))


def recipes(language: str) -> frozenset[str]:
    """Those that do something, and those that refuse or crash."""
    return frozenset((*_RECIPES, "refuses", "crashes"))


def write(root: Path, files: dict[str, str]) -> None:
    """Files by path, with their text."""
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")


def install() -> None:
    """For a process of its own: the toys take the place of linker, rules and fixers for good."""
    from isolint import checks, fixers, linking
    from isolint.fixers import apply as applying

    fixers.recipes = recipes  # type: ignore[assignment]
    linking.link = link  # type: ignore[assignment]
    checks.rules = rules
    applying.apply = apply
