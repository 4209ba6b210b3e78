"""The sentence that says how the tests are believed to run, and who says so."""

from __future__ import annotations

from isolint.model.project import ALL_CORES, Runner

_NONE_FOUND = "No parallel runner found in the project's files; assumed"


def runner_sentence(runner: Runner) -> str:
    """Which runner was found and where, or what was assumed."""
    if runner.kind == "go":
        return _of_go(runner)
    if runner.evidence:
        return f"Runner: pytest-xdist --dist {runner.dist} ({runner.evidence})."
    return f"{_NONE_FOUND} pytest-xdist --dist {runner.dist}."


def _of_go(runner: Runner) -> str:
    if not runner.evidence:
        return f"{_NONE_FOUND} ginkgo -p, and what go test does by itself."
    ginkgo = {
        None: "ginkgo -p (assumed)",
        ALL_CORES: "ginkgo -p",
        1: "ginkgo with one process (not parallel)",
    }
    suites = ginkgo.get(runner.processes, f"ginkgo --procs={runner.processes}")
    packages = "one package at a time" if runner.package_processes == 1 else "packages side by side"
    tests = ", one test at a time" if runner.test_parallel == 1 else ""
    return f"Runner: {suites}; go test, {packages}{tests} ({runner.evidence})."
