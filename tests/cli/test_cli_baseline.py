"""`isolint baseline`, and checks that know one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_repositories import initialised
from cli_running import Project, Run

NAME = "isolint-baseline.json"
TWO = "def test_a():\n    x = clock()\n\n\ndef test_b():\n    y = fixed()\n"
COPY = "class TestShop:\n    def test_open(self):\n        clock()\n"


def _entries(root: Path, name: str = NAME) -> list[tuple[str, str, str, str, int]]:
    found = json.loads((root / name).read_text("utf-8"))["findings"]
    return [(path, *each.values()) for path, entries in found.items() for each in entries]


def _new(run: Run, *arguments: str) -> list[str]:
    """Place and code of what a check tells of."""
    result = run("check", "--output-format", "concise", "-q", *arguments)
    assert result.code == (1 if result.out else 0), result.err + result.out
    return [" ".join(line.split(" ")[:2]) for line in result.out.splitlines()]


def test_what_was_there_is_not_told_of(project: Project, run: Run) -> None:
    root = project({"tests/test_a.py": TWO})
    made = run("baseline", "create")
    assert (made.code, made.out) == (0, "")
    assert made.err == f"Wrote {NAME}: 2 findings in 1 file.\n"
    assert _entries(root) == [
        ("tests/test_a.py", "ISO301", "test_a", "clock()", 1),
        ("tests/test_a.py", "ISO303", "test_b", "fixed()", 1),
    ]
    result = run("check")
    assert result.code == 0
    assert "All checks passed!\n2 old findings held by the baseline.\n" in result.out
    assert result.err == ""


def test_lines_may_move(project: Project, run: Run) -> None:
    root = project({"test_a.py": TWO})
    run("baseline", "create")
    moved = "import os\n\n# more\n" + TWO.replace("x = clock()", "if os:\n        x = clock( )")
    (root / "test_a.py").write_text(moved.replace("def test_a", "\n\ndef test_a"))
    assert _new(run) == []


def test_only_the_second_of_two_is_new(project: Project, run: Run) -> None:
    root = project({"test_a.py": "def test_a():\n    clock()\n"})
    run("baseline", "create")
    (root / "test_a.py").write_text("def test_a():\n    clock()\n    clock()\n")
    assert _new(run) == ["test_a.py:3:5: ISO301"]
    run("baseline", "update")
    assert _entries(root) == [("test_a.py", "ISO301", "test_a", "clock()", 2)]
    assert _new(run) == []


@pytest.mark.parametrize(
    "text",
    [
        "def test_b():\n    clock()\n",
        "class T:\n    def test_a():\n        clock()\n",
        "def test_a():\n    clock('refuses')\n",
    ],
    ids=["symbol", "class", "snippet"],
)
def test_another_identity_is_another_finding(project: Project, run: Run, text: str) -> None:
    root = project({"test_a.py": "def test_a():\n    clock()\n"})
    run("baseline", "create")
    (root / "test_a.py").write_text(text)
    assert len(_new(run)) == 1


def test_stale_entries_are_told_of_and_pruned(project: Project, run: Run) -> None:
    root = project({"test_a.py": TWO})
    run("baseline", "create")
    (root / "test_a.py").write_text(TWO.replace("clock()", "1"))
    warning = f"warning: 1 finding in {NAME} is no longer there; `isolint baseline prune` takes it out\n"
    checked = run("check")
    assert (checked.code, checked.err) == (0, warning)
    before = (root / NAME).read_bytes()
    looked = run("baseline", "prune", "--check")
    assert looked.code == 1
    assert "test_a.py\n  ISO301 in test_a: clock()\n" in looked.err
    assert (root / NAME).read_bytes() == before
    assert run("baseline", "prune").err.endswith(f"{NAME}: 1 removed, 1 finding left.\n")
    assert run("baseline", "prune", "--check").code == 0
    assert run("check").err == ""
    assert [entry[1] for entry in _entries(root)] == ["ISO303"]


def test_what_was_not_looked_at_is_not_stale(project: Project, run: Run) -> None:
    root = project({"test_a.py": TWO, "test_b.py": TWO})
    run("baseline", "create")
    (root / "test_a.py").write_text("x = 1\n")
    assert run("check", "test_b.py").err == ""
    assert run("check", "--select", "ISO602").err == ""
    assert "2 findings" in run("check").err
    assert "1 finding " in run("check", "--select", "ISO301").err
    (root / "test_a.py").write_text("def (\n")
    assert run("check").err == ""
    run("baseline", "update")
    assert len(_entries(root)) == 4


def test_a_broken_rule_pays_no_debts(project: Project, run: Run) -> None:
    root = project({"test_a.py": TWO})
    run("baseline", "create")
    before = (root / NAME).read_bytes()
    (root / "test_a.py").write_text("explode()\n")
    for command in ("update", "prune"):
        result = run("baseline", command)
        assert result.code == 2
        assert "isolint failed in ISO309" in result.err
    assert (root / NAME).read_bytes() == before


def test_update_takes_in_and_out(project: Project, run: Run) -> None:
    root = project({"test_a.py": TWO})
    run("baseline", "create")
    (root / "test_a.py").write_text(TWO.replace("fixed()", "unordered()"))
    assert run("baseline", "update").err == f"{NAME}: 1 added, 1 removed, 2 findings now.\n"
    assert [entry[1] for entry in _entries(root)] == ["ISO301", "ISO602"]


def test_update_of_a_part(project: Project, run: Run) -> None:
    root = project({"a/test_a.py": "clock()\n", "b/test_b.py": "clock()\n"})
    run("baseline", "create")
    for path in ("a/test_a.py", "b/test_b.py"):
        (root / path).write_text("fixed()\n")
    run("baseline", "update", "a")
    assert [entry[:2] for entry in _entries(root)] == [("a/test_a.py", "ISO303"), ("b/test_b.py", "ISO301")]
    run("baseline", "update", "--select", "ISO303")
    assert [entry[1] for entry in _entries(root)] == ["ISO303", "ISO301", "ISO303"]


def test_a_ratchet_only_shrinks(project: Project, run: Run) -> None:
    root = project({"test_a.py": TWO})
    run("baseline", "create")
    (root / "test_a.py").write_text(TWO.replace("fixed()", "unordered()"))
    result = run("baseline", "update", "--ratchet")
    assert result.code == 1
    assert f"{NAME}: 0 added, 1 removed, 1 finding now.\n" in result.err
    assert "would be new:\n  test_a.py:6:9: ISO602 the order" in result.err
    assert [entry[1] for entry in _entries(root)] == ["ISO301"]
    (root / "test_a.py").write_text(TWO.replace("fixed()", "1"))
    assert run("baseline", "update", "--ratchet").code == 0


def test_show(project: Project, run: Run) -> None:
    project({"a/test_a.py": TWO, "b/test_b.py": "clock()\nclock()\n"})
    run("baseline", "create")
    assert run("baseline", "show").out == (
        "a/test_a.py\n  ISO301 in test_a: clock()\n  ISO303 in test_b: fixed()\n"
        "b/test_b.py\n  ISO301: clock() × 2\n4 findings in 2 files: 3 × ISO301, 1 × ISO303.\n"
    )
    assert "a/test_a.py" not in run("baseline", "show", "b").out


def test_where_it_lies(project: Project, run: Run) -> None:
    root = project({"test_a.py": TWO, "isolint.toml": 'baseline = "ci/old.json"\n'})
    (root / "ci").mkdir()
    missing = run("check")
    assert missing.code == 2
    assert "ci/old.json: there is no such baseline; `isolint baseline create` makes one" in missing.err
    assert run("baseline", "create").err.startswith("Wrote ci/old.json: 2 findings")
    assert _new(run) == []
    assert len(_new(run, "--no-baseline")) == 2
    assert len(_new(run, "--isolated")) == 2
    assert _new(run, "--isolated", "--baseline", "ci/old.json") == []
    run("baseline", "create", "--baseline", "one.json", "--select", "ISO301")
    assert _new(run, "--baseline", "one.json") == ["test_a.py:6:9: ISO303"]
    assert 'baseline = "' + str(root / "ci/old.json") in run("check", "--show-settings").out
    assert run("check", "--baseline", "one.json", "--no-baseline").code == 2


def test_the_usual_one_is_found_from_below(
    project: Project, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project({"tests/test_a.py": TWO})
    run("baseline", "create")
    monkeypatch.chdir(root / "tests")
    assert _new(run) == []
    assert run("baseline", "create").code == 2
    assert run("baseline", "create", "--force").err.startswith(f"Wrote {root / NAME}")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "is no baseline of isolint: "),
        ("[]", "is no baseline of isolint: "),
        ('{"version": 1, "findings": {"a.py": [{"rule": "ISO301"}]}}', "is no baseline of isolint: "),
        ('{"version": 2, "findings": {}}', "made by a newer isolint"),
        ("<<<<<<< HEAD\n", "take either side, then run `isolint baseline update`"),
    ],
)
def test_broken_files(project: Project, run: Run, content: str, says: str) -> None:
    project({"test_a.py": TWO, NAME: content})
    for arguments in (("check",), ("baseline", "update"), ("baseline", "show")):
        result = run(*arguments)
        assert result.code == 2
        assert says in result.err
        assert "Traceback" not in result.err


def test_only_new_findings_are_fixed(project: Project, run: Run) -> None:
    root = project({"test_a.py": "def test_a():\n    clock()\n"})
    run("baseline", "create")
    (root / "test_a.py").write_text("def test_a():\n    clock()\n\n\ndef test_b():\n    clock()\n")
    assert run("check", "--fix").code == 0
    assert (root / "test_a.py").read_text() == "def test_a():\n    clock()\n\n\ndef test_b():\n    uuid4()\n"


def test_comments_come_before(project: Project, run: Run) -> None:
    """What a comment silences is not in a baseline, and goes stale when a comment is added."""
    root = project({"test_a.py": "clock()  # isolint: ignore[ISO301]\nfixed()\n"})
    run("baseline", "create")
    assert [entry[1] for entry in _entries(root)] == ["ISO303"]
    (root / "test_a.py").write_text("fixed()  # isolint: ignore[ISO303]\n")
    assert "no longer there" in run("check").err


def test_names_beyond_ascii(project: Project, run: Run) -> None:
    root = project({"prüf/test_a.py": "def test_ö():\n    clock('naïve \"x\"')\n"})
    run("baseline", "create")
    assert '"prüf/test_a.py": [' in (root / NAME).read_text("utf-8")
    assert _new(run) == []


class TestRenames:
    def test_by_git(self, project: Project, run: Run) -> None:
        """Two files with the same tests move at once, and one of the copies is new."""
        files = {f"old/{name}/test_a.py": f"# {name * 40}\n{COPY}" for name in ("one", "two")}
        checkout = initialised(project(files))
        run("baseline", "create")
        checkout.commit()
        checkout.git("mv", "old", "new")
        checkout.write("new/three/test_a.py", COPY)
        assert _new(run) == ["new/three/test_a.py:3:9: ISO301"]
        assert run("check").err == ""

    def test_committed_moves_of_a_project_in_a_folder(
        self, project: Project, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        root = project({"app/pyproject.toml": "", "app/test_a.py": COPY, "app/test_b.py": f"{COPY}\n# b\n"})
        checkout = initialised(root)
        monkeypatch.chdir(root / "app")
        run("baseline", "create")
        checkout.commit()
        checkout.git("mv", "app/test_a.py", "app/test_x.py")
        checkout.git("mv", "app/test_b.py", "app/test_y.py")
        checkout.commit()
        assert _new(run) == []
        assert run("baseline", "update").err == f"{NAME}: 0 added, 0 removed, 2 findings now.\n"
        assert [entry[0] for entry in _entries(root / "app")] == ["test_x.py", "test_y.py"]

    def test_without_git(self, project: Project, run: Run) -> None:
        root = project({"test_a.py": f"{COPY}        clock()\n", "test_b.py": "fixed()\n"})
        run("baseline", "create")
        (root / "test_a.py").rename(root / "test_x.py")
        (root / "test_b.py").rename(root / "test_y.py")
        assert _new(run) == []
        assert run("check").err == ""

    def test_a_whole_folder_without_git(self, project: Project, run: Run) -> None:
        """Which of two equal ones went where makes no difference."""
        root = project({"old/test_a.py": COPY, "old/test_b.py": COPY, "old/deep/test_a.py": COPY})
        run("baseline", "create")
        (root / "old").rename(root / "new")
        assert _new(run) == []
        assert run("check").err == ""

    def test_not_yet_added(self, project: Project, run: Run) -> None:
        root = project({"test_a.py": COPY})
        checkout = initialised(root)
        run("baseline", "create")
        checkout.commit()
        (root / "test_a.py").rename(root / "test_b.py")
        assert _new(run) == []

    def test_a_rename_with_one_more(self, project: Project, run: Run) -> None:
        root = project({"test_a.py": COPY})
        run("baseline", "create")
        (root / "test_a.py").unlink()
        (root / "test_b.py").write_text(f"{COPY}        clock()\n")
        assert _new(run) == ["test_b.py:4:9: ISO301"]

    def test_a_copy_is_new(self, project: Project, run: Run) -> None:
        root = project({"test_a.py": COPY})
        run("baseline", "create")
        (root / "test_b.py").write_text(COPY)
        assert _new(run) == ["test_b.py:3:9: ISO301"]

    def test_two_places_to_have_gone_to(self, project: Project, run: Run) -> None:
        """Nothing says which of them is the old one, so both are new."""
        root = project({"test_a.py": COPY})
        run("baseline", "create")
        (root / "test_a.py").rename(root / "test_b.py")
        (root / "test_c.py").write_text(COPY)
        assert len(_new(run)) == 2
        assert "no longer there" in run("check").err


def test_branches_merge(project: Project, run: Run) -> None:
    """One pays off a debt at the top of the file, one takes up a new one at the bottom."""
    files = {f"test_{name}.py": f"def test_{name}():\n    clock()\n    fixed()\n" for name in "abcd"}
    root = project(files)
    checkout = initialised(root)
    run("baseline", "create")
    checkout.commit()
    checkout.git("switch", "--quiet", "--create", "payer")
    checkout.write("test_a.py", "def test_a():\n    fixed()\n")
    run("baseline", "update")
    checkout.commit()
    checkout.git("switch", "--quiet", "main")
    checkout.write("test_d.py", files["test_d.py"] + "    unordered()\n")
    run("baseline", "update")
    checkout.commit()
    checkout.git("merge", "--quiet", "--message", "both", "payer")
    assert _new(run) == []
    assert run("check").err == ""
    merged = (root / NAME).read_bytes()
    run("baseline", "update")
    assert (root / NAME).read_bytes() == merged, "a merged file is what would be written anew"
