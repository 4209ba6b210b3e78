"""Tear-downs leave alone what was never set, in Python."""

from __future__ import annotations

import pytest
from conftest import Fixed

RECIPE = "nil-guard"
SERVER = {"value": "SERVER"}

CASES = {
    "a method": (
        SERVER,
        """
def pytest_sessionfinish(session):
    «SERVER.stop()»  # at last
    report()
""",
        """
def pytest_sessionfinish(session):
    if SERVER is not None:
        SERVER.stop()  # at last
    report()
""",
    ),
    "the value itself": (
        {"value": "state.stop"},
        """
def pytest_sessionfinish():
	with quiet():
		«state.stop(now=True)»
""",
        """
def pytest_sessionfinish():
	with quiet():
		if state.stop is not None:
			state.stop(now=True)
""",
    ),
    "awaited, over several lines": (
        SERVER,
        """
async def stop():
    await «SERVER.stop(
        grace=3,

        force=True,
    )»
""",
        """
async def stop():
    if SERVER is not None:
        await SERVER.stop(
            grace=3,

            force=True,
        )
""",
    ),
    "neighbours": (
        SERVER,
        """
def stop():
    «SERVER.drain()»
    «SERVER.stop()»
    «SERVER.join()»
    OTHER.stop()
    SERVER.close()
""",
        """
def stop():
    if SERVER is not None:
        SERVER.drain()
        SERVER.stop()
        SERVER.join()
    OTHER.stop()
    SERVER.close()
""",
    ),
}


@pytest.mark.parametrize(("arguments", "before", "after"), CASES.values(), ids=CASES)
def test_is_guarded(fixed: Fixed, arguments: dict[str, str], before: str, after: str) -> None:
    requests = [(RECIPE, arguments)] * before.count("«")
    done = fixed(before, *requests)
    assert done.text.decode() == after
    assert not done.refused
    windows = fixed(before.replace("\n", "\r\n"), *requests)
    assert windows.text.decode() == after.replace("\n", "\r\n")


REFUSED = {
    "another value": ("def stop():\n    «OTHER.stop()»\n", "nothing but call the value"),
    "a part of it": ("def stop():\n    «SERVER.loop.stop()»\n", "nothing but call the value"),
    "its outcome is used": ("def stop():\n    left = «SERVER.stop()»\n", "nothing but call the value"),
    "two on a line": ("def stop():\n    «SERVER.stop()»; done()\n", "lines of its own"),
    "on the line of its block": ("def stop(): «SERVER.stop()»\n", "lines of its own"),
    "on import": ("«SERVER.stop()»\n", "no statement of a function"),
    "guarded": (
        "def stop():\n    if SERVER is not None:\n        «SERVER.stop()»\n",
        "guarded already",
    ),
    "a text of several lines": (
        'def stop():\n    «SERVER.stop("""now\n    """)»\n',
        "a text of several lines",
    ),
}


@pytest.mark.parametrize(("before", "reason"), REFUSED.values(), ids=REFUSED)
def test_is_refused(fixed: Fixed, before: str, reason: str) -> None:
    done = fixed(before, (RECIPE, SERVER))
    assert reason in done.refused[0][1]
    assert done.text.decode() == before.replace("«", "").replace("»", "")
