"""Comments that silence findings in Go files, and what they reach."""

from __future__ import annotations

import pytest
from cli_running import Project, Run

HEAD = "package shop\n\n"
SPEC = 'var _ = Describe("shop", func() {\n%s\tIt("sells", func() {\n%s\t})\n})\n'


def _codes(run: Run) -> list[str]:
    lines = run("check", "--output-format", "concise").out.splitlines()
    return [line.split()[1] for line in lines if "_test.go:" in line]


@pytest.mark.parametrize(
    "text",
    [
        "func f() {\n\tclock() //isolint:ignore ISO301 one process\n}\n",
        "func f() {\n\tclock() // isolint:ignore ISO301,ISO303 why\n\tfixed() //isolint:ignore ISO303\n}\n",
        "func f() {\n\tclock() // isolint: ignore[ISO301] reason\n}\n",
        "func f() {\n\tclock() /* isolint:ignore ISO301 */\n}\n",
        "func f() {\n\t//isolint:ignore ISO301 reason\n\tclock()\n}\n",
        "func f() {\n\t//isolint:ignore ISO301\n\tx := pair(\n\t\t1,\n\t\tclock(),\n\t)\n}\n",
        "func f() {\n\tx := T{\n\t\t1,\n\t\tclock(),\n\t} //isolint:ignore ISO301\n}\n",
        "func f() {\n\tx.\n\t\ty(clock()).\n\t\tz() //isolint:ignore ISO301\n}\n",
        "//isolint:ignore ISO301\nfunc f() { clock() }\n",
        "//isolint:ignore-file ISO301 all of it\n\nfunc f() {\n\tclock()\n\tclock()\n}\n",
        SPEC % ("", "\t\t//isolint:ignore ISO301\n\t\tclock()\n"),
        'func f() {\n\ts := `//` + \'"\' + "\\"//"; clock() //isolint:ignore ISO301\n}\n',
    ],
)
def test_silent(project: Project, run: Run, text: str) -> None:
    project({"go.mod": "module shop\n", "a_test.go": HEAD + text})
    assert set(_codes(run)) <= {"ISO001"}


@pytest.mark.parametrize(
    "text",
    [
        'func f() {\n\tclock("//isolint:ignore ISO301")\n}\n',
        "func f() {\n\tclock(`\n//isolint:ignore ISO301\n`)\n}\n",
        "func f() {\n\tclock() //isolint:ignore ISO303\n}\n",
        "func f() {\n\tclock()\n\t//isolint:ignore ISO301\n}\n",
        "//isolint:ignore ISO301\nfunc f() {\n\tclock()\n}\n",
        SPEC % ("\t//isolint:ignore ISO301\n", "\t\tclock()\n"),
    ],
)
def test_not_silent(project: Project, run: Run, text: str) -> None:
    project({"go.mod": "module shop\n", "a_test.go": HEAD + text})
    assert "ISO301" in _codes(run)


@pytest.mark.parametrize("place", ["%s\n\npackage shop\n", "package shop\n\n%s\n"])
def test_before_or_after_the_package_clause(project: Project, run: Run, place: str) -> None:
    text = place % "//isolint:ignore-file ISO301 serial by nature"
    project({"go.mod": "module shop\n", "a_test.go": f"{text}\nfunc f() {{\n\tclock()\n}}\n"})
    assert _codes(run) == []


def test_unused(project: Project, run: Run) -> None:
    project({"go.mod": "module shop\n", "a_test.go": f"{HEAD}//isolint:ignore ISO301 once\nvar x = 1\n"})
    result = run("check", "--output-format", "concise")
    assert "a_test.go:3:1: ISO001" in result.out
    assert "there is nothing here for this comment to silence: ISO301 (timestamp-name)" in result.out
