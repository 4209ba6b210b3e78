"""Which findings a baseline holds, which are new, and which of its entries have nothing to hold any more.

An entry and a finding belong together when rule, path, symbol and snippet are the same; lines do
not count. What is left over on both sides may be a file that has another name now. Git is asked
first, because it compares whole files and so knows which of two files with the same tests went
where. Where it has no answer (no repository, a move that is not yet added, a history cut short)
the rest of the identity decides, if as many files have come with it as have gone: which of them is
which makes no difference then. Either way the old file has to be gone: a second copy of a debt is
a new one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from isolint.baseline.ledger import Baseline
from isolint.collection import Collection
from isolint.model.finding import Finding
from isolint.model.identity import Identity, identity
from isolint.model.symbol import enclosing_symbol
from isolint.repository import GitError, Repository

Renames = Callable[[], Mapping[str, str]]
"""Old names with new ones, worked out only when there is something to explain."""


class Weighed(NamedTuple):
    """`left` are the entries, with how often each has held nothing."""

    fresh: tuple[Finding, ...]
    held: tuple[Finding, ...]
    left: Mapping[Identity, int]


def weigh(baseline: Baseline, findings: Sequence[Finding], collection: Collection) -> Weighed:
    """Sorts findings by whether they were there before; of equals the first ones were."""
    left = Counter(baseline.entries)
    identities = identities_of(findings, collection)
    fresh = _matched(left, identities)
    gone = {entry.path for entry in +left if not (baseline.root / entry.path).exists()}
    if fresh and gone:
        moved = (entry for entry in +left if entry.path in gone)
        fresh = _followed(left, moved, {each: identities[each] for each in fresh}, lambda: _renames(baseline))
    new = set(fresh)
    held = tuple(each for each in findings if each not in new)
    return Weighed(tuple(fresh), held, +left)


def counted(findings: Iterable[Finding], collection: Collection) -> Counter[Identity]:
    """Findings as entries of a baseline."""
    return Counter(identities_of(findings, collection).values())


def identities_of(findings: Iterable[Finding], collection: Collection) -> dict[Finding, Identity]:
    """Each finding with what it is recognised by, in their order."""
    return {each: _identity(each, collection) for each in findings}


def _identity(finding: Finding, collection: Collection) -> Identity:
    site = finding.site
    facts = collection.facts.get(site.path)
    symbol = enclosing_symbol(facts, site.start) if facts else ""
    return identity(finding, collection.sources[site.path], symbol)


def _matched(left: Counter[Identity], identities: Mapping[Finding, Identity]) -> list[Finding]:
    """Takes from what is left what findings account for; gives those that nothing was left for."""
    fresh = []
    for finding, own in identities.items():
        if left[own] > 0:
            left[own] -= 1
        else:
            fresh.append(finding)
    return fresh


def _followed(
    left: Counter[Identity], gone: Iterable[Identity], fresh: Mapping[Finding, Identity], renames: Renames
) -> list[Finding]:
    """The same for entries under the names that their files have now; gives what is fresh all the same."""
    moves = list(_moves(gone, fresh.values(), renames))
    elsewhere = Counter({here: left.pop(there) for there, here in moves})
    still_fresh = _matched(elsewhere, fresh)
    left.update({there: elsewhere[here] for there, here in moves})
    return still_fresh


def _moves(
    gone: Iterable[Identity], fresh: Iterable[Identity], renames: Renames
) -> Iterable[tuple[Identity, Identity]]:
    """Entries of files that are no more, each with what it is called now."""
    sources, targets = _by_rest(gone), _by_rest(fresh)
    common = sources.keys() & targets.keys()
    if not common:
        return
    renamed = renames()
    for rest in sorted(common):
        here = dict(targets[rest])
        for path, entry in list(sources[rest].items()):
            if renamed.get(path) in here:
                yield entry, here.pop(renamed[path])
                del sources[rest][path]
        if len(sources[rest]) == len(here):
            gone_by, come_by = sorted(sources[rest].items()), sorted(here.items())
            yield from ((there, now) for (_, there), (_, now) in zip(gone_by, come_by, strict=True))


def _by_rest(entries: Iterable[Identity]) -> dict[tuple[str, str, str], dict[str, Identity]]:
    """By all but the path, then by path."""
    found: dict[tuple[str, str, str], dict[str, Identity]] = defaultdict(dict)
    for entry in entries:
        found[entry.code, entry.symbol, entry.snippet][entry.path] = entry
    return found


def _renames(baseline: Baseline) -> Mapping[str, str]:
    """Since the baseline was last committed, which is when its paths were right."""
    repository = Repository(baseline.root)
    commit = repository.last_change(baseline.path)
    try:
        return repository.renames(commit) if commit else {}
    except GitError:
        return {}
