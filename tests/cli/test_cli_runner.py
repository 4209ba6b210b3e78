"""How the project's own files say its tests are found and run."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_running import Project, Run

from isolint.model.project import Layout, Runner
from isolint.survey.runner import layout


def _layout(root: Path) -> Layout:
    return layout(root, root)


@pytest.mark.parametrize(
    ("name", "text", "dist", "evidence"),
    [
        ("pytest.ini", "[pytest]\naddopts = -ra -n auto\n", "load", "pytest.ini: addopts = -n auto"),
        (".pytest.ini", "[pytest]\naddopts = -n4\n", "load", ".pytest.ini: addopts = -n 4"),
        (
            "tox.ini",
            "[pytest]\naddopts=-n 4 --dist=loadfile",
            "loadfile",
            "tox.ini: addopts = -n 4 --dist loadfile",
        ),
        ("setup.cfg", "[tool:pytest]\naddopts = --numprocesses=2\n", "load", "setup.cfg: addopts = -n 2"),
        (
            "pyproject.toml",
            "[tool.pytest.ini_options]\naddopts = ['-n', 'auto', '--dist', 'worksteal']\n",
            "worksteal",
            "pyproject.toml: addopts = -n auto --dist worksteal",
        ),
        (
            "pyproject.toml",
            "[tool.pytest]\naddopts = ['-n', 'auto']\n",
            "load",
            "pyproject.toml: addopts = -n auto",
        ),
        ("pytest.toml", "[pytest]\naddopts = ['-nlogical']\n", "load", "pytest.toml: addopts = -n logical"),
        (
            "tox.ini",
            "[testenv]\ncommands =\n    pytest -n auto {posargs}\n",
            "load",
            "tox.ini: pytest -n auto",
        ),
        (
            "tox.ini",
            "[testenv]\ncommands =\n    python -m pytest \\\n  --cov=x \\\n -n {env:N:4} --dist loadgroup\n",
            "loadgroup",
            "tox.ini: pytest -n {env:N:4} --dist loadgroup",
        ),
        (
            "noxfile.py",
            "def tests(session):\n    session.run(\n  'pytest', '-n', 'auto',\n  '--dist=loadscope',\n )\n",
            "loadscope",
            "noxfile.py: pytest -n auto --dist loadscope",
        ),
        ("noxfile.py", 'session.run("python", "-m", "pytest", "-n=3")\n', "load", "noxfile.py: pytest -n 3"),
        ("Makefile", "test:\n\tpytest -n $(CPUS) tests\n", "load", "Makefile: pytest -n $(CPUS)"),
        (
            ".github/workflows/ci.yml",
            "  steps:\n      - run: |\n          pip install -n x\n          py.test -n ${{ matrix.n }} -v\n",
            "load",
            ".github/workflows/ci.yml: pytest -n ${{ matrix.n }}",
        ),
        (
            ".github/workflows/ci.yml",
            "        run: >\n          pytest tests\n          --dist loadfile\n          -n auto\n",
            "loadfile",
            ".github/workflows/ci.yml: pytest -n auto --dist loadfile",
        ),
        (
            ".gitlab-ci.yml",
            "script:\n  - pytest --numprocesses auto\n",
            "load",
            ".gitlab-ci.yml: pytest -n auto",
        ),
        ("azure-pipelines.yml", '- script: "pytest -n 2"\n', "load", "azure-pipelines.yml: pytest -n 2"),
        (".gitlab-ci.yml", 'PYTEST_ADDOPTS: "-n 4"\n', "load", ".gitlab-ci.yml: pytest -n 4"),
        ("ci/run.sh", "exec pytest -x -n2\n", "load", "ci/run.sh: pytest -n 2"),
        (
            "pyproject.toml",
            "[tool.poe.tasks]\ntest = 'pytest -n auto'\n",
            "load",
            "pyproject.toml: pytest -n auto",
        ),
        ("Makefile", "test:\n\tpytest -d --tx 3*popen tests\n", "load", "Makefile: pytest --tx"),
    ],
)
def test_found(project: Project, name: str, text: str, dist: str, evidence: str) -> None:
    root = project({name: text})
    assert _layout(root).runner == Runner(dist=dist, evidence=evidence)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Makefile", "test:\n\tpytest tests\n\tsort -n 3\n"),
        ("Makefile", "# pytest -n auto\n"),
        ("Makefile", "x:\n\tpip install -n 3 pytest-xdist\n"),
        ("Makefile", "x:\n\thead -n 3 pytest.log\n"),
        ("Makefile", "x:\n\tpytest tests | head -n 20\n"),
        ("Makefile", "x:\n\tpytest tests; head -n 20 x\n"),
        ("tox.ini", "[testenv]\ncommands = pytest -n0\n"),
        ("tox.ini", "[pytest]\naddopts = -n 0\n"),
        ("pytest.ini", "[pytest]\naddopts = -n auto -p no:xdist\n"),
        ("noxfile.py", "session.run('pytest')\nsession.run('head', '-n', '3')\n"),
        ("pyproject.toml", "not = toml ["),
        ("tox.ini", "not ini"),
        (".github/workflows/ci.yml", "- run: pytest -k not-n 4\n"),
    ],
)
def test_not_found(project: Project, name: str, text: str) -> None:
    assert _layout(project({name: text})).runner == Runner()


def test_order_of_belief(project: Project) -> None:
    root = project(
        {
            "Makefile": "test:\n\tpytest -n 2\n",
            ".github/workflows/ci.yml": "- run: pytest -n 4 --dist loadfile\n",
            "pytest.ini": "[pytest]\naddopts = --dist loadscope\n",
        }
    )
    assert _layout(root).runner == Runner(
        dist="loadscope", evidence="Makefile: pytest -n 2; pytest.ini: addopts = --dist loadscope"
    )
    (root / "tox.ini").write_text("[testenv]\ncommands = pytest -n 3 --dist worksteal\n")
    assert _layout(root).runner.dist == "worksteal"
    (root / "pytest.ini").write_text("[pytest]\naddopts = -n 1\n")
    assert _layout(root).runner == Runner(evidence="pytest.ini: addopts = -n 1")


def test_layout(project: Project) -> None:
    text = (
        "[tool.pytest.ini_options]\n"
        "python_files = ['check_*.py', 'test_*.py']\n"
        "python_functions = 'test check_*'\n"
        "python_classes = ['Check', 'Test']\n"
        "testpaths = ['tests', './more/']\n"
        "pythonpath = ['lib', '.', '../outside']\n"
    )
    found = _layout(project({"pyproject.toml": text}))
    assert found.test_files == ("check_*.py", "test_*.py")
    assert found.test_functions == ("test", "check_*")
    assert found.test_types == ("Check", "Test")
    assert found.test_paths == ("tests", "more")
    assert found.import_roots == ("lib", "", "src")
    assert _layout(project({"pyproject.toml": ""})) == Layout()


def test_settings_have_the_last_word(project: Project, run: Run) -> None:
    root = project({"test_a.py": "clock()\n", "tox.ini": "[pytest]\naddopts = -n 4\n"})
    assert "Runner: pytest-xdist --dist load (tox.ini: addopts = -n 4).\n" in run("check").out
    out = run("check", "--config", "dist = 'loadfile'").out
    assert 'Runner: pytest-xdist --dist loadfile (isolint\'s own setting: dist = "loadfile").\n' in out
    assert layout(root, root, src=["lib"]).import_roots == ("lib",)


def test_the_nearest_pytest_file_counts(project: Project) -> None:
    root = project(
        {"pytest.ini": "[pytest]\n", "inner/tests/pytest.ini": "[pytest]\npython_files = t_*.py\n"}
    )
    assert layout(root, root / "inner" / "tests").test_files == ("t_*.py",)
    assert layout(root, root / "inner").test_files == Layout().test_files


@pytest.mark.parametrize(
    ("name", "text", "roots"),
    [
        ("pyproject.toml", "[tool.setuptools.package-dir]\n'' = 'lib'\n", ("lib",)),
        ("pyproject.toml", "[tool.setuptools.packages.find]\nwhere = ['lib', '../x']\n", ("lib",)),
        ("pyproject.toml", "[[tool.poetry.packages]]\ninclude = 'x'\nfrom = 'python/'\n", ("python",)),
        ("pyproject.toml", "[tool.maturin]\npython-source = 'py'\n", ("py",)),
        ("pyproject.toml", "[tool.pdm.build]\npackage-dir = 'lib'\n", ("lib",)),
        ("pyproject.toml", "[tool.hatch.build.targets.wheel]\npackages = ['lib/a', 'b']\n", ("lib",)),
        ("setup.cfg", "[options]\npackage_dir =\n    =lib\npackages=find:\n", ("lib",)),
        ("setup.cfg", "[options]\npackage_dir = =lib\n[options.packages.find]\nwhere=lib\n", ("lib",)),
        ("setup.py", "setup(package_dir={'': 'lib'})\n", ("lib",)),
        ("pyproject.toml", "broken = [", ()),
        ("pyproject.toml", "[tool]\nsetuptools = 3\n", ()),
    ],
)
def test_import_roots_of_the_build(project: Project, name: str, text: str, roots: tuple[str, ...]) -> None:
    assert _layout(project({name: text})).import_roots == ("", "src", *roots)
