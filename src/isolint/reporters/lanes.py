"""A small drawing of a story: processes from left to right, moments from top to bottom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from isolint.model.story import Role, Step, Story
from isolint.reporters import display
from isolint.reporters.paint import Paint, Style

_GAP = 3
_STYLES = {Role.CAUSE: Style.ERROR, Role.VICTIM: Style.WARNING, Role.PASSING: Style.STRONG}


def drawing(story: Story, paint: Paint) -> Iterator[str]:
    """A line for each step, with its number in the columns of those who do it.

    Nothing where there is no column, or no room: the steps say the same in words.
    """
    drawn = [(number, step) for number, step in enumerate(story.steps, 1) if step.lanes]
    lead = max((len(step.moment) for _, step in drawn), default=0) + _GAP + 2
    widths = [max(_widest(lane, drawn), display.width(lane)) + _GAP for lane in story.lanes]
    if not drawn or lead + sum(widths) > paint.width:
        return
    heads = [
        paint(_filled(lane, width), Style.STRONG) for lane, width in zip(story.lanes, widths, strict=True)
    ]
    yield f"{'':{lead}}{''.join(heads)}".rstrip()
    moment = ""
    for number, step in drawn:
        label = "" if step.moment == moment else step.moment
        moment = step.moment
        cells = [
            _cell(number, step, paint, width)
            if lane in step.lanes
            else paint(_filled("|", width), Style.GUTTER)
            for lane, width in zip(story.lanes, widths, strict=True)
        ]
        yield f"  {label:{lead - 2}}{''.join(cells)}".rstrip()


def _widest(lane: str, drawn: Sequence[tuple[int, Step]]) -> int:
    return max(
        (display.width(_text(number, step)) for number, step in drawn if lane in step.lanes), default=0
    )


def _cell(number: int, step: Step, paint: Paint, width: int) -> str:
    text = _text(number, step)
    return paint(text, _STYLES[step.role]) + " " * (width - display.width(text))


def _text(number: int, step: Step) -> str:
    return f"{number} {step.verb}".rstrip()


def _filled(text: str, width: int) -> str:
    return text + " " * (width - display.width(text))
