"""How often something happens, and in which processes, in words: "once in each worker"."""

from __future__ import annotations

from collections.abc import Sequence

from isolint.model.place import Frequency, Moment

_EACH, _ANOTHER = "each ", "another "
_TURNS = {
    Frequency.PACKAGE.value: "once for each package",
    Frequency.MODULE.value: "once for each module",
    Frequency.CLASS.value: "once for each class",
    Frequency.TEST.value: "for each test",
}


def often(lanes: Sequence[str], moment: str, frequency: str) -> str:
    """ "" where nobody knows; the lanes are in the words of the runner's users."""
    where = " and ".join(f"in {lane}" for lane in lanes)
    if not lanes or not frequency:
        return where
    if lanes[0].startswith(_ANOTHER):
        return f"{where}, at the same time"
    if frequency == Frequency.RUN.value:
        return f"once {where}" if any(lane.startswith(_EACH) for lane in lanes) else f"once, {where}"
    if (
        len(lanes) == 1
        and lanes[0].startswith(_EACH)
        and "thread" not in lanes[0]
        and "goroutine" not in lanes[0]
    ):
        where = f"in the {lanes[0].removeprefix(_EACH)} that runs it"
    is_test = frequency == Frequency.TEST.value and moment == Moment.TEST.value
    return where if is_test else f"{_TURNS[frequency]}, {where}"
