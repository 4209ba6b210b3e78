"""Real git repositories that know nothing of the machine's own configuration."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


class Checkout:
    """A work tree, and git in it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def git(self, *arguments: str, check: bool = True) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=self.root, env=environment(), capture_output=True, text=True, check=False
        )
        assert not check or done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    def commit(self, message: str = "more") -> str:
        """Everything that lies there; gives the commit's name."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD").strip()

    def write(self, path: str, text: str) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())


def environment() -> dict[str, str]:
    """Without the user's settings, hooks and identity."""
    names = {"GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@example.org"}
    names |= {"GIT_COMMITTER_NAME": "Ann", "GIT_COMMITTER_EMAIL": "ann@example.org"}
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_COUNT": "0"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**kept, **names, **settings}


def initialised(root: Path) -> Checkout:
    """A repository whose branch is called main, with one commit of what lies there."""
    checkout = Checkout(root)
    checkout.git("init", "--quiet", "--initial-branch", "main", ".")
    checkout.write(".gitignore", ".isolint_cache/\n")
    checkout.commit("first")
    return checkout
