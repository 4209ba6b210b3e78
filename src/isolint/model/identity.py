"""What a finding is recognised by after its lines have moved: for baselines and for dashboards."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from isolint.model.finding import Finding
from isolint.model.source import Site, Source

Symbols = Callable[[Site], str]
"""Names the function or type around a site; see `isolint.model.symbol`."""

_LONGEST = 300
"""Characters of a snippet; what stands behind them may change without making another finding."""

_BLANKS = re.compile(r"(?<=\w)\s+(?=\w)|(\s+)")
_LAST_COMMA = re.compile(r",(?=[)\]}])")


class Identity(NamedTuple):
    """The same before and after an edit elsewhere; findings that share one are told apart by counting."""

    code: str
    path: str
    symbol: str
    snippet: str


def identity(finding: Finding, source: Source, symbol: str) -> Identity:
    """`source` is the file of the finding's site, `symbol` what encloses it."""
    site = finding.site
    return Identity(finding.code, site.path, symbol, normalised_snippet(source, site))


def normalised_snippet(source: Source, site: Site) -> str:
    """The code at a site as no formatter changes it: blanks, kind of quotes and last commas do not count.

    Where a site is empty, or only blank, its line stands for it.
    """
    text = source.text[site.start : site.end].decode("utf-8", "replace")
    if not text.strip():
        text = source.line(source.row_of(min(site.start, len(source.text))))
    spaced = _BLANKS.sub(lambda found: "" if found[1] else " ", text.strip())
    return _LAST_COMMA.sub("", spaced.replace("'", '"'))[:_LONGEST]


def numbered(identities: Iterable[Identity]) -> Iterator[tuple[Identity, int]]:
    """Each identity with how often it has come before, in the order in which they are given."""
    seen: Counter[Identity] = Counter()
    for each in identities:
        yield each, seen[each]
        seen[each] += 1


def fingerprint(identity: Identity, occurrence: int) -> str:
    """32 hexadecimal digits; what they are made of is part of the format `isolint/v1` and stays."""
    from hashlib import blake2b

    text = "\0".join((*identity, str(occurrence)))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
