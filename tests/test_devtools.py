"""The tools for people who work on isolint do what CONTRIBUTING.md says of them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from fixture_documents import FIXTURES

from isolint.devtools.__main__ import main
from isolint.devtools.pages import pages, stale, write
from isolint.devtools.skeletons import write as write_rule
from isolint.errors import UsageError


def test_new_rule_is_a_rule_that_parses(tmp_path: Path) -> None:
    written = list(write_rule(tmp_path, "slow-clock", "ISO799"))
    assert written == [
        "src/isolint/checks/iso799_slow_clock.py",
        "tests/fixtures/ISO799/first_case.py",
        "changelog.d/iso799.added.md",
    ]
    for name in written[:2]:
        ast.parse((tmp_path / name).read_bytes())
    assert "ISO799 (slow-clock)" in (tmp_path / written[2]).read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "code", "says"),
    [
        ("FixedPort", "ISO305", "no name for a rule"),
        ("fixed-port", "ISO35", "no code"),
        ("fixed-port", "ISO301", "never used twice"),
        ("timestamp-name", "ISO399", "never used twice"),
    ],
)
def test_new_rule_wants_a_new_name(tmp_path: Path, name: str, code: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        list(write_rule(tmp_path, name, code))


def test_docs_are_made_and_then_current(tmp_path: Path) -> None:
    made = pages()
    assert set(stale(made, tmp_path)) == set(made)
    assert list(write(made, tmp_path)) == list(made)
    assert not stale(made, tmp_path)


def test_docs_that_are_stale_are_named(tmp_path: Path) -> None:
    made = pages()
    list(write(made, tmp_path))
    (tmp_path / "docs/rules/index.md").write_text("# Rules\n", "utf-8")
    (tmp_path / "docs/rules/ISO999.md").write_text("# gone\n", "utf-8")
    assert set(stale(made, tmp_path)) == {"docs/rules/index.md", "docs/rules/ISO999.md"}
    list(write(made, tmp_path))
    assert not stale(made, tmp_path)


def test_first_line_says_that_a_page_is_generated() -> None:
    assert all("Generated from" in text.partition("\n")[0] for text in pages().values())


def test_show_facts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show-facts", str(FIXTURES / "ISO103/gw0_migrates/conftest.py")]) == 0
    shown = capsys.readouterr().out
    assert 'when worker_id in ("master", "gw0")' in shown
    assert "migrate(DATABASE)" in shown


def test_show_facts_of_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show-facts", "there/is/no_such.py"]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_show_lanes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (FIXTURES / "ISO301/run_export_dir.py").read_text("utf-8")
    (tmp_path / "test_export.py").write_text(text, "utf-8")
    name = next(line for line in text.splitlines() if line.startswith("def test_"))
    node = f"test_export.py::{name.removeprefix('def ').partition('(')[0]}"
    assert main(["show-lanes", "--root", str(tmp_path), node]) == 0
    shown = capsys.readouterr().out
    assert "clock" in shown
    assert "reported  ISO301" in shown


def test_show_lanes_of_no_test(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "test_x.py").write_text("def test_login():\n    pass\n", "utf-8")
    assert main(["show-lanes", "--root", str(tmp_path), "test_x.py::test_logni"]) == 2
    assert 'did you mean "test_x.py::test_login"' in capsys.readouterr().err
