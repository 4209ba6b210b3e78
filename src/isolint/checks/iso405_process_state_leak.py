"""A test changes a setting of the whole process and leaves it changed.

Locale, time zone, log levels, signal handlers, `sys.path`, limits and default timeouts exist
once for each process. The tests after it in the same worker run under what it has left.

## Bad
    def test_german_numbers():
        locale.setlocale(locale.LC_ALL, "de_DE.UTF-8")
        assert parse("1,5") == 1.5

## Good
    @pytest.fixture
    def german():
        before = locale.setlocale(locale.LC_ALL)
        locale.setlocale(locale.LC_ALL, "de_DE.UTF-8")
        yield
        locale.setlocale(locale.LC_ALL, before)

    def test_german_numbers(german):
        assert parse("1,5") == 1.5

## Bad (Go)
    func TestQuiet(t *testing.T) {
        log.SetOutput(io.Discard)
        run()
    }

## Good (Go)
    func TestQuiet(t *testing.T) {
        before := log.Writer()
        t.Cleanup(func() { log.SetOutput(before) })
        log.SetOutput(io.Discard)
        run()
    }

## Fix
Safe, in Python, for what is set as an attribute (`sys.excepthook`, the precision of decimals) and
for `sys.path.insert(0, ...)`: `monkeypatch.setattr` and `syspath_prepend` do the same in a test, or
a fixture of function scope, and put the old value back. Unsafe for `sys.path.append`: the list is
replaced by a longer one, which code that holds the old one does not see. None is made for the rest:
what puts the old value back differs from setting to setting.

## When it stays quiet
The old value comes back on whatever way; a session fixture or a conftest sets it once for all.
Seeds are left alone, for a test that seeds a generator depends on no other test; so are
warning filters, `sys.stdout` and `sys.stderr`, which pytest itself puts back after each test; and a
locale that is set to "C" or to that of the environment.

What no other code of the project is seen to mind has a low confidence, which `min-confidence = "low"`
shows: a handler that is the signal's own, or of an alarm that nobody else sets; a logger of the test's
own name, or a handler that keeps its records to itself; a directory on `sys.path` that is gone with
the test, or that the project has itself and is searched last; the start method where no other
processes are started; a hook that nobody else looks at.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.suite import Suite
from isolint.model.change import SETTINGS
from isolint.model.finding import Confidence, Hit, Severity
from isolint.model.resource import Verb
from isolint.model.rule import rule


@rule("ISO405", severity=Severity.WARNING, since="0.1")
def process_state_leak(suite: Suite) -> Iterator[Hit]:
    for change in suite.leaks.of(*SETTINGS):
        if change.verb is Verb.DESTROY:
            continue  # takes away what something else has put there
        yield Hit(
            site=change.where,
            message=f"{change.place.owner} changes the {change.text} (`{_spoken(change.call)}`) "
            "and does not put it back: the tests after it in the same process run under it",
            help="put the old value back when the test ends, or use what does so by itself",
            confidence=Confidence.HIGH if change.minded else Confidence.LOW,
            fix=change.remedy,
        )


def _spoken(call: str) -> str:
    """A call as code has it: storing an attribute is no method there."""
    return call.removesuffix(".__set__").removesuffix(".__setitem__").removesuffix(".__iadd__")
