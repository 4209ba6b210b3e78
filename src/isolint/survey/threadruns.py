"""Whether a project's own files run its tests in threads, and which tests they leave out of that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from isolint.model.project import ThreadRun
from isolint.survey.commandlines import command_lines, texts
from isolint.survey.pytestfile import PytestFile, pytest_file
from isolint.survey.scripts import COMMANDS

_OPTION = re.compile(r"""--parallel-threads["']?(?:=|\s*,?\s*)["']?(auto|\d+|\$\S+|\{[^}\n]*\})""")
_LISTS = ("thread_unsafe_fixtures", "thread_unsafe_functions")
_MARKS = frozenset({"thread_unsafe", "parallel_threads", "parallel_threads_limit", "force_parallel_threads"})


def thread_run(root: Path, start: Path, profile: str) -> ThreadRun | None:
    """How tests are run in threads, None where nothing says so; `profile` is the user's word."""
    if profile == "processes":
        return None
    found = pytest_file(root, start)
    own = 'isolint\'s own setting: profile = "threads"'
    evidence = own if profile else next(_evidence(root, found), "")
    if not evidence:
        return None
    fixtures, functions = (_listed(found, key) for key in _LISTS)
    return ThreadRun(evidence=evidence, alone_fixtures=fixtures, alone_functions=functions)


def _evidence(root: Path, found: PytestFile | None) -> Iterator[str]:
    """What says so: pytest's own settings, then the commands that run it."""
    if found is not None:
        name = found.path.relative_to(root).as_posix()
        count = _count(" ".join(found.words("addopts")))
        if count:
            yield f"{name}: addopts = --parallel-threads={count}"
        marks = {re.split(r"[:(\s]", line, maxsplit=1)[0] for line in _listed(found, "markers")}
        known = [key for key in _LISTS if found.options.get(key)]
        known += [f"markers = {mark}" for mark in sorted(_MARKS & marks)]
        yield from (f"{name}: {one}" for one in known)
    for name, text in texts(root, COMMANDS):
        if "--parallel-threads" in text:
            for line in command_lines(text):
                if _count(line):
                    yield f"{name}: pytest --parallel-threads={_count(line)}"


def _count(options: str) -> str:
    """The number of threads that an option asks for, as it is written; "" for one and for none."""
    given = _OPTION.search(options)
    return given[1] if given and given[1] not in ("0", "1") else ""


def _listed(found: PytestFile | None, key: str) -> tuple[str, ...]:
    """The lines of a list: that is how pytest splits such options."""
    value = found.options.get(key, ()) if found is not None else ()
    lines = value.splitlines() if isinstance(value, str) else value if isinstance(value, list) else ()
    return tuple(text for line in lines if (text := str(line).strip()))
