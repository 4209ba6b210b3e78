"""What is installed is whole: rules, catalogues, entry point, hooks."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked: what pip would put into site-packages."""
    if find_spec("hatchling") is None:
        pytest.skip("hatchling is not installed here")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def _run(installed: Path, *arguments: str, cwd: Path | str = "/") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-m", "isolint", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)


@pytest.mark.slow
def test_rules_and_catalogues_are_in_the_wheel(installed: Path) -> None:
    every = _run(installed, "rule", "--all")
    assert every.returncode == 0, every.stderr
    assert "unordered-params" in every.stdout
    words = _run(installed, "rule", "--catalogue", "--isolated")
    assert words.returncode == 0, words.stderr
    assert "sqlite3.connect" in words.stdout
    names = {path.name for path in (ROOT / "rules" / "python").glob("*.toml")}
    assert {path.name for path in (installed / "isolint" / "_rules" / "python").glob("*.toml")} == names


@pytest.mark.slow
def test_nothing_else_is_in_the_wheel(installed: Path) -> None:
    tops = {path.name for path in installed.iterdir()}
    assert tops == {"isolint", next(name for name in tops if name.endswith(".dist-info"))}
    assert (installed / "isolint" / "py.typed").is_file()
    (entry,) = installed.glob("*.dist-info/entry_points.txt")
    assert "isolint = isolint.cli:main" in entry.read_text()


@pytest.mark.slow
def test_it_works_from_there(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text("import time\nprint(time.time())\n")
    result = _run(installed, "check", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("All checks passed!")


@pytest.mark.slow
def test_report_has_its_parts(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text("import time\nprint(time.time())\n")
    result = _run(installed, "report", "-o", "-", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "<style>" in result.stdout
    assert "const mapView" in result.stdout


def test_hooks_for_pre_commit() -> None:
    text = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    assert "- id: isolint\n" in text
    assert text.count("entry: isolint check --force-exclude") == 2
    assert text.count("require_serial: true") == 2
