"""Which rules are on: selectors by code, prefix, name or ALL, in layers, the most specific one wins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from isolint.errors import UsageError
from isolint.nearest import did_you_mean

EVERYTHING = "ALL"
_LOOKS_LIKE_CODE = re.compile(r"[A-Z]+\d*")
_WHOLE = 100
"""The weight of a whole code or name: more than that of any prefix."""


@dataclass(frozen=True, slots=True)
class Layer:
    """What one place (the configuration, the command line) says; `select` None says nothing."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()


def selected(codes: Mapping[str, str], layers: Iterable[Layer]) -> frozenset[str]:
    """The codes that are on, of those in `codes` (code to name).

    A layer with `select` starts anew; one without changes what is on already. Within a
    layer `ISO301` beats `ISO3`, which beats `ALL`; of equals, `ignore` wins.

    Raises:
        UsageError: a selector matches no rule.
    """
    chosen = frozenset(codes)
    for layer in layers:
        on = _weights(codes, (*(layer.select or ()), *layer.extend_select))
        off = _weights(codes, layer.ignore)
        start = chosen if layer.select is None else frozenset()
        kept = {code for code in start if code not in off}
        chosen = frozenset(kept | {code for code in on if on[code] > off.get(code, -1)})
    return chosen


def matching(codes: Mapping[str, str], selector: str) -> frozenset[str]:
    """The codes that one selector stands for.

    Raises:
        UsageError: there is none.
    """
    if selector.upper() == EVERYTHING:
        return frozenset(codes)
    prefix = selector.upper()
    found = frozenset(code for code, name in codes.items() if name == selector.lower())
    if not found and _LOOKS_LIKE_CODE.fullmatch(prefix):
        found = frozenset(code for code in codes if code.startswith(prefix))
    if not found:
        known = (*codes, *codes.values(), EVERYTHING)
        raise UsageError(f'no rule is called "{selector}"{did_you_mean(selector, known)}')
    return found


def _weights(codes: Mapping[str, str], selectors: Sequence[str]) -> dict[str, int]:
    """How specific the best selector is that names a code: 0 for ALL, up to a whole code or name."""
    weights: dict[str, int] = {}
    for selector in selectors:
        wanted = selector.upper()
        is_prefix = _LOOKS_LIKE_CODE.fullmatch(wanted) and wanted not in codes
        weight = 0 if wanted == EVERYTHING else len(wanted) if is_prefix else _WHOLE
        for code in matching(codes, selector):
            weights[code] = max(weight, weights.get(code, 0))
    return weights
