"""`primaryLocationLineHash`: how GitHub recognises an alert after lines have moved.

The hash of a line is a polynomial over the 100 UTF-16 units that follow from its start, blanks
left out and line ends made alike, and a number for lines with the same hash. What GitHub's upload
action and Microsoft's multitool work out is the same to the last digit; so alerts stay the same
ones whether or not either of them has been at a report.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter
from itertools import accumulate

from isolint.model.source import Source

_WINDOW = 100
_BASE = 37
_MASK = (1 << 64) - 1
_TOP = pow(_BASE, _WINDOW, 1 << 64)
_LINE_FEED = ord("\n")
_END = 0xFFFF


def line_hashes(source: Source) -> tuple[str, ...]:
    """That of row `n` is entry `n - 1`."""
    units = _units(source)
    starts = [0, *(index + 1 for index, unit in enumerate(units) if unit == _LINE_FEED)]
    units.extend([_END, *[0] * _WINDOW])
    before = list(accumulate(units, lambda hashed, unit: (hashed * _BASE + unit) & _MASK, initial=0))
    seen: Counter[int] = Counter()
    hashes = []
    for start in starts:
        value = (before[start + _WINDOW] - before[start] * _TOP) & _MASK
        seen[value] += 1
        hashes.append(f"{value:x}:{seen[value]}")
    return tuple(hashes)


def _units(source: Source) -> array[int]:
    text = source.text.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    dense = text.replace(" ", "").replace("\t", "")
    return array("H", dense.encode(f"utf-16-{sys.byteorder[0]}e"))
