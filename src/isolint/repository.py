"""What git knows about a folder, asked through its own program."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from isolint.errors import UsageError

_SOURCES = (":(glob)**/*.py", ":(glob)**/*.pyi", ":(glob)**/*.go")
"""Pathspecs of the files that findings lie in; others would only make a diff long."""

_PLAIN = ("--no-ext-diff", "--no-textconv", "--no-color", "--src-prefix=a/", "--dst-prefix=b/", "--relative")
"""Whatever the user's configuration says about how diffs look."""


class GitError(Exception):
    """git is missing, or has said why it cannot answer."""


class Repository:
    """Answers for a folder that may or may not be under git; paths are relative to that folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def commit(self, name: str) -> str:
        """The full name of a commit, "" where there is no such one."""
        if name.startswith("-"):
            return ""
        try:
            return self._answer("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").strip()
        except GitError:
            return ""

    def top(self) -> Path:
        """The folder of the whole work tree.

        Raises:
            GitError: there is none here, or git does not trust its owner.
        """
        return Path(self._answer("rev-parse", "--show-toplevel").rstrip("\n"))

    def is_shallow(self) -> bool:
        """Whether the history was cut off when it was fetched."""
        return self._answer("rev-parse", "--is-shallow-repository").strip() == "true"

    def merge_base(self, one: str, other: str) -> str:
        """The commit from which two have parted, "" where that is not known here."""
        try:
            return self._answer("merge-base", one, other).strip()
        except GitError:
            return ""

    def last_change(self, path: Path) -> str:
        """The last commit that touched a file; where none did, the one that is checked out."""
        try:
            return self._answer("log", "-1", "--format=%H", "--", os.path.abspath(path)).strip() or (
                self.commit("HEAD")
            )
        except GitError:
            return ""

    def renames(self, commit: str) -> Mapping[str, str]:
        """Files that have another name now than in a commit: the old names with the new ones."""
        question = ("diff", "-M", "--name-status", "-z", "--diff-filter=R", *_PLAIN, commit)
        fields = self._answer(*question).split("\0")
        return {old: new for _, old, new in zip(fields[::3], fields[1::3], fields[2::3], strict=False)}

    def diff(self, commit: str) -> str:
        """All that has changed in sources since a commit, committed or not, without context."""
        exactly = ("-U0", "--inter-hunk-context=0", "-M", "--text", "--ignore-submodules")
        return self._answer("diff", *exactly, *_PLAIN, commit, "--", *_SOURCES)

    def untracked(self) -> tuple[str, ...]:
        """Sources that git neither keeps nor ignores."""
        listed = self._answer("ls-files", "--others", "--exclude-standard", "-z", "--", *_SOURCES)
        return tuple(filter(None, listed.split("\0")))

    def _answer(self, *arguments: str) -> str:
        import subprocess

        try:
            done = subprocess.run(
                ["git", "-c", "core.quotePath=false", *arguments],
                cwd=self.folder,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )
        except OSError:
            raise GitError("the program git cannot be run") from None
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise GitError(said[0].removeprefix("fatal: ") if said else "git gives no reason")
        return done.stdout.decode("utf-8", "surrogateescape")


def _environment() -> dict[str, str]:
    """A hook's variables lead from the top of its repository; git is run in another folder here."""
    environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        if environment.get(name):
            environment[name] = os.path.abspath(environment[name])
    return environment


def top_of(folder: Path) -> Path | None:
    """The nearest folder upward that git keeps, by its looks alone."""
    return next((each for each in (folder, *folder.parents) if (each / ".git").exists()), None)


def sentence(failure: GitError, option: str) -> UsageError:
    """What the user reads when an option needs git, and git cannot help."""
    return UsageError(f"{option} asks git, and that failed: {failure}; --diff-file FILE needs no git")
