"""What the project's own files say about how its tests run."""

from __future__ import annotations

from dataclasses import dataclass, field

from isolint.model.language import PYTHON

ALL_CORES = 0
"""A number of processes that the machine, or somebody's variable, decides: more than one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """How the suite runs in parallel.

    `kind` is "xdist", with `dist` its mode, or "go", which stands for both of Go's runners:
    `processes` are those of a Ginkgo suite, `package_processes` the packages that `go test`
    runs side by side, `test_parallel` the tests of one package that do. None where nothing
    says so, 1 where a project file says that nothing is parallel. `evidence` is "file: text"
    where one says anything, "" when the defaults are assumed.
    """

    kind: str = "xdist"
    dist: str = "load"
    evidence: str = ""
    processes: int | None = None
    package_processes: int | None = None
    test_parallel: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Which files hold tests and where imports start; paths are POSIX, relative to the root.

    One for each language. `plugins` are the modules that the runner is told to load by name,
    `modules` the Go modules: the path that imports of each start with, and its folder.
    `requirements` are folders of modules, each with another module that code there may import.
    """

    language: str = PYTHON
    runner: Runner = field(default_factory=Runner)
    test_files: tuple[str, ...] = ("test_*.py", "*_test.py")
    test_functions: tuple[str, ...] = ("test",)
    test_types: tuple[str, ...] = ("Test",)
    test_paths: tuple[str, ...] = ()
    import_roots: tuple[str, ...] = ("", "src")
    plugins: tuple[str, ...] = ()
    modules: tuple[tuple[str, str], ...] = ()
    requirements: tuple[tuple[str, str], ...] = ()
