"""A duty in words: where a function runs in a parallel run, when, and how often."""

from __future__ import annotations

from isolint.model.duty import Called, Duty
from isolint.model.place import Frequency, Lanes, Moment
from isolint.model.project import ALL_CORES, GO_RUNNERS, Layout

_PER = {
    Frequency.PACKAGE: "once for each package",
    Frequency.MODULE: "once for each module",
    Frequency.CLASS: "once for each class",
    Frequency.TEST: "once for each test",
}


def markdown(called: Called, layout: Layout) -> str:
    """The first line says all; the second by what it is known."""
    told = f"**{called.duty.what}** `{called.name}`: {sentence(called.duty, layout)}"
    return f"{told}\n\n_{_grounds(layout)}_"


def plain(called: Called, layout: Layout) -> str:
    """The same without marks."""
    return f"{called.duty.what} {called.name}: {sentence(called.duty, layout)}\n\n{_grounds(layout)}"


def sentence(duty: Duty, layout: Layout) -> str:
    """Without a full stop or a capital: what stands before it names the function."""
    if layout.runner.is_serial:
        return "runs in the one process that there is"
    parts = [f"runs {_where(duty, layout)}"]
    if duty.ordered:
        parts.append("before the others start, after they have ended, or while they wait")
    if duty.moment in (Moment.COLLECT, Moment.EXIT, Moment.CONFIGURE, Moment.REPORT):
        parts.append(
            f"at {duty.moment.value}" if duty.moment is not Moment.REPORT else "when results come in"
        )
    if duty.isolated:
        parts.append("in a folder of its own")
    return ", ".join(parts)


def _where(duty: Duty, layout: Layout) -> str:
    process = "process" if layout.runner.kind == GO_RUNNERS else "worker"
    lanes = duty.lanes & ~Lanes.SERIAL
    also = "in the controller and " if lanes & Lanes.CONTROLLER else ""
    if not lanes:
        return "only where nothing is parallel"
    if lanes == Lanes.CONTROLLER:
        return "once, in the controller"
    if lanes == Lanes.FIRST:
        return f"once, in the first {process}"
    once = duty.frequency is Frequency.RUN
    if duty.moment is Moment.TEST:
        alone = "" if not duty.alone else ", never in two of them at once"
        return f"{also}in one {process} or another{alone}"
    if once and not (duty.alone and duty.moment is Moment.SETUP):
        return f"{also}once in each {process}, up to {_count(layout)} times"
    if once:
        return f"{also}once in each {process} that has a test for it"
    return f"{also}{_PER[duty.frequency]}, in the {process} that runs it"


def _count(layout: Layout) -> str:
    number = layout.runner.processes
    return str(number) if number not in (None, ALL_CORES) else "N"


def _grounds(layout: Layout) -> str:
    evidence = layout.runner.evidence
    return f"as {evidence} says" if evidence else "no file of the project says how it is run; this is assumed"
