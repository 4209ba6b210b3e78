"""--fix and its relatives: to convergence, and never for the worse."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from cli_running import Project, Run

from isolint import fixing

LEFT = "the file is left as it was"


def test_safe_fixes(project: Project, run: Run) -> None:
    root = project({"test_a.py": "# é\nx = clock()  # kept\ny = fixed()\n"})
    result = run("check", "--fix", "--output-format", "concise")
    assert (root / "test_a.py").read_text("utf-8") == "# é\nx = uuid4()  # kept\ny = fixed()\n"
    assert "test_a.py:3:5: ISO303" in result.out
    assert "Found 2 findings (1 fixed, 1 remaining).\n" in result.out
    assert "No safe fixes; 1 with `--fix --unsafe-fixes`.\n" in result.out
    assert result.code == 1


def test_unsafe_fixes(project: Project, run: Run) -> None:
    root = project({"test_a.py": "x = clock()\ny = fixed()\n"})
    assert run("check", "--unsafe-fixes").out.count("[*]") == 3
    result = run("check", "--fix", "--unsafe-fixes")
    assert (root / "test_a.py").read_text("utf-8") == "x = uuid4()\ny = tmp_path\n"
    assert result.out.startswith("Found 2 findings (2 fixed, 0 remaining).\n")
    assert result.code == 0
    assert run("check", "--fix", "--unsafe-fixes").out.startswith("All checks passed!")


def test_exit_non_zero_on_fix(project: Project, run: Run) -> None:
    project({"test_a.py": "x = clock()\n"})
    assert run("check", "--fix", "--exit-non-zero-on-fix").code == 1
    assert run("check", "--fix", "--exit-non-zero-on-fix").code == 0


def test_show_fixes(project: Project, run: Run) -> None:
    project({"test_a.py": "x = clock()\ny = clock()\n", "test_b.py": "x = clock()\n"})
    assert run("check", "--fix", "--show-fixes").out.endswith(
        "Fixed 3 findings:\n"
        "- test_a.py:\n"
        "    2 × ISO301 (timestamp-name)\n"
        "- test_b.py:\n"
        "    1 × ISO301 (timestamp-name)\n"
    )


def test_several_passes(project: Project, run: Run) -> None:
    root = project({"test_a.py": "x = clock('two-steps')\n"})
    result = run("check", "--fix")
    assert (root / "test_a.py").read_text("utf-8") == "x = uuid4()\n"
    assert result.code == 0


def test_paths_narrow_what_is_fixed(project: Project, run: Run) -> None:
    root = project({"test_a.py": "x = clock()\n", "test_b.py": "x = clock()\n"})
    run("check", "--fix", "test_b.py")
    assert (root / "test_a.py").read_text("utf-8") == "x = clock()\n"
    assert (root / "test_b.py").read_text("utf-8") == "x = uuid4()\n"


def test_suppressed_findings_are_not_fixed(project: Project, run: Run) -> None:
    root = project({"test_a.py": "x = clock()  # isolint: ignore[ISO301]\n"})
    run("check", "--fix")
    assert "clock()" in (root / "test_a.py").read_text("utf-8")


@pytest.mark.parametrize(
    ("recipe", "says"),
    [
        ("breaks", f'the recipe "breaks" gave a text that cannot be parsed; {LEFT}'),
        ("worsens", f'the recipe "worsens" would have brought in a new finding; {LEFT}'),
        ("replaces", f'the recipe "replaces" would have brought in a new finding; {LEFT}'),
        ("never-ends", f'the recipe "never-ends" had not come to an end after 10 passes; {LEFT}'),
        ("crashes", f"the recipe \"crashes\" failed with ZeroDivisionError('recipe'); {LEFT}"),
    ],
)
def test_a_bad_recipe_changes_nothing(project: Project, run: Run, recipe: str, says: str) -> None:
    text = f"x = clock({recipe!r})\ny = clock()\n"
    root = project({"test_a.py": text, "test_b.py": "x = clock()\n"})
    result = run("check", "--fix", "--output-format", "concise")
    assert (root / "test_a.py").read_text("utf-8") == text
    assert (root / "test_b.py").read_text("utf-8") == "x = uuid4()\n"
    assert says in result.out
    assert "test_a.py:1:5: ISO301" in result.out
    assert "test_a.py:2:5: ISO301" in result.out
    assert result.code == (2 if recipe == "crashes" else 1)
    assert sorted(path.name for path in root.glob("*test*")) == ["test_a.py", "test_b.py"]


def test_only_the_recipes_to_blame_are_named(project: Project, run: Run) -> None:
    project({"test_a.py": "x = clock('worsens')\ny = clock()\nz = clock('breaks')\n"})
    out = run("check", "--fix", "--output-format", "concise").out
    assert 'the recipes "worsens", "breaks" gave a text' in out
    assert "to-uuid" not in out


def test_a_finding_that_another_file_gains(
    project: Project, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows which rewrite did it, so all of that pass go back."""
    import cli_toys

    from isolint.model.facts import FileFacts
    from isolint.model.source import Site

    def link(files: tuple[FileFacts, ...], catalogue: object, layout: object) -> cli_toys.ToySuite:
        suite = cli_toys.link(files, catalogue, layout)
        if any(call.name == "uuid4" for call in suite.calls):
            caused = cli_toys.Call("unordered", "", Site("test_b.py", 0, 1))
            return cli_toys.ToySuite((*suite.calls, caused), catalogue)
        return suite

    monkeypatch.setattr("isolint.linking.link", link)
    root = project({"test_a.py": "x = clock()\n", "test_b.py": "x = 1\n"})
    result = run("check", "--fix", "--output-format", "concise")
    assert (root / "test_a.py").read_text("utf-8") == "x = clock()\n"
    assert 'the recipe "to-uuid" would have brought in a new finding' in result.out


