"""Changed lines since a commit: what is committed, what is not yet, and files that git does not know yet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from isolint.changes.diffs import changed_lines
from isolint.changes.lines import ALL, ChangedLines
from isolint.errors import UsageError
from isolint.repository import GitError, Repository, sentence

OPTION = "--diff-base"


def changed_since(reference: str, root: Path) -> ChangedLines:
    """Since the point where HEAD and the reference have parted.

    Raises:
        UsageError: git cannot be asked, or has no such commit; the sentence says how to get it.
    """
    repository = Repository(root)
    try:
        repository.top()
        commit = repository.commit(reference)
        if not commit:
            raise UsageError(_missing(repository, reference))
        parted = repository.merge_base(commit, "HEAD")
        text = repository.diff(parted or commit)
        untracked = repository.untracked()
    except GitError as failure:
        raise sentence(failure, OPTION) from None
    lines = changed_lines(text, root, (root,), since=f"since {reference}", origin=OPTION)
    hunks = {**lines.hunks, **dict.fromkeys(untracked, ALL)}
    return replace(lines, hunks=hunks, notes=() if parted else (_unrelated(reference),))


def _missing(repository: Repository, reference: str) -> str:
    """Why there may be no such commit here, and what to do about it."""
    said = f'{OPTION}: git knows no commit called "{reference}" here'
    remote = f"origin/{reference}"
    if not reference.startswith("origin/") and repository.commit(remote):
        return f'{said}, but "{remote}"'
    if repository.is_shallow():
        branch = reference.removeprefix("origin/")
        return (
            f"{said}, where only a part of the history was fetched; "
            f"run `git fetch origin {branch}:refs/remotes/origin/{branch}` first and name origin/{branch}, "
            f"or check out with fetch-depth: 0"
        )
    return f"{said}; fetch it first, or name another one"


def _unrelated(reference: str) -> str:
    return (
        f"{OPTION}: nothing here says where HEAD and {reference} have parted, so HEAD is compared with "
        f"{reference} itself, and what has changed there since counts too; fetch more of the history "
        f"to leave that out"
    )
