"""What a project's own files say about how its Go tests run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from isolint.model.language import GO
from isolint.model.project import ALL_CORES, Layout, Runner
from isolint.survey.commandlines import NEXT, command_lines, texts
from isolint.survey.gomodules import requirements

COMMANDS = (
    *("Makefile", "makefile", "GNUmakefile", "*.mk", "*/*.mk", ".*/*.mk"),
    *("Taskfile.yml", "Taskfile.yaml", "justfile", "magefile.go", "magefiles/*.go"),
    *("*.sh", "hack/*.sh", "scripts/*.sh", "test/*.sh", "tests/*.sh", "ci/*.sh", "tools/*.sh"),
    *(".github/workflows/*.yml", ".github/workflows/*.yaml", ".github/actions/*/action.yml"),
    *(".gitlab-ci.yml", ".circleci/config.yml", ".travis.yml", "azure-pipelines.yml", "Jenkinsfile"),
)
"""Where commands stand, in the order in which they are believed."""

_COUNT = r"""["']?(\d+|\$\$?\w+|\$[({][^)}]*[)}]|\$\{\{[^}]*\}\})"""
_GINKGO = re.compile(
    r"(?<![\w-])(?:ginkgo(?:@\S+)?|\$[({]GINKGO[)}]|GINKGO_\w+\s*[:?+]?=)(?=\s)\s*(?P<options>.*)"
)
_GINKGO_COUNT = re.compile(rf"(?<!\S)--?(?:procs|nodes)(?:=|\s+){_COUNT}")
_GINKGO_ALL = re.compile(r"(?<!\S)--?p(?:=true)?(?!\S)")
_GO_TEST = re.compile(r"(?<![\w-])(?:go|\$[({]GO[)}])\s+test\b|(?<![\w-])gotestsum(?=\s)")
_PACKAGES = re.compile(rf"(?<!\S)--?p(?:=|\s+){_COUNT}")
_TESTS = re.compile(rf"(?<!\S)--?(?:test\.)?parallel(?:=|\s+){_COUNT}")
_REMARK = re.compile(r"\s#.*")
_CALL = re.compile(r'\([^()]*"(?:ginkgo|go"\s*,\s*"test)"[^()]*\)')


class _Command(NamedTuple):
    """A command that runs tests; the counts are None where it does not say."""

    file: str
    tool: str
    processes: int | None = None
    package_processes: int | None = None
    test_parallel: int | None = None

    @property
    def text(self) -> str:
        """The command, cut down to what matters."""
        options = (
            _option("--procs=", self.processes, "-p"),
            _option("-p ", self.package_processes, "-p N"),
            _option("-parallel ", self.test_parallel, "-parallel N"),
        )
        return f"{self.file}: {' '.join((self.tool, *filter(None, options)))}"


def go_layout(root: Path, modules: tuple[tuple[str, str], ...] = ()) -> Layout:
    """How Go tests are found and run; the go command leaves no choice of names."""
    return Layout(
        language=GO,
        runner=_runner(list(_commands(root))),
        test_files=("*_test.go",),
        test_functions=("Test",),
        test_types=(),
        import_roots=(),
        modules=modules,
        requirements=tuple(requirements(root, [folder for _, folder in modules])),
    )


def _runner(commands: Sequence[_Command]) -> Runner:
    """The most parallel of all commands: something runs alone only where nothing says otherwise."""
    ginkgo = [command for command in commands if command.processes is not None]
    suites = next((command for command in ginkgo if command.processes != 1), next(iter(ginkgo), None))
    go_test = [command for command in commands if command.tool != "ginkgo"]
    packages = _most([command.package_processes for command in go_test])
    tests = _most([command.test_parallel for command in go_test])
    telling = [suites] if suites else []
    telling += [
        command
        for command in go_test
        if (packages is not None and command.package_processes == packages)
        or (tests is not None and command.test_parallel == tests)
    ][:1]
    return Runner(
        kind="go",
        evidence="; ".join(command.text for command in telling),
        processes=suites.processes if suites else None,
        package_processes=packages,
        test_parallel=tests,
    )


def _most(counts: Sequence[int | None]) -> int | None:
    """None, the default, is parallel: it loses against a number above one only."""
    several = [count for count in counts if count is not None and count != 1]
    if several:
        return several[0]
    return None if None in counts or not counts else 1


def _commands(root: Path) -> Iterator[_Command]:
    for name, text in texts(root, COMMANDS):
        if "ginkgo" not in text.lower() and "test" not in text:
            continue
        for line in command_lines(text, _CALL if name.endswith(".go") else None):
            for command in NEXT.split(_REMARK.sub("", line)):
                yield from _in_command(name, command)


def _in_command(name: str, command: str) -> Iterator[_Command]:
    ginkgo = _GINKGO.search(command)
    if ginkgo:
        options = re.split(r"(?<!\S)--(?!\S)", ginkgo["options"])[0]
        count = _count(_GINKGO_COUNT.search(options))
        if count is None and _GINKGO_ALL.search(options):
            count = ALL_CORES
        yield _Command(name, "ginkgo", count)
    elif _GO_TEST.search(command):
        packages, tests = _count(_PACKAGES.search(command)), _count(_TESTS.search(command))
        yield _Command(name, "go test", None, packages, tests)


def _count(found: re.Match[str] | None) -> int | None:
    if found is None:
        return None
    return int(found[1]) if found[1].isdigit() else ALL_CORES


def _option(name: str, count: int | None, unsaid: str) -> str:
    return "" if count is None else unsaid if count == ALL_CORES else f"{name}{count}"
