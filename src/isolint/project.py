"""A project as it lies on disk, opened for checking: settings, layout, facts, rules."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from isolint import baseline, cache, plugins, settings
from isolint.catalogue import Catalogue, load
from isolint.changes import ChangedLines
from isolint.collection import Collection, Progress, collect
from isolint.engine import Part, Plan, codes
from isolint.model.language import GO, PYTHON, language_of
from isolint.model.project import Layout
from isolint.model.rule import Rule
from isolint.selection import Layer, matching, selected
from isolint.settings import Settings
from isolint.survey import discovery
from isolint.survey.exclusion import Exclusion
from isolint.survey.gorunner import go_layout
from isolint.survey.runner import layout as project_layout
from isolint.survey.threadruns import thread_run
from isolint.verdicts import Archive, edition


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What one run was asked for, on top of what the configuration says.

    `given` are texts by path that stand in for what is on disk; `unsaved` are too, but a file is
    not looked at for having one, only if the analysis comes to it. `cache_dir` None means
    the usual place, `caching` false no cache at all; it is the same with `baseline` and
    `baselining`. `changed` says which lines of a project, given its root, have changed, where
    only what has to do with them is wanted.
    """

    paths: tuple[Path, ...] = (Path(),)
    rules: Layer = Layer()
    config: tuple[str, ...] = ()
    isolated: bool = False
    exclude: tuple[str, ...] = ()
    extend_exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    suppressing: bool = True
    caching: bool = True
    cache_dir: Path | None = None
    baselining: bool = True
    baseline: Path | None = None
    changed: Callable[[Path], ChangedLines] | None = None
    given: Mapping[Path, bytes] = field(default_factory=dict)
    unsaved: Mapping[Path, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Everything that is known before the first rule runs; `archive` has what rules have said before."""

    plan: Plan
    collection: Collection
    cache_dir: Path | None
    archive: Archive = Archive()

    @property
    def root(self) -> Path:
        return self.plan.tree.root


def open_project(
    request: Request,
    progress: Progress = lambda done, known: None,
    before: Collection | None = None,
) -> Project:
    """Finds the project of some paths and takes its facts, but for those that were taken `before`.

    Raises:
        UsageError: a path, the configuration or a catalogue is not what it has to be.
    """
    start, root, chosen = locate(request)
    extras = plugins.installed()
    rules, active = _rules(request, chosen, extras)
    where = _python_layout(root, start, chosen)
    exclusion = Exclusion(root, chosen.base, chosen.exclude, chosen.extend_exclude)
    tree = walked(request, where, exclusion)
    ledger = baseline_file(request, chosen, root)
    known = baseline.read(ledger, root) if ledger else None
    changed = request.changed(root) if request.changed else None
    texts = {**request.unsaved, **request.given}
    given = {relative(root, path): content for path, content in texts.items()}
    folder = cache_folder(request, chosen, root)
    with cache.opened(folder) as store:
        collection = collect(
            tree,
            where,
            cache=store,
            given=given,
            generated=chosen.generated,
            before=before,
            progress=progress,
        )
        spoken = {facts.language for facts in collection.facts.values()}
        named = _with_named(where, tree, collection)
        archive = Archive(store.folder)
        stamp = edition(extras, chosen.catalogues) if store.folder else ""
        parts = tuple(
            Part(layout, catalogue(chosen, layout.language, extras, store.folder))
            for layout in _layouts(spoken, named, tree)
        )
    plan = Plan(
        tree=tree,
        settings=chosen,
        exclusion=exclusion,
        parts=parts,
        rules=rules,
        active=active,
        suppressing=request.suppressing,
        baseline=known,
        changed=changed,
        edition=stamp,
    )
    return Project(plan=plan, collection=collection, cache_dir=folder, archive=archive)


def walked(request: Request, where: Layout, exclusion: Exclusion) -> discovery.Tree:
    """The files that analysis starts from; `where` says how Python calls its tests."""
    root = exclusion.root
    given = [relative(root, path) for path in request.given]
    return discovery.survey(root, request.paths, where, exclusion, given=given, force=request.force_exclude)


def layouts(request: Request) -> tuple[Layout, ...]:
    """How the tests of each language are found and run, as far as can be said before a file is read."""
    start, root, chosen = locate(request)
    where = _python_layout(root, start, chosen)
    tree = walked(request, where, Exclusion(root, chosen.base, chosen.exclude, chosen.extend_exclude))
    return tuple(_layouts({language_of(path) for path in tree.starts}, where, tree))


def _python_layout(root: Path, start: Path, chosen: Settings) -> Layout:
    """What the project's files and the settings say of its Python tests."""
    where = project_layout(root, start, src=chosen.src, runner=chosen.runner, dist=chosen.dist)
    return replace(where, threads=thread_run(root, start, chosen.profile))


def locate(request: Request) -> tuple[Path, Path, Settings]:
    """The folder asked about, the root of its project, and the settings that hold there."""
    start = discovery.common_folder(request.paths, request.given)
    root = discovery.find_root(start)
    chosen = settings.load(start, request.config, isolated=request.isolated)
    if request.exclude:
        chosen = replace(chosen, exclude=request.exclude)
    chosen = replace(chosen, extend_exclude=(*chosen.extend_exclude, *request.extend_exclude))
    return start, root, chosen


def baseline_file(request: Request, chosen: Settings, root: Path) -> Path | None:
    """What findings are held against: a file that was named has to be there, the usual one may be."""
    if not request.baselining:
        return None
    usual = baseline_place(request, chosen, root)
    is_named = bool(request.baseline or chosen.baseline)
    return usual if is_named or (usual.is_file() and not request.isolated) else None


def baseline_place(request: Request, chosen: Settings, root: Path) -> Path:
    """Where a baseline is kept: as the command line, the configuration or custom say."""
    return request.baseline or chosen.baseline or root / baseline.DEFAULT_NAME


def cache_folder(request: Request, chosen: Settings, root: Path) -> Path | None:
    """Where facts are kept: as the command line, the configuration or custom say."""
    if not request.caching:
        return None
    return request.cache_dir or chosen.cache_dir or root / cache.FOLDER


def catalogue(
    chosen: Settings, language: str, extras: Sequence[plugins.Plugin], folder: Path | None = None
) -> Catalogue:
    """All that is known of a language's libraries: built in, brought by plugins, added by the settings."""
    brought = (path for plugin in extras for path in plugin.catalogues(language))
    return load((*brought, *chosen.catalogues), language, cache=folder)


def all_rules(extras: Iterable[plugins.Plugin]) -> tuple[Rule[Any], ...]:
    """Ours and those of plugins."""
    from isolint.checks import rules

    return (*rules(), *(rule for plugin in extras for rule in plugin.rules))


def _rules(
    request: Request, chosen: Settings, extras: Iterable[plugins.Plugin]
) -> tuple[tuple[Rule[Any], ...], frozenset[str]]:
    every = all_rules(extras)
    names = codes(every)
    for _, selectors in chosen.per_file_ignores:
        for selector in selectors:
            matching(names, selector)
    return every, selected(names, (chosen.rules, request.rules))


def _layouts(languages: Container[str], where: Layout, tree: discovery.Tree) -> Iterator[Layout]:
    """One for each language, Python's where there is no Go either."""
    if PYTHON in languages or GO not in languages:
        yield where
    if GO in languages:
        yield go_layout(tree.root, tree.modules)


def _with_named(where: Layout, tree: discovery.Tree, collection: Collection) -> Layout:
    """A file given by name is a test file for pytest whatever it is called, unless a test imports it."""
    names = [
        path.rpartition("/")[2]
        for path in tree.named
        if language_of(path) != GO
        and path not in collection.imported
        and not path.endswith(discovery.CONFTEST)
    ]
    fresh = [name for name in dict.fromkeys(names) if not discovery.is_test_file(name, where)]
    return replace(where, test_files=(*where.test_files, *fresh)) if fresh else where


def relative(root: Path, path: Path) -> str:
    """A path as analysis calls it."""
    return Path(os.path.relpath(os.path.abspath(path), root)).as_posix()
