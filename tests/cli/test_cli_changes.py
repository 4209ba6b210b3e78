"""`--diff-base` and `--diff-file`: only what has to do with lines that have changed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from cli_repositories import Checkout, environment, initialised
from cli_running import Project, Run

OLD = "def test_a():\n    clock()\n\n\ndef test_b():\n    fixed()\n"


def _told(run: Run, *arguments: str, stdin: str = "") -> list[str]:
    result = run("check", "--output-format", "concise", "-q", *arguments, stdin=stdin)
    assert result.code == (1 if result.out else 0), result.err + result.out
    return [" ".join(line.split(" ")[:2]) for line in result.out.splitlines()]


def _refused(run: Run, *arguments: str) -> str:
    result = run("check", *arguments)
    assert (result.code, result.out) == (2, "")
    assert "Traceback" not in result.err
    return result.err


@pytest.fixture
def checkout(project: Project) -> Checkout:
    return initialised(project({"test_a.py": OLD, "test_other.py": OLD}))


def test_nothing_has_changed(checkout: Checkout, run: Run) -> None:
    result = run("check", "--diff-base", "main")
    assert result.code == 0
    assert "Not shown: 4 findings in lines that are not changed since main.\n" in result.out


def test_committed_staged_and_not(checkout: Checkout, run: Run) -> None:
    checkout.git("switch", "--quiet", "--create", "topic")
    checkout.write("test_a.py", f"clock()\n{OLD}")
    checkout.commit()
    assert _told(run, "--diff-base", "main") == ["test_a.py:1:1: ISO301"]
    checkout.write("test_a.py", f"clock()\n{OLD}fixed()\n")
    checkout.git("add", "test_a.py")
    checkout.write("test_other.py", OLD.replace("    fixed()", "    if x:\n        fixed()"))
    assert _told(run, "--diff-base", "main") == [
        "test_a.py:1:1: ISO301",
        "test_a.py:8:1: ISO303",
        "test_other.py:7:9: ISO303",
    ]
    assert len(_told(run, "--diff-base", "HEAD")) == 2


def test_untracked_files_are_new(checkout: Checkout, run: Run) -> None:
    checkout.write("sub/test_ü b.py", "clock()\n")
    assert _told(run, "--diff-base", "main") == ["sub/test_ü b.py:1:1:"]
    checkout.git("add", "--intent-to-add", "sub")
    assert len(_told(run, "--diff-base", "main")) == 1


def test_what_main_has_changed_since_does_not_count(checkout: Checkout, run: Run) -> None:
    checkout.git("switch", "--quiet", "--create", "topic")
    checkout.write("test_a.py", f"clock()\n{OLD}")
    checkout.commit()
    checkout.git("switch", "--quiet", "main")
    checkout.write("test_other.py", "x = 1\n")
    checkout.commit()
    checkout.git("switch", "--quiet", "topic")
    assert _told(run, "--diff-base", "main") == ["test_a.py:1:1: ISO301"]


def test_the_victim_may_be_what_is_new(project: Project, run: Run) -> None:
    """The finding stands in an old line, and is there because of a new one in another file."""
    checkout = initialised(project({"test_a.py": "unordered()\n", "test_b.py": "x = 1\n"}))
    checkout.write("test_b.py", "x = 1\nuser()\n")
    assert _told(run, "--diff-base", "main") == ["test_a.py:1:1: ISO602"]


def test_a_line_taken_out_of_the_middle(project: Project, run: Run) -> None:
    checkout = initialised(project({"test_a.py": "x = 1\nclock(\n    # why\n    'gurkha',\n)\ny = 1\n"}))
    checkout.write("test_a.py", "clock(\n    'gurkha',\n)\n")
    assert _told(run, "--diff-base", "main") == ["test_a.py:1:1: ISO301"]
    checkout.write("test_a.py", "clock(\n    # why\n    'gurkha',\n)\n")
    assert _told(run, "--diff-base", "main") == []


def test_renamed_files_are_not_new(checkout: Checkout, run: Run) -> None:
    checkout.git("mv", "test_a.py", "test_renamed.py")
    checkout.commit()
    assert _told(run, "--diff-base", "HEAD~1") == []
    checkout.write("test_renamed.py", OLD.replace("fixed()", "fixed(1)"))
    assert _told(run, "--diff-base", "HEAD~1") == ["test_renamed.py:6:5: ISO303"]


def test_a_project_in_a_folder_of_the_repository(
    project: Project, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = initialised(project({"app/pyproject.toml": "", "app/test_a.py": OLD, "test_a.py": OLD}))
    checkout.write("app/test_a.py", f"{OLD}clock()\n")
    checkout.write("app/test_new.py", "clock()\n")
    checkout.write("test_a.py", "clock()\n")
    monkeypatch.chdir(checkout.root / "app")
    assert _told(run, "--diff-base", "main") == ["test_a.py:7:1: ISO301", "test_new.py:1:1: ISO301"]


def test_whatever_git_is_set_to(checkout: Checkout, run: Run) -> None:
    """How diffs look is a matter of taste, and may be set for a repository."""
    settings = {
        "diff.noprefix": "true",
        "diff.mnemonicPrefix": "true",
        "color.ui": "always",
        "diff.external": "/nowhere",
        "diff.interHunkContext": "9",
        "diff.context": "9",
        "core.quotePath": "true",
        "diff.renames": "false",
    }
    for name, value in settings.items():
        checkout.git("config", name, value)
    checkout.write(".gitattributes", "*.py binary\n")
    checkout.write("test_a.py", OLD.replace("fixed()", "fixed(1)").replace("def test_a", "def test_x"))
    assert _told(run, "--diff-base", "main") == ["test_a.py:6:5: ISO303"]


def test_in_a_hook(checkout: Checkout, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """git tells its hooks where the index is, from the top of the work tree."""
    checkout.write("sub/test_b.py", OLD)
    checkout.write("sub/pyproject.toml", "")
    checkout.commit()
    checkout.write("sub/test_b.py", OLD.replace("fixed()", "fixed(1)"))
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_WORK_TREE", ".")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    assert _told(run, "--diff-base", "HEAD", "sub") == ["sub/test_b.py:6:5: ISO303"]


def test_a_shallow_clone(
    checkout: Checkout, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    checkout.git("switch", "--quiet", "--create", "topic")
    checkout.write("test_a.py", f"clock()\n{OLD}")
    checkout.commit()
    checkout.git("switch", "--quiet", "main")
    checkout.write("README", "more\n")
    checkout.commit()
    clone = Checkout(tmp_path / "clone")
    origin = f"file://{checkout.root}"
    options = ("--quiet", "--depth", "1", "--branch", "topic")
    subprocess.run(["git", "clone", *options, origin, clone.root], env=environment(), check=True)
    monkeypatch.chdir(clone.root)
    said = _refused(run, "--diff-base", "main")
    assert "only a part of the history was fetched" in said
    command = said.partition("`git ")[2].partition("`")[0]
    clone.git(*command.split(), "--depth", "1")
    assert 'knows no commit called "main" here, but "origin/main"' in _refused(run, "--diff-base", "main")
    result = run("check", "--output-format", "concise", "-q", "--diff-base", "origin/main")
    assert result.out.startswith("test_a.py:1:1: ISO301")
    assert len(result.out.splitlines()) == 1
    assert "nothing here says where HEAD and origin/main have parted" in result.err
    clone.git("fetch", "--quiet", "--unshallow")
    assert run("check", "--diff-base", "origin/main").err == ""


def test_no_such_commit(checkout: Checkout, run: Run) -> None:
    assert 'git knows no commit called "mian" here' in _refused(run, "--diff-base", "mian")
    assert "git knows no commit" in _refused(run, "--diff-base=--output=x")
    assert not (checkout.root / "x").exists()


def test_no_repository(project: Project, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    project({"test_a.py": OLD})
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert "not a git repository" in _refused(run, "--diff-base", "main")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "the program git cannot be run; --diff-file FILE" in _refused(run, "--diff-base", "main")


@pytest.mark.parametrize("context", ["--unified=0", "--unified=3", "--unified=99"])
@pytest.mark.parametrize("prefix", ["--src-prefix=a/", "--no-prefix", "--dst-prefix=w/"])
def test_diffs_of_git(checkout: Checkout, run: Run, context: str, prefix: str) -> None:
    checkout.write("test_a.py", f"# new\n{OLD.replace('fixed()', 'fixed(1)')}")
    checkout.write("sub/test_ü.py", "clock()\n")
    checkout.write('sub/test_"q"\t.py', "clock()\n")
    (checkout.root / "test_other.py").unlink()
    checkout.git("add", "--all")
    text = checkout.git("diff", "--cached", context, prefix)
    told = ["sub/test_", "sub/test_ü.py:1:1:", "test_a.py:7:5:"]
    checkout.write("changes.diff", text)
    for given in (_told(run, "--diff-file", "-", stdin=text), _told(run, "--diff-file", "changes.diff")):
        assert [line.split('"')[0].split(" ")[0] for line in given] == told


def test_diff_of_the_program_diff(project: Project, run: Run) -> None:
    root = project({"test_a.py": f"{OLD}clock()\n", "old/test_a.py": OLD})
    done = subprocess.run(
        ["diff", "-u", "old/test_a.py", "test_a.py"], cwd=root, capture_output=True, text=True
    )
    assert _told(run, "--diff-file", "-", stdin=done.stdout) == ["test_a.py:7:1: ISO301"]
    crlf = done.stdout.replace("\n", "\r\n")
    assert _told(run, "--diff-file", "-", stdin=crlf) == ["test_a.py:7:1: ISO301"]


def test_diffs_that_are_none(project: Project, run: Run) -> None:
    project({"test_a.py": OLD, "notes.txt": "not a diff\n", "cut.diff": "--- a\n+++ b\n@@ -1 +1,3 @@\n-x\n"})
    assert _told(run, "--diff-file", "-", stdin="") == []
    assert "notes.txt: holds no unified diff" in _refused(run, "--diff-file", "notes.txt")
    assert "cut.diff: is no unified diff: Hunk is shorter" in _refused(run, "--diff-file", "cut.diff")
    assert "gone.diff: cannot be read (no such file" in _refused(run, "--diff-file", "gone.diff")
    assert "give one of them" in _refused(run, "--diff-file", "cut.diff", "--diff-base", "main")
    assert "standard input is read once" in _refused(run, "--diff-file", "-", "-")
    elsewhere = "--- a/x.py\n+++ b/x.py\n@@ -0,0 +1 @@\n+x\n"
    result = run("check", "--diff-file", "-", stdin=elsewhere)
    assert result.code == 0
    assert "none of its files is in this project; the first one is b/x.py" in result.err
    for name in (r"b/te\xst.py", r"b/\u2192.py"):
        misspelt = f'--- "{name}"\n+++ "{name}"\n@@ -0,0 +1 @@\n+x\n'
        result = run("check", "--diff-file", "-", stdin=misspelt)
        assert result.code == 0
        assert f'the first one is "{name}"' in result.err


def test_fixes_stay_with_what_has_changed(checkout: Checkout, run: Run) -> None:
    checkout.write("test_a.py", f"clock()\n{OLD}clock('two-steps')\n")
    assert run("check", "--fix", "--diff-base", "main").code == 0
    assert (checkout.root / "test_a.py").read_text() == f"uuid4()\n{OLD}uuid4()\n"
    assert (checkout.root / "test_other.py").read_text() == OLD


def test_a_file_from_standard_input(checkout: Checkout, run: Run) -> None:
    """What the text has that the file has not is new as well."""
    given = ("--stdin-filename", "test_a.py", "--diff-base", "main")
    assert _told(run, *given, stdin=OLD) == []
    assert _told(run, *given, stdin=f"fixed()\n{OLD}") == ["test_a.py:1:1: ISO303"]


def test_with_a_baseline(checkout: Checkout, run: Run) -> None:
    run("baseline", "create")
    checkout.commit()
    checkout.write("test_a.py", f"{OLD}    fixed(2)\n")
    result = run("check", "--diff-base", "main")
    assert "Found 1 warning in 1 file" in result.out
    assert "4 old findings held by the baseline." in result.out
    assert "Not shown" not in result.out
