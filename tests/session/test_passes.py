"""A pass beside the process that wants to know: in a copy of it, or in a thread where there are no copies."""

from __future__ import annotations

import sys
from pathlib import Path
from textwrap import dedent

import pytest

from isolint.project import Request
from isolint.session import Session, passes

FILES = {
    "pyproject.toml": '[tool.pytest.ini_options]\naddopts = "-n 4"\n',
    "conftest.py": """
        import os
        import pytest

        @pytest.fixture(scope="session")
        def catalogue():
            return {"tea": 3}

        @pytest.fixture
        def settings():
            os.environ["SHOP_MODE"] = "test"
    """,
    "test_shop.py": """
        import os
        from http.server import BaseHTTPRequestHandler, HTTPServer

        def test_mode(settings):
            assert os.environ["SHOP_MODE"] == "test"

        def test_other_mode():
            assert os.environ["SHOP_MODE"] == "test"

        def start():
            return HTTPServer(("127.0.0.1", 8080), BaseHTTPRequestHandler)

        def test_port(catalogue):
            assert start().server_port

        def test_address():
            assert start().server_address
    """,
}

BESIDE = [
    pytest.param(
        "_ForkedPass",
        marks=pytest.mark.skipif(sys.platform != "linux", reason="processes are not copied here"),
    ),
    "_ThreadPass",
]


@pytest.fixture
def session(tmp_path: Path) -> Session:
    for name, text in FILES.items():
        (tmp_path / name).write_text(dedent(text).lstrip(), "utf-8")
    return Session(Request(paths=(tmp_path,), caching=False))


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
