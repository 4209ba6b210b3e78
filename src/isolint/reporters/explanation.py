"""One line of the suite, explained to people: its findings step by step, or why it is quiet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from isolint.model.explanation import Explanation, Running, Seen, Told
from isolint.model.finding import Safety
from isolint.model.language import GO, language_of
from isolint.model.source import Site
from isolint.model.story import Step
from isolint.reporters import display
from isolint.reporters.full import gutter_of, opening, quoted, repair
from isolint.reporters.lanes import drawing
from isolint.reporters.often import often
from isolint.reporters.paint import Paint, Style
from isolint.reporters.report import Report

_INDENT = "  "
_COMMANDS = {
    Safety.SAFE: "`isolint check --fix` does it.",
    Safety.UNSAFE: "`isolint check --fix --unsafe-fixes` does it; look at it with `--diff` first.",
}
_MOST_OTHERS = 3


def render(explanation: Explanation, report: Report, paint: Paint) -> str:
    """Ends with a line end."""
    blocks = [list(_told(report, told, paint)) for told in explanation.told]
    if not blocks:
        blocks = [list(_quiet(explanation, report, paint))]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _told(report: Report, told: Told, paint: Paint) -> Iterator[str]:
    """A finding: where, what happens, what is missing, what to do."""
    finding, story = told.finding, told.story
    gutter = gutter_of(report, finding)
    yield from opening(report, finding, paint, gutter)
    if told.hidden:
        yield ""
        yield from _prose(f"A check does not show this finding: {told.hidden}.", paint, "")
    yield from _head("What happens", paint)
    for number, step in enumerate(story.steps, 1):
        if number > 1:
            yield ""
        yield from _step(report, number, step, paint)
    drawn = list(drawing(story, paint))
    yield from ["", *drawn] if drawn else ()
    if story.sought:
        yield from _head("What would make it harmless, and is not there", paint)
        yield from _items(story.sought, paint)
    yield from _head("What to do", paint)
    yield from _prose(_sentences(story.remedy), paint)
    if finding.fix is not None:
        if finding.fix.safety in _COMMANDS:
            yield from _prose(_COMMANDS[finding.fix.safety], paint)
        yield from repair(report, finding, paint, gutter)
    yield from _prose(f"More: isolint explain {finding.code}", paint)


def _step(report: Report, number: int, step: Step, paint: Paint) -> Iterator[str]:
    """Who does what, when, how often; and the line of source."""
    lead = f"{number:>3}  "
    indent = " " * len(lead)
    said = [indent + paint(line, Style.FAINT) for line in wrap(_who(step), paint.width - len(lead))]
    said += [*_prose(step.text, paint, indent), indent + _source(report, step.site, paint, len(lead))]
    yield paint(lead, Style.STRONG) + said[0].removeprefix(indent)
    yield from said[1:]


def _who(step: Step) -> str:
    """When it is, which function the runner calls, and how often; "" for what nobody runs."""
    if not step.moment:
        return f"{step.owner}, which nothing is seen to call" if step.owner else ""
    parts = (step.owner, often(step.lanes, step.moment, step.frequency))
    return _at(step.moment, ", ".join(part for part in parts if part))


def _at(moment: str, who: str) -> str:
    """ "set-up: fixture `db`, ..."; of a test it is clear when it runs."""
    return who if who.startswith(f"{moment} ") else f"{moment}: {who}"


def _source(report: Report, site: Site, paint: Paint, lead: int) -> str:
    """`conftest.py:17` and what stands there."""
    source = report.source(site.path)
    row = source.row_of(min(site.start, len(source.text)))
    place = f"{report.shown(site.path)}:{row}"
    room = max(paint.width - lead - display.width(place) - 2, 20)
    text = display.line(source.line(row).strip()).text
    shown = text if display.width(text) <= room else f"{text[: room - 1]}…"
    code = paint.code([shown], language_of(site.path))[0]
    return f"{paint(place, Style.GUTTER)}  {code}".rstrip()


def _quiet(explanation: Explanation, report: Report, paint: Paint) -> Iterator[str]:
    """Who runs the line, and what keeps it from being a hazard."""
    source = report.source(explanation.path)
    start = source.line_starts[explanation.row - 1]
    yield _source(report, Site(explanation.path, start, start), paint, 0)
    yield ""
    text = source.line(explanation.row).strip()
    if not text or text.startswith("//" if language_of(explanation.path) == GO else "#"):
        yield "There is no code on this line."
        return
    yield "isolint has nothing to find fault with on this line."
    if not explanation.function:
        yield "It is outside of all functions: it runs when the file is loaded."
    yield from _head("Who runs it", paint)
    for running in explanation.running:
        yield from _prose(_runs(running, report), paint)
    if not explanation.running:
        yield from _prose("No test, fixture or hook is seen to get there.", paint)
    yield from _head("What isolint sees there", paint)
    for seen in explanation.seen:
        yield from _seen(seen, paint)
    if not explanation.seen:
        yield from _prose("Nothing that two processes, or two tests, could have in common.", paint)


def _runs(running: Running, report: Report) -> str:
    """ "set-up: fixture `db`, for each test, ...; by way of `make` (conftest.py:12)"."""
    how_often = often(running.lanes, running.moment, running.frequency)
    calls = []
    for site, name in zip(running.via, running.through, strict=True):
        source = report.source(site.path)
        called = f"`{name}`" if name.isidentifier() else "a function written there"
        calls.append(f"{called} ({report.shown(site.path)}:{source.row_of(site.start)})")
    way = f"; it gets there by {', then '.join(calls)}" if calls else ""
    named = ", ".join(running.others[:_MOST_OTHERS])
    rest = len(running.others) - _MOST_OTHERS
    verb = "does" if len(running.others) == 1 else "do"
    others = f". So {verb} {named}{f' and {rest} more' if rest > 0 else ''}" if named else ""
    return _at(running.moment, f"{running.owner}, {how_often}{way}{others}")


def _seen(seen: Seen, paint: Paint) -> Iterator[str]:
    yield from _prose(_sentences(seen.text), paint)
    yield from _items(seen.why, paint)


def _head(title: str, paint: Paint) -> Iterator[str]:
    yield ""
    yield paint(title, Style.STRONG)
    yield ""


def _items(texts: Iterable[str], paint: Paint) -> Iterator[str]:
    for text in texts:
        first, *rest = wrap(text, paint.width - 6, break_long_words=False, break_on_hyphens=False)
        yield f"{_INDENT}- {quoted(first, paint)}"
        yield from (f"{_INDENT}  {quoted(line, paint)}" for line in rest)


def _prose(text: str, paint: Paint, indent: str = _INDENT) -> Iterator[str]:
    for line in wrap(
        display.visible(text),
        max(paint.width, 40),
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    ):
        yield quoted(line, paint)


def _sentences(text: str) -> str:
    """With a capital letter and a full stop."""
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith(".") else ".")
