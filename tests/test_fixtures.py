"""Each fixture document says on its lines what is found there; nothing else may be found."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import unified_diff
from pathlib import Path

import pytest
from analysis import fixed, marks, opened
from fixture_documents import Document, Mark, documents

_DOCUMENTS = documents()
_NEIGHBOURS = [neighbour for each in _DOCUMENTS for neighbour in each.neighbours]


@pytest.mark.parametrize("document", _DOCUMENTS, ids=str)
def test_findings(document: Document, tmp_path: Path) -> None:
    root = document.lay_out(tmp_path / "project")
    difference = _difference(document.marks("expect"), marks(opened(root)), root)
    if difference:
        pytest.fail(f"{document}\n{difference}", pytrace=False)


@pytest.mark.parametrize("document", _NEIGHBOURS, ids=str)
def test_repaired_is_quiet(document: Document, tmp_path: Path) -> None:
    root = document.lay_out(tmp_path / "project")
    difference = _difference((), marks(opened(root)), root)
    if difference:
        pytest.fail(f"{document}\n{difference}", pytrace=False)


@pytest.mark.parametrize("document", [each for each in _DOCUMENTS if each.neighbour(".fixed")], ids=str)
def test_fixed_text(document: Document, tmp_path: Path) -> None:
    neighbour = document.neighbour(".fixed")
    assert neighbour is not None
    root = document.lay_out(tmp_path / "project")
    before = {path: source.read_text("utf-8") for path, source in document.files}
    after = {**before, **fixed(opened(root))}
    expected = {path: source.read_text("utf-8") for path, source in neighbour.files}
    assert after.keys() == expected.keys()
    difference = "\n".join(_lines(path, expected[path], after[path]) for path in expected)
    if difference.strip():
        pytest.fail(f"{document}\n{difference}", pytrace=False)


def _lines(path: str, expected: str, got: str) -> str:
    sides = (expected.splitlines(), got.splitlines())
    lines = unified_diff(*sides, f"{path} as it has to be", f"{path} as it is", n=1, lineterm="")
    return "\n".join(lines) or ("the line ends differ" if expected != got else "")


def _difference(expected: tuple[Mark, ...], found: Mapping[Mark, str], root: Path) -> str:
    """What is missing and what is too much, with the code it is about; "" if all is well."""
    missing = [f"  missing  {_place(mark, root)}" for mark in sorted({*expected} - {*found})]
    extra = [
        f"  extra    {_place(mark, root)}\n           says {found[mark]}"
        for mark in sorted({*found} - {*expected})
    ]
    return "\n".join((*missing, *extra))


def _place(mark: Mark, root: Path) -> str:
    line = (root / mark.path).read_text("utf-8").splitlines()[mark.row - 1].strip()
    return f"{mark.code} {mark.path}:{mark.row}: {line}"
