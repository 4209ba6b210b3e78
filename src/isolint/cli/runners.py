"""The sentence that says how the tests are believed to run, and who says so."""

from __future__ import annotations

from collections.abc import Iterator

from isolint.model.project import (
    ALL_CORES,
    CLASSES,
    DJANGO,
    GO_RUNNERS,
    STESTR,
    TRIAL,
    UNITTEST,
    UNITTEST_PARALLEL,
    Layout,
    Runner,
)

_NONE_FOUND = "No parallel runner found in the project's files; assumed"


def runner_sentences(layout: Layout) -> Iterator[str]:
    """How the tests of one language are spread, and whether each of them is run in threads."""
    yield runner_sentence(layout.runner)
    if layout.threads is not None:
        yield f"Threads: pytest-run-parallel runs each test in several ({layout.threads.evidence})."


def runner_sentence(runner: Runner) -> str:
    """Which runner was found and where, or what was assumed."""
    if runner.kind == GO_RUNNERS:
        return _of_go(runner)
    if runner.evidence:
        return f"Runner: {_of_python(runner)} ({runner.evidence})."
    return f"{_NONE_FOUND} {_of_python(runner)}."


def _of_python(runner: Runner) -> str:
    """The runner and what it keeps together."""
    if runner.kind == UNITTEST or runner.is_serial:
        return f"{'unittest' if runner.kind == UNITTEST else 'pytest'}, one test at a time"
    if runner.kind == DJANGO:
        return f"manage.py test --parallel{', with spawned workers' if runner.spawned else ''}"
    if runner.kind == UNITTEST_PARALLEL:
        return f"unittest-parallel --level {runner.level}"
    if runner.kind == TRIAL:
        return "trial -j, each worker in a directory of its own"
    if runner.kind == STESTR:
        units = {"": "each test by itself", CLASSES: "a class on one worker"}
        return f"stestr, {units.get(runner.grouping, 'grouped by ' + runner.grouping)}"
    return f"pytest-xdist --dist {runner.dist}{', each test in a child process' if runner.forked else ''}"


def _of_go(runner: Runner) -> str:
    if not runner.evidence:
        return (
            "No file says how the Go tests run; assumed go test as it is, and ginkgo -p for Ginkgo's suites."
        )
    ginkgo = {
        None: "ginkgo -p (assumed)",
        ALL_CORES: "ginkgo -p",
        1: "ginkgo with one process (not parallel)",
    }
    suites = ginkgo.get(runner.processes, f"ginkgo --procs={runner.processes}")
    packages = "one package at a time" if runner.package_processes == 1 else "packages side by side"
    tests = ", one test at a time" if runner.test_parallel == 1 else ""
    return f"Runner: {suites}; go test, {packages}{tests} ({runner.evidence})."
