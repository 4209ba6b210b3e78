"""The hooks in a repository of somebody's, run by the real pre-commit in an environment of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INSTALLED = ("src", "rules", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")

pytestmark = [
    pytest.mark.clients,
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("pre_commit") is None, reason="pre-commit is not installed"),
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
]

LEAK = 'import os\n\n\ndef test_{0}():\n    os.environ["{1}"] = "1"\n'
VICTIM = 'import os\n\n\ndef test_reads():\n    assert os.environ.get("{0}") is None\n'
UNSORTED = (
    'import pytest\n\n\n@pytest.mark.parametrize("name", {"a", "b"})\ndef test_name(name):\n    assert name\n'
)


class Consumer:
    """A repository with a configuration that names ours, and pre-commit in it."""

    def __init__(self, root: Path, home: Path) -> None:
        self.root = root
        names = {"GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@example.org"}
        names |= {"GIT_COMMITTER_NAME": "Ann", "GIT_COMMITTER_EMAIL": "ann@example.org"}
        kept = {name: value for name, value in os.environ.items() if _is_harmless(name)}
        self.environment = {
            **kept,
            **names,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "PRE_COMMIT_HOME": str(home),
            "PRE_COMMIT_COLOR": "never",
        }

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.root,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def git(self, *arguments: str) -> str:
        done = self.run("git", *arguments)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def pre_commit(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run(sys.executable, "-m", "pre_commit", *arguments)

    def write(self, path: str, text: str) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")

    def read(self, path: str) -> str:
        return (self.root / path).read_text("utf-8")

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--no-verify", "--allow-empty", "--message", message)


def _is_harmless(name: str) -> bool:
    return not name.startswith(("GIT_", "ISOLINT_", "PYTEST_")) and name not in ("PYTHONPATH", "VIRTUAL_ENV")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Path:
    """The checkout as a repository with a tag, which is what a configuration names."""
    root = tmp_path_factory.mktemp("published")
    leave = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in INSTALLED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=leave)
        else:
            shutil.copy(source, root / name)
    publisher = Consumer(root, home)
    publisher.git("init", "--quiet", "--initial-branch", "main", ".")
    publisher.commit("all of it")
    publisher.git("tag", "v0.0.1")
    return root


def _configuration(published: Path, hook: str) -> str:
    return f"repos:\n  - repo: {published}\n    rev: v0.0.1\n    hooks:\n      - id: {hook}\n"


@pytest.fixture(scope="module")
def installed(published: Path, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The environment of the hooks, made once, as the first run in a repository makes it."""
    consumer = Consumer(tmp_path_factory.mktemp("first"), home)
    consumer.git("init", "--quiet", ".")
    consumer.write(".pre-commit-config.yaml", _configuration(published, "isolint"))
    done = consumer.pre_commit("install-hooks")
    if "No matching distribution found" in done.stdout or "Could not find a version" in done.stdout:
        pytest.skip("the packages that isolint needs cannot be had here")
    assert done.returncode == 0, done.stdout
    return published


@pytest.fixture
def consumer(tmp_path: Path, home: Path, installed: Path) -> Consumer:
    """A repository with two tests that do not meet, and the hook in place for its commits."""
    root = tmp_path / "consumer"
    root.mkdir()
    made = Consumer(root, home)
    made.git("init", "--quiet", "--initial-branch", "main", ".")
    made.write(".pre-commit-config.yaml", _configuration(installed, "isolint"))
    made.write(".gitignore", ".isolint_cache/\n")
    made.write("pyproject.toml", "[tool.pytest.ini_options]\naddopts = '-n 4'\n")
    made.write("tests/test_leak.py", LEAK.format("leak", "A"))
    made.write("tests/test_victim.py", VICTIM.format("B"))
    made.commit("first")
    assert made.pre_commit("install").returncode == 0
    return made


def test_manifest_is_valid(tmp_path: Path, home: Path) -> None:
    done = Consumer(tmp_path, home).pre_commit("validate-manifest", str(ROOT / ".pre-commit-hooks.yaml"))
    assert (done.returncode, done.stdout) == (0, "")


def test_all_files(consumer: Consumer) -> None:
    done = consumer.pre_commit("run", "--all-files")
    assert done.returncode == 0, done.stdout
    assert done.stdout.rstrip().endswith("Passed")
    assert (consumer.root / ".isolint_cache").is_dir()
    consumer.write("tests/test_victim.py", VICTIM.format("A"))
    again = consumer.pre_commit("run", "--all-files")
    assert again.returncode == 1
    assert "tests/test_leak.py:5:5" in again.stdout


