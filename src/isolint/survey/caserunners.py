"""The commands by which a project's own files run its test cases in parallel without pytest."""

from __future__ import annotations

import configparser
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from isolint.model.project import CLASSES, DJANGO, STESTR, TRIAL, UNITTEST_PARALLEL, Runner
from isolint.survey.commandlines import NEXT, command_lines, texts
from isolint.survey.scripts import COMMANDS


class CaseRun(NamedTuple):
    """One command; `is_parallel` is what it says itself."""

    runner: Runner
    is_parallel: bool


def case_runs(root: Path) -> Iterator[CaseRun]:
    """The commands of a project that run test cases, the most telling file first."""
    own_script = _own_script(root)
    spawned = any(_SPAWN.search(text) for _, text in texts(root, _SCRIPTS))
    grouping = _stestr_grouping(root)
    for name, text in texts(root, COMMANDS):
        if not _ANY.search(text):
            continue
        for line in command_lines(text, _CALL if name.endswith(".py") else None):
            for part in NEXT.split(line):
                yield from _case_run(name, part, own_script, spawned, grouping or "")
    if grouping is not None:
        yield CaseRun(Runner(kind=STESTR, grouping=grouping, evidence=_STESTR_FILE), is_parallel=True)


def _case_run(
    file: str, command: str, own_script: re.Pattern[str] | None, spawned: bool, grouping: str
) -> Iterator[CaseRun]:
    """What one command says, if it is one that runs test cases."""
    started = _MANAGED.search(command) or (own_script.search(command) if own_script else None)
    if started:
        workers = _PARALLEL.search(command)
        is_parallel = workers is not None and workers[1] not in ("0", "1")
        words = [started[0], *(("--parallel", workers[1] or "") if workers else ())]
        evidence = f"{file}: {' '.join(words).strip()}"
        yield CaseRun(Runner(kind=DJANGO, spawned=spawned, evidence=evidence), is_parallel)
    elif _UNITTEST_PARALLEL.search(command):
        level = _LEVEL.search(command)
        jobs = _JOBS.search(command)
        known = level[1] or level[2] if level else "module"
        runner = Runner(
            kind=UNITTEST_PARALLEL,
            level=known,
            evidence=f"{file}: unittest-parallel{f' --level {known}' if level else ''}",
        )
        yield CaseRun(runner, jobs is None or jobs[1] != "1")
    elif _STESTR.search(command):
        found = _GROUPING.search(command)
        regex = found[1] if found else CLASSES if "--parallel-class" in command else grouping
        runner = Runner(kind=STESTR, grouping=regex, evidence=f"{file}: stestr run")
        yield CaseRun(runner, _STESTR_SERIAL.search(command) is None)
    else:
        yield from _trial_run(file, command)


def _trial_run(file: str, command: str) -> Iterator[CaseRun]:
    """What a command of Twisted's runner says; `-j 1`, too, starts a worker."""
    started = _TRIAL.search(command)
    if started:
        jobs = _TRIAL_JOBS.search(command, started.end())
        workers = f" -j {jobs[1]}" if jobs else ""
        yield CaseRun(
            Runner(kind=TRIAL, evidence=f"{file}: trial{workers}"), jobs is not None and jobs[1] != "1"
        )


def _own_script(root: Path) -> re.Pattern[str] | None:
    """How a script of the project's own that starts Django's runner is called."""
    for name, text in texts(root, ("runtests.py", "tests/runtests.py")):
        if "django" in text:
            return re.compile(rf"(?<![\w-]){re.escape(Path(name).name)}(?!\S)")
    return None


def _stestr_grouping(root: Path) -> str | None:
    """The regular expression for ids that stay together, "" without one; None where stestr is not set up."""
    path = root / _STESTR_FILE
    if not path.is_file():
        return None
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(path.read_text("utf-8", "replace"))
    except configparser.Error:
        return ""
    if parser.get("DEFAULT", "parallel_class", fallback="").lower() == "true":
        return CLASSES
    return parser.get("DEFAULT", "group_regex", fallback="")


_STESTR_FILE = ".stestr.conf"
_SCRIPTS = ("manage.py", "runtests.py", "tests/runtests.py")
_ANY = re.compile(r"manage\.py|django|runtests\.py|unittest.parallel|stestr|trial")
_CALL = re.compile(
    r"\([^()]*(?:manage\.py|runtests\.py|unittest.parallel|stestr|django-admin"
    r"|[\"'](?:django|(?:twisted\.)?trial)[\"'])[^()]*\)"
)
_MANAGED = re.compile(r"(?<![\w-])(?:manage\.py|django-admin(?:\.py)?|-m\s+django)\s+test(?!\S)")
_PARALLEL = re.compile(r"(?<!\S)--parallel(?:(?:=|\s+)[\"']?(\d+|auto|\$\S+))?(?![\w-])")
_UNITTEST_PARALLEL = re.compile(r"(?<![\w./-])(?:unittest-parallel(?=\s+-)|-m\s+unittest_parallel)")
_LEVEL = re.compile(r"--level(?:=|\s+)(module|class|test)\b|--(module|class)-fixtures\b")
_JOBS = re.compile(r"(?<!\S)(?:-j|--jobs)(?:=|\s*)(\d+)")
_STESTR = re.compile(r"(?<![\w./-])(?:stestr\s(?:.*\s)?run\b|ostestr\b)")
_STESTR_SERIAL = re.compile(r"(?<!\S)(?:--serial\b|--concurrency(?:=|\s+)1\b)")
_GROUPING = re.compile(r"--group[-_]regex(?:=|\s+)[\"']?([^\s\"']+)")
_SPAWN = re.compile(r"set_start_method\(\s*[\"'](?:spawn)[\"']")
_TRIAL = re.compile(
    r"-m\s+twisted\.trial(?!\S)"
    r"|(?:^\s*[@-]*|[=:]\s+[\"']?|\b(?:run|exec|which)\s+|[\w}]/)trial(?=\)?\s+(?:-\w|--\w|[${]|\w+[./]\w))"
)
"""The word is an English one: only where a command starts, before an option, a variable or a dotted name."""
_TRIAL_JOBS = re.compile(r"(?<![\w-])(?:-j|--jobs)(?:=|\s*)(\d+|auto|\$\S+|\{\S+)")
