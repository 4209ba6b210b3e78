"""A window on a source file: numbered lines, what is marked underlined, gaps left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from isolint.model.language import language_of
from isolint.model.source import Site, Source
from isolint.reporters import display
from isolint.reporters.paint import Paint, Style

_BEFORE, _AFTER = 2, 1
_TALLEST = 8
"""A statement with more lines is shown by its first and last ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A span to underline, with a label behind it; the sign of the finding itself is the caret."""

    site: Site
    label: str = ""
    sign: str = "-"
    style: Style = Style.GUTTER


@dataclass(frozen=True, slots=True)
class _Placed:
    mark: Mark
    first: int
    last: int
    start: int
    end: int


def frame(
    source: Source, marks: Sequence[Mark], paint: Paint, gutter: int, *, context: bool = True
) -> Iterator[str]:
    """The lines of a frame, without the one that says where it is; `gutter` is the width of its numbers."""
    placed = [_place(source, mark) for mark in marks]
    tall = next((each for each in placed if each.last > each.first and each.mark.sign == "^"), None)
    bar = paint(f"{'':{gutter}} |", Style.GUTTER)
    yield bar
    previous = 0
    for run in _runs(_rows(source, placed, tall, context=context)):
        if previous:
            yield paint("...", Style.GUTTER)
        lines = [_shown(source, row, placed) for row in run]
        painted = paint.code([line.text for line in lines], language_of(source.path))
        for row, line, text in zip(run, lines, painted, strict=True):
            side = _side(row, tall, paint)
            yield f"{paint(f'{row:{gutter}} |', Style.GUTTER)} {side}{text}".rstrip()
            for each in sorted(placed, key=lambda each: -each.start):
                if each.first == row and each is not tall:
                    yield f"{bar} {_blank(row, tall, paint)}{_underline(source, line, each, paint)}"
            if tall and row == tall.last:
                _, end = line.extent(0, tall.end)
                yield f"{bar} {paint('|' + '_' * max(end, 1) + '^', tall.mark.style)}"
        previous = run[-1]
    yield bar


def gutter_width(source_rows: Iterable[tuple[Source, Site]]) -> int:
    """How wide the numbers of all frames of one finding are."""
    return max((len(str(source.row_of(site.end) + _AFTER)) for source, site in source_rows), default=1)


def _place(source: Source, mark: Mark) -> _Placed:
    limit = len(source.text)
    first, column = source.position(min(mark.site.start, limit))
    last, end = source.position(min(mark.site.end, limit))
    if last > first and end == 1:
        last, end = last - 1, len(source.line(last - 1)) + 1
    return _Placed(mark, first, last, column - 1, end - 1)


def _rows(source: Source, placed: Sequence[_Placed], tall: _Placed | None, *, context: bool) -> list[int]:
    rows: set[int] = set()
    for each in placed:
        rows.add(each.first)
        if each.mark.sign == "^" and context:
            rows.update(_around(source, each))
    if tall and tall.last - tall.first < _TALLEST:
        rows.update(range(tall.first, tall.last + 1))
    elif tall:
        rows.update((*range(tall.first, tall.first + _TALLEST // 2), tall.last - 1, tall.last))
    return sorted(rows)


def _around(source: Source, placed: _Placed) -> Iterator[int]:
    """A little of what stands before and behind, without blank lines at the ends."""
    total = len(source.line_starts)
    before = list(range(max(1, placed.first - _BEFORE), placed.first))
    while before and not source.line(before[0]).strip():
        before.pop(0)
    after = list(range(placed.last + 1, min(total, placed.last + _AFTER) + 1))
    while after and not source.line(after[-1]).strip():
        after.pop()
    yield from (*before, *after)


def _runs(rows: Sequence[int]) -> Iterator[list[int]]:
    """Rows that follow each other; a gap of one line is not worth leaving out."""
    run: list[int] = []
    for row in rows:
        if run and row - run[-1] > 2:
            yield run
            run = []
        elif run and row - run[-1] == 2:
            run.append(row - 1)
        run.append(row)
    if run:
        yield run


def _shown(source: Source, row: int, placed: Sequence[_Placed]) -> display.Line:
    around = min((each.start for each in placed if each.first == row), default=None)
    return display.line(source.line(row), around=around)


def _side(row: int, tall: _Placed | None, paint: Paint) -> str:
    """The bracket left of a statement that spans several lines."""
    if tall is None:
        return ""
    if row == tall.first:
        return paint("/", tall.mark.style) + " "
    return _blank(row, tall, paint)


def _blank(row: int, tall: _Placed | None, paint: Paint) -> str:
    if tall is None:
        return ""
    return (paint("|", tall.mark.style) if tall.first <= row <= tall.last else " ") + " "


def _underline(source: Source, line: display.Line, placed: _Placed, paint: Paint) -> str:
    whole = placed.last > placed.first
    start, end = line.extent(placed.start, len(source.line(placed.first)) if whole else placed.end)
    signs = placed.mark.sign * (end - start)
    label = f" {placed.mark.label}" if placed.mark.label else ""
    return " " * start + paint(signs + label, placed.mark.style)
