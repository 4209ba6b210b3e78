"""Tests that one thread is to run, in Python."""

from __future__ import annotations

import pytest
from conftest import Fixed

RECIPE = "thread-unsafe-mark"
MARK = '@pytest.mark.thread_unsafe(reason="sets the locale")'
CASES = {
    "a function": (
        "import pytest\n\n\ndef «test_sum»():\n    pass\n",
        f"import pytest\n\n\n{MARK}\ndef test_sum():\n    pass\n",
    ),
    "a method with a decorator": (
        "import pytest\n\n\nclass TestSum:\n    @slow\n    def «test_sum»(self):\n        pass\n",
        f"import pytest\n\n\nclass TestSum:\n    @slow\n    {MARK}\n    def test_sum(self):\n        pass\n",
    ),
    "no import yet": (
        "import os\n\n\ndef «test_sum»():\n    pass\n",
        f"import os\n\nimport pytest\n\n\n{MARK}\ndef test_sum():\n    pass\n",
    ),
}
REFUSED = {
    "it is marked": "import pytest\n\n\n@pytest.mark.thread_unsafe\ndef «test_sum»():\n    pass\n",
    "no function": "«test_sum» = 1\n",
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
def test_is_rewritten(fixed: Fixed, before: str, after: str) -> None:
    assert fixed(before, (RECIPE, {"reason": "sets the locale"})).text.decode() == after


@pytest.mark.parametrize("before", REFUSED.values(), ids=REFUSED)
def test_is_refused(fixed: Fixed, before: str) -> None:
    done = fixed(before, (RECIPE, {"reason": "sets the locale"}))
    assert not done.applied
    assert len(done.refused) == 1