def test_a_commit_is_stopped(consumer: Consumer) -> None:
    consumer.write("tests/test_more.py", LEAK.format("more", "B"))
    consumer.git("add", "tests/test_more.py")
    done = consumer.run("git", "commit", "--message", "more")
    assert done.returncode == 1
    assert "ISO401 env-leak" in done.stdout
    assert "tests/test_victim.py:5:" not in done.stdout.partition("-->")[0]
    consumer.write("tests/test_more.py", LEAK.format("more", "C"))
    consumer.git("add", "tests/test_more.py")
    assert consumer.run("git", "commit", "--message", "more").returncode == 0


def test_only_the_committed_files_are_reported_on(consumer: Consumer) -> None:
    """The whole suite is looked at all the same: the victim is in a file that is not committed."""
    consumer.write("tests/test_old.py", LEAK.format("old", "C"))
    consumer.write("tests/test_other.py", VICTIM.format("C"))
    consumer.commit("an old debt")
    consumer.write("tests/test_leak.py", LEAK.format("leak", "B"))
    consumer.git("add", "tests/test_leak.py")
    done = consumer.pre_commit("run")
    assert done.returncode == 1
    assert "--> tests/test_leak.py" in done.stdout
    assert "--> tests/test_old.py" not in done.stdout
    assert "test_reads" in done.stdout


def test_a_file_is_no_test_because_it_is_committed(consumer: Consumer) -> None:
    code = LEAK.format("connection", "B")
    consumer.write("src/app.py", code)
    consumer.write("tests/test_app.py", "x = 1\n")
    consumer.git("add", "--all")
    done = consumer.pre_commit("run")
    assert done.returncode == 0, done.stdout


def test_excluded_files_stay_out(consumer: Consumer) -> None:
    consumer.write("isolint.toml", 'extend-exclude = ["tests/manual"]\n')
    consumer.write("tests/manual/test_more.py", LEAK.format("more", "B"))
    consumer.git("add", "--all")
    assert consumer.pre_commit("run").returncode == 0


def test_what_is_not_staged_does_not_count(consumer: Consumer) -> None:
    """pre-commit puts away what is not staged, so the texts on disk are those of the commit."""
    good, bad = LEAK.format("more", "C"), LEAK.format("more", "B")
    consumer.write("tests/test_more.py", good)
    consumer.git("add", "tests/test_more.py")
    consumer.write("tests/test_more.py", f"{bad}\n# later\n")
    assert consumer.run("git", "commit", "--message", "good").returncode == 0
    assert consumer.read("tests/test_more.py") == f"{bad}\n# later\n"
    consumer.git("add", "tests/test_more.py")
    consumer.write("tests/test_more.py", good)
    done = consumer.run("git", "commit", "--message", "bad")
    assert done.returncode == 1
    assert "ISO401" in done.stdout
    assert consumer.read("tests/test_more.py") == good


def test_fixing(consumer: Consumer, installed: Path) -> None:
    consumer.write(".pre-commit-config.yaml", _configuration(installed, "isolint-fix"))
    consumer.write("tests/test_names.py", UNSORTED)
    consumer.git("add", "--all")
    done = consumer.run("git", "commit", "--message", "names")
    assert done.returncode == 1
    assert "files were modified by this hook" in done.stdout
    assert "1 fixed, 0 remaining" in done.stdout
    assert "sorted(" in consumer.read("tests/test_names.py")
    consumer.git("add", "--all")
    assert consumer.run("git", "commit", "--message", "names").returncode == 0


def test_a_baseline_is_heeded(consumer: Consumer, home: Path) -> None:
    consumer.write("tests/test_victim.py", VICTIM.format("A"))
    consumer.git("add", "--all")
    assert consumer.pre_commit("run", "--all-files").returncode == 1
    (program,) = home.glob("repo*/py_env*/bin/isolint")
    made = consumer.run(str(program), "baseline", "create")
    assert made.returncode == 0, made.stdout
    consumer.git("add", "--all")
    assert consumer.pre_commit("run", "--all-files").returncode == 0


def test_a_broken_configuration_is_no_finding(consumer: Consumer) -> None:
    consumer.write("isolint.toml", "selekt = []\n")
    consumer.git("add", "--all")
    done = consumer.pre_commit("run", "--all-files")
    assert done.returncode == 1
    assert "exit code: 2" in done.stdout
    assert 'there is no key "selekt"' in done.stdout
