"""A pass beside the process that wants to know: in a copy of it, or in a thread where there are no copies."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from talking import write

from isolint.lsp import passes
from isolint.project import Request
from isolint.session import Session

BESIDE = [
    pytest.param(
        "_ForkedPass",
        marks=pytest.mark.skipif(sys.platform != "linux", reason="processes are not copied here"),
    ),
    "_ThreadPass",
]


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(Request(paths=(write(tmp_path),), caching=False))


@pytest.mark.parametrize("kind", BESIDE)
def test_it_finds_what_a_check_finds(session: Session, kind: str) -> None:
    one = getattr(passes, kind)(session.ticket())
    verdicts, duties = passes.result(one)
    one.drop()
    session.accept(one.ticket, verdicts, duties)
    outlook = session.outlook()
    assert outlook.complete
    assert sorted(each.code for each in outlook.findings) == ["ISO305", "ISO401"]
    whats = {called.name: called.duty.what for called in session.duties("conftest.py")}
    assert whats["catalogue"] == "session fixture"
    assert whats["settings"] == "fixture"


@pytest.mark.parametrize("kind", BESIDE)
def test_nobody_waits_for_one_that_is_dropped(session: Session, kind: str) -> None:
    one = getattr(passes, kind)(session.ticket())
    one.drop()
    with pytest.raises((EOFError, OSError)):
        passes.result(one)
