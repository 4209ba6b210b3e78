"""`isolint report`: one file, where it was asked for, and an exit code that is about the report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_running import Project

from isolint import cli
from isolint.linking.stories import Stories
from isolint.model.finding import Finding
from isolint.model.story import Story

CLASH = """\
def test_one():
    open("/tmp/common.txt", "w").write("1")


def test_two():
    open("/tmp/common.txt", "w").write("2")
"""
SPECS = """\
package shop_test

import (
    "os"
    . "github.com/onsi/ginkgo/v2"
)

var _ = Describe("shop", func() {
    It("writes", func() { os.WriteFile("/tmp/specs.json", nil, 0o600) })
    It("writes again", func() { os.WriteFile("/tmp/specs.json", nil, 0o600) })
})
"""


def _content(page: Path) -> dict[str, list[object]]:
    text = page.read_text("utf-8").partition('id="content">')[2].partition("</script>")[0]
    content = json.loads(text)
    assert isinstance(content, dict)
    return content


def test_default_file(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    root = project({"test_a.py": CLASH})
    assert cli.run(["report"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "2 findings in isolint-report.html\n"
    assert len(_content(root / "isolint-report.html")["findings"]) == 2


def test_findings_are_an_error_on_demand(project: Project) -> None:
    project({"test_a.py": CLASH, "test_b.py": "def test_b():\n    pass\n"})
    assert cli.run(["report", "-q", "--exit-non-zero"]) == 1
    assert cli.run(["report", "-q", "--exit-non-zero", "--ignore", "ALL"]) == 0


def test_standard_output(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    root = project({"test_a.py": CLASH})
    assert cli.run(["report", "-o", "-"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("<!doctype html>")
    assert err == ""
    assert not (root / "isolint-report.html").exists()


def test_file_that_cannot_be_written(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    project({"test_a.py": CLASH})
    assert cli.run(["report", "-o", "absent/report.html"]) == 2
    assert "absent/report.html: cannot be written (no such file or directory)" in capsys.readouterr().err


def test_paths_narrow_the_page(project: Project) -> None:
    root = project({"a/test_a.py": CLASH, "b/test_b.py": CLASH.replace("common", "other")})
    assert cli.run(["report", "a", "-q", "-o", "page.html"]) == 0
    content = _content(root / "page.html")
    assert len(content["findings"]) == 2
    assert [row["name"] for map in content["maps"] for row in map["rows"]] == ["/tmp/common.txt"]  # type: ignore[index]


def test_two_languages_are_two_maps(project: Project) -> None:
    files = {"test_a.py": CLASH, "go.mod": "module shop\n", "shop_test.go": SPECS}
    root = project(files)
    assert cli.run(["report", "-q"]) == 0
    maps = _content(root / "isolint-report.html")["maps"]
    assert sorted(map["language"] for map in maps) == ["go", "python"]  # type: ignore[index]
    (go,) = [map for map in maps if map["language"] == "go"]  # type: ignore[index]
    assert go["lanes"] == ["process 1", "the other processes"]  # type: ignore[index]


def test_what_could_not_be_read_is_said(project: Project) -> None:
    root = project({"test_a.py": CLASH, "test_b.py": "def test_b(:\n"})
    assert cli.run(["report", "-q"]) == 0
    assert "invalid-syntax" in (root / "isolint-report.html").read_text("utf-8")


def _untellable(self: Stories, finding: Finding) -> Story:
    if finding.code == "ISO303":
        raise KeyError("no such scene")
    return _of(self, finding)


_of = Stories.of
STORY_FAILED = "isolint failed in the story of ISO303 (KeyError('no such scene')); this is a bug in isolint"


def test_a_story_that_cannot_be_told(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The finding is there all the same, with what it says by itself; and the program says it has failed."""
    root = project({"test_a.py": CLASH})
    monkeypatch.setattr(Stories, "of", _untellable)
    assert cli.run(["report"]) == 2
    assert STORY_FAILED in (root / "isolint-report.html").read_text("utf-8").replace("&#39;", "'")
    assert len(_content(root / "isolint-report.html")["findings"]) == 2
    assert "no such scene" in capsys.readouterr().err
    assert cli.run(["check", "--output-format", "sarif"]) == 2
    (sarif,) = json.loads(capsys.readouterr().out)["runs"]
    (told,) = sarif["invocations"][0]["toolExecutionNotifications"]
    assert told["message"]["text"] == STORY_FAILED
    assert [result["ruleId"] for result in sarif["results"]] == ["ISO303", "ISO303"]
    assert all(result["codeFlows"] for result in sarif["results"])


def test_nothing_to_draw(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    root = project({})
    assert cli.run(["report"]) == 0
    assert "no test files found under the given paths" in capsys.readouterr().err
    assert _content(root / "isolint-report.html")["maps"] == []
