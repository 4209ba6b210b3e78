"""How the project's own files say its test cases are run without pytest, and what settings make of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_running import Project, Run

from isolint.cli.runners import runner_sentence
from isolint.model.project import CLASSES, DJANGO, STESTR, TRIAL, UNITTEST, UNITTEST_PARALLEL, Layout, Runner
from isolint.survey.runner import layout

OWN_SCRIPT = "import django\nfrom django.core.management import execute_from_command_line\n"


def _layout(root: Path) -> Layout:
    return layout(root, root)


@pytest.mark.parametrize(
    ("files", "runner"),
    [
        (
            {"Makefile": "test:\n\tpython manage.py test --parallel 4\n"},
            Runner(kind=DJANGO, evidence="Makefile: manage.py test --parallel 4"),
        ),
        (
            {"tox.ini": "[testenv]\ncommands = coverage run ./manage.py test --parallel=auto {posargs}\n"},
            Runner(kind=DJANGO, evidence="tox.ini: manage.py test --parallel auto"),
        ),
        (
            {"noxfile.py": "session.run('python', '-m', 'django', 'test', '--parallel')\n"},
            Runner(kind=DJANGO, evidence="noxfile.py: -m django test --parallel"),
        ),
        (
            {"runtests.py": OWN_SCRIPT, ".circleci/config.yml": "- run: python runtests.py --parallel=2\n"},
            Runner(kind=DJANGO, evidence=".circleci/config.yml: runtests.py --parallel 2"),
        ),
        (
            {
                "manage.py": "multiprocessing.set_start_method('spawn')\n",
                "Makefile": "x:\n\t./manage.py test --parallel\n",
            },
            Runner(kind=DJANGO, spawned=True, evidence="Makefile: manage.py test --parallel"),
        ),
        (
            {"tox.ini": "[testenv]\ncommands = unittest-parallel -j 4 --level=class\n"},
            Runner(
                kind=UNITTEST_PARALLEL, level="class", evidence="tox.ini: unittest-parallel --level class"
            ),
        ),
        (
            {"Makefile": "x:\n\tpython -m unittest_parallel -t .\n"},
            Runner(kind=UNITTEST_PARALLEL, evidence="Makefile: unittest-parallel"),
        ),
        ({".stestr.conf": "[DEFAULT]\ntest_path=./t\n"}, Runner(kind=STESTR, evidence=".stestr.conf")),
        (
            {
                ".stestr.conf": "[DEFAULT]\ngroup_regex=([^.]+)\n",
                "tox.ini": "commands =\n  stestr run {posargs}\n",
            },
            Runner(kind=STESTR, grouping="([^.]+)", evidence="tox.ini: stestr run"),
        ),
        (
            {".stestr.conf": "[DEFAULT]\nparallel_class=True\n"},
            Runner(kind=STESTR, grouping=CLASSES, evidence=".stestr.conf"),
        ),
        (
            {"tox.ini": "commands =\n  python -m twisted.trial {env:TRIAL_ARGS:-jauto} {posargs:harbour}\n"},
            Runner(kind=TRIAL, evidence="tox.ini: trial -j auto"),
        ),
        (
            {"Makefile": "test:\n\t. bin/activate && trial --jobs 4 harbour.test\n"},
            Runner(kind=TRIAL, evidence="Makefile: trial -j 4"),
        ),
        (
            {".github/workflows/ci.yml": "- run: coverage run $(which trial) -j2 --rterrors harbour\n"},
            Runner(kind=TRIAL, evidence=".github/workflows/ci.yml: trial -j 2"),
        ),
        (
            {"noxfile.py": "session.run('trial', '-j', '8', 'harbour')\n"},
            Runner(kind=TRIAL, evidence="noxfile.py: trial -j 8"),
        ),
        (
            {"tox.ini": "[testenv]\ncommands = pytest --forked -n 2\n"},
            Runner(forked=True, evidence="tox.ini: pytest -n 2 --forked"),
        ),
        ({"pytest.ini": "[pytest]\naddopts = --forked\n"}, Runner(forked=True)),
        (
            {"Makefile": "x:\n\tpytest -n 2\ny:\n\tpytest -n 2 --dist loadgroup\n"},
            Runner(evidence="Makefile: pytest -n 2", grouped_elsewhere=True),
        ),
    ],
)
def test_found(project: Project, files: dict[str, str], runner: Runner) -> None:
    assert _layout(project(files)).runner == runner


def test_make_files_say_it_by_variables_and_comments_say_nothing(project: Project) -> None:
    text = (
        "RUN = python -m django test  # what all targets start with\n"
        "JOBS ?= 4\n"
        "clean:  ## remove pytest artifacts\n\trm -rf .cache\n"
        "test:\n\t$(RUN) --parallel ${JOBS}\n"
    )
    found = _layout(project({"Makefile": text})).runner
    assert found == Runner(kind=DJANGO, evidence="Makefile: -m django test --parallel 4")


def test_pytest_in_parallel_comes_first(project: Project) -> None:
    root = project(
        {
            "Makefile": "x:\n\tpython manage.py test --parallel 4\n",
            ".github/workflows/ci.yml": "- run: pytest -n 4\n",
        }
    )
    assert _layout(root).runner == Runner(evidence=".github/workflows/ci.yml: pytest -n 4")


@pytest.mark.parametrize(
    "command", ["manage.py test", "manage.py test --parallel 1", "manage.py test -p 'test*'"]
)
def test_what_could_be_parallel_is_assumed_to_be(project: Project, command: str) -> None:
    root = project({"Makefile": f"x:\n\tpython {command}\n"})
    assert _layout(root).runner == Runner(kind=DJANGO)
    (root / "conftest.py").write_text("")
    assert _layout(root).runner == Runner()


@pytest.mark.parametrize(
    "command", ["trial harbour.test", "python -m twisted.trial harbour", "trial -j1 -e x"]
)
def test_trial_could_be_told_to_be_parallel(project: Project, command: str) -> None:
    root = project({"Makefile": f"x:\n\t{command}\n"})
    assert _layout(root).runner == Runner(kind=TRIAL)


@pytest.mark.parametrize(
    "text",
    [
        "x:\n\techo a trial -j of speed\n",
        "# trial -j 4 harbour\n",
        "x:\n\ttrial version\n",
        "x:\n\tpip install trial-runner\n",
        "x:\n\tpython manage.py migrate --parallel 4\n",
        "x:\n\tpython manage.py tests --parallel\n",
        "x:\n\t# python manage.py test --parallel\n",
        "x:\n\tpip install stestr unittest-parallel\n",
        "x:\n\tpython runtests.py --parallel 4\n",
        "x:\n\tstestr last\n",
        "x:\n\tpython -m unittest\n",
    ],
)
def test_not_found(project: Project, text: str) -> None:
    assert _layout(project({"Makefile": text})).runner == Runner()


def test_modules_of_cases_are_called_otherwise(project: Project) -> None:
    root = project({"Makefile": "x:\n\tpython manage.py test --parallel 4\n"})
    assert _layout(root).test_files == ("test*.py",)


@pytest.mark.parametrize(
    ("runner", "dist", "known"),
    [
        ("unittest", "", Runner(kind=UNITTEST)),
        ("django", "", Runner(kind=DJANGO)),
        ("stestr", "", Runner(kind=STESTR, grouping="x")),
        ("trial", "", Runner(kind=TRIAL)),
        ("pytest-forked", "", Runner(forked=True)),
        ("pytest-xdist", "loadfile", Runner(dist="loadfile")),
        ("", "no", Runner(dist="no")),
    ],
)
def test_settings_have_the_last_word(project: Project, runner: str, dist: str, known: Runner) -> None:
    root = project(
        {".stestr.conf": "[DEFAULT]\ngroup_regex=x\n", "tox.ini": "[testenv]\ncommands = pytest -n 4\n"}
    )
    found = layout(root, root, runner=runner, dist=dist).runner
    assert found.evidence.startswith("isolint's own setting: ")
    assert (found.kind, found.dist, found.forked, found.grouping) == (
        known.kind,
        known.dist,
        known.forked,
        known.grouping,
    )


@pytest.mark.parametrize(
    ("runner", "sentence"),
    [
        (Runner(kind=UNITTEST, evidence="x"), "Runner: unittest, one test at a time (x)."),
        (Runner(dist="no", evidence="x"), "Runner: pytest, one test at a time (x)."),
        (Runner(kind=DJANGO, evidence="x"), "Runner: manage.py test --parallel (x)."),
        (
            Runner(kind=DJANGO, spawned=True, evidence="x"),
            "Runner: manage.py test --parallel, with spawned workers (x).",
        ),
        (Runner(kind=UNITTEST_PARALLEL, evidence="x"), "Runner: unittest-parallel --level module (x)."),
        (Runner(kind=STESTR, evidence="x"), "Runner: stestr, each test by itself (x)."),
        (Runner(kind=STESTR, grouping=CLASSES, evidence="x"), "Runner: stestr, a class on one worker (x)."),
        (Runner(kind=STESTR, grouping="a.*", evidence="x"), "Runner: stestr, grouped by a.* (x)."),
        (Runner(kind=TRIAL, evidence="x"), "Runner: trial -j, each worker in a directory of its own (x)."),
        (
            Runner(forked=True, evidence="x"),
            "Runner: pytest-xdist --dist load, each test in a child process (x).",
        ),
        (
            Runner(kind=DJANGO),
            "No parallel runner found in the project's files; assumed manage.py test --parallel.",
        ),
    ],
)
def test_the_sentence(runner: Runner, sentence: str) -> None:
    assert runner_sentence(runner) == sentence


@pytest.mark.parametrize(
    ("files", "lost"),
    [
        ({"requirements.txt": "pytest==9.2.0\npytest-xdist==3.8.0\n"}, True),
        (
            {
                "uv.lock": '[[package]]\nname = "pytest"\nversion = "9.2.0"\n\n'
                '[[package]]\nname = "pytest-xdist"\nversion = "3.8.0"\n'
            },
            True,
        ),
        ({"requirements/test.txt": "PyTest == 9.2.0 ; python_version > '3'\npytest-xdist==3.8.0\n"}, True),
        ({"requirements.txt": "pytest>=9.2.0\npytest-xdist==3.8.0\n"}, False),
        ({"requirements.txt": "pytest==9.1.1\npytest-xdist==3.8.0\n"}, False),
        (
            {
                "requirements.txt": "pytest==9.2.0\npytest-xdist==3.8.0\n",
                "uv.lock": 'name = "pytest"\nversion = "9.1.1"\n',
            },
            False,
        ),
        ({}, False),
    ],
)
def test_versions_that_lose_groups(project: Project, files: dict[str, str], lost: bool) -> None:
    root = project({**files, "tox.ini": "[testenv]\ncommands = pytest -n 4 --dist loadgroup\n"})
    expected = "pytest 9.2.0 with pytest-xdist 3.8.0" if lost else ""
    assert _layout(root).runner.groups_lost == expected


def test_a_report_says_so(project: Project, run: Run) -> None:
    project({"test_a.py": "clock()\n", "Makefile": "x:\n\tpython manage.py test --parallel 4\n"})
    assert "Runner: manage.py test --parallel (Makefile: manage.py test --parallel 4).\n" in run("check").out
    out = run("check", "--config", "runner = 'unittest'").out
    assert 'Runner: unittest, one test at a time (isolint\'s own setting: runner = "unittest").\n' in out
    wrong = run("check", "--config", "runner = 'nose'")
    assert wrong.code == 2
