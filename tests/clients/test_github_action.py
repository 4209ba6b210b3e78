"""The steps of `action.yml`, run by bash as GitHub runs them, in repositories like those it would meet."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS = ACTION["runs"]["steps"]
EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}")
CONTEXT = re.compile(r"\b(inputs|steps|github|runner)((?:\.[\w-]+)+)")

LEAK = 'import os\n\n\ndef test_sets():\n    os.environ["A"] = "1"\n'
VICTIM = 'import os\n\n\ndef test_reads():\n    assert os.environ.get("A") is None\n'


def test_inputs_are_never_part_of_a_script() -> None:
    """What somebody calls a branch would be run as a command."""
    for step in STEPS:
        assert "${{" not in step.get("run", "")


def test_shells_and_inputs_are_declared() -> None:
    for step in STEPS:
        assert ("run" in step) == ("shell" in step)
        assert "run" in step or "@" in step["uses"]
    used = set(re.findall(r"inputs\.([\w-]+)", json.dumps(ACTION["runs"])))
    assert used == set(ACTION["inputs"])
    assert all(isinstance(each["default"], str) and each["description"] for each in ACTION["inputs"].values())
    ids = {step["id"] for step in STEPS if "id" in step}
    assert set(re.findall(r"steps\.([\w-]+)\.", json.dumps(ACTION))) <= ids


@dataclass
class Job:
    """One use of the action; what `uses` other actions is played, what is `run` is run."""

    folder: Path
    inputs: Mapping[str, str]
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    used: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    log: str = ""
    code: int = 0

    @property
    def temporary(self) -> Path:
        return self.folder.parent / "runner"

    def play(self) -> Job:
        """All steps whose condition holds, until one fails."""
        self.temporary.mkdir(exist_ok=True)
        for step in STEPS:
            known = step.get("id") in self.outputs
            if known or not self._value(step.get("if", "'true'")):
                continue
            if "uses" in step:
                given = {name: self._text(value) for name, value in step.get("with", {}).items()}
                self.used.append((step["uses"].partition("@")[0], given))
                self.outputs[step.get("id", "")] = {"python-path": sys.executable}
            elif not self._run(step):
                break
        return self

    def _run(self, step: dict[str, Any]) -> bool:
        script, said = self.temporary / "script.sh", self.temporary / "output"
        script.write_text(step["run"], "utf-8")
        said.write_text("")
        environment = {name: self._text(value) for name, value in step.get("env", {}).items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self.folder / self._text(step.get("working-directory", ".")),
            env={**_machine(), **self._defaults(said), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self.log += done.stdout
        pairs = (line.partition("=") for line in said.read_text("utf-8").splitlines())
        self.outputs[step.get("id", "")] = {name: value for name, _, value in pairs}
        self.code = done.returncode
        return done.returncode == 0

    def _defaults(self, said: Path) -> dict[str, str]:
        return {
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_ACTIONS": "true",
            "GITHUB_OUTPUT": str(said),
            "GITHUB_WORKSPACE": str(self.folder),
            "RUNNER_TEMP": str(self.temporary),
        }

    def _text(self, template: str | bool) -> str:
        if isinstance(template, bool):
            return str(template).lower()
        return EXPRESSION.sub(lambda found: str(self._value(found[1])), template)

    def _value(self, expression: str) -> object:
        """GitHub's operators choose among their operands as Python's do."""
        python = CONTEXT.sub(lambda found: repr(self._looked_up(found[1], found[2])), expression)
        return eval(python.replace("&&", " and ").replace("||", " or ").strip())

    def _looked_up(self, context: str, path: str) -> str:
        names = path.strip(".").split(".")
        if context == "inputs":
            return {**{name: each["default"] for name, each in ACTION["inputs"].items()}, **self.inputs}[
                names[0]
            ]
        if context == "steps":
            return self.outputs.get(names[0], {}).get(names[2], "")
        return {"github.sha": "0123456", "runner.os": "Linux"}[f"{context}.{names[0]}"]


def _machine() -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "ISOLINT_", "PYTEST_")) and name not in ("PYTHONPATH", "VIRTUAL_ENV")
    }
    names = {"GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@example.org"}
    names |= {"GIT_COMMITTER_NAME": "Ann", "GIT_COMMITTER_EMAIL": "ann@example.org"}
    return {**kept, **names, "GIT_CONFIG_GLOBAL": os.devnull, "NO_COLOR": "1"}


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, env=_machine(), check=True, capture_output=True)


def _commit(folder: Path, **files: str) -> None:
    for name, text in files.items():
        target = folder / name.replace("__", "/")
        target = target.with_suffix(".py")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "--message", "more")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What the step that installs isolint has to say, once for all jobs."""
    folder = tmp_path_factory.mktemp("install") / "work"
    folder.mkdir()
    job = Job(folder, {})
    job.outputs = {"base": {}, "check": {}}
    job.play()
    if "No matching distribution found" in job.log or "Could not find a version" in job.log:
        pytest.skip("the packages that isolint needs cannot be had here")
    assert "program" in job.outputs["install"], job.log
    assert Path(job.outputs["install"]["program"]).is_file()
    return job.outputs["install"]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    _git(folder, "init", "--quiet", "--initial-branch", "main", ".")
    (folder / "pyproject.toml").write_text("[tool.pytest.ini_options]\naddopts = '-n 4'\n")
    (folder / ".gitignore").write_text(".isolint_cache/\n")
    _commit(folder, tests__test_sets=LEAK, tests__test_reads=VICTIM)
    return folder


