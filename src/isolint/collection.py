"""The facts of a project: of its tests, and of all of its own code that they import."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from isolint.cache import Cache, digest
from isolint.extraction import Extractor, Text, taken_from, unpack
from isolint.model.facts import NONE, FileFacts
from isolint.model.finding import Problem
from isolint.model.language import GO, language_of
from isolint.model.project import Layout
from isolint.model.source import Site, Source
from isolint.model.symbol import enclosing_symbol
from isolint.sources import Sources, read_bytes
from isolint.suppress import mentioned
from isolint.survey import gofiles, programs
from isolint.survey.discovery import Tree
from isolint.survey.goreach import GoReach
from isolint.survey.reach import PLUGINS, Reach, plugins

Progress = Callable[[int, int], None]
"""Told how many files are done, of how many that are known of so far."""

Targets = Callable[[FileFacts], Iterable[str]]
"""The files of a project that the facts of one lead to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Facts by path in sorted order; `commented` are the files that may hold a suppression.

    `targets` says which files of the project some facts lead to. `generated` are files that no
    person wrote, which were passed over.
    """

    facts: Mapping[str, FileFacts]
    sources: Sources
    digests: Mapping[str, bytes]
    problems: tuple[Problem, ...]
    commented: frozenset[str]
    imported: frozenset[str]
    targets: Targets
    generated: frozenset[str] = frozenset()

    @property
    def read(self) -> tuple[str, ...]:
        """The files that were read, whether or not they could be parsed."""
        return tuple(sorted(self.digests))

    def symbol(self, site: Site) -> str:
        """The function or type around a place, "" at the top of a file."""
        facts = self.facts.get(site.path)
        return enclosing_symbol(facts, site.start) if facts else ""

    def rewritten(self, sources: Iterable[Source]) -> Collection | Problem:
        """With other texts in place of some files; a problem when one of them cannot be parsed."""
        facts = dict(self.facts)
        commented = set(self.commented)
        texts = tuple(sources)
        for source in texts:
            taken = taken_from(source)
            if isinstance(taken, Problem):
                return taken
            if taken.broken != NONE:
                return _broken(source, taken.broken)
            facts[source.path] = taken
            if mentioned(source.text):
                commented.add(source.path)
        return replace(
            self, facts=facts, sources=self.sources.replaced(texts), commented=frozenset(commented)
        )

    def edited(self, path: str, content: bytes, new: FileFacts | Problem) -> Collection | None:
        """With another text, and what came of it, in place of a file.

        None where that may change which files there are.
        """
        old = self.facts.get(path)
        if old is None or isinstance(new, Problem) or not self._leads_alike(old, new):
            return None
        if language_of(path) == GO and (gofiles.is_generated(content) or gofiles.is_for_others(content)):
            return None
        sources = self.sources.given(path, content)
        problems = [problem for problem in self.problems if problem.path != path]
        if new.broken != NONE:
            problems.append(_broken(sources[path], new.broken))
        commented = self.commented | {path} if mentioned(content) else self.commented - {path}
        return replace(
            self,
            facts={**self.facts, path: _unloaded(new)},
            sources=sources,
            digests={**self.digests, path: digest(content)},
            problems=tuple(problems),
            commented=commented,
        )

    def _leads_alike(self, old: FileFacts, new: FileFacts) -> bool:
        """The files that one leads to are those of the other, or more that others lead to as well."""
        if _leads_to(old) == _leads_to(new):
            return True
        before, after = frozenset(self.targets(old)), frozenset(self.targets(new))
        return before <= after and after - before <= self.imported & self.digests.keys()


def _unloaded(facts: FileFacts) -> FileFacts:
    """Linking asks for no loads, and those of a large project are a tenth of all its facts."""
    return facts._replace(loads=()) if facts.loads else facts


def _leads_to(facts: FileFacts) -> tuple[object, ...]:
    """All that decides about which other files a file needs."""
    imported = ((each.module, each.member, each.level) for each in facts.imports)
    return (*imported, None, *plugins(facts), None, *programs.files(facts), None, *programs.modules(facts))


def collect(
    tree: Tree,
    layout: Layout,
    *,
    cache: Cache,
    given: Mapping[str, bytes],
    generated: bool = False,
    before: Collection | None = None,
    progress: Progress = lambda done, known: None,
) -> Collection:
    """Takes the facts of the files that the tree starts from, and of all that they lead to.

    `layout` is that of Python, whose imports need one. `given` are texts by path that stand
    in for what is on disk. With `generated`, Go files that no person wrote are read as well.
    What was taken `before` from the same text is not taken again.
    """
    reach = Reach(tree.root, layout.import_roots, _of_python(tree.starts))
    gathering = _Gathering(tree, reach, cache, given, generated=generated)
    gathering.before = before
    with Extractor(packing=cache.keeps) as extractor:
        pending = dict.fromkeys((*tree.starts, *reach.named(layout.plugins)))
        while pending:
            gathering.known |= pending.keys()
            pending = gathering.round(pending, extractor, progress)
    return gathering.collection()


def _of_python(paths: Iterable[str]) -> Iterator[str]:
    return (path for path in paths if language_of(path) != GO)


def _broken(source: Source, offset: int) -> Problem:
    """Where a front end lost its way in a file of which it could read the rest."""
    row, column = source.position(min(offset, len(source.text)))
    message = "the file cannot be parsed here; the rest of it was read"
    return Problem(stage="parse", path=source.path, message=message, row=row, column=column)


class _Gathering:
    """What has been taken so far."""

    def __init__(
        self, tree: Tree, reach: Reach, cache: Cache, given: Mapping[str, bytes], *, generated: bool
    ) -> None:
        self.tree = tree
        self.reach = reach
        self.go_reach = GoReach(tree.root, tree.modules)
        self.reads_generated = generated
        self.before: Collection | None = None
        self.generated: set[str] = set()
        self.cache = cache
        self.given = given
        self.known: set[str] = {problem.path for problem in tree.problems}
        self.facts: dict[str, FileFacts] = {}
        self.digests: dict[str, bytes] = {}
        self.problems: list[Problem] = []
        self.commented: set[str] = set()
        self.imported: set[str] = set()
        self.plugins: set[str] = set()

    def round(self, paths: Iterable[str], extractor: Extractor, progress: Progress) -> dict[str, None]:
        """Reads some files; gives those that they import and that are not known yet."""
        fresh: list[str] = []
        missing: list[Text] = []
        for text in self._texts(paths):
            facts = self._held(text.path)
            if facts is None:
                missing.append(text)
            else:
                self.facts[text.path] = _unloaded(facts)
                fresh.append(text.path)
        for taken in extractor.each(missing):
            if isinstance(taken.result, Problem):
                self.problems.append(taken.result)
            else:
                self.facts[taken.path] = _unloaded(taken.result)
                fresh.append(taken.path)
                self.cache.keep(taken.path, self.digests[taken.path], taken.packed)
            progress(len(self.facts) + len(self.problems), len(self.known))
        return self._led_to(fresh)

    def _held(self, path: str) -> FileFacts | None:
        """Facts that were taken from the same text, a moment ago or by an earlier run."""
        key = self.digests[path]
        if self.before is not None and self.before.digests.get(path) == key and path in self.before.facts:
            return self.before.facts[path]
        packed = self.cache.packed(path, key)
        return unpack(packed) if packed else None

    def collection(self) -> Collection:
        sources = Sources(self.tree.root, self.given)
        broken = {path: facts.broken for path, facts in self.facts.items() if facts.broken != NONE}
        parsing = (_broken(sources[path], offset) for path, offset in broken.items())
        return Collection(
            facts={path: self.facts[path] for path in sorted(self.facts)},
            sources=sources,
            digests=self.digests,
            problems=(*self.tree.problems, *self.problems, *parsing),
            commented=frozenset(self.commented),
            imported=frozenset(self.imported),
            targets=self.targets,
            generated=frozenset(self.generated),
        )

    def _texts(self, paths: Iterable[str]) -> Iterator[Text]:
        for path in paths:
            content = self.given[path] if path in self.given else read_bytes(self.tree.root / path, path)
            if isinstance(content, Problem):
                self.problems.append(content)
                continue
            if self._passes_over(path, content):
                continue
            self.digests[path] = digest(content)
            if mentioned(content):
                self.commented.add(path)
            if PLUGINS.encode() in content:
                self.plugins.add(path)
            yield Text(path, content)

    def _passes_over(self, path: str, content: bytes) -> bool:
        """Whether a Go file that nobody asked for by name is generated, or never compiled here."""
        if language_of(path) != GO or path in self.tree.named:
            return False
        if not self.reads_generated and gofiles.is_generated(content):
            self.generated.add(path)
            return True
        return gofiles.is_for_others(content)

    def targets(self, facts: FileFacts, *, may_name_plugins: bool = True) -> Iterator[str]:
        """The files of the project that some facts lead to."""
        if language_of(facts.path) == GO:
            return self.go_reach.of(facts)
        return self.reach.of(facts, may_name_plugins=may_name_plugins)

    def _led_to(self, paths: Iterable[str]) -> dict[str, None]:
        found: dict[str, None] = {}
        for path in paths:
            for target in self.targets(self.facts[path], may_name_plugins=path in self.plugins):
                self.imported.add(target)
                if target not in self.known:
                    found[target] = None
        return found
