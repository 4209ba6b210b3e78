"""Which spellings of a lock count as one that other processes see."""

from __future__ import annotations

from textwrap import indent

import pytest
from project import suite_of

from isolint.model.resource import Verb

_HEAD = """\
import fcntl, os, threading
from contextlib import ExitStack, contextmanager
from pathlib import Path
import filelock, portalocker
from oddments import borrowed

_threads = threading.Lock()

@contextmanager
def alone():
    with open("a.lock", "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield

@contextmanager
def among_threads():
    with _threads:
        yield

class Alone:
    def __enter__(self):
        self.handle = open("a.lock")
        fcntl.lockf(self.handle, fcntl.LOCK_EX)

    def __exit__(self, *error):
        fcntl.lockf(self.handle, fcntl.LOCK_UN)

"""
_WRITE = 'Path("a.txt").write_text("a")'


def _is_locked(body: str) -> bool:
    text = f"{_HEAD}def test_a(cursor):\n{indent(body, '    ')}\n"
    suite = suite_of({"test_a.py": text})
    writes = [one for one in suite.touching(Verb.WRITE) if one.resource.name.text.endswith("a.txt")]
    assert len(writes) == 1
    return writes[0].guards.locked


@pytest.mark.parametrize(
    "entered",
    [
        'filelock.FileLock("a.lock")',
        'filelock.FileLock("a.lock").acquire(timeout=5)',
        'portalocker.Lock("a.lock")',
        "alone()",
        "Alone()",
        "borrowed.file_lock()",
    ],
)
def test_entered_by_with(entered: str) -> None:
    assert _is_locked(f"with {entered}:\n    {_WRITE}")


@pytest.mark.parametrize(
    "taken",
    [
        'lock = filelock.FileLock("a.lock")\nlock.acquire()',
        'handle = open("a.lock")\nfcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)',
        'handle = os.open("a.lock", os.O_CREAT | os.O_EXCL)',
        'cursor.execute("SELECT pg_advisory_lock(1)")',
        'stack = ExitStack()\nstack.enter_context(filelock.FileLock("a.lock"))',
    ],
)
def test_taken_by_a_call(taken: str) -> None:
    assert _is_locked(f"{taken}\n{_WRITE}")


@pytest.mark.parametrize(
    "body",
    [
        f"with _threads:\n    {_WRITE}",
        f"with among_threads():\n    {_WRITE}",
        f'lock = filelock.FileLock("a.lock")\n{_WRITE}\nlock.acquire()',
        f'lock = filelock.FileLock("a.lock")\nlock.acquire()\nlock.release()\n{_WRITE}',
        f"with borrowed.block():\n    {_WRITE}",
        f'handle = os.open("a.lock", os.O_CREAT)\n{_WRITE}',
        f'cursor.execute("SELECT 1")\n{_WRITE}',
    ],
)
def test_orders_nothing(body: str) -> None:
    assert not _is_locked(body)


def test_file_that_is_locked_itself() -> None:
    opened = 'with open("a.txt", "r+") as file:\n    fcntl.flock(file.fileno(), fcntl.LOCK_EX)'
    assert _is_locked(opened)
