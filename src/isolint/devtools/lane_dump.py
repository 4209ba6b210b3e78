"""What the linker believes about one test: its code, what that touches, why it is quiet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from isolint import engine
from isolint.devtools.catalogue_page import lanes as spelled
from isolint.devtools.quietness import reasons
from isolint.errors import UsageError
from isolint.linking.effects import Effect
from isolint.linking.fixtures import Fixture
from isolint.linking.items import Item
from isolint.linking.places import Entry
from isolint.linking.stages import Stages
from isolint.linking.suite import Suite
from isolint.model.finding import Finding
from isolint.model.place import Lanes, Moment, Place
from isolint.model.resource import Access
from isolint.model.source import Site
from isolint.nearest import did_you_mean
from isolint.project import Project, Request, open_project


def dump(root: Path, node: str) -> str:
    """The beliefs about the test of this id, as lines.

    Raises:
        UsageError: there is no such project, or no such test in it.
    """
    project = open_project(Request(paths=(root,), caching=False))
    wanted = node.partition("[")[0]
    known: list[str] = []
    for part in project.plan.parts:
        facts = part.of(project.collection.facts.values())
        linked = Stages(facts, part.catalogue, part.layout)
        for item in linked.tests.items:
            if item.node in (wanted, _seen_from(project.root, root, wanted)):
                return "\n".join(_Dump(project, part, linked, item).lines())
            known.append(item.node)
    hint = did_you_mean(wanted, known)
    raise UsageError(f'no test is called "{wanted}" under {project.root}{hint}')


def _seen_from(project: Path, folder: Path, node: str) -> str:
    """An id relative to a folder, as one relative to the project."""
    inside = folder.resolve().relative_to(project.resolve()).as_posix()
    return node if inside == "." else f"{inside}/{node}"


class _Dump:
    """One test on its way to text."""

    def __init__(self, project: Project, part: engine.Part, linked: Stages, item: Item) -> None:
        self.project = project
        self.part = part
        self.linked = linked
        self.suite = Suite(linked)
        self.item = item
        self.units = linked.places.units
        self.fixtures = linked.fixtures.used_by(item)
        self.findings = engine.check(project.plan, project.collection).findings

    def lines(self) -> Iterator[str]:
        yield from self._head()
        yield from self._section("fixtures", self._fixtures())
        for entry in self._entries():
            effects = list(self.linked.summaries.of((entry.path, entry.scope)))
            if effects or (entry.path, entry.scope) == (self.item.path, self.item.scope):
                yield from self._section(_place(entry.place), self._effects(entry, effects))
        yield from self._section("memory written in one lane only", self._memory())
        yield from self._section("parameters", self._parameters())
        yield from self._section("findings in this code", self._findings())

    def _head(self) -> Iterator[str]:
        runner = self.part.layout.runner
        function = self.units[self.item.path].name_site(self.item.scope)
        evidence = runner.evidence or "assumed: no project file says"
        yield f"test {self.item.node}"
        yield f"  function   {self._at(function)}"
        yield f"  moves as   {self.linked.tests.scheduling.whole_of(self.item)}"
        yield f"  runner     --dist {runner.dist} ({evidence})"

    def _section(self, title: str, lines: Iterator[str]) -> Iterator[str]:
        yield ""
        yield title
        yield from (f"  {line}" for line in _or_none(lines))

    def _fixtures(self) -> Iterator[str]:
        for name, fixture in sorted(self.fixtures.items()):
            site = self.units[fixture.path].name_site(fixture.scope)
            marks = " autouse" if fixture.autouse else ""
            yield f"{name:20} once per {fixture.frequency.value:8} {self._at(site)}{marks}"
        words = self.part.catalogue.fixtures
        for name in self._requested():
            if name not in self.fixtures and name in words:
                word = words[name]
                trait = f", {word.trait.value}" if word.trait else ""
                yield f"{name:20} once per {word.scope.value:8} of {word.plugin}{trait}"
            elif name not in self.fixtures:
                yield f"{name:20} not known: a parameter, or a fixture of a plugin without a word"

    def _requested(self) -> list[str]:
        units = self.units
        asked = [(self.item.path, self.item.scope)]
        asked += [(each.path, each.scope) for each in self.fixtures.values()]
        names = (name for path, scope in asked for name in self.linked.fixtures.requested(units[path], scope))
        return sorted({name for name in names if name != "self"})

    def _entries(self) -> Iterator[Entry]:
        """The test, its fixtures, what is set up around it, and what runs on import."""
        own: set[Fixture | tuple[str, int]] = {(each.path, each.scope) for each in self.fixtures.values()}
        own.add((self.item.path, self.item.scope))
        near = {self.item.owner_path, *_conftests(self.item.owner_path)}
        for entry in self.linked.places.entries:
            parent = self.units[entry.path].scopes[entry.scope].parent
            is_other_code = (entry.path, entry.scope) in self._elsewhere
            around = entry.path in near and parent in (-1, 0, self.item.owner) and not is_other_code
            if (entry.path, entry.scope) in own or around:
                yield entry

    @property
    def _elsewhere(self) -> set[tuple[str, int]]:
        """Other tests, and fixtures that this one does not use."""
        tests = {(item.path, item.scope) for item in self.linked.tests.items}
        return tests | self.linked.fixtures.by_function.keys()

    def _effects(self, entry: Entry, effects: Sequence[Effect]) -> Iterator[str]:
        for effect in sorted(effects, key=lambda each: each.site):
            place = entry.after if effect.late else entry.place
            word = self.part.catalogue.resources[effect.kind]
            name = effect.name.text or "(all of them)"
            yield f"{effect.verb.value} {word.text} {name}   {self._at(effect.site)}"
            for site in effect.via:
                yield f"    called at {self._at(site)}"
            parts = ", ".join(sorted(trait.value for trait in effect.name.traits)) or "constant"
            root = f", under {effect.name.root.value}" if effect.name.root.value else ""
            yield f"    name      {parts}{root}"
            moment = effect.moment or place.moment
            lanes = spelled(place.lanes & effect.lanes) or "nowhere"
            yield f"    runs      {lanes}, at {moment.value}"
            access = self._access(effect, moment)
            if access is not None:
                yield f"    meets     {' and '.join(self._units(access)) or 'nobody'}"
            meets = access is None or self.suite.meets(access)
            yield f"    {self._verdict(effect, access, reasons(effect, place, word, meets=meets))}"

    def _access(self, effect: Effect, moment: Moment) -> Access | None:
        """What became of an effect; nothing, where code of others would be to blame."""
        for access in self.linked.accesses:
            same_call = access.site == effect.site and access.verb is effect.verb
            if same_call and access.place.moment is moment and access.resource.name.text == effect.name.text:
                return access
        return None

    def _units(self, access: Access) -> list[str]:
        """Whom the scheduler may put on another lane at this resource."""
        users = self.suite.users(access)
        return sorted({unit for user in users if user.lanes.in_each_worker for unit in user.place.units})[:3]

    def _verdict(self, effect: Effect, access: Access | None, reasons: Iterable[str]) -> str:
        sites = {effect.site, *effect.via, *(mark.site for mark in effect.name.marks)}
        sites |= {site for site in (effect.name.site, access and access.where) if site}
        codes = sorted({each.code for each in self.findings if each.site in sites})
        if codes:
            return f"reported  {', '.join(codes)}"
        return f"quiet     {'; '.join(reasons) or 'for no reason seen here: no rule speaks of it'}"

    def _memory(self) -> Iterator[str]:
        places = {entry.place.site for entry in self._entries()}
        for variable in self.linked.variables:
            touches = [("written", each) for each in variable.writes] + [
                ("read", each) for each in variable.reads
            ]
            if any(touch.place.site in places for _, touch in touches):
                yield f"{variable.name}, {variable.initial or 'nothing'} on import"
                for what, touch in touches:
                    lanes = spelled(touch.lanes) or "nowhere"
                    owner = touch.place.owner
                    yield f"    {what:8} {lanes}, {owner}   {self._at(touch.site)}"

    def _parameters(self) -> Iterator[str]:
        owners = [self.units[self.item.path].scopes[self.item.scope].name, *self.fixtures]
        for each in self.linked.parameter_sets:
            if any(f"`{owner}`" in each.owner for owner in owners):
                order = f"{each.order.value} of {each.order_text}" if each.order_text else each.order.value
                yield f"{each.argument}   {self._at(each.site)}"
                yield f"    order     {order}"
                yield f"    ids by    {each.id_form.value}"

    def _findings(self) -> Iterator[str]:
        for each in self.findings:
            if self._is_mine(each):
                yield f"{each.code} {each.name}: {each.message}   {self._at(each.site)}"

    def _is_mine(self, finding: Finding) -> bool:
        units = self.units
        for entry in self._entries():
            scope = units[entry.path].scopes[entry.scope]
            at = finding.site
            if at.path == entry.path and entry.scope and scope.start <= at.start < scope.end:
                return True
        return False

    def _at(self, site: Site) -> str:
        return f"{site.path}:{self.project.collection.sources[site.path].row_of(site.start)}"


def _or_none(lines: Iterator[str]) -> Iterator[str]:
    found = False
    for line in lines:
        found = True
        yield line
    if not found:
        yield "none"


def _place(place: Place) -> str:
    """Where and how often, in one line."""
    lanes = spelled(place.lanes & ~Lanes.SERIAL) or "no lane of a parallel run"
    marks = [word for word, holds in (("isolated", place.isolated), ("ordered", place.ordered)) if holds]
    meets = " and ".join(place.units)
    return ", ".join((place.owner, lanes, f"once per {place.frequency.value}", *marks)) + (
        f"   for {meets}" if meets else ""
    )


def _conftests(path: str) -> Iterator[str]:
    folder = Path(path).parent
    for each in (folder, *folder.parents):
        yield (each / "conftest.py").as_posix()
