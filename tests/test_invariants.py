"""What `docs/architecture.md` promises of linking and fixing, tried on all fixture documents."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from analysis import fixed, opened
from fixture_documents import Document, documents

from isolint.linking import link
from isolint.linking.isolationmap import isolation_map
from isolint.linking.suite import Suite

_DOCUMENTS = documents()
_FOLDERS = [document for document in _DOCUMENTS if document.path.is_dir()]


@pytest.mark.parametrize("document", _FOLDERS, ids=str)
def test_link_does_not_depend_on_the_order_of_files(document: Document, tmp_path: Path) -> None:
    project = opened(document.lay_out(tmp_path / "project"))
    for part in project.plan.parts:
        facts = list(part.of(project.collection.facts.values()))
        suite = _told(link(facts, part.catalogue, part.layout))
        for seed in range(3):
            random.Random(seed).shuffle(facts)
            assert _told(link(facts, part.catalogue, part.layout)) == suite


@pytest.mark.parametrize("document", _DOCUMENTS, ids=str)
def test_a_second_fixing_changes_nothing(document: Document, tmp_path: Path) -> None:
    root = document.lay_out(tmp_path / "project")
    for path, text in fixed(opened(root)).items():
        (root / path).write_text(text, "utf-8", newline="")
    assert not fixed(opened(root))


def _told(suite: Suite) -> dict[str, object]:
    """All that checks may ask of a suite and that takes no argument."""
    told = {name: getattr(suite, name) for name, value in vars(Suite).items() if isinstance(value, property)}
    threads = told.pop("thread_hazards")
    ways = told.pop("ways")
    arrivals = {access.site: ways.to(access.site) for access in suite.accesses}
    threaded = {name: getattr(threads, name) for name in _OF_THREADS}
    return {**told, **threaded, "arrivals": arrivals, "map": isolation_map(suite)}


_OF_THREADS = ("self_races", "common_folders", "unsafe_calls", "unlocked_uses")
