"""Who plays which part in a story: what the words of a rule's message say of cause and victim."""

from __future__ import annotations

import re
from dataclasses import dataclass

from isolint.model.finding import Finding
from isolint.model.story import ANOTHER, ANOTHER_RUN, ANOTHER_THREAD, Role

_HALVES = re.compile(r'((?:[^:"`]|"[^"]*"|`[^`]*`|["`]|:(?! ))+): (.+)', re.DOTALL)
_AT_VICTIM = ("ISO203", "ISO408")
"""Rules that report where somebody finds nothing, and not where it should have been made."""

_VERBS = {
    "ISO001": "silences",
    "ISO102": "registers",
    "ISO103": "asks",
    "ISO104": "guards",
    "ISO204": "closes",
    "ISO307": "picks",
    "ISO402": "changes",
    "ISO403": "changes",
    "ISO404": "replaces",
    "ISO405": "changes",
    "ISO406": "restores",
    "ISO407": "changes",
    "ISO408": "reads",
    "ISO501": "makes",
    "ISO502": "starts",
    "ISO503": "sleeps",
    "ISO504": "flushes",
    "ISO505": "closes",
    "ISO506": "writes",
    "ISO601": "varies",
    "ISO602": "walks",
    "ISO603": "changes",
    "ISO604": "groups",
    "ISO701": "changes",
    "ISO703": "writes",
}
PRELUDES = ("names", "guards", "picks")
"""What leads up to the act that does harm, and is not it."""

_SUFFERS = {
    "lost write": "misses it",
    "early close": "loses it",
    "name clash": "clashes",
    "leak": "finds it",
    "unordered use": "is hit",
    "divergence": "differs",
    "thread race": "collides",
}
_SUFFERS_OF_RULES = {"ISO104": "does it too"}
_BETWEEN_WORKERS = ("ISO104", "ISO201", "ISO202", "ISO501", "ISO506", "ISO604")
_PARTS = {
    "read": Role.VICTIM,
    "used": Role.VICTIM,
    "imported": Role.VICTIM,
    "asserted": Role.VICTIM,
    "set": Role.CAUSE,
    "changed": Role.CAUSE,
    "written": Role.CAUSE,
    "created": Role.CAUSE,
    "bound": Role.CAUSE,
    "removed": Role.CAUSE,
    "registered": Role.CAUSE,
}
_PARTS_OF_RULES = {"ISO307": Role.VICTIM, "ISO503": Role.PASSING, "ISO506": Role.PASSING}
"""Where it is the rule that knows: who comes second, and what one function does before and after."""

_PRESENT = {
    "read": "reads",
    "used": "uses",
    "imported": "imports",
    "asserted": "asserts",
    "set": "sets",
    "made": "makes",
    "told": "ends",
    "looked": "looks",
    "parametrises": "takes them",
}
_ENDS = {"what it guards": "sets up", "is handed over here": "hands over", "is put back here": "restores"}
_PAST = re.compile(r"(?:set|read|used|made|told|looked|\w+ed)\b")
_WHERE = re.compile(r",? (?:in [^,]*|here)(?=$|,)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """`there` is what a finding says to be there, `comes` what comes of it, "" where it says one thing.

    `suffering` are the lanes of those whom that concerns, () where they are those of the deed itself.
    """

    role: Role
    there: str
    comes: str
    verb: str
    suffers: str
    suffering: tuple[str, ...]
    of_others: bool
    """It always concerns somebody whom the finding does not name."""
    felt_later: bool
    """It is what is left, or missing, when the tests run."""


def cast_of(finding: Finding) -> Cast:
    """The parts of a finding of any rule."""
    halves = _HALVES.fullmatch(finding.message)
    comes = halves[2] if halves else ""
    is_between = finding.code in _BETWEEN_WORKERS or finding.family == "name clash"
    return Cast(
        role=Role.VICTIM if finding.code in _AT_VICTIM else Role.CAUSE,
        there=halves[1] if halves else finding.message,
        comes=comes,
        verb=_VERBS.get(finding.code, "names" if finding.family == "name clash" else "uses"),
        suffers=_SUFFERS_OF_RULES.get(finding.code) or _SUFFERS.get(finding.family, "is hit"),
        suffering=_suffering(finding, comes, is_between=is_between),
        of_others=is_between and finding.code not in ("ISO307", "ISO604"),
        felt_later=finding.family == "leak" or finding.code == "ISO102",
    )


def _suffering(finding: Finding, comes: str, *, is_between: bool) -> tuple[str, ...]:
    if is_between:
        return (ANOTHER_RUN if comes.startswith("two runs") else ANOTHER,)
    if finding.family in ("lost write", "divergence"):
        return ("each worker",)
    return (ANOTHER_THREAD,) if finding.family == "thread race" else ()


def role_of(finding: Finding, message: str) -> Role:
    """The part of a related place, by the first word that the rule says of it."""
    if finding.code in _PARTS_OF_RULES:
        return _PARTS_OF_RULES[finding.code]
    return _PARTS.get(message.partition(" ")[0], Role.PASSING)


def verb_of(message: str) -> str:
    """The one word for it, "" where it is not said what happens there."""
    for end, verb in _ENDS.items():
        if message.endswith(end):
            return verb
    first = message.partition(" ")[0]
    return _PRESENT.get(first, f"{first[:-2]}s" if _PAST.match(message) and first.endswith("ed") else "")


def sentence(message: str) -> str:
    """ "set in test `x`" as a sentence that needs no place, for the step has one."""
    if _PAST.match(message):
        return f"it is {_WHERE.sub('', message)}"
    return message.removesuffix(" here")
