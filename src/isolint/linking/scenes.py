"""The scenes of a story, and the order in which a run gets to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from isolint.model.place import Moment
from isolint.model.source import Site
from isolint.model.story import Role, Step

MOMENTS = [moment.value for moment in Moment]
_PARTS = (Role.CAUSE, Role.PASSING, Role.VICTIM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A step with the calls that lead to it; `at` is where it begins in what the runner calls."""

    step: Step
    lead: tuple[Step, ...] = ()
    at: Site
    in_controller: bool = False


def in_order(scenes: Sequence[Scene]) -> Iterator[Step]:
    """All steps: by moment, the controller first, and of one moment the function with the cause first.

    What no call is seen to lead to stands with the first scene, which is the finding's own.
    """
    own = scenes[0].step.moment
    parts: dict[tuple[object, ...], int] = {}
    for scene in scenes:
        key = _act(scene, own)
        parts[key] = min(parts.get(key, len(_PARTS)), _PARTS.index(scene.step.role))
    told: set[Site] = {scene.step.site for scene in scenes}
    for scene in sorted(
        scenes, key=lambda one: (_time(one, own), parts[_act(one, own)], _act(one, own), one.at)
    ):
        for call in scene.lead:
            if call.site not in told:
                told.add(call.site)
                yield call
        yield scene.step


def _time(scene: Scene, own: str) -> tuple[int, bool]:
    moment = scene.step.moment or own
    return (MOMENTS.index(moment) if moment else len(MOMENTS), not scene.in_controller)


def _act(scene: Scene, own: str) -> tuple[object, ...]:
    """Equal for what one function of the suite does, one statement after the other."""
    return (*_time(scene, own), scene.step.owner)
