"""What changes on disk, heard of in bursts by a thread that does nothing else."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from multiprocessing import Pipe
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from isolint.baseline import DEFAULT_NAME
from isolint.errors import UsageError
from isolint.model.language import language_of
from isolint.project import Project, Request, baseline_file, locate, relative
from isolint.settings import OWN_FILES
from isolint.survey import gorunner, scripts
from isolint.survey.gomodules import MODULE_FILE

HINT = "watching needs one more package; install it with: pip install isolint[watch]"

_QUIET = 60
"""Milliseconds without a change that end a burst: a checkout writes many files, a save several times."""

_LONGEST = 1_500
"""Milliseconds after which one is told of whether it has ended or not."""

_PATIENCE = 10.0
_TURN = 1_000


class Places(NamedTuple):
    """A folder with all that is in it, and folders elsewhere of which only the files count."""

    root: Path
    others: tuple[Path, ...] = ()


class Ear:
    """Has something to receive on `reader` when files have changed: the paths of a burst."""

    def __init__(self, places: Places) -> None:
        """
        Raises:
            UsageError: watchfiles is not installed, or the folder cannot be watched.
        """
        _require()
        self.places = places
        self.reader, self._writer = Pipe(duplex=False)
        self._end = _End()
        self._failure = ""
        tasks = [((places.root,), True), *([(places.others, False)] if places.others else [])]
        self._threads = [
            threading.Thread(target=self._listen, args=task, name="ear", daemon=True) for task in tasks
        ]
        for thread in self._threads:
            thread.start()
        self._end.is_heard.wait(_PATIENCE)  # what changes from here on is not missed
        if self._failure:
            self.close()
            raise UsageError(f"{places.root}: cannot be watched ({self._failure})")

    def heard(self) -> list[str]:
        """The paths of all bursts that have come in."""
        paths: dict[str, None] = {}
        while self.reader.poll():
            paths.update(dict.fromkeys(self.reader.recv()))
        return list(paths)

    def close(self) -> None:
        """Ends the thread: it must not be in the middle of something when the process goes."""
        self._end.is_near = True
        for thread in self._threads:
            thread.join(_PATIENCE)
        self.reader.close()
        self._writer.close()

    def _listen(self, folders: tuple[Path, ...], recursive: bool) -> None:
        try:
            self._hear(folders, recursive, polling=None)
        except (OSError, RuntimeError):  # a system has only so many watches of its own
            try:
                self._hear(folders, recursive, polling=True)
            except (OSError, RuntimeError) as error:
                self._failure = str(error)
                self._end.is_heard.set()

    def _hear(self, folders: tuple[Path, ...], recursive: bool, polling: bool | None) -> None:
        for paths in _bursts(folders, self._end, recursive=recursive, polling=polling):
            self._writer.send(paths)


class _End:
    """Asked for at each turn of the loop that waits, so it also knows when that has begun."""

    def __init__(self) -> None:
        self.is_near = False
        self.is_heard = threading.Event()

    def is_set(self) -> bool:
        self.is_heard.set()
        return self.is_near


def _require() -> None:
    try:
        import watchfiles
    except ImportError:
        raise UsageError(HINT) from None
    assert watchfiles is not None


def _bursts(
    folders: tuple[Path, ...], end: _End, *, recursive: bool, polling: bool | None
) -> Iterator[list[str]]:
    import watchfiles

    changes = watchfiles.watch(
        *folders,
        watch_filter=None,
        debounce=_LONGEST,
        step=_QUIET,
        stop_event=end,
        rust_timeout=_TURN,
        raise_interrupt=False,
        force_polling=polling,
        recursive=recursive,
        ignore_permission_denied=True,
    )
    for burst in changes:
        yield sorted({path for _, path in burst})


def places(request: Request) -> Places:
    """Where everything lies that a check rests on.

    Raises:
        UsageError: a path or the configuration is not what it has to be.
    """
    _, root, chosen = locate(request)
    files = [chosen.origin, *chosen.catalogues, baseline_file(request, chosen, root)]
    folders = {Path(os.path.abspath(file)).parent for file in files if file is not None}
    outside = sorted(folder for folder in folders if not _is_below(folder, root))
    return Places(root, tuple(folder for folder in outside if folder.is_dir()))


def concerning(project: Project, paths: Iterable[str]) -> Iterator[Path]:
    """Those of some paths on which findings may depend."""
    chosen, baseline = project.plan.settings, project.plan.baseline
    files = (chosen.origin, *chosen.catalogues, baseline.path if baseline else None)
    named = {Path(os.path.abspath(file)) for file in files if file is not None}
    for text in paths:
        path = Path(text)
        if path in named or _may_matter(project, relative(project.root, path), path):
            yield path


def _may_matter(project: Project, name: str, path: Path) -> bool:
    collection = project.collection
    if name in collection.digests or name in collection.generated:
        return True
    above, _, last = name.rpartition("/")
    if name.startswith("../") or any(map(project.plan.exclusion.by_name, above.split("/"))):
        return False
    if project.cache_dir is not None and _is_below(path, Path(os.path.abspath(project.cache_dir))):
        return False
    if language_of(last):
        return True
    if last in _TELLING or any(PurePosixPath(name).match(pattern) for pattern in _PATTERNS):
        return True
    return _is_folder(project, name, path)


def _is_folder(project: Project, name: str, path: Path) -> bool:
    """A folder that has come, perhaps by another name, or one that has gone with what was read there."""
    if path.is_dir():
        return not project.plan.exclusion.by_name(name) and any(_code_below(path))
    return not path.exists() and any(each.startswith(f"{name}/") for each in project.collection.digests)


def _code_below(folder: Path) -> Iterator[str]:
    for _, _, files in os.walk(folder):
        yield from filter(language_of, files)


def _is_below(path: Path, folder: Path) -> bool:
    return path == folder or folder in path.parents


_TELLING = frozenset(
    {
        *OWN_FILES,
        *(
            "pyproject.toml",
            "pytest.toml",
            ".pytest.toml",
            "pytest.ini",
            ".pytest.ini",
            "tox.ini",
            "setup.cfg",
        ),
        *(DEFAULT_NAME, ".gitignore", ".stestr.conf", MODULE_FILE, "go.work"),
        *("uv.lock", "poetry.lock", "pdm.lock"),
    }
)
"""Names of files that say how tests are found and run, wherever they lie."""

_PATTERNS = (
    *scripts.COMMANDS,
    *gorunner.COMMANDS,
    *("requirements*.txt", "requirements/*.txt", "constraints*.txt"),
)
