"""Directories that may be there already, in Python."""

from __future__ import annotations

import pytest
from conftest import Fixed

RECIPE = "tolerate-existing"
CASES = {
    "makedirs": ("«os.makedirs(path)»  # a comment\n", "os.makedirs(path, exist_ok=True)  # a comment\n"),
    "mkdir": ("«os.mkdir(path, 0o755)»\n", "os.makedirs(path, 0o755, exist_ok=True)\n"),
    "a keyword": ("«os.makedirs(name=path)»\n", "os.makedirs(name=path, exist_ok=True)\n"),
    "a path": ("«(root / 'a').mkdir()»\n", "(root / 'a').mkdir(exist_ok=True)\n"),
    "with parents": ("«root.mkdir(parents=True)»\n", "root.mkdir(parents=True, exist_ok=True)\n"),
    "a last comma": ("«os.makedirs(join(a, b),)»\n", "os.makedirs(join(a, b), exist_ok=True,)\n"),
    "blanks": ("«root.mkdir( )»\n", "root.mkdir( exist_ok=True)\n"),
}
REFUSED = {
    "it is tolerant": "«root.mkdir(exist_ok=maybe)»\n",
    "spread arguments": "«os.makedirs(path, **options)»\n",
    "a descriptor": "«os.mkdir(path, dir_fd=folder)»\n",
    "no directory": "«root.touch()»\n",
    "an imported name": "«makedirs(path)»\n",
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
def test_is_rewritten(fixed: Fixed, before: str, after: str) -> None:
    assert fixed(before, (RECIPE, {})).text.decode() == after


@pytest.mark.parametrize("before", REFUSED.values(), ids=REFUSED)
def test_is_refused(fixed: Fixed, before: str) -> None:
    done = fixed(before, (RECIPE, {}))
    assert not done.applied
    assert len(done.refused) == 1
