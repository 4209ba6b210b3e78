"""The formats as the command line gives them: real rules, a real project inside of a repository."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from isolint import cli
from isolint.configuration import FORMATS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "formats.md"
SHOP = ROOT / "examples" / "shop"

TEXT = (
    "\ufeffimport pytest\r\n"
    "from http.server import BaseHTTPRequestHandler, HTTPServer\r\n"
    "\r\n"
    "@pytest.mark.parametrize('number', range(9))\r\n"
    "def test_page(number):\r\n"
    '\tname = "😀"; server = HTTPServer(("127.0.0.1", 8080), BaseHTTPRequestHandler)\r\n'
    "\topen('/tmp/shop-page.txt', 'w').close()\r\n"
    "\tserver.server_close()\r\n"
)
Check = Callable[..., str]


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    """Runs `isolint check` in shop/, a project in a repository, and gives what it prints."""
    (tmp_path / ".git").mkdir()
    project = tmp_path / "shop"
    (project / "tests").mkdir(parents=True)
    (project / "pyproject.toml").write_text("")
    (project / "tests" / "test_page.py").write_bytes(TEXT.encode())
    (project / "tests" / "test_broken.py").write_text("x = (\n")
    monkeypatch.chdir(project)
    monkeypatch.delenv("ISOLINT_OUTPUT_FORMAT", raising=False)

    def call(*arguments: str) -> str:
        assert cli.run(("check", "--no-cache", "--isolated", *arguments)) == 1
        return capsys.readouterr().out

    return call


@pytest.mark.parametrize("name", FORMATS)
def test_file_and_standard_output_are_the_same(check: Check, name: str) -> None:
    shown = check("--output-format", name)
    assert "ISO305" in shown
    assert "invalid-syntax" in shown
    assert check("--output-format", name, "-o", "report") == ""
    assert Path("report").read_bytes().decode() == shown


@pytest.mark.parametrize("name", FORMATS)
def test_statistics_in_each_format(check: Check, name: str) -> None:
    shown = check("--output-format", name, "--statistics")
    assert json.loads(shown) if name == "json" else "ISO305" in shown


@pytest.mark.parametrize("name", ["github", "gitlab", "azure", "junit", "sarif"])
def test_paths_start_at_the_root_of_the_repository(check: Check, name: str) -> None:
    assert "shop/tests/test_page.py" in check("--output-format", name)


@pytest.mark.parametrize("name", ["full", "concise", "grouped", "pylint", "rdjson"])
def test_paths_start_where_the_user_is(check: Check, name: str) -> None:
    shown = check("--output-format", name)
    assert "tests/test_page.py" in shown
    assert "shop/tests" not in shown


def test_the_language_server_s_paths_are_uris(check: Check) -> None:
    shown = check("--output-format", "lsp")
    assert f'"uri": "{Path("tests/test_page.py").absolute().as_uri()}"' in shown


def test_sarif_knows_the_function_and_the_rules_that_were_asked(check: Check) -> None:
    (run,) = json.loads(check("--output-format", "sarif", "--select", "ISO303,ISO305"))["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["ISO303", "ISO305"]
    path, port = sorted(run["results"], key=lambda result: str(result["ruleId"]))
    assert [fix["description"]["text"] for fix in path["fixes"]]
    (location,) = port["locations"]
    assert location["logicalLocations"] == [{"fullyQualifiedName": "test_page"}]
    assert location["physicalLocation"]["region"]["snippet"]["text"] in TEXT
    assert port["codeFlows"]
    assert port["partialFingerprints"].keys() == {"primaryLocationLineHash", "isolint/v1"}


def test_help_names_all_formats(capsys: pytest.CaptureFixture[str]) -> None:
    cli.run(("check", "--help"))
    shown = "".join(capsys.readouterr().out.split())
    assert f"[{'|'.join(FORMATS)}]" in shown


def samples() -> list[tuple[str, str]]:
    """Each format of the page with the sample under its heading."""
    found = re.findall(
        r"^## ([a-z-]+)\n\n```\w+\n(.*?)\n```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    return [(name, text) for name, text in found]


@pytest.mark.parametrize(("name", "sample"), samples(), ids=[name for name, _ in samples()])
def test_samples_of_the_page_are_real(
    name: str,
    sample: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Line by line, but for those that the page leaves out."""
    shop = tmp_path / "shop"
    shutil.copytree(SHOP, shop)
    monkeypatch.chdir(shop)
    options = ("--no-cache", "--isolated", "-q", "--select", "ISO301", "--preview-fixes")
    cli.run(("check", *options, "--output-format", name, "tests/test_exports.py"))
    shown = capsys.readouterr().out
    if name == "sarif":
        shown = json.dumps(json.loads(shown), indent=2, ensure_ascii=False)
    left = iter(shown.replace(str(shop), "/builds/shop").splitlines())
    assert all(line in left for line in sample.splitlines() if line != "…")


def test_the_page_has_each_format() -> None:
    headings = re.findall(r"^## ([a-z-]+)$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert tuple(headings) == FORMATS
