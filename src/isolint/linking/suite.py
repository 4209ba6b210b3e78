"""The linked suite: what checks may ask. Everything in it is a record of `model`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import PurePosixPath
from posixpath import normpath
from typing import TYPE_CHECKING

from isolint.linking.accessindex import AccessIndex
from isolint.linking.splitting import splits
from isolint.linking.threadhazards import ThreadHazards
from isolint.linking.ways import Ways
from isolint.model.buffering import LossyFlush, MissingFlush
from isolint.model.change import Leaks
from isolint.model.confinement import ProcessGuard
from isolint.model.grouping import LooseGroup
from isolint.model.lookup import CheckedAct
from isolint.model.memory import GuardUse, Handover, Touch, Variable
from isolint.model.name import SEPARATOR, Name
from isolint.model.parameters import ParameterSet
from isolint.model.place import Place, at_once, beside
from isolint.model.readiness import Pause, Unready
from isolint.model.resource import Access, Verb
from isolint.model.sharing import SpoiledValue, UnlockedUse
from isolint.model.source import Site
from isolint.model.teardown import EarlyClose, Split, Unset
from isolint.model.updating import FileUpdate

if TYPE_CHECKING:
    from isolint.linking.stages import Stages


class Suite:
    """All that linking finds, in an order that does not depend on the order of the files."""

    def __init__(self, stages: Stages) -> None:
        self._stages = stages
        self.layout = stages.layout
        self.catalogue = stages.catalogue

    @property
    def called(self) -> tuple[Place, ...]:
        return tuple(entry.place for entry in self._stages.places.entries)

    @property
    def accesses(self) -> tuple[Access, ...]:
        return self._stages.accesses

    @property
    def variables(self) -> tuple[Variable, ...]:
        return self._stages.variables

    @property
    def late_environment(self) -> tuple[Touch, ...]:
        return self._stages.late_environment

    @property
    def guard_uses(self) -> tuple[GuardUse, ...]:
        return self._stages.guard_uses

    @property
    def unset(self) -> tuple[Unset, ...]:
        return self._stages.unset

    @property
    def early_closes(self) -> tuple[EarlyClose, ...]:
        return self._stages.early_closes

    @property
    def parameter_sets(self) -> tuple[ParameterSet, ...]:
        return self._stages.parameter_sets

    @property
    def lossy_flushes(self) -> tuple[LossyFlush, ...]:
        return self._stages.lossy_flushes

    @property
    def missing_flushes(self) -> tuple[MissingFlush, ...]:
        return self._stages.missing_flushes

    @property
    def spoiled_values(self) -> tuple[SpoiledValue, ...]:
        """What tests change of the values that module, class and session fixtures give them."""
        return self._stages.spoiled_values

    @property
    def thread_hazards(self) -> ThreadHazards:
        return self._stages.thread_hazards

    @property
    def unlocked_uses(self) -> tuple[UnlockedUse, ...]:
        return self._stages.unlocked_uses

    @property
    def unready(self) -> tuple[Unready, ...]:
        return self._stages.unready

    @property
    def pauses(self) -> tuple[Pause, ...]:
        return self._stages.pauses

    @property
    def checked_acts(self) -> tuple[CheckedAct, ...]:
        return self._stages.checked_acts

    @property
    def loose_groups(self) -> tuple[LooseGroup, ...]:
        """Groups of tests that the runner, or their own marks, do not keep together."""
        return self._stages.loose_groups

    @property
    def constant_writes(self) -> frozenset[Site]:
        """The calls at the end of a run that write the same text in every process."""
        return self._stages.constant_writes

    @property
    def needless(self) -> frozenset[Site]:
        """Registrations whose module no code that tests run imports or uses."""
        return self._stages.needless

    @property
    def leaks(self) -> Leaks:
        """What tests and set-ups leave changed in their process."""
        return self._stages.leaks

    @property
    def handed_over(self) -> frozenset[str]:
        """Environment variables that the controller sets for the workers."""
        return self._stages.memory.run_variables

    def touching(self, *verbs: Verb) -> Iterator[Access]:
        """Accesses of some verbs, one for each statement and place."""
        return (access for access in self.accesses if access.verb in verbs)

    def making(self) -> Iterator[Access]:
        """Accesses after which a thing is there, one for each statement and place."""
        return (access for access in self.accesses if access.makes)

    def is_test_code(self, path: str) -> bool:
        """A test, a conftest, or a helper that stands among them."""
        return path in self._stages.places.test_code

    def has_specs(self, path: str) -> bool:
        """A file stands among tests that are handed to the runner by calls, or may serve such tests."""
        folder = str(PurePosixPath(path).parent)
        sessions = self._stages.nodes.sessions
        is_plain = folder in self._stages.tests.folders and folder not in sessions
        return folder in sessions or (bool(sessions) and not is_plain)

    def is_named_by_suite(self, access: Access) -> bool:
        """Its name is written in the suite's own code, and not in what that calls."""
        site = access.resource.name.site
        return site is not None and self.is_test_code(site.path)

    def requirements(self, path: str) -> str:
        """The outside modules that a file may import without more ado, as an argument of a fix."""
        homes = [home for _, home in self.layout.modules if home in ("", ".") or path.startswith(f"{home}/")]
        home = max(homes, key=len, default="")
        return ",".join(module for folder, module in self.layout.requirements if folder == home)

    def is_conftest(self, path: str) -> bool:
        return path.rpartition("/")[2] == "conftest.py"

    def key(self, access: Access) -> str:
        """Equal for accesses that are sure to touch the same thing; "" where none is sure."""
        name = access.resource.name
        if not name.is_known or not name.text:
            return ""
        return f"{'path' if self.is_path(access) else access.resource.kind} {name.text}"

    def is_path(self, access: Access) -> bool:
        """What it touches goes by a path: a file, a directory, a socket."""
        return self.catalogue.resources[access.resource.kind].path

    @cached_property
    def _by_key(self) -> AccessIndex:
        return AccessIndex(self.accesses, self.key)

    def is_same(self, one: Access, other: Access) -> bool:
        """Both are sure to touch the same thing."""
        return bool(self.key(one)) and self.key(one) == self.key(other)

    def same_resource(self, access: Access) -> list[Access]:
        """All accesses to what this one touches, itself included; only itself if unnamed."""
        key = self.key(access)
        return self._by_key.at(key) if key else [access]

    @cached_property
    def _checked(self) -> dict[Access, CheckedAct]:
        return {act.access: act for act in self.checked_acts}

    def is_looked_for(self, access: Access) -> bool:
        """The same code has looked whether the thing is there, and makes it only if not."""
        return access in self._checked

    @property
    def process_guards(self) -> Mapping[Access, ProcessGuard]:
        """The locks, flags and caches of one process, by what stands behind them."""
        return self._stages.process_guards

    @property
    def updates(self) -> Mapping[Access, FileUpdate]:
        """The writes whose content depends on a read of the same file."""
        return self._stages.updates

    def is_handed_over(self, name: Name) -> bool:
        """It comes out of the environment, or a file, where one lane has put it for all."""
        if any(f"{{${variable}}}" in name.text for variable in self.handed_over):
            return True
        path = name.text.partition("{content of ")[2].partition("}")[0]
        return any(
            access.verb in (Verb.WRITE, Verb.CREATE) and (access.lanes.only_once or access.guards.once)
            for access in self._by_key.at(f"path {path}")
        )

    def is_inherited(self, name: Name) -> bool:
        """It is read from the environment or from a file: who put it there may have thought of lanes."""
        return "{$" in name.text or "{content of " in name.text

    def is_guarded(self, access: Access) -> bool:
        """It stands in a block under a test of the lane."""
        where = access.where
        return any(
            use.block.path == where.path and use.block.start <= where.start < use.block.end
            for use in self.guard_uses
        )

    def users(self, access: Access) -> list[Access]:
        """As `same_resource`, with what lies inside a directory.

        An access that names nothing ("flush all") touches all that the same library keeps.
        """
        if not access.resource.name.text:
            library = access.call.partition(".")[0]
            kept = self.touching(Verb.CREATE, Verb.WRITE, Verb.DESTROY)
            return [other for other in kept if other.call.partition(".")[0] == library]
        if access.resource.kind != "directory":
            return self.same_resource(access)
        return [*self.same_resource(access), *self._by_key.inside(self.key(access))]

    def meets(self, access: Access, *verbs: Verb) -> bool:
        """Two lanes may be at this resource at the same time, to do one of some things if named."""
        if any(one.access is not None and self.is_same(access, one.access) for one in self._stages.left_out):
            return False  # a group keeps all but a few tests apart: that is said of those few
        units: set[str] = set()
        for other in self.users(access):
            is_at_once = other.place.session in ("", access.place.session) or not access.place.session
            is_asked = not verbs or other.verb in verbs
            if is_asked and other.lanes.in_each_worker and is_at_once:
                units.update(beside(access.place, other.place))
        return len(at_once(units)) >= 2

    @cached_property
    def _splits(self) -> dict[Site, Split]:
        return splits(self.accesses, self.variables, self.same_resource)

    def split(self, place: Place, site: Site) -> Split | None:
        """The tear-down in two, where `site` in it deals with what one process made."""
        found = self._splits.get(place.site) if place.site is not None else None
        return found if found is not None and found.ends(site) else None

    def handover(self, place: Place) -> Handover | None:
        """What the first half of a set-up, if the place is one, gives to the second."""
        return self._stages.handovers.get(place.site) if place.site is not None else None

    def is_filled(self, access: Access) -> bool:
        """Something is put into it by those who know it by the same name: tables in a database."""
        start = access.resource.name.text + SEPARATOR
        return any(
            other.verb.changes and other.resource.name.text.startswith(start) for other in self.accesses
        )

    def is_in_file(self, access: Access) -> bool:
        """What holds it is a file that the suite makes or opens."""
        holder, separator, _ = access.resource.name.text.partition(SEPARATOR)
        return bool(separator) and f"path {normpath(holder)}" in self._by_key

    def kind(self, access: Access) -> str:
        return self.catalogue.resources[access.resource.kind].text

    def describe(self, access: Access) -> str:
        """How a message calls the resource: `database "shop_test"`."""
        name = access.resource.name.text.rpartition(SEPARATOR)[2]
        return f'{self.kind(access)} "{name}"' if name else f"every {self.kind(access)}"

    def lanes_of(self, access: Access) -> tuple[str, ...]:
        """The processes that get to an access, in words."""
        return access.lanes.words

    @property
    def ways(self) -> Ways:
        """How a run gets to any statement."""
        return self._stages.ways
