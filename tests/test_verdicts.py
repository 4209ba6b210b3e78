"""Verdicts that were kept: the same answer to the last byte, and never that to another question."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest
from fixture_documents import Document, documents

from isolint import editions, engine, plugins, verdicts
from isolint.cli.delivery import rendered, reported
from isolint.cli.invocation import Options
from isolint.engine import Outcome
from isolint.model.finding import Problem
from isolint.project import Project, Request, open_project
from isolint.reporters.paint import Paint
from isolint.selection import Layer
from isolint.verdicts import Archive

ROOT = Path(__file__).parent.parent
SUITE = """
    import os
    from http.server import BaseHTTPRequestHandler, HTTPServer

    def start():
        return HTTPServer(("127.0.0.1", 8080), BaseHTTPRequestHandler)

    def test_port():
        assert start().server_port

    def test_address():
        assert start().server_address

    def test_report():
        with open("/tmp/shop-report.txt", "w") as file:
            file.write("done")
"""
NAMED = Layer(select=("ISO3",))


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Notes each pass that is really made."""
    examined, found = engine.examined, []

    def note(*arguments: object, **options: object) -> object:
        found.append("asked")
        return examined(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "examined", note)
    return found


def _text(project: Project, outcome: Outcome) -> str:
    report = reported(Options(quiet=True), project, project.collection, outcome)
    return rendered("full", report, Paint(on=False)) + repr(outcome.findings)


def _checked(request: Request) -> str:
    project = open_project(request)
    return _text(project, engine.check(project.plan, project.collection, archive=project.archive))


@pytest.mark.parametrize("document", documents(), ids=str)
def test_each_document_is_answered_alike(
    document: Document, tmp_path: Path, cache: Path, asked: list[str]
) -> None:
    request = Request(paths=(document.lay_out(tmp_path / "project"),), cache_dir=cache)
    assert _checked(request) == _checked(request)
    assert asked == ["asked"]


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    (root / "pyproject.toml").write_text("", "utf-8")
    (root / "test_shop.py").write_text(dedent(SUITE).lstrip(), "utf-8")
    (root / "test_more.py").write_text("def test_nothing():\n    pass\n", "utf-8")
    return root


def _edit(root: Path) -> None:
    path = root / "test_shop.py"
    path.write_text(path.read_text("utf-8").replace("8080", "0"), "utf-8")


def _edit_elsewhere(root: Path) -> None:
    path = root / "test_more.py"
    path.write_text('import os\n\ndef test_leak():\n    os.environ["A"] = "b"\n', "utf-8")


def _add(root: Path) -> None:
    (root / "test_third.py").write_text(dedent(SUITE).replace("8080", "8081"), "utf-8")


def _remove(root: Path) -> None:
    (root / "test_shop.py").unlink()


def _rename(root: Path) -> None:
    (root / "test_shop.py").rename(root / "test_store.py")


def _serialise(root: Path) -> None:
    (root / "pyproject.toml").write_text('[tool.isolint]\ndist = "no"\n', "utf-8")


def _deselect(root: Path) -> None:
    (root / "pyproject.toml").write_text('[tool.isolint]\nignore = ["ISO305"]\n', "utf-8")


@pytest.mark.parametrize(
    "change",
    [_edit, _edit_elsewhere, _add, _remove, _rename, _serialise, _deselect],
    ids=lambda one: one.__name__,
)
def test_what_matters_is_asked_anew(suite: Path, asked: list[str], change: Callable[[Path], None]) -> None:
    request = Request(paths=(suite,))
    before = _checked(request)
    change(suite)
    fresh = Request(paths=(suite,), caching=False)
    assert _checked(request) == _checked(fresh)
    assert len(asked) == 3
    assert _checked(request) != before or change in (_edit_elsewhere, _rename)
    assert len(asked) == 3


def test_catalogues_of_the_settings_matter(suite: Path, asked: list[str]) -> None:
    tests = (f"def test_{name}():\n    harbour.dock(9090)\n" for name in ("in", "out"))
    (suite / "test_more.py").write_text("\n".join(("import harbour\n", *tests)), "utf-8")
    (suite / "pyproject.toml").write_text('[tool.isolint]\ncatalogues = ["words.toml"]\n', "utf-8")
    word = '[[access]]\ncall = "harbour.{}"\ndoes = "bind"\nkind = "port"\nname = "0"\n'
    request = Request(paths=(suite,))
    said = []
    for name in ("other", "dock"):
        (suite / "words.toml").write_text(word.format(name), "utf-8")
        said.append(_checked(request))
        assert _checked(request) == said[-1]
    assert ["9090" in text for text in said] == [False, True]
    assert len(asked) == 2


@pytest.mark.parametrize(
    "later",
    [
        Request(rules=NAMED, suppressing=False),
        Request(rules=NAMED, config=('min-confidence = "high"',)),
        Request(rules=NAMED, config=('per-file-ignores = {"test_shop.py" = ["ISO305"]}',)),
    ],
    ids=["comments", "confidence", "ignores"],
)
def test_what_is_looked_at_afterwards_is_not_asked_again(
    suite: Path, asked: list[str], later: Request
) -> None:
    path = suite / "test_shop.py"
    text = path.read_text("utf-8").replace(
        "BaseHTTPRequestHandler)\n", "BaseHTTPRequestHandler)  # isolint: ignore[ISO305]\n"
    )
    path.write_text(text, "utf-8")
    _checked(Request(paths=(suite,), rules=NAMED))
    request = replace(later, paths=(suite,))
    kept = _checked(request)
    assert len(asked) == 1
    assert kept == _checked(replace(request, caching=False))


