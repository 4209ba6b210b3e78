"""Which findings are shown: rules, paths, exclusion, confidence, settings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_running import Project, Run

ALL = "def test_a():\n    clock()\n    fixed()\n    unordered()\n    doubtful()\n"


def _codes(run: Run, *arguments: str) -> list[str]:
    result = run("check", "--output-format", "json", *arguments)
    assert result.code in (0, 1), result.err
    return [entry["code"] for entry in json.loads(result.out)]


def _files(run: Run, *arguments: str) -> set[str]:
    result = run("check", "--output-format", "json", *arguments)
    assert result.code in (0, 1), result.err
    return {Path(entry["filename"]).relative_to(Path.cwd()).as_posix() for entry in json.loads(result.out)}


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        ((), ["ISO301", "ISO303", "ISO602"]),
        (("--select", "ALL"), ["ISO301", "ISO303", "ISO602"]),
        (("--select", "ISO3"), ["ISO301", "ISO303"]),
        (("--select", "iso602,ISO303"), ["ISO303", "ISO602"]),
        (("--select", "unordered-params"), ["ISO602"]),
        (("--ignore", "ISO3"), ["ISO602"]),
        (("--select", "ISO301", "--ignore", "ISO3"), ["ISO301"]),
        (("--select", "ISO3", "--ignore", "ISO301"), ["ISO303"]),
        (("--select", "ISO3", "--ignore", "ISO3"), []),
        (("--select", "ISO301", "--extend-select", "ISO6"), ["ISO301", "ISO602"]),
        (("--config", "select = ['ISO6']"), ["ISO602"]),
        (("--config", "select = ['ISO6']", "--extend-select", "ISO303"), ["ISO303", "ISO602"]),
        (("--config", "ignore = ['ISO6']", "--select", "ALL"), ["ISO301", "ISO303", "ISO602"]),
        (("--config", "min-confidence = 'low'"), ["ISO301", "ISO303", "ISO602", "ISO301"]),
        (("--config", "per-file-ignores = {'test_*.py' = ['ISO3']}"), ["ISO602"]),
        (("--config", "per-file-ignores = {'other.py' = ['ISO3']}"), ["ISO301", "ISO303", "ISO602"]),
    ],
)
def test_rules(project: Project, run: Run, arguments: tuple[str, ...], codes: list[str]) -> None:
    project({"test_a.py": ALL})
    assert _codes(run, *arguments) == codes


def test_paths_narrow_the_report(project: Project, run: Run) -> None:
    project({"tests/test_a.py": ALL, "tests/deep/test_b.py": ALL, "tests/test_c.py": "user()\n"})
    assert _files(run) == {"tests/test_a.py", "tests/deep/test_b.py"}
    assert _files(run, "tests/deep") == {"tests/deep/test_b.py"}
    assert _files(run, "tests/test_a.py") == {"tests/test_a.py"}
    result = run("check", "tests/test_a.py", "--output-format", "json", "--select", "ISO602")
    (entry,) = json.loads(result.out)
    assert [Path(each["filename"]).name for each in entry["related"]] == ["test_c.py"]


def test_a_file_given_by_name_counts_whatever_it_is_called(project: Project, run: Run) -> None:
    project({"suite.py": ALL, "test_b.py": ALL})
    assert _files(run) == {"test_b.py"}
    assert _files(run, "suite.py") == {"suite.py"}


def test_helpers_are_read_when_imported(project: Project, run: Run) -> None:
    project(
        {
            "tests/test_a.py": "import helpers\nfrom shop.deep import inner\n",
            "tests/helpers.py": ALL,
            "tests/unused.py": ALL,
            "src/shop/__init__.py": "",
            "src/shop/deep/__init__.py": "from ..other import x\n",
            "src/shop/deep/inner.py": ALL,
            "src/shop/other.py": ALL,
            "src/shop/unused.py": ALL,
            "tests/conftest.py": "pytest_plugins = ['tests.plugin', 'no.such']\n",
            "tests/plugin.py": ALL,
        }
    )
    read = {"tests/helpers.py", "src/shop/deep/inner.py", "src/shop/other.py", "tests/plugin.py"}
    assert _files(run) == read


def test_excluded(project: Project, run: Run) -> None:
    project(
        {
            "tests/test_a.py": ALL,
            "tests/old/test_b.py": ALL,
            "tests/test_c.py": ALL,
            ".venv/lib/test_d.py": ALL,
            "env/pyvenv.cfg": "",
            "env/test_e.py": ALL,
        }
    )
    assert _files(run) == {"tests/test_a.py", "tests/old/test_b.py", "tests/test_c.py"}
    assert _files(run, "--extend-exclude", "tests/old,test_c.py") == {"tests/test_a.py"}
    assert _files(run, "--exclude", "tests") == {".venv/lib/test_d.py"}
    assert _files(run, "--extend-exclude", "tests", "tests/old") == {"tests/old/test_b.py"}
    assert _files(run, "--extend-exclude", "tests", "tests/test_a.py") == {"tests/test_a.py"}
    assert _files(run, "--extend-exclude", "tests", "tests/test_a.py", "--force-exclude") == set()
    assert _files(run, "--config", "extend-exclude = ['tests/o*']") == {"tests/test_a.py", "tests/test_c.py"}


def test_a_program_names_no_tests(project: Project, run: Run) -> None:
    """A file is a test because somebody names it; a hook that lists what has changed is nobody."""
    project({"src/app.py": ALL, "tests/test_a.py": ALL})
    assert _files(run, "src/app.py") == {"src/app.py"}
    assert _files(run, "--force-exclude", "src/app.py") == set()
    assert _files(run, "--force-exclude", "src/app.py", "tests/test_a.py") == {"tests/test_a.py"}
    assert _files(run, "--force-exclude", "tests") == {"tests/test_a.py"}


def test_excluded_helpers_are_known_but_not_reported(project: Project, run: Run) -> None:
    project({"test_a.py": "import helpers\nunordered()\n", "helpers.py": "user()\nunordered()\n"})
    result = run("check", "--output-format", "json", "--extend-exclude", "helpers.py")
    (entry,) = json.loads(result.out)
    assert entry["related"]


def test_ignored_by_git(project: Project, run: Run) -> None:
    project(
        {
            ".gitignore": "generated/\n*_tmp.py\n!test_keep_tmp.py\n# comment\n\n!\n",
            "test_a.py": ALL,
            "test_x_tmp.py": "",
            "tests/.gitignore": "/test_here.py\n",
            "tests/test_here.py": ALL,
            "tests/deep/test_here.py": ALL,
            "generated/test_b.py": ALL,
            "test_keep_tmp.py": ALL,
        }
    )
    assert _files(run) == {"test_a.py", "tests/deep/test_here.py", "test_keep_tmp.py"}
    assert _files(run, "generated") == {"generated/test_b.py"}
    assert _files(run, "generated", "--force-exclude") == set()


def test_pytest_decides_what_a_test_file_is(project: Project, run: Run) -> None:
    project({"pytest.ini": "[pytest]\npython_files = check_*.py\n", "test_a.py": ALL, "check_b.py": ALL})
    assert _files(run) == {"check_b.py"}


def test_nearest_configuration(project: Project, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project(
        {
            "pyproject.toml": "[tool.isolint]\nselect = ['ISO6']\n",
            "inner/pyproject.toml": "[tool.other]\n",
            "inner/test_a.py": ALL,
            "inner/own/isolint.toml": "select = ['ISO301']\n",
            "inner/own/test_b.py": ALL,
            "else.toml": "select = ['ISO303']\n",
        }
    )
    monkeypatch.chdir(root / "inner")
    assert set(_codes(run)) == {"ISO602"}
    assert set(_codes(run, "own")) == {"ISO301"}
    assert set(_codes(run, "--isolated")) == {"ISO301", "ISO303", "ISO602"}
    assert set(_codes(run, "--config", "../else.toml")) == {"ISO303"}
    assert set(_codes(run, "--config", "../else.toml", "--config", "select = ['ISO6']")) == {"ISO602"}
    assert run("check", "--isolated", "--config", "../else.toml").code == 2


def test_without_any_marker_of_a_project(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site" / "shop"
    (package / "tests").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "tests" / "__init__.py").write_text("")
    (package / "clocks.py").write_text("clock()\n")
    (package / "tests" / "test_a.py").write_text("from shop.clocks import x\nclock()\n")
    (tmp_path / "site" / "other").mkdir()
    (tmp_path / "site" / "other" / "test_b.py").write_text("clock()\n")
    monkeypatch.chdir(tmp_path / "site")
    assert _files(run, "shop/tests") == {"shop/tests/test_a.py"}
    assert _files(run, "shop") == {"shop/tests/test_a.py", "shop/clocks.py"}
