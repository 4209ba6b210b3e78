"""A session says what a fresh check would, whatever has been done to the files before."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from textwrap import dedent

import pytest

from isolint import engine
from isolint.model.finding import Finding
from isolint.project import Request, open_project
from isolint.session import Session
from isolint.sources import Sources

CONFTEST = """
    import os
    import pytest

    @pytest.fixture(scope="session")
    def reports():
        os.makedirs("/tmp/shop-reports", exist_ok=True)
        return "/tmp/shop-reports"

    @pytest.fixture
    def settings():
        os.environ["SHOP_MODE"] = "test"
        yield
"""
HELPERS = """
    import os

    SEEN = []

    def note(name):
        SEEN.append(name)

    def mode():
        return os.environ["SHOP_MODE"]
"""
FIRST = """
    import pytest
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from helpers import mode, note

    @pytest.fixture
    def server():
        server = HTTPServer(("127.0.0.1", 8080), BaseHTTPRequestHandler)
        yield server
        server.server_close()

    def test_port(server):
        assert server.server_port

    def test_address(server):
        assert server.server_address

    def test_mode(settings):
        note("mode")
        assert mode() == "test"
"""
SECOND = """
    import os

    def test_report(reports):
        with open("/tmp/shop-report.txt", "w") as file:
            file.write("done")

    def test_folder():
        os.chdir("/tmp")  # isolint: ignore[ISO402] it is the last one
        assert os.listdir(".")
