"""What had no value before is removed again."""

from __future__ import annotations

import pytest
from conftest import Fixed

RECIPE = "absent-again"
CASES = {
    "an item": (
        'if old is not None:\n    «os.environ["A"]» = old  # back\n',
        'if old is not None:\n    os.environ["A"] = old  # back\nelse:\n    os.environ.pop("A", None)\n',
    ),
    "more in the branch": (
        "def f():\n\tif self.old is not None:\n\t\tlog()\n\t\t«rates[name]» = self.old\n\treturn 1\n",
        "def f():\n\tif self.old is not None:\n\t\tlog()\n\t\trates[name] = self.old\n"
        "\telse:\n\t\trates.pop(name, None)\n\treturn 1\n",
    ),
    "one line": (
        "if old is not None: «X[1]» = old\n",
        "if old is not None: X[1] = old\nelse:\n    X.pop(1, None)\n",
    ),
}
REFUSED = {
    "another branch": "if old is not None:\n    «X[1]» = old\nelse:\n    log()\n",
    "an elif": "if a:\n    pass\nelif old is not None:\n    «X[1]» = old\n",
    "an empty text": "if old:\n    «X[1]» = old\n",
    "the other way round": "if old is None:\n    pass\nelse:\n    «X[1]» = old\n",
    "two questions": "if a:\n    if b:\n        pass\n    «X[1]» = old\n",
    "no condition": "«X[1]» = old\n",
    "an attribute": "if old is not None:\n    «x.y» = old\n",
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
def test_is_rewritten(fixed: Fixed, before: str, after: str) -> None:
    assert fixed(before, (RECIPE, {})).text.decode() == after


@pytest.mark.parametrize("before", REFUSED.values(), ids=REFUSED)
def test_is_refused(fixed: Fixed, before: str) -> None:
    done = fixed(before, (RECIPE, {}))
    assert not done.applied
    assert len(done.refused) == 1
