"""Which changes on disk are worth a second look, and that each is heard of."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from isolint.project import Project, Request, open_project
from isolint.session import disk


@pytest.fixture
def project(tmp_path: Path) -> Project:
    root = tmp_path / "shop"
    for name, text in {
        "pyproject.toml": '[tool.isolint]\ncatalogues = ["../words.toml"]\nextend-exclude = ["left/"]\n',
        "tests/test_shop.py": "import till\n",
        "till.py": "",
        "left/test_left.py": "",
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (tmp_path / "words.toml").write_text("", "utf-8")
    return open_project(Request(paths=(root,)))


@pytest.mark.parametrize(
    "name",
    [
        "tests/test_shop.py",
        "till.py",
        "new/test_new.py",
        "main_test.go",
        "go.mod",
        "pyproject.toml",
        "deep/.gitignore",
        "setup.cfg",
        ".github/workflows/ci.yml",
        "Makefile",
        "scripts/test.sh",
        "requirements-dev.txt",
        "isolint-baseline.json",
        "../words.toml",
    ],
)
def test_what_may_matter(project: Project, name: str) -> None:
    path = (project.root / name).resolve()
    assert list(disk.concerning(project, [str(path)])) == [path]


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "data/orders.json",
        ".git/index",
        ".git/HEAD.py",
        ".isolint_cache/0.1/facts.sqlite",
        ".venv/lib/site.py",
        "tests/__pycache__/test_shop.cpython-311.pyc",
        "tests/__pycache__/test_shop.py",
        "tests/.test_shop.py.swp",
        "tests/test_shop.py~",
        "tests/4913",
        "node_modules/gyp/test_gyp.py",
        "../other/test_other.py",
    ],
)
def test_what_does_not(project: Project, name: str) -> None:
    assert not list(disk.concerning(project, [str(project.root / name)]))


def test_folders_count_with_what_is_in_them(project: Project) -> None:
    def counts(name: str) -> bool:
        return bool(list(disk.concerning(project, [str(project.root / name)])))

    (project.root / "empty").mkdir()
    assert counts("tests")
    assert not counts("empty")
    (project.root / "tests").rename(project.root / "gone")
    assert counts("tests"), "what was read there is no more"
    assert counts("gone")
    assert not counts("never")


def test_where_else_something_lies(project: Project) -> None:
    places = disk.places(Request(paths=(project.root,)))
    assert places == disk.Places(project.root, (project.root.parent,))


def test_what_changes_is_heard_of(tmp_path: Path) -> None:
    pytest.importorskip("watchfiles", reason="watching needs the extra `watch`")
    inside, beside = tmp_path / "inside", tmp_path / "beside"
    (inside / "deep").mkdir(parents=True)
    (beside / "deep").mkdir(parents=True)
    ear = disk.Ear(disk.Places(inside, (beside,)))
    wanted = {inside / "deep" / "a.py", beside / "b.toml"}
    for path in (*wanted, beside / "deep" / "c.py"):
        path.write_text("x", "utf-8")
    heard: set[str] = set()
    end = time.monotonic() + 30
    while not {str(path) for path in wanted} <= heard and time.monotonic() < end:
        if ear.reader.poll(1):
            heard.update(ear.heard())
    ear.close()
    assert {str(path) for path in wanted} <= heard
    assert str(beside / "deep" / "c.py") not in heard
