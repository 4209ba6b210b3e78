"""A company's own rule package is found and treated like ours: the worked example, and bad ones."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from isolint import plugins

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "plugin"
SUITE = EXAMPLE / "tests" / "test_valves.py"


def _install(target: Path, package: Path | None = None, *, name: str = "lab") -> Path:
    """A distribution with the entry point, as pip would leave it; the example's unless told otherwise."""
    metadata = target / f"{name}_isolation-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}-isolation\nVersion: 1.0\n", "utf-8"
    )
    (metadata / "entry_points.txt").write_text(f"[isolint_rules]\n{name} = {name}_isolation\n", "utf-8")
    shutil.copytree(package or EXAMPLE / "src" / "lab_isolation", target / f"{name}_isolation")
    return target


def _isolint(*arguments: str, found: Path | None = None) -> subprocess.CompletedProcess[str]:
    paths = [str(ROOT / "src"), *([str(found)] if found else [])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "isolint", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def _codes(*arguments: str, found: Path | None = None) -> list[str]:
    ran = _isolint("check", "--isolated", "--no-cache", "--output-format", "json", *arguments, found=found)
    return [entry["code"] for entry in json.loads(ran.stdout)]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _install(tmp_path_factory.mktemp("site"))


def test_without_the_package_nothing_is_known_of_benches() -> None:
    assert _codes(str(SUITE)) == []


def test_its_words_make_our_rules_speak_and_its_rule_speaks_too(lab: Path) -> None:
    assert sorted(_codes(str(SUITE), found=lab)) == ["ISO202", "ISO306", "LAB301"]


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (("--select", "LAB"), ["LAB301"]),
        (("--select", "lab301"), ["LAB301"]),
        (("--select", "bench-kept"), ["LAB301"]),
        (("--select", "LAB3,ISO3", "--ignore", "LAB301"), ["ISO306"]),
        (("--ignore", "LAB"), ["ISO202", "ISO306"]),
        (("--ignore", "ALL", "--extend-select", "LAB301"), ["LAB301"]),
    ],
)
def test_it_is_selected_like_any_rule(lab: Path, arguments: tuple[str, ...], codes: list[str]) -> None:
    assert sorted(_codes(str(SUITE), *arguments, found=lab)) == codes


def test_its_findings_are_silenced_like_any_and_a_comment_too_many_is_reported(
    lab: Path, tmp_path: Path
) -> None:
    text = SUITE.read_text("utf-8")
    silenced = text.replace('reserve("bench-3")', 'reserve("bench-3")  # isolint: ignore[LAB301] broken door')
    path = tmp_path / "test_silenced.py"
    path.write_text(f"{silenced}\n\nx = 1  # isolint: ignore[LAB301]\n", "utf-8")
    assert sorted(_codes(str(path), found=lab)) == ["ISO001", "ISO202", "ISO306"]


def test_its_page_is_printed_with_its_own_link(lab: Path) -> None:
    page = json.loads(_isolint("rule", "LAB301", "--output-format", "json", found=lab).stdout)
    assert page["name"] == "bench-kept"
    assert page["family"] == "name clash"
    assert page["url"] == "https://lab.example/isolation/LAB301"
    assert page["summary"].startswith("A test reserves a bench")


def test_its_words_are_listed_and_the_settings_name_it(lab: Path) -> None:
    assert "labkit.reserve" in _isolint("rule", "--catalogue", found=lab).stdout
    assert 'plugins = ["lab"]' in _isolint("check", "--show-settings", str(SUITE), found=lab).stdout


def _package(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "__init__.py").write_text(text, "utf-8")
    return folder


RULE = """
from isolint.model.finding import Severity
from isolint.model.rule import rule

@rule("{code}", severity=Severity.WARNING, since="1")
def never(suite):
    yield from ()
"""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "import no_such_module",
            'the plugin "dock" (dock_isolation) cannot be imported: ModuleNotFoundError',
        ),
        (
            "import sys; sys.exit()",
            'the plugin "dock" (dock_isolation) cannot be imported: SystemExit',
        ),
        (
            RULE.format(code="ISO399"),
            'the plugin "dock" has a rule ISO399; codes with ISO are isolint\'s own',
        ),
        (RULE.format(code="LAB301"), 'the plugins "dock" and "lab" both have a rule LAB301'),
        (RULE.format(code="dock1"), "rule code 'dock1' is not two to eight capital letters"),
    ],
)
def test_a_bad_plugin_gets_one_sentence(lab: Path, tmp_path: Path, text: str, sentence: str) -> None:
    site = shutil.copytree(lab, tmp_path / "site")
    _install(site, _package(tmp_path / "package", text), name="dock")
    ran = _isolint("check", "--isolated", "--no-cache", str(SUITE), found=site)
    assert ran.returncode == 2
    assert sentence in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_rule_that_breaks_is_a_problem_beside_the_findings(lab: Path, tmp_path: Path) -> None:
    site = shutil.copytree(lab, tmp_path / "site")
    broken = RULE.format(code="DOCK101").replace("yield from ()", "yield from suite.no_such_thing")
    _install(site, _package(tmp_path / "package", broken), name="dock")
    ran = _isolint("check", "--isolated", "--no-cache", "--output-format", "concise", str(SUITE), found=site)
    assert ran.returncode == 2
    assert "LAB301" in ran.stdout
    assert "DOCK101" in ran.stdout + ran.stderr


def test_nothing_is_imported_where_no_package_has_the_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugins, "_declarations", lambda: iter([b"[console_scripts]\nx = y:z\n"]))
    monkeypatch.delitem(sys.modules, "importlib.metadata", raising=False)
    assert plugins.installed() == ()
    assert "importlib.metadata" not in sys.modules


@pytest.mark.slow
def test_the_example_is_built_installed_and_found(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    source = shutil.copytree(EXAMPLE, tmp_path / "plugin")
    subprocess.run([*pip, "--target", str(tmp_path / "site"), str(source)], check=True, capture_output=True)
    assert sorted(_codes(str(SUITE), found=tmp_path / "site")) == ["ISO202", "ISO306", "LAB301"]