def test_other_paths_are_shown_from_the_same_verdict(suite: Path, asked: list[str]) -> None:
    every = _checked(Request(paths=(suite,)))
    one = _checked(Request(paths=(suite / "test_more.py",)))
    assert len(asked) == 1
    assert one != every


def test_without_a_cache_nothing_is_kept(suite: Path, asked: list[str]) -> None:
    request = Request(paths=(suite,), caching=False)
    assert _checked(request) == _checked(request)
    assert len(asked) == 2


def test_a_damaged_verdict_is_as_good_as_none(suite: Path, asked: list[str]) -> None:
    request = Request(paths=(suite,))
    first = _checked(request)
    (place,) = suite.glob(".isolint_cache/*/*.verdict")
    whole = place.read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 1
    for number, content in enumerate((b"", whole[:-1], whole + b"x", bytes(flipped), b"x" * 100), 2):
        place.write_bytes(content)
        assert _checked(request) == first
        assert len(asked) == number


def test_a_verdict_with_problems_is_not_kept(
    suite: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    bug = Problem(stage="ISO305", path="", message="boom", ours=True)
    request = Request(paths=(suite,))
    with monkeypatch.context() as patched:
        patched.setattr(engine, "run_rule", lambda rule, suite: iter((bug,)))
        _checked(request)
    assert _checked(request) == _checked(request)
    assert len(asked) == 2


def test_only_the_latest_are_kept(suite: Path, asked: list[str]) -> None:
    request = Request(paths=(suite,))
    path = suite / "test_more.py"
    texts = [f"def test_{number}():\n    pass\n" for number in range(12)]
    for text in texts:
        path.write_text(text, "utf-8")
        _checked(request)
    kept = list(suite.glob(".isolint_cache/*/*.verdict"))
    assert len(kept) == 8
    assert len(asked) == 12
    _checked(request)
    assert len(asked) == 12


def test_facts_that_could_not_be_taken_are_missed(suite: Path, asked: list[str]) -> None:
    """A file that gave none because a process died gives some the next time."""
    project = open_project(Request(paths=(suite,)))
    whole = verdicts.name(project.plan, project.collection)
    facts = {path: one for path, one in project.collection.facts.items() if path != "test_shop.py"}
    assert verdicts.name(project.plan, replace(project.collection, facts=facts)) != whole


def test_nobody_who_knows_no_edition_keeps_anything(suite: Path) -> None:
    project = open_project(Request(paths=(suite,)))
    plan = replace(project.plan, edition="")
    archive = Archive(suite)
    archive.keep(plan, project.collection, engine.examined(plan, project.collection.facts))
    assert archive.of(plan, project.collection) is None
    assert not list(suite.glob("*.verdict"))


def test_an_edition_is_that_of_all_code_and_words(tmp_path: Path) -> None:
    def stamped() -> list[str]:
        return list(editions.stamps(tmp_path, ("py", "toml"), deep=True))

    (tmp_path / "checks").mkdir()
    code = tmp_path / "checks" / "iso999_new.py"
    code.write_text("x = 1\n", "utf-8")
    (tmp_path / "__pycache__").mkdir()
    before = stamped()
    (tmp_path / "__pycache__" / "x.py").write_text("", "utf-8")
    assert stamped() == before
    code.write_text("x = 2\n", "utf-8")
    os.utime(code, ns=(1, 1))
    edited = stamped()
    assert edited != before
    (tmp_path / "words.toml").write_text("", "utf-8")
    assert stamped() != edited
    assert verdicts.edition((), ()) == verdicts.edition((), ())


def test_our_own_code_is_looked_at_where_it_decides() -> None:
    package = Path(editions.__file__).parent
    seen = {line.split(" ")[0] for line in editions.stamps(package, ("py",), deep=True)}
    decisive = {"engine.py", "linking/calls.py", "checks/iso305_fixed_port.py", "model/facts.py"}
    assert {str(package / name) for name in decisive} <= seen
    assert not any("/cli/" in path or "/reporters/" in path for path in seen)


RULE = """
    from isolint.model.finding import Hit, Severity
    from isolint.model.rule import rule
    from isolint.model.source import Site

    @rule("DOCK301", severity=Severity.WARNING, since="1")
    def never(suite):
        "A page."
        yield Hit(site=Site("test_shop.py", 0, 6), message="the tide is {tide}")
"""


def test_plugins_matter(suite: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    package = site / "dock"
    package.mkdir(parents=True)
    metadata = site / "dock-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: dock\nVersion: 1\n", "utf-8")
    (metadata / "entry_points.txt").write_text(f"[{plugins.GROUP}]\ndock = dock\n", "utf-8")
    source = package / "__init__.py"

    def check(*options: str) -> str:
        environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{site}", "NO_COLOR": "1"}
        command = [sys.executable, "-B", "-m", "isolint", "check", "--output-format", "concise", *options]
        ran = subprocess.run(command, cwd=suite, env=environment, capture_output=True, text=True, check=False)
        return ran.stdout + ran.stderr

    for tide in ("low", "high, and rising"):
        source.write_text(dedent(RULE).format(tide=tide), "utf-8")
        assert f"the tide is {tide}" in check()
        assert f"the tide is {tide}" in check("--profile")
        assert "the verdict of an earlier run was kept" in check("--profile")
        assert check() == check("--no-cache")