"""
FILES = {
    "pyproject.toml": '[tool.isolint]\nmin-confidence = "low"\n',
    "conftest.py": CONFTEST,
    "helpers.py": HELPERS,
    "test_first.py": FIRST,
    "test_second.py": SECOND,
}
LINES = (
    "    os.environ['SHOP_MODE'] = 'other'",
    "    open('/tmp/shop-report.txt', 'w').close()",
    "    HTTPServer(('127.0.0.1', 8080), None)",
    "    note('again')",
    "    x = 1",
    "import os",
    "import helpers",
    "from other import thing",
    "pytest_plugins = ['helpers']",
    "# nothing to see 😀",
    "",
    "    # isolint: ignore[ISO305] known",
    "def test_more(settings):",
    "    '''Says something.'''",
    "    pass",
    "    (",
)
SETTINGS = (
    FILES["pyproject.toml"],
    '[tool.isolint]\nignore = ["ISO305"]\n',
    '[tool.isolint]\nextend-exclude = ["test_second.py"]\n',
    '[tool.isolint.per-file-ignores]\n"test_*.py" = ["ISO3"]\n',
    '[tool.pytest.ini_options]\naddopts = "-n 4 --dist loadfile"\n[tool.isolint]\nmin-confidence = "low"\n',
)


def _write(folder: Path) -> Path:
    for name, text in FILES.items():
        (folder / name).write_text(dedent(text).lstrip(), encoding="utf-8")
    return folder


@dataclass
class _World:
    """A folder, what an editor has open of it, and a session that is told of both."""

    root: Path
    dice: random.Random
    cache: Path
    session: Session = field(init=False)
    open: dict[Path, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.request = Request(paths=(self.root,), cache_dir=self.cache)
        self.session = Session(self.request)

    def fresh(self) -> tuple[Finding, ...]:
        """As the command would find it, had everything been saved."""
        project = open_project(replace(self.request, unsaved=self.open))
        return engine.check(project.plan, project.collection).findings

    def act(self) -> str:
        """Something that people do to their files; says what it was."""
        kinds: tuple[Callable[[], str], ...] = (
            self._type, self._type, self._type, self._save_elsewhere, self._add, self._remove, self._close,
            self._configure, self._save,
        )  # fmt: skip
        return self.dice.choice(kinds)()

    def _sources(self) -> list[Path]:
        return sorted(self.root.glob("*.py"))

    def _text(self, path: Path) -> bytes:
        return self.open[path] if path in self.open else path.read_bytes()

    def _mutated(self, path: Path) -> bytes:
        lines = self._text(path).decode().split("\n")
        at = self.dice.randrange(len(lines) + 1)
        match self.dice.randrange(4):
            case 0 if len(lines) > 3:
                del lines[min(at, len(lines) - 1)]
            case 1:
                at = min(at, len(lines) - 1)
                lines[at] += "  # isolint: ignore[ISO303, ISO401]"
            case _:
                lines.insert(at, self.dice.choice(LINES))
        return "\n".join(lines).encode()

    def _type(self) -> str:
        path = self.dice.choice(self._sources())
        text = self._mutated(path)
        self.open[path] = text
        self.session.change({path: text})
        return f"type into {path.name}"

    def _save(self) -> str:
        for path, text in self.open.items():
            path.write_bytes(text)
        self.session.change(touched=tuple(self.open))
        return "save all"

    def _save_elsewhere(self) -> str:
        path = self.dice.choice(self._sources())
        text = self._mutated(path)
        path.write_bytes(text)
        self.session.change(touched=(path,))
        return f"another program writes {path.name}"

    def _add(self) -> str:
        path = self.root / self.dice.choice(("test_third.py", "other.py", "test_fourth.py"))
        path.write_text(dedent(self.dice.choice((FIRST, SECOND, HELPERS))))
        self.session.change(touched=(path,))
        return f"add {path.name}"

    def _remove(self) -> str:
        path = self.dice.choice(self._sources())
        if path.name == "test_first.py" or path in self.open:
            return "keep it"
        path.unlink()
        self.session.change(touched=(path,))
        return f"remove {path.name}"

    def _close(self) -> str:
        if not self.open:
            return "nothing to close"
        path = self.dice.choice(sorted(self.open))
        del self.open[path]
        self.session.change({path: None})
        return f"close {path.name}"

    def _configure(self) -> str:
        path = self.root / "pyproject.toml"
        path.write_text(self.dice.choice(SETTINGS))
        self.session.change(touched=(path,))
        return "configure"


@pytest.mark.parametrize("seed", range(5))
def test_any_sequence_of_edits(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    world = _World(_write(tmp_path), random.Random(seed), tmp_path_factory.mktemp("cache"))
    done = []
    for _ in range(25):
        done.append(world.act())
        assert world.session.check().findings == world.fresh(), done


@pytest.mark.parametrize("seed", range(2))
def test_edits_without_a_look_in_between(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    """A pass over a state that is past counts for as much of the present as it holds for."""
    world = _World(_write(tmp_path), random.Random(f"far {seed}"), tmp_path_factory.mktemp("cache"))
    for _ in range(15):
        for _ in range(3):
            world.act()
        ticket = world.session.ticket()
        verdicts = ticket.run()
        world.act()
        world.session.accept(ticket, verdicts)
        outlook = world.session.outlook()
        if outlook.complete:
            assert outlook.findings == world.fresh()
        assert world.session.check().findings == world.fresh()


def _opened(tmp_path: Path, *, forgiving: bool = False) -> Session:
    session = Session(Request(paths=(_write(tmp_path),), caching=False), forgiving=forgiving)
    assert session.check().findings
    return session


def _codes(findings: Iterator[Finding] | tuple[Finding, ...], path: str) -> list[str]:
    return [finding.code for finding in findings if finding.site.path == path]


@pytest.mark.parametrize(
    "lead", ["# a comment 😀\n", "\n\n", '"""A module."""\n'], ids=["comment", "blank", "docstring"]
)
def test_what_only_moves_needs_no_pass(tmp_path: Path, lead: str) -> None:
    session = _opened(tmp_path)
    before = session.outlook().findings
    path = tmp_path / "test_first.py"
    session.change({path: lead.encode() + path.read_bytes()})
    outlook = session.outlook()
    assert outlook.complete
    shift = len(lead.encode())
    moved = [one.site.start for one in outlook.findings if one.site.path == "test_first.py"]
    assert moved == [one.site.start + shift for one in before if one.site.path == "test_first.py"]


def test_a_comment_that_silences_needs_no_pass(tmp_path: Path) -> None:
    session = _opened(tmp_path)
    path = tmp_path / "test_first.py"
    text = path.read_text().replace(
        "BaseHTTPRequestHandler)\n", "BaseHTTPRequestHandler)  # isolint: ignore\n"
    )
    assert "ISO305" in _codes(session.outlook().findings, "test_first.py")
    session.change({path: text.encode()})
    assert session.outlook().complete
    assert "ISO305" not in _codes(session.outlook().findings, "test_first.py")


def test_other_facts_add_nothing_before_the_pass(tmp_path: Path) -> None:
    session = _opened(tmp_path)
    path = tmp_path / "test_first.py"
    before = session.outlook().findings
    text = (
        path.read_text()
        + "\n@pytest.fixture(autouse=True)\ndef other():\n    yield HTTPServer(('127.0.0.1', 8081), None)\n"
    )
    session.change({path: text.encode()})
    assert not session.outlook().complete
    assert session.outlook().findings == before
    assert len(session.check().findings) > len(before)
    assert session.outlook().complete


def test_a_finding_in_a_line_that_changes_goes_before_the_pass(tmp_path: Path) -> None:
    session = _opened(tmp_path)
    path = tmp_path / "test_first.py"
    session.change({path: path.read_bytes().replace(b"8080", b"0")})
    assert not session.outlook().complete
    assert "ISO305" not in _codes(session.outlook().findings, "test_first.py")


def test_taking_back_an_edit_needs_no_pass(tmp_path: Path) -> None:
    session = _opened(tmp_path)
    path = tmp_path / "test_first.py"
    before = session.outlook().findings
    session.change({path: path.read_bytes() + b"\nimport sys\n"})
    assert not session.outlook().complete
    session.change({path: None})
    assert session.outlook().complete
    assert session.outlook().findings == before


def test_while_typing_the_last_whole_text_counts(tmp_path: Path) -> None:
    session = _opened(tmp_path, forgiving=True)
    path = tmp_path / "test_second.py"
    before = session.outlook().findings
    session.change({path: b"import (\n" + path.read_bytes()})
    outlook = session.outlook()
    assert outlook.complete
    assert [problem.path for problem in outlook.problems] == ["test_second.py"]
    assert [one.code for one in outlook.findings] == [one.code for one in before]
    shifts = {
        new.site.start - old.site.start
        for old, new in zip(before, outlook.findings, strict=True)
        if old.site.path == "test_second.py"
    }
    assert shifts == {len("import (\n")}
    session.change({path: b"import os\n" + path.read_bytes()})
    assert not session.outlook().problems


def test_a_file_that_is_saved_torn_keeps_what_was_known_of_it(tmp_path: Path) -> None:
    session = _opened(tmp_path, forgiving=True)
    path = tmp_path / "test_second.py"
    before = session.outlook().findings
    for finding in before:
        session.source(finding.site.path)  # as a report does
    whole = path.read_bytes()
    path.write_bytes(b"import (\n" + whole)
    session.change(touched=(path,))
    torn = session.outlook()
    assert torn.complete
    assert session.torn == {"test_second.py"}
    assert [problem.path for problem in torn.problems] == ["test_second.py"]
    assert [one.code for one in torn.findings] == [one.code for one in before]
    path.write_bytes(whole)
    session.change(touched=(path,))
    assert not session.torn
    assert session.outlook().findings == before
    assert session.source("test_second.py").text == whole


def test_a_file_that_was_never_looked_at_before_it_was_torn(tmp_path: Path) -> None:
    """Nobody knows where its findings are now, so they are not shown until it is whole again."""
    session = _opened(tmp_path, forgiving=True)
    path = tmp_path / "test_second.py"
    before, whole = session.outlook().findings, path.read_bytes()
    session._project = replace(  # as if nothing had been read but facts
        session.project,
        collection=replace(session.project.collection, sources=Sources(tmp_path)),
    )
    path.write_bytes(b"import (\n" + whole)
    session.change(touched=(path,))
    assert not _codes(session.outlook().findings, "test_second.py")
    path.write_bytes(whole)
    session.change(touched=(path,))
    assert session.outlook().findings == before


def test_what_is_torn_on_disk_is_no_longer_when_all_is_read_anew(tmp_path: Path) -> None:
    session = _opened(tmp_path, forgiving=True)
    path, other = tmp_path / "test_second.py", tmp_path / "test_third.py"
    path.write_bytes(b"import (\n")
    session.change(touched=(path,))
    other.write_text("def test_other():\n    pass\n")
    session.change(touched=(other,))
    assert not session.torn
    assert session.check().findings == _opened_again(tmp_path)
    assert [problem.path for problem in session.outlook().problems] == ["test_second.py"]


def _opened_again(tmp_path: Path) -> tuple[Finding, ...]:
    project = open_project(Request(paths=(tmp_path,), caching=False))
    return engine.check(project.plan, project.collection).findings


def test_import_roots_that_a_conftest_adds_are_followed(tmp_path: Path) -> None:
    session = _opened(tmp_path)
    path = tmp_path / "conftest.py"
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "deep.py").write_text("import os\n\ndef leave():\n    os.chdir('/tmp')\n")
    (tmp_path / "test_deep.py").write_text("import deep\n\ndef test_deep():\n    deep.leave()\n")
    session.change(touched=(tmp_path / "test_deep.py",))
    text = path.read_text()
    lead = "import sys, os\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), 'lib'))\n"
    for content in (lead + text, text):
        path.write_text(content)
        session.change(touched=(path,))
        assert session.check().findings == _opened_again(tmp_path)
        assert ("lib/deep.py" in session.project.collection.facts) == content.startswith(lead)


def test_a_verdict_that_was_kept_is_recalled(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    request = Request(paths=(_write(tmp_path),), cache_dir=tmp_path_factory.mktemp("cache"))
    first = Session(request)
    ticket = first.ticket()
    assert not first.recall()
    first.accept(ticket, ticket.run(), {})
    second = Session(request)
    assert second.recall()
    assert second.knows_duties
    assert second.outlook().complete
    assert second.outlook().findings == first.outlook().findings
    assert not second.recall(), "there is nothing left to find out"


def test_settings_that_are_wrong_leave_all_as_it_was(tmp_path: Path) -> None:
    from isolint.errors import UsageError

    session = _opened(tmp_path)
    before = session.outlook().findings
    path = tmp_path / "pyproject.toml"
    path.write_text("[tool.isolint]\nselekt = []\n")
    with pytest.raises(UsageError, match="selekt"):
        session.change(touched=(path,))
    assert session.outlook().findings == before
    path.write_text('[tool.isolint]\nignore = ["ALL"]\n')
    session.change(touched=(path,))
    assert not session.check().findings


def test_a_test_file_counts_before_it_is_saved(tmp_path: Path) -> None:
    session = _opened(tmp_path)
    path = tmp_path / "test_new.py"
    session.change({path: dedent(FIRST).encode()})
    assert "ISO305" in _codes(session.check().findings, "test_new.py")
    session.change({path: None})
    assert not _codes(session.check().findings, "test_new.py")
