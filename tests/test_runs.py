"""Documents that are executed: red under a parallel run before the repair, green after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from fixture_documents import Document, documents
from parallel_runs import Outcome, execute

pytestmark = pytest.mark.runs

ATTEMPTS = 3
"""A race need not be lost each time it is run; it has to be lost once in so many runs."""

_DOCUMENTS = documents()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path: that of a socket in it may have no more than 107 bytes."""
    with TemporaryDirectory(prefix="run-") as name:
        yield Path(name)


def _with(directive: str) -> list[Document]:
    return [each for each in _DOCUMENTS if directive in each.directives]


def _attempts(document: Document, arguments: str, folder: Path) -> list[Outcome]:
    """Runs up to and including the first red one."""
    outcomes: list[Outcome] = []
    while len(outcomes) < ATTEMPTS and not any(outcome.red for outcome in outcomes):
        outcomes.append(execute(document, arguments, folder / f"attempt{len(outcomes)}"))
    return outcomes


@pytest.mark.parametrize("document", _with("run"), ids=str)
def test_red_before_green_after(document: Document, folder: Path) -> None:
    arguments = document.directives["run"]
    broken = _attempts(document, arguments, folder)
    assert broken[-1].red, broken[-1].output
    for line in document.says:
        assert broken[-1].says(line), f"nobody says `{line}`\n{broken[-1].output}"
    assert document.neighbours, f"{document} has nothing that repairs it"
    for neighbour in document.neighbours:
        repaired = execute(neighbour, arguments, folder / neighbour.path.name)
        assert repaired.green, repaired.output


@pytest.mark.parametrize("document", _with("run-serial"), ids=str)
def test_green_in_one_process(document: Document, folder: Path) -> None:
    serial = execute(document, "", folder / "serial")
    assert serial.green, serial.output
    said = document.directives["run-serial"]
    assert said == "green" or serial.says(said), serial.output


@pytest.mark.parametrize("document", _with("run-distinct"), ids=str)
def test_values_that_never_ran(document: Document, folder: Path) -> None:
    arguments = document.directives["run-distinct"]
    everything = execute(document, "", folder / "serial").lines
    parallel = execute(document, arguments, folder / "parallel")
    assert parallel.green, parallel.output
    assert len(parallel.lines) < len(everything), parallel.output
    for neighbour in document.neighbours:
        repaired = execute(neighbour, arguments, folder / neighbour.path.name)
        assert repaired.green, repaired.output
        assert len(repaired.lines) == len(everything), repaired.output
