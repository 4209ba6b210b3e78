"""Hooks that are meant to run once leave early in the workers."""

from __future__ import annotations

import pytest

SESSION, CONFIG = {"config": "session.config"}, {"config": "config"}
REPORTER = {"config": "terminalreporter.config"}

CASES = {
    "by its name": (
        SESSION,
        """
def «pytest_sessionfinish»(session, exitstatus):
    # all of it
    write(session)
""",
        """
def pytest_sessionfinish(session, exitstatus):
    if hasattr(session.config, "workerinput"):
        return
    # all of it
    write(session)
""",
    ),
    "whole, with a docstring and a decorator": (
        CONFIG,
        '''
@pytest.hookimpl(trylast=True)
«def pytest_unconfigure(config):  # a comment
    """Write
    the report."""

    @atexit.register
    def later():
        yield write(config)»
''',
        '''
@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):  # a comment
    """Write
    the report."""
    if hasattr(config, "workerinput"):
        return

    @atexit.register
    def later():
        yield write(config)
''',
    ),
    "a parameter that is missing": (
        SESSION,
        """
def «pytest_sessionfinish»():
    write()

def «pytest_sessionstart»(exitstatus,):
    write(x.session)
""",
        """
def pytest_sessionfinish(session):
    if hasattr(session.config, "workerinput"):
        return
    write()

def pytest_sessionstart(exitstatus, session,):
    if hasattr(session.config, "workerinput"):
        return
    write(x.session)
""",
    ),
    "an annotated parameter": (
        SESSION,
        """
from __future__ import annotations

def «pytest_sessionfinish»(exitstatus: int) -> None:
    write()
""",
        """
from __future__ import annotations

import pytest

def pytest_sessionfinish(exitstatus: int, session: pytest.Session) -> None:
    if hasattr(session.config, "workerinput"):
        return
    write()
""",
    ),
    "one line": (
        SESSION,
        """
class Plugin:
    def «pytest_sessionfinish»(self, session): a(); b()  # why
    def other(self): pass
""",
        """
class Plugin:
    def pytest_sessionfinish(self, session):
        if hasattr(session.config, "workerinput"):
            return
        a(); b()  # why
    def other(self): pass
""",
    ),
    "tabs, in a condition": (
        REPORTER,
        """
if 1:
\tdef «pytest_terminal_summary»(terminalreporter):

\t\twrite()
""",
        """
if 1:
\tdef pytest_terminal_summary(terminalreporter):
\t\tif hasattr(terminalreporter.config, "workerinput"):
\t\t\treturn

\t\twrite()
""",
    ),
    "two blanks": (
        CONFIG,
        "class P:\n  async def «f»(self, config):\n    'Doc'",
        "class P:\n  async def f(self, config):\n    'Doc'\n"
        '    if hasattr(config, "workerinput"):\n      return',
    ),
    "CRLF": (
        CONFIG,
        "def «f»():\r\n    '''🦀'''\r\n    g()\r\n",
        "def f(config):\r\n    '''🦀'''\r\n"
        '    if hasattr(config, "workerinput"):\r\n        return\r\n    g()\r\n',
    ),
}


@pytest.mark.parametrize(("arguments", "before", "after"), CASES.values(), ids=list(CASES))
def test_rewrites(fixed, arguments, before, after):
    count = before.count("«")
    done = fixed(before, *[("once-guard", arguments)] * count)
    assert done.text.decode() == after
    assert len(done.applied) == count


REFUSALS = {
    "a generator": ("def «f»(config):\n    x = yield\n", "yields"),
    "a wrapper": ("@hookimpl(hookwrapper=True)\ndef «f»(config):\n    return g()\n", "yields"),
    "a new wrapper": ("@hookimpl(wrapper=True)\ndef «f»(config):\n    return g()\n", "yields"),
    "a guard": (
        "def «f»(config):\n    'Doc'\n    if hasattr(config, 'workerinput'):\n        x()\n        return\n",
        "a guard is there already",
    ),
    "a short guard": (
        "def «f»(x):\n    if getattr(x.config, 'workerinput', 0): return\n    g()\n",
        "a guard is there already",
    ),
    "a docstring on one line": ("def «f»(config): 'Doc'; g()\n", "the docstring shares its line"),
    "a docstring and more": ("def «f»(config):\n  'Doc'; g()\n", "the docstring shares its line"),
    "a variable": ("def «f»():\n    config = g()\n", "config means something else in f()"),
    "no function": ("«x» = 1\n", "no function at the anchor"),
}


@pytest.mark.parametrize(("before", "reason"), REFUSALS.values(), ids=list(REFUSALS))
def test_refuses(fixed, before, reason):
    done = fixed(before, ("once-guard", CONFIG))
    assert reason in done.refused[0][1]
    assert done.text.decode() == before.replace("«", "").replace("»", "")
