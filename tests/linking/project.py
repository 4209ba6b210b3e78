"""Small projects, written in a test and linked in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import dedent

from isolint.catalogue import load
from isolint.frontends import front_end
from isolint.linking import link
from isolint.linking.suite import Suite
from isolint.model.facts import FileFacts
from isolint.model.project import Layout
from isolint.model.source import Site, Source


def suite_of(files: Mapping[str, str], layout: Layout | None = None, own: Sequence[Path] = ()) -> Suite:
    """The suite that some texts of one language make, by path, with catalogues of its own."""
    facts = [_facts(path, text) for path, text in files.items()]
    return link(facts, load(own, language=facts[0].language), layout or Layout())


def text_at(files: Mapping[str, str], site: Site) -> str:
    """What stands at a site."""
    return dedent(files[site.path]).encode()[site.start : site.end].decode()


def _facts(path: str, text: str) -> FileFacts:
    reader = front_end(path)
    source = reader.read(path, dedent(text).encode())
    if not isinstance(source, Source):
        raise ValueError(source.message)
    facts = reader.extract(source)
    if not isinstance(facts, FileFacts):
        raise ValueError(facts.message)
    return facts
