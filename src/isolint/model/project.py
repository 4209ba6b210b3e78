"""What the project's own files say about how its tests run."""

from __future__ import annotations

from dataclasses import dataclass, field

from isolint.model.language import PYTHON

ALL_CORES = 0
"""A number of processes that the machine, or somebody's variable, decides: more than one."""

XDIST = "xdist"
UNITTEST = "unittest"
UNITTEST_PARALLEL = "unittest-parallel"
DJANGO = "django"
STESTR = "stestr"
TRIAL = "trial"
GO_RUNNERS = "go"
CASE_RUNNERS = (UNITTEST, UNITTEST_PARALLEL, DJANGO, STESTR, TRIAL)
"""Those to which a fixture, a hook or a function outside of a TestCase is nothing."""

CLASSES = r"([^\.]*\.)*"
"""Of a dotted test id all but the method, as stestr is told to keep classes together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """How the suite runs in parallel.

    `kind` is XDIST, with `dist` its mode; one of those that know test cases only (UNITTEST, which
    runs in one process, UNITTEST_PARALLEL with its `level`, DJANGO, STESTR with the `grouping` of
    its ids, TRIAL); or GO_RUNNERS, which stands for both of Go's:
    `processes` are those of a Ginkgo suite, `package_processes` the packages that `go test`
    runs side by side, `test_parallel` the tests of one package that do. None where nothing
    says so, 1 where a project file says that nothing is parallel. `evidence` is "file: text"
    where one says anything, "" when the defaults are assumed.
    """

    kind: str = XDIST
    dist: str = "load"
    evidence: str = ""
    forked: bool = False
    """Each test runs in a child process of its own, which takes with it what it did to its memory."""
    spawned: bool = False
    """Workers are new interpreters that import all anew, not copies of their parent."""
    level: str = "module"
    grouping: str = ""
    grouped_elsewhere: bool = False
    """Another command of the project, or code of it, says that groups count."""
    groups_lost: str = ""
    """The pinned versions with which no group is kept together, as text."""
    processes: int | None = None
    package_processes: int | None = None
    test_parallel: int | None = None

    @property
    def knows_cases_only(self) -> bool:
        return self.kind in CASE_RUNNERS

    @property
    def is_serial(self) -> bool:
        return self.kind == UNITTEST or (self.kind == XDIST and self.dist == "no")

    @property
    def keeps(self) -> str:
        """What one process runs as a whole, of a runner that knows cases only: "grouping" is its own word."""
        if self.kind == UNITTEST_PARALLEL:
            return self.level
        if self.kind == TRIAL:
            return "test"
        return "grouping" if self.kind == STESTR else "class"

    @property
    def sets_up_per_class(self) -> bool:
        """It is handed one class after the other, and sets up the module anew for each."""
        return self.kind in (DJANGO, UNITTEST_PARALLEL) and self.keeps == "class"

    @property
    def runs_bare_tests(self) -> bool:
        """It never calls the set-up of a class or module."""
        return self.kind == TRIAL or (self.kind == UNITTEST_PARALLEL and self.level == "test")

    @property
    def loads_by_name(self) -> bool:
        """Cases are looked for in modules that are called like tests, and nowhere else."""
        return self.kind == TRIAL

    @property
    def moves_workers(self) -> bool:
        """Each worker is started in a directory of its own, `_trial_temp/0` and so on."""
        return self.kind == TRIAL

    @property
    def knows_groups(self) -> bool:
        """Marks that name groups are something to it, in one of its modes."""
        return self.kind == XDIST

    @property
    def copies_parent(self) -> bool:
        """Workers start as copies of the process that has imported the tests."""
        return self.kind == DJANGO and not self.spawned

    @property
    def groups_count(self) -> bool:
        """Marks that name groups are obeyed; where no file says how the suite is run, they say so."""
        return self.knows_groups and (self.dist == "loadgroup" or not self.evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadRun:
    """Each test is run by several threads of one process at once, as pytest-run-parallel does it.

    `evidence` is "file: text". The project itself names `alone_fixtures` and `alone_functions`: a test
    that uses one of them is run by one thread.
    """

    evidence: str
    alone_fixtures: tuple[str, ...] = ()
    alone_functions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Which files hold tests and where imports start; paths are POSIX, relative to the root.

    One for each language. `plugins` are the modules that the runner is told to load by name,
    `modules` the Go modules: the path that imports of each start with, and its folder.
    `requirements` are folders of modules, each with another module that code there may import.
    """

    language: str = PYTHON
    runner: Runner = field(default_factory=Runner)
    threads: ThreadRun | None = None
    """Where the suite is run in threads, too, whatever else its runner does."""
    test_files: tuple[str, ...] = ("test_*.py", "*_test.py")
    test_functions: tuple[str, ...] = ("test",)
    test_types: tuple[str, ...] = ("Test",)
    test_paths: tuple[str, ...] = ()
    import_roots: tuple[str, ...] = ("", "src")
    plugins: tuple[str, ...] = ()
    modules: tuple[tuple[str, str], ...] = ()
    requirements: tuple[tuple[str, str], ...] = ()
