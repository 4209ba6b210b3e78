"""Which Go files count: by their names, by the folders they stand in, by what they begin with."""

from __future__ import annotations

import re

from isolint.survey.buildlines import constraint, is_ruled_out

TEST_SUFFIX = "_test.go"

_UNSEEN = frozenset({"vendor", "testdata", "node_modules"})
_SYSTEMS = (
    *("aix", "android", "darwin", "dragonfly", "freebsd", "illumos", "ios", "js", "netbsd", "openbsd"),
    *("plan9", "solaris", "wasip1", "windows"),
)
_ELSEWHERE = re.compile(rf"_(?:{'|'.join(_SYSTEMS)})(?:_[a-z0-9]+)?(?:_test)?\.go$")
_GENERATED = re.compile(rb"^// Code generated .* DO NOT EDIT\.\r?$", re.MULTILINE)
_PACKAGE = re.compile(rb"^package[ \t]", re.MULTILINE)


def is_unseen(folder: str) -> bool:
    """Whether the go command passes by a folder of this name, or what is in it is not the project's own."""
    return folder in _UNSEEN or folder.startswith(("_", "."))


def is_file_name(name: str) -> bool:
    """Whether a file of this name is compiled on Linux."""
    return name.endswith(".go") and not name.startswith(("_", ".")) and not _ELSEWHERE.search(name)


def is_generated(content: bytes) -> bool:
    """Whether the file says, in the words that all generators agree on, that no person wrote it."""
    return bool(_GENERATED.search(_head(content)))


def is_for_others(content: bytes) -> bool:
    """Whether its build constraint keeps it out of every run on Linux; `ignore` marks a script."""
    return is_ruled_out(constraint(_head(content)))


def _head(content: bytes) -> bytes:
    """What stands before the package clause."""
    found = _PACKAGE.search(content)
    return content[: found.start()] if found else content[:4096]
