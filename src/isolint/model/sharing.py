"""Containers that several threads of one process get at."""

from __future__ import annotations

from dataclasses import dataclass

from isolint.model.source import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlockedUse:
    """A method reads or changes a container of its object, with no lock held.

    `field` is called as the code calls it, `owner` is the type. `beside` is the call by which
    another thread gets there, `also` what runs at the same time, in words. `partly`: other methods of
    the type do take a lock for it.
    """

    site: Site
    field: str
    owner: str
    method: str
    writes: bool
    beside: Site
    also: str
    partly: bool
