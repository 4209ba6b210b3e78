"""What `docs/architecture.md` promises of linking and fixing, tried on all fixture documents."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from analysis import fixed, opened
from fixture_documents import Document, documents

from isolint.linking import link

_DOCUMENTS = documents()
_FOLDERS = [document for document in _DOCUMENTS if document.path.is_dir()]


@pytest.mark.parametrize("document", _FOLDERS, ids=str)
def test_link_does_not_depend_on_the_order_of_files(document: Document, tmp_path: Path) -> None:
    project = opened(document.lay_out(tmp_path / "project"))
    for part in project.plan.parts:
        facts = list(part.of(project.collection.facts.values()))
        suite = link(facts, part.catalogue, part.layout)
        for seed in range(3):
            random.Random(seed).shuffle(facts)
            assert link(facts, part.catalogue, part.layout) == suite


@pytest.mark.parametrize("document", _DOCUMENTS, ids=str)
def test_a_second_fixing_changes_nothing(document: Document, tmp_path: Path) -> None:
    root = document.lay_out(tmp_path / "project")
    for path, text in fixed(opened(root)).items():
        (root / path).write_text(text, "utf-8", newline="")
    assert not fixed(opened(root))