def test_a_recipe_may_refuse(project: Project, run: Run) -> None:
    project({"test_a.py": "x = clock('refuses')\n"})
    result = run("check", "--fix")
    assert result.code == 1
    assert "Found 1 error" in result.out
    preview = run("check", "--preview-fixes")
    assert "  = note: not here: the name is used elsewhere\n" in preview.out
    assert '"fix": null' in run("check", "--output-format", "json").out


def test_an_encoding_that_cannot_spell_the_fix(project: Project, run: Run) -> None:
    text = "# coding: latin-1\n# é\nx = clock('gurkha')\n".encode("latin-1")
    root = project({})
    (root / "test_a.py").write_bytes(text)
    result = run("check", "--fix")
    assert (root / "test_a.py").read_bytes() == text
    assert 'the recipe "gurkha"' in result.out


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbfx = clock()\r\ny = '\xc3\xa9'\r\n",
        b"# coding: latin-1\nx = clock()\ny = '\xe9'\n",
        b"x = clock()",
        b"x = 1\ry = clock()\r",
    ],
    ids=["bom-crlf", "latin-1", "no-end", "cr"],
)
def test_all_other_bytes_stay(project: Project, run: Run, text: bytes) -> None:
    root = project({})
    (root / "test_a.py").write_bytes(text)
    run("check", "--fix")
    assert (root / "test_a.py").read_bytes() == text.replace(b"clock()", b"uuid4()")


