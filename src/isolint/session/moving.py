"""Findings of one text as findings of a later one, all of their places included."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from isolint.model.duty import Called
from isolint.model.finding import Finding, Fix, Related
from isolint.model.source import Site
from isolint.session.drift import Drift

Drifts = Callable[[str], Drift | None]
"""The drift of a file by its path; None for one in which nothing has moved."""

_OFFSETS = re.compile(r"[-,\d]*\d[-,\d]*")
"""An argument of a fix that may be about places in the text."""


def exactly(findings: Iterable[Finding], drifts: Drifts) -> tuple[Finding, ...] | None:
    """All of them with all that they say; None where one place of one is lost."""
    moved = []
    for finding in findings:
        other = _whole(finding, drifts)
        if other is None:
            return None
        moved.append(other)
    return tuple(moved)


def as_far_as_possible(findings: Iterable[Finding], drifts: Drifts) -> Iterator[Finding]:
    """Those whose own place is left; of the rest that a finding says, what is left of it."""
    for finding in findings:
        site = _site(finding.site, drifts)
        if site is None:
            continue
        places = ((one, _site(one.site, drifts)) for one in finding.related)
        related = tuple(Related(place, one.message) for one, place in places if place is not None)
        fix = _fix(finding.fix, drifts) if finding.fix else None
        yield replace(finding, site=site, related=related, fix=fix)


def duties(called: tuple[Called, ...], drift: Drift | None) -> tuple[Called, ...]:
    """What the runner calls in a file that has drifted."""
    if drift is None:
        return called
    return tuple(one._replace(site=drift(one.site) or one.site) for one in called)


def _whole(finding: Finding, drifts: Drifts) -> Finding | None:
    sites = [finding.site, *(one.site for one in finding.related)]
    if finding.fix is not None:
        sites += [finding.fix.anchor, *finding.fix.also]
    if all(drifts(site.path) is None for site in sites):
        return finding
    moved = next(as_far_as_possible((finding,), drifts), None)
    if moved is None or len(moved.related) < len(finding.related):
        return None
    return None if finding.fix is not None and moved.fix is None else moved


def _fix(fix: Fix, drifts: Drifts) -> Fix | None:
    if drifts(fix.anchor.path) is None:
        return fix
    if any(_OFFSETS.fullmatch(value) for _, value in fix.arguments):
        return None
    anchor, also = _site(fix.anchor, drifts), tuple(_site(site, drifts) for site in fix.also)
    if anchor is None or None in also:
        return None
    return replace(fix, anchor=anchor, also=tuple(site for site in also if site is not None))


def _site(site: Site, drifts: Drifts) -> Site | None:
    drift = drifts(site.path)
    return site if drift is None else drift(site)
