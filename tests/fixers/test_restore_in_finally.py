"""Restores that are moved to where they always run."""

from __future__ import annotations

from textwrap import dedent

import pytest

from isolint.fixers.apply import Rewritten, apply
from isolint.model.finding import Fix, Safety
from isolint.model.source import Site, Source

CASES = {
    "an assertion": (
        """
        def test_it(tmp_path):
            before = os.getcwd()
            «os.chdir(tmp_path)
            assert build() == 0
            ‹os.chdir(before)›
            print("done")
        """,
        """
        def test_it(tmp_path):
            before = os.getcwd()
            os.chdir(tmp_path)
            try:
                assert build() == 0
            finally:
                os.chdir(before)
            print("done")
        """,
    ),
    "comments and blanks": (
        """
        def test_it():
            «X.append(1)  # one more

            # it is there
            for one in X:

                check(one)  # at once

            # and away
            ‹X.remove(1)›  # again
        """,
        """
        def test_it():
            X.append(1)  # one more
            try:
                # it is there
                for one in X:

                    check(one)  # at once
            finally:
                # and away
                X.remove(1)  # again
        """,
    ),
    "two restores": (
        """
        class TestIt:
            def test_it(self):
                a.x = 1
                «a.y = 2
                self.check(
                    a,
                )
                ‹a.x = old.x
                a.y› = old.y
        """,
        """
        class TestIt:
            def test_it(self):
                a.x = 1
                a.y = 2
                try:
                    self.check(
                        a,
                    )
                finally:
                    a.x = old.x
                    a.y = old.y
        """,
    ),
    "a context manager": (
        """
        @contextmanager
        def quiet():
            if loud:
                «log.disable(50)
                yield
                ‹log.disable(0)›
        """,
        """
        @contextmanager
        def quiet():
            if loud:
                log.disable(50)
                try:
                    yield
                finally:
                    log.disable(0)
        """,
    ),
}
REFUSED = {
    "a text over several lines": "«f(1)\ng('''a\n  b''')\n‹f(0)›\n",
    "a name from in between": "«f(1)\nold = g()\n‹f(old)›\n",
    "nothing in between": "«f(1)\n‹f(0)›\n",
    "another level": "«f(1)\ng()\nif a:\n    ‹f(0)›\n",
    "a shared line": "«f(1); g()\nh()\n‹f(0)›\n",
    "something between the restores": "«f(1)\ng()\n‹f(0)\nh()\nf(2)›\n",
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
def test_is_rewritten(before: str, after: str) -> None:
    assert _done(dedent(before)).text.decode() == dedent(after)


@pytest.mark.parametrize("before", REFUSED.values(), ids=REFUSED)
def test_is_refused(before: str) -> None:
    done = _done(before)
    assert not done.applied
    assert len(done.refused) == 1


def _done(marked: str) -> Rewritten:
    """« stands before the change, ‹ before the first restore, › in or behind the last one."""
    plain = marked.translate({ord(mark): None for mark in "«‹›"})
    change, first, end = (len(marked[: marked.index(mark)].encode()) for mark in "«‹›")
    first, end = first - len("«".encode()), end - len("«‹".encode())
    text = plain.encode()
    last = text.rindex(b"\n", 0, end) + 1
    last += len(text[last:end]) - len(text[last:end].lstrip())
    restores = sum(bool(line.strip()) for line in text[first:end].splitlines())
    if b"h()" in text[first:end]:
        restores -= 1  # one of the lines puts nothing back
    fix = Fix(
        recipe="restore-in-finally",
        anchor=Site("tests/test_it.py", first, first + 1),
        safety=Safety.SAFE,
        title="Put it back in a `finally`",
        arguments=(
            ("change", str(first - change)),
            ("restores", str(restores)),
            ("last", str(last - first)),
        ),
    )
    return apply(Source("tests/test_it.py", text), [fix])
