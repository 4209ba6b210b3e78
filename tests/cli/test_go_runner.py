"""How the project's own files say its Go tests are run in parallel."""

from __future__ import annotations

import pytest
from cli_running import Project, Run

from isolint.cli.runners import runner_sentence
from isolint.model.project import ALL_CORES, Runner
from isolint.survey.gorunner import go_layout


@pytest.mark.parametrize(
    ("name", "text", "processes", "evidence"),
    [
        ("Makefile", "test:\n\tginkgo -p -r ./e2e\n", ALL_CORES, "Makefile: ginkgo -p"),
        ("Makefile", "test: ginkgo ## run with -p\n\t@echo\n", None, ""),
        ("Makefile", "test:\n\t$(GINKGO) -v --procs=$(N) ./...\n", ALL_CORES, "Makefile: ginkgo -p"),
        ("Makefile", "GINKGO_FLAGS ?= --nodes=3\n", 3, "Makefile: ginkgo --procs=3"),
        ("build/e2e.mk", "x:\n\tbin/ginkgo \\\n\t  -procs 8 e2e\n", 8, "build/e2e.mk: ginkgo --procs=8"),
        ("Taskfile.yml", "- ginkgo run -nodes=2 e2e\n", 2, "Taskfile.yml: ginkgo --procs=2"),
        ("justfile", "e2e:\n  ginkgo --procs=1 e2e\n", 1, "justfile: ginkgo --procs=1"),
        ("hack/e2e.sh", "go run example.org/ginkgo/v2/ginkgo -p\n", ALL_CORES, "hack/e2e.sh: ginkgo -p"),
        ("magefile.go", 'sh.RunV("ginkgo", "-p", "./e2e")\n', ALL_CORES, "magefile.go: ginkgo -p"),
        (".github/workflows/ci.yml", "- run: ginkgo -r e2e\n", None, ""),
        (".gitlab-ci.yml", "script:\n - ginkgo e2e -- -p\n", None, ""),
        ("ci/run.sh", "# ginkgo -p\nginkgo -r; other -p\n", None, ""),
    ],
)
def test_ginkgo(project: Project, name: str, text: str, processes: int | None, evidence: str) -> None:
    runner = go_layout(project({name: text})).runner
    assert (runner.processes, runner.evidence) == (processes, evidence)


def test_the_most_parallel_command_counts(project: Project) -> None:
    text = "a:\n\tginkgo --procs=1 a\n\tginkgo -p b\n\tgo test -p 1 ./...\n\tgo test ./e2e -parallel=4\n"
    runner = go_layout(project({"Makefile": text})).runner
    assert runner == Runner(
        kind="go",
        evidence="Makefile: ginkgo -p; Makefile: go test -parallel 4",
        processes=ALL_CORES,
        package_processes=None,
        test_parallel=4,
    )


def test_what_is_not_parallel_is_said(project: Project, run: Run) -> None:
    text = "a:\n\tginkgo --procs=1 a\n\tgo test -p 1 -parallel 1 ./...\n"
    runner = go_layout(project({"Makefile": text})).runner
    assert (runner.processes, runner.package_processes, runner.test_parallel) == (1, 1, 1)
    assert runner_sentence(runner) == (
        "Runner: ginkgo with one process (not parallel); go test, one package at a time, one test at a time "
        "(Makefile: ginkgo --procs=1; Makefile: go test -p 1 -parallel 1)."
    )