def _played(folder: Path, installed: Mapping[str, str], **inputs: str) -> Job:
    given = {name.replace("_", "-"): value for name, value in inputs.items()}
    return Job(folder, given, outputs={"install": dict(installed)}).play()


run_steps = [
    pytest.mark.clients,
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed"),
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
]


class TestSteps:
    pytestmark = run_steps

    def test_findings(self, repository: Path, installed: dict[str, str]) -> None:
        job = _played(repository, installed)
        assert job.code == 1
        assert job.outputs["check"] == {"exit-code": "1"}
        (annotation,) = [line for line in job.log.splitlines() if line.startswith("::")]
        assert re.match(r"::(warning|error) .*file=.*tests/test_sets\.py,line=5,", annotation)
        assert [name for name, _ in job.used] == ["actions/setup-python", "actions/cache"]
        assert job.used[0][1]["update-environment"] == "false"
        assert job.used[1][1]["path"] == "./.isolint_cache"
        assert (repository / ".isolint_cache").is_dir()

    def test_clean(self, repository: Path, installed: dict[str, str]) -> None:
        _commit(repository, tests__test_reads="x = 1\n")
        job = _played(repository, installed)
        assert job.code == 0
        assert job.outputs["check"] == {"exit-code": "0"}
        assert "::" not in job.log

    def test_sarif_is_uploaded_and_the_job_fails_after_that(
        self, repository: Path, installed: dict[str, str]
    ) -> None:
        job = _played(repository, installed, sarif="true")
        assert job.code == 1
        name, given = job.used[-1]
        assert name == "github/codeql-action/upload-sarif"
        report = json.loads(Path(given["sarif_file"]).read_text("utf-8"))
        (result,) = report["runs"][0]["results"]
        assert result["ruleId"] == "ISO401"
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "tests/test_sets.py"

    def test_a_mistake(self, repository: Path, installed: dict[str, str]) -> None:
        (repository / "isolint.toml").write_text("selekt = []\n")
        job = _played(repository, installed, sarif="true")
        assert job.code == 2
        assert 'there is no key "selekt"' in job.log
        assert "upload" not in job.used[-1][0]

    def test_paths_and_options(self, repository: Path, installed: dict[str, str]) -> None:
        other = LEAK.replace('"A"', '"B"').replace("test_sets", "test_b")
        _commit(repository, **{"more tests__test_b": other, "tests__test_c": VICTIM.replace('"A"', '"B"')})
        both = _played(repository, installed, paths="more tests\ntests/test_sets.py\n")
        assert both.log.count("\n::warning ") + both.log.startswith("::warning ") == 2
        assert _played(repository, installed, paths="tests/test_reads.py").code == 0
        assert _played(repository, installed, args="--ignore ISO401\n  --no-cache").code == 0
        assert _played(repository, installed, args="--exit-zero").code == 0

    @pytest.mark.parametrize("name", ["paths", "args", "diff_base", "version", "working_directory"])
    def test_nothing_is_run_that_was_put_in(
        self, repository: Path, installed: dict[str, str], tmp_path: Path, name: str
    ) -> None:
        mark = tmp_path / "mark"
        for text in (f'"; touch {mark}; "', f"$(touch {mark})", f"`touch {mark}`", f"x\ntouch {mark}"):
            with_text = {name: text}
            job = Job(repository, {each.replace("_", "-"): value for each, value in with_text.items()})
            if name != "version":
                job.outputs = {"install": dict(installed)}
            try:
                job.play()
            except OSError:
                assert name == "working_directory"
            else:
                assert job.code != 0
            assert not mark.exists()

    def test_only_what_a_pull_request_has_changed(
        self, repository: Path, installed: dict[str, str], tmp_path: Path
    ) -> None:
        """As actions/checkout leaves it: one commit, and no other branch than the one at hand."""
        _git(repository, "switch", "--quiet", "--create", "topic")
        other = LEAK.replace('"A"', '"B"').replace("test_sets", "test_b")
        _commit(repository, tests__test_b=other, tests__test_c=VICTIM.replace('"A"', '"B"'))
        clone = tmp_path / "clone"
        origin = f"file://{repository}"
        _git(tmp_path, "clone", "--quiet", "--depth", "1", "--branch", "topic", origin, str(clone))
        job = _played(clone, installed, diff_base="main")
        assert job.code == 1
        assert job.outputs["base"] == {"base": "origin/main"}
        (annotation,) = [line for line in job.log.splitlines() if line.startswith("::")]
        assert "tests/test_b.py" in annotation
        whole = _played(clone, installed, diff_base="")
        assert sum(line.startswith("::") for line in whole.log.splitlines()) == 2
        assert _played(clone, installed, diff_base="nowhere").code != 0

    def test_a_project_in_a_folder(self, repository: Path, installed: dict[str, str]) -> None:
        (repository / "app").mkdir()
        shutil.move(repository / "tests", repository / "app/tests")
        shutil.copy(repository / "pyproject.toml", repository / "app")
        job = _played(repository, installed, working_directory="app", sarif="true")
        assert job.code == 1
        assert "app/tests/test_sets.py" in job.log
        assert (repository / "app/.isolint_cache").is_dir()

    def test_without_a_cache(self, repository: Path, installed: dict[str, str]) -> None:
        job = _played(repository, installed, cache="false")
        assert job.code == 1
        assert [name for name, _ in job.used] == ["actions/setup-python"]
        assert not (repository / ".isolint_cache").exists()