@pytest.mark.skipif(os.name == "nt", reason="no modes there")
def test_mode_and_links_stay(project: Project, run: Run, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.py"
    elsewhere.write_text("x = clock()\n")
    elsewhere.chmod(0o750)
    root = project({})
    (root / "test_a.py").symlink_to(elsewhere)
    run("check", "--fix")
    assert (root / "test_a.py").is_symlink()
    assert elsewhere.read_text() == "x = uuid4()\n"
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o750


def test_a_file_that_cannot_be_written(project: Project, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = os.replace

    def refuse(start: Path, end: Path) -> None:
        if Path(end).name == "test_a.py":
            raise PermissionError(13, "Permission denied")
        replace(start, end)

    root = project({"test_a.py": "x = clock()\n", "test_b.py": "x = clock()\n"})
    monkeypatch.setattr(os, "replace", refuse)
    result = run("check", "--fix", "--output-format", "concise")
    assert (root / "test_a.py").read_text() == "x = clock()\n"
    assert (root / "test_b.py").read_text() == "x = uuid4()\n"
    assert "test_a.py: write-failed: the file cannot be written (permission denied)" in result.out
    assert "test_a.py:1:5: ISO301" in result.out
    assert "(1 fixed, 1 remaining)" in result.out
    assert result.code == 1
    assert not list(root.glob(".test_a*"))


def test_a_file_that_changes_meanwhile(project: Project, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project({"test_a.py": "x = clock()\n"})
    repair = fixing.repair

    def slow(*arguments: object) -> object:
        result = repair(*arguments)  # type: ignore[arg-type]
        (root / "test_a.py").write_text("x = clock()  # new\n")
        return result

    monkeypatch.setattr("isolint.cli.fix.repair", slow)
    result = run("check", "--fix")
    assert (root / "test_a.py").read_text() == "x = clock()  # new\n"
    assert "changed while isolint was at work" in result.out


def test_diff(project: Project, run: Run) -> None:
    root = project({"test_a.py": "x = clock()\ny = 1", "test_b.py": "x = fixed()\n"})
    result = run("check", "--diff")
    assert result.out == (
        "--- test_a.py\n+++ test_a.py\n@@ -1,2 +1,2 @@\n-x = clock()\n+x = uuid4()\n"
        " y = 1\n\\ No newline at end of file\n"
    )
    assert result.err.startswith("Would fix 1 finding; 1 would remain.\n")
    assert result.code == 1
    assert (root / "test_a.py").read_text() == "x = clock()\ny = 1"
    assert run("check", "--diff", "test_b.py").code == 0
    assert run("check", "--diff", "--exit-zero").code == 0


class TestStandardInput:
    def test_stands_in_for_a_file(self, project: Project, run: Run) -> None:
        project({"test_a.py": "unordered()\n", "test_b.py": "user()\n"})
        result = run("check", "-", "--stdin-filename", "test_a.py", stdin="\nunordered()\nclock()\n")
        assert "test_a.py:2:1" in result.out
        assert "test_b.py:1:1" in result.out
        assert "ISO301" in result.out
        assert result.code == 1
        alone = run("check", "--stdin-filename", "test_a.py", stdin="x = 1\n")
        assert alone.code == 0

    def test_a_file_that_is_not_there_yet(self, project: Project, run: Run) -> None:
        project({"test_b.py": "user()\n"})
        result = run("check", "-", "--stdin-filename", "deep/new.py", stdin="unordered()\n")
        assert "deep/new.py:1:1" in result.out
        assert "test_b.py:1:1" in result.out

    def test_no_name(self, project: Project, run: Run) -> None:
        project({})
        assert "stdin.py:1:1" in run("check", "-", stdin="clock()\n").out

    def test_fix(self, project: Project, run: Run) -> None:
        root = project({"test_a.py": "old\n"})
        text = "x = 'é'\r\ny = clock()\r\nz = fixed()\r\n"
        result = run("check", "-", "--stdin-filename", "test_a.py", "--fix", stdin=text)
        assert result.out == text.replace("clock", "uuid4")
        assert "test_a.py:3:5: ISO303" in result.err
        assert "Found 2 findings (1 fixed, 1 remaining)." in result.err
        assert result.code == 1
        assert (root / "test_a.py").read_text() == "old\n"

    def test_fix_of_what_cannot_be_parsed(self, project: Project, run: Run) -> None:
        project({})
        result = run("check", "-", "--fix", stdin="x = (\n")
        assert result.out == "x = (\n"
        assert "invalid-syntax" in result.err
        assert result.code == 1

    def test_diff(self, project: Project, run: Run) -> None:
        project({})
        result = run("check", "-", "--diff", stdin="clock()\n")
        assert result.out == "--- stdin.py\n+++ stdin.py\n@@ -1 +1 @@\n-clock()\n+uuid4()\n"
