"""A report with all that makes positions and escapes go wrong, made by hand.

Files have a byte order mark, CRLF, tabs and characters outside of the first plane in front of
what is found; messages have control characters and what formats take for their own syntax.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from isolint.extraction import taken_from
from isolint.model.finding import Confidence, Finding, Fix, Problem, Related, Safety, Severity
from isolint.model.source import Site, Source
from isolint.model.story import Role, Step, Story
from isolint.model.symbol import enclosing_symbol
from isolint.reporters.page import Page
from isolint.reporters.report import Preview, Report, Totals

ROOT = "/work/shop"
BOM = b"\xef\xbb\xbf"

PYTHON = (
    "import time\r\n"
    "\r\n"
    "class TestOrders:\r\n"
    "\tdef test_total(self):\r\n"
    '\t\tlabel = "😀é"; name = clock()\r\n'
    "\t\tname = clock()\r\n"
    "\t\tname = clock()\r\n"
    "\r\n"
    "\tdef test_path(self):\r\n"
    '\t\tx = {"😀": fixed()}  # isolint: ignore[ISO305]\r\n'
    "\t\ty = unordered(\r\n"
    "\t\t\t1,\r\n"
    "\t\t)\r\n"
)
GO = (
    "package shop\n\n"
    'var _ = Describe("😀 orders", func() {\n'
    '\tIt("adds, up", func() {\n'
    "\t\tlisten()\n"
    "\t})\n"
    "})\n"
)
BROKEN = 'label = "😀"; x = (\n'

SOURCES: Mapping[str, Source] = {
    "tests/test_orders.py": Source("tests/test_orders.py", PYTHON.encode(), bom=True),
    "tests/größe & co/a_test.go": Source("tests/größe & co/a_test.go", GO.encode()),
    "tests/test_broken.py": Source("tests/test_broken.py", BROKEN.encode()),
    "tests/test_gone.py": Source("tests/test_gone.py", b""),
}

_TESTS, _SPECS = "tests/test_orders.py", "tests/größe & co/a_test.go"


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """What findings of one toy rule have in common."""

    name: str
    family: str
    severity: Severity


_KINDS = {
    "ISO001": _Kind(name="unused-suppression", family="suppression", severity=Severity.WARNING),
    "ISO301": _Kind(name="timestamp-name", family="name clash", severity=Severity.ERROR),
    "ISO303": _Kind(name="fixed-temp-path", family="name clash", severity=Severity.WARNING),
    "ISO602": _Kind(name="unordered-params", family="divergence", severity=Severity.ERROR),
}


def site(path: str, code: str, occurrence: int = 0) -> Site:
    """Where a piece of code stands in a file, for the n-th time."""
    text, start = SOURCES[path].text, -1
    for _ in range(occurrence + 1):
        start = text.index(code.encode(), start + 1)
    return Site(path, start, start + len(code.encode()))


def finding(code: str, place: Site, message: str, **more: object) -> Finding:
    """A finding of a toy rule."""
    kind = _KINDS[code]
    values: dict[str, object] = {
        "code": code,
        "name": kind.name,
        "family": kind.family,
        "severity": kind.severity,
        "confidence": Confidence.HIGH,
        "site": place,
        "message": message,
        "help": "",
        "related": (),
        "lanes": (),
        "fix": None,
        "url": f"https://isolint.readthedocs.io/rules/{code}",
        **more,
    }
    return Finding(**values)  # type: ignore[arg-type]


def _clock(occurrence: int) -> Finding:
    place = site(_TESTS, "clock()", occurrence)
    fix = Fix(recipe="to-uuid", anchor=place, safety=Safety.SAFE, title="Replace the clock with a uuid")
    return finding("ISO301", place, "two workers get the same name", fix=fix, lanes=("each worker",))


def _findings() -> tuple[Finding, ...]:
    path, spec = site(_TESTS, "fixed()"), site(_SPECS, "listen()")
    order = site(_TESTS, "unordered(\r\n\t\t\t1,\r\n\t\t)")
    return (
        *map(_clock, range(3)),
        finding(
            "ISO303",
            path,
            "100% of runs, one path: [fixed](here); ##[add-mask]x\n::error::",
            fix=Fix(recipe="to-tmp", anchor=path, safety=Safety.UNSAFE, title="Use tmp_path"),
            related=(
                Related(spec, "the other side [of it] uses it"),
                Related(site(_TESTS, '"😀é"'), 'as "label"'),
            ),
            lanes=("the controller", "each worker"),
            help="each test has a folder of its own",
        ),
        finding("ISO001", site(_TESTS, "# isolint: ignore[ISO305]"), "there is nothing to silence"),
        finding("ISO602", order, "the order \x1b[31mdiffers\x00", confidence=Confidence.LOW),
        finding("ISO602", spec, "the order differs", lanes=("each process",)),
    )


def _problems() -> tuple[Problem, ...]:
    return (
        Problem(stage="read", path="tests/test_gone.py", message="the file cannot be read (no such file)"),
        Problem(
            stage="suppress", path="tests/test_broken.py", message="'(' was never closed", row=1, column=18
        ),
        Problem(stage="ISO309", path="", message="KeyError('x')", ours=True, trace="Traceback"),
    )


_CALLS = {"to-uuid": b"uuid4()", "to-tmp": b"tmp_path"}


def _preview(finding: Finding) -> Preview:
    """A new import at the top, and another call at the anchor."""
    if finding.fix is None:
        return Preview(None)
    anchor = finding.fix.anchor
    text = SOURCES[anchor.path].text
    body = text[: anchor.start] + _CALLS[finding.fix.recipe] + text[anchor.end :]
    return Preview(body.replace(b"import time\r\n", b"import time\r\nimport uuid\r\n", 1))


def _story(finding: Finding) -> Story:
    """Where there are lanes: something before the workers, then the finding, then what belongs to it."""
    steps = [Step(site=finding.site, text=finding.message, role=Role.CAUSE, lanes=finding.lanes[:1])]
    for related in finding.related:
        lanes = finding.lanes[1:] or finding.lanes
        steps.append(Step(site=related.site, text=related.message, role=Role.VICTIM, lanes=lanes))
    if finding.lanes:
        made = site(_TESTS, "import time")
        steps.insert(0, Step(site=made, text="the file is imported", role=Role.PASSING, moment="import"))
    return Story(steps=tuple(steps), sought=(), remedy="")


def _symbol(place: Site) -> str:
    facts = taken_from(SOURCES[place.path])
    return enclosing_symbol(facts, place.start)  # type: ignore[arg-type]


_PAGE = """\
It clashes.

Two of them
meet.

## Bad
    name = clock()

    use(name)

## Bad (Go)
    name := clock()

## Fix
Ask for a `uuid`."""


def _pages() -> tuple[Page, ...]:
    return tuple(
        Page(
            code=code,
            name=kind.name,
            family=kind.family,
            severity=kind.severity.value,
            since="0.1",
            url=f"https://isolint.readthedocs.io/rules/{code}",
            text=_PAGE,
        )
        for code, kind in _KINDS.items()
    )


def report(
    findings: tuple[Finding, ...] | None = None, problems: tuple[Problem, ...] | None = None
) -> Report:
    """All of it, or only what is given."""
    return Report(
        findings=_findings() if findings is None else findings,
        problems=_problems() if problems is None else problems,
        totals=Totals(read=4, runners=("Read as it runs under pytest-xdist.",)),
        unsafe_allowed=False,
        source=SOURCES.__getitem__,
        shown=str,
        absolute=lambda path: f"{ROOT}/{path}" if path else "",
        preview=_preview,
        story=_story,
        root=ROOT,
        in_repository=lambda path: f"shop/{path}",
        symbol=_symbol,
        pages=_pages,
    )
