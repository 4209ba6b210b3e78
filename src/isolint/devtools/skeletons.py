"""What a new rule starts from: a check with its page, a fixture document, a changelog fragment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from isolint.errors import UsageError
from isolint.model.rule import FAMILIES

TO_DO = """
left to do:
  1. src/isolint/checks: say what goes wrong in the first line, ask the suite, yield hits
  2. tests/fixtures/{code}: 12 lines with `# expect: {code}`, as many near misses with
     `# quiet: {code}`, three documents that start with `# run: -n 3`, and for each fix
     a neighbour <case>.fixed.py
  3. rules/: the words it needs, if a catalogue does not have them yet
  4. src/isolint/fixers: the recipe it names, if any
  5. tests/fixtures/{code}/reproduce.py: at most 14 lines that fail under pytest, and why
  6. mkdocs.yml: the page in `nav`
  7. make docs test
"""

_CHECK = '''"""One sentence that says what is wrong in the suite, and ends in a full stop.

What goes wrong in a parallel run, for whom, and why it is green without one.

## Bad
    def test_it():
        ...

## Good
    def test_it(tmp_path):
        ...

## When it stays quiet
What makes it harmless.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.suite import Suite
from isolint.model.finding import Hit, Severity
from isolint.model.resource import Verb
from isolint.model.rule import rule


@rule("{code}", severity=Severity.WARNING, since="{version}")
def {function}(suite: Suite) -> Iterator[Hit]:
    for access in suite.touching(Verb.CREATE):
        if access.resource.name.separates_lanes:
            continue  # each lane has its own
        yield Hit(site=access.where, message=f"{{suite.describe(access)}} is ...")
'''

_FIXTURE = '''"""What this suite is about, as its authors would say it."""


def test_it():
    assert True  # expect: {code}


def test_near_miss():
    assert True  # quiet: {code}
'''

_FRAGMENT = "New rule {code} ({name}): says what it finds, in one sentence for users.\n"


def write(root: Path, name: str, code: str) -> Iterator[str]:
    """Writes the files of a new rule; gives their paths in the checkout.

    Raises:
        UsageError: the name or the code will not do, or a rule has it already.
    """
    _check_words(name, code)
    from isolint import __version__

    words = {
        "code": code,
        "name": name,
        "function": name.replace("-", "_"),
        "version": ".".join(__version__.split(".")[:2]),
    }
    texts = {
        f"src/isolint/checks/{code.lower()}_{words['function']}.py": _CHECK,
        f"tests/fixtures/{code}/first_case.py": _FIXTURE,
        f"changelog.d/{code.lower()}.added.md": _FRAGMENT,
    }
    for path in texts:
        if (root / path).exists():
            raise UsageError(f"{path} is there already")
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text.format(**words), "utf-8")
        yield path


def _check_words(name: str, code: str) -> None:
    from isolint.checks import rules

    if not re.fullmatch(r"[a-z]+(-[a-z]+)*", name):
        raise UsageError(f'"{name}" is no name for a rule; write words that state the problem: fixed-port')
    if not re.fullmatch(r"ISO[1-9]\d\d", code) or code[3] not in FAMILIES:
        families = ", ".join(f"{digit} {family}" for digit, family in FAMILIES.items())
        raise UsageError(f'"{code}" is no code; write ISO and three digits, the first of them: {families}')
    for rule in rules():
        if rule.code == code or rule.name == name:
            raise UsageError(f"{rule.code} is {rule.name}; codes and names are never used twice")
