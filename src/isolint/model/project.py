"""What the project's own files say about how its tests run."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """How the suite runs in parallel.

    `kind` is "xdist"; `dist` its mode. `evidence` is "file: text" where a project file says
    so, "" when nothing was found and the defaults are assumed.
    """

    kind: str = "xdist"
    dist: str = "load"
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Which files hold tests and where imports start; paths are POSIX, relative to the root.

    `plugins` are the modules that the runner is told to load by name.
    """

    runner: Runner = field(default_factory=Runner)
    test_files: tuple[str, ...] = ("test_*.py", "*_test.py")
    test_functions: tuple[str, ...] = ("test",)
    test_types: tuple[str, ...] = ("Test",)
    test_paths: tuple[str, ...] = ()
    import_roots: tuple[str, ...] = ("", "src")
    plugins: tuple[str, ...] = ()
