"""What goes wrong in a suite whose tests are each run by several threads; nothing where none are."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from isolint.linking.commonfolders import CommonFolders
from isolint.linking.commonthings import CommonThings
from isolint.linking.holding import Holding
from isolint.linking.iterated import Iterated
from isolint.linking.selfraces import SelfRaces
from isolint.linking.threaded import Threaded
from isolint.linking.unsafecalls import UnsafeCalls
from isolint.model.sharing import CommonFolder, SelfRace, ThreadUnsafe, UnlockedUse

if TYPE_CHECKING:
    from isolint.linking.stages import Stages


class ThreadHazards:
    """Each kind is worked out when a rule asks for it."""

    def __init__(self, stages: Stages) -> None:
        self._stages = stages
        run = stages.layout.threads
        self.threaded = Threaded(stages.fixtures, run) if run is not None else None

    @cached_property
    def self_races(self) -> tuple[SelfRace, ...]:
        """Tests that disturb themselves by what they do to a common thing."""
        if self.threaded is None:
            return ()
        stages = self._stages
        return SelfRaces(self.threaded, self._things, stages.bodies, stages.fakes).collect()

    @cached_property
    def _things(self) -> CommonThings:
        return CommonThings(self._stages.fixtures, Holding(self._stages.places, self._stages.calls))

    @cached_property
    def unlocked_uses(self) -> tuple[UnlockedUse, ...]:
        """Containers that one thread of a test goes through while another one changes them."""
        if self.threaded is None:
            return ()
        return Iterated(self.threaded, self._things, self._stages.bodies, self._stages.members).unlocked()

    @cached_property
    def unsafe_calls(self) -> tuple[ThreadUnsafe, ...]:
        """What the whole process is made to be for a while, in the body of a test."""
        if self.threaded is None:
            return ()
        stages = self._stages
        calls = UnsafeCalls(
            self.threaded, stages.places, stages.calls, stages.bodies, stages.touches, stages.touched
        )
        return calls.collect()

    @cached_property
    def common_folders(self) -> tuple[CommonFolder, ...]:
        """Fixed names in directories that are made once for all threads."""
        if self.threaded is None:
            return ()
        return CommonFolders(self.threaded, self._stages.names, self._stages.touched).collect()
