"""Which lines two texts do not share; what stands alike at both ends is never looked at twice."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import TypeVar

T = TypeVar("T", str, bytes)
Operation = tuple[str, int, int, int, int]
"""difflib's: a tag, and the rows `[i1, i2)` of the old text and `[j1, j2)` of the new one."""

_EQUAL = "equal"


def operations(old: Sequence[T], new: Sequence[T]) -> list[Operation]:
    """How the old lines become the new ones; among many equal lines, the one that did change."""
    head, tail = ends(old, new)
    inner = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail], autojunk=False)
    found: list[Operation] = [(_EQUAL, 0, head, 0, head)] if head else []
    for tag, i1, i2, j1, j2 in inner.get_opcodes():
        found.append((tag, i1 + head, i2 + head, j1 + head, j2 + head))
    if tail:
        found.append((_EQUAL, len(old) - tail, len(old), len(new) - tail, len(new)))
    return found


def ends(old: Sequence[object], new: Sequence[object]) -> tuple[int, int]:
    """How much of two sequences is alike at their beginning, and of what follows at their end."""
    shorter = min(len(old), len(new))
    head = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    rest = shorter - head
    tail = next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)
    return head, tail


def hunks(old: Sequence[T], new: Sequence[T], context: int) -> list[list[Operation]]:
    """Changes that stand close together, with some equal lines around them."""
    groups: list[list[Operation]] = []
    for tag, i1, i2, j1, j2 in operations(old, new):
        if tag != _EQUAL:
            if not groups:
                groups.append([])
            groups[-1].append((tag, i1, i2, j1, j2))
            continue
        length = i2 - i1
        lead = min(length, context)
        if groups:
            groups[-1].append((_EQUAL, i1, i1 + lead, j1, j1 + lead))
        if not groups or length > 2 * context:
            groups.append([(_EQUAL, i2 - lead, i2, j2 - lead, j2)])
        elif length > lead:
            groups[-1].append((_EQUAL, i1 + lead, i2, j1 + lead, j2))
    return [group for group in groups if any(tag != _EQUAL for tag, *_ in group)]
