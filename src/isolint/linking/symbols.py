"""Names across modules: which definition, variable or outside thing a name means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from isolint.linking.packages import Packages
from isolint.linking.unit import Binding, Unit
from isolint.model.facts import NONE, Import, ScopeKind
from isolint.model.project import Layout
from isolint.model.vocabulary import AliasWord


class Symbol(NamedTuple):
    """What a name is bound to.

    `form` is "module" (path), "definition" (path, scope), "variable" (path, scope that
    holds it, name), "parameter" (path, scope of the function, name) or "external" (name is
    its dotted path; path is "").
    """

    form: str
    path: str
    scope: int
    name: str


class Symbols:
    """The project's modules by name, and the resolution of names in them."""

    def __init__(
        self, units: Iterable[Unit], layout: Layout, aliases: Mapping[str, AliasWord] | None = None
    ) -> None:
        self.units = {unit.path: unit for unit in sorted(units, key=lambda unit: unit.path)}
        self.packages = Packages(self.units.values(), layout.modules)
        self._aliases = aliases or {}
        self._packages = {
            str(PurePosixPath(path).parent)
            for path in self.units
            if PurePosixPath(path).name == "__init__.py"
        }
        self._modules: dict[str, list[str]] = {}
        self._names: dict[str, tuple[str, ...]] = {}
        for path in self.units:
            self._names[path] = tuple(sorted(self._names_of(path, layout)))
            for name in self._names[path]:
                self._modules.setdefault(name, []).append(path)
        self._memo: dict[tuple[str, int, str], Symbol | None] = {}
        self._members: dict[tuple[str, str], Symbol | None] = {}
        self._imported_files: dict[str, str | None] = {}
        self._by_package: dict[str, dict[str, Symbol]] = {}
        self._stars: dict[str, list[str]] = {}

    def _names_of(self, path: str, layout: Layout) -> set[str]:
        """Dotted names under which a file can be imported: from each import root, and from
        the first directory upward that is no package, which pytest puts on the path."""
        if self.units[path].package:
            return {self.packages.import_path(path)}
        file = PurePosixPath(path)
        parts = list(file.parent.parts if file.name == "__init__.py" else file.with_suffix("").parts)
        names = {".".join(parts)} if parts else set()
        for root in layout.import_roots:
            depth = len(PurePosixPath(root).parts)
            if depth and PurePosixPath(path).is_relative_to(root) and parts[depth:]:
                names.add(".".join(parts[depth:]))
        first = len(parts) - 1
        while first > 0 and "/".join(parts[:first]) in self._packages:
            first -= 1
        if parts[first:]:
            names.add(".".join(parts[first:]))
        return names

    def names_of(self, path: str) -> tuple[str, ...]:
        """Each dotted name under which a file of the project can be imported."""
        return self._names[path]

    def module(self, name: str, importer: str) -> str | None:
        """The path of a first-party module, the one nearest to the importing file."""
        paths = self._modules.get(name)
        if not paths:
            return None
        if self.units[paths[0]].package:
            if name not in self._imported_files:
                self._imported_files[name] = self._imported_file(paths)
            return self._imported_files[name]
        return max(paths, key=lambda path: (_shared_depth(path, importer), -len(path)))

    def _imported_file(self, paths: list[str]) -> str | None:
        """A file of the package that others import: not of the one that only tests it from outside."""
        plain = [path for path in paths if not self.units[path].package.endswith("_test")]
        return plain[0] if plain else None

    def lookup(self, unit: Unit, scope: int, name: str) -> Symbol | None:
        """A plain name seen from a scope; None for built-ins and what nobody binds."""
        key = (unit.path, scope, name)
        if key not in self._memo:
            self._memo[key] = None  # closes cycles of re-exports
            self._memo[key] = self._lookup(unit, scope, name)
        return self._memo[key]

    def _lookup(self, unit: Unit, scope: int, name: str) -> Symbol | None:
        start = scope
        while scope != NONE:
            record = unit.scopes[scope]
            is_visible = scope == start or record.kind != ScopeKind.TYPE
            binding = unit.bindings[scope].get(name) if is_visible else None
            if binding is not None and name not in record.outer and name not in record.enclosing:
                return self._bound(unit, scope, name, binding)
            scope = record.parent
        if unit.package:
            found = self._of_package(unit, name) or self._by_package_name(unit, name)
            if found is not None:
                return found
        return self._from_stars(unit, name)

    def _of_package(self, unit: Unit, name: str) -> Symbol | None:
        """A name that another file of the package declares."""
        other = self.packages.declaring(unit, name)
        if other is None:
            return None
        binding = other.bindings[0].get(name)
        is_its_own = binding is not None and binding.form in ("definition", "variable")
        return self._bound(other, 0, name, binding) if binding is not None and is_its_own else None

    def _by_package_name(self, unit: Unit, name: str) -> Symbol | None:
        """A first-party package whose name is not what its path ends in."""
        if unit.path not in self._by_package:
            found: dict[str, Symbol] = {}
            for record in unit.facts.imports:
                path = self.module(record.module, unit.path) if not record.member else None
                if path is not None:
                    found.setdefault(self.units[path].package, Symbol("module", path, 0, record.module))
            self._by_package[unit.path] = found
        return self._by_package[unit.path].get(name)

    def _bound(self, unit: Unit, scope: int, name: str, binding: Binding) -> Symbol | None:
        if binding.form == "import":
            return self._imported(unit, unit.facts.imports[binding.target])
        if binding.form == "definition":
            return Symbol("definition", unit.path, binding.target, name)
        if scope == 0 and unit.package:
            other = self.packages.declaring(unit, name)
            if other is None:
                return self._from_stars(unit, name)  # a name from a dot import is assigned
            unit = other
        return Symbol(binding.form, unit.path, scope, name)

    def _imported(self, unit: Unit, record: Import) -> Symbol | None:
        module = self.absolute(unit, record)
        if not record.member:
            bound = module if record.alias != module.split(".")[0] else record.alias
            path = self.module(bound, unit.path)
            return Symbol("module", path, 0, bound) if path else self._external(bound)
        path = self.module(module, unit.path)
        if path is not None:
            found = self.member(path, record.member)
            if found is not None:
                return found
        submodule = self.module(f"{module}.{record.member}", unit.path)
        if submodule is not None:
            return Symbol("module", submodule, 0, f"{module}.{record.member}")
        return Symbol("external", "", 0, f"{module}.{record.member}")

    def _external(self, module: str) -> Symbol:
        """An outside module, under the name of that which it is read as."""
        for alias in (module, module.rpartition("/")[0]):
            word = self._aliases.get(alias)
            if word is not None and not f"{module}/".startswith(f"{word.means}/"):
                return Symbol("external", "", 0, f"{word.means}{module[len(alias) :]}")
        return Symbol("external", "", 0, module)

    def stars(self, unit: Unit) -> list[str]:
        """The outside modules all of whose names a file imports."""
        if unit.path not in self._stars:
            modules = (record.module for record in unit.facts.imports if record.member == "*")
            self._stars[unit.path] = [
                self._external(one).name for one in modules if self.module(one, unit.path) is None
            ]
        return self._stars[unit.path]

    def absolute(self, unit: Unit, record: Import) -> str:
        """The module an import names, with the leading dots resolved against the file's place."""
        if not record.level:
            return record.module
        file = PurePosixPath(unit.path)
        package = list(file.parent.parts)
        package = package[: len(package) - (record.level - 1)]
        return ".".join([*package, *([record.module] if record.module else [])])

    def as_imported(self, unit: Unit, scope: int, dotted: str) -> str:
        """A dotted name spelled by the import that binds its root, "" where none does."""
        root, _, rest = dotted.partition(".")
        while scope != NONE:
            binding = unit.bindings[scope].get(root)
            if binding is not None and binding.form == "import":
                record = unit.facts.imports[binding.target]
                module = self.absolute(unit, record)
                parts = [module if record.member else root, record.member, rest]
                return ".".join(part for part in parts if part)
            scope = unit.scopes[scope].parent
        return ""

    def _from_stars(self, unit: Unit, name: str) -> Symbol | None:
        for record in unit.facts.imports:
            if record.member == "*":
                module = self.absolute(unit, record)
                path = self.module(module, unit.path)
                found = self.member(path, name) if path else None
                if found is not None:
                    return found
        return None

    def member(self, path: str, name: str) -> Symbol | None:
        """A name of a module as others see it, through re-exports."""
        key = (path, name)
        if key not in self._members:
            self._members[key] = None
            self._members[key] = self._member(path, name)
        return self._members[key]

    def _member(self, path: str, name: str) -> Symbol | None:
        unit = self.units[path]
        if unit.package:
            return self._of_package(unit, name)
        binding = unit.bindings[0].get(name)
        if binding is not None:
            return self._bound(unit, 0, name, binding)
        found = self._from_stars(unit, name)
        if found is None and PurePosixPath(path).name == "__init__.py":
            folder = PurePosixPath(path).parent
            for candidate in (folder / f"{name}.py", folder / name / "__init__.py"):
                if str(candidate) in self.units:
                    return Symbol("module", str(candidate), 0, name)
        return found

    def imported_paths(self, unit: Unit) -> Iterator[str]:
        """First-party files that importing this one imports, in source order, with repeats."""
        for record in unit.facts.imports:
            module = self.absolute(unit, record)
            for name in (module, f"{module}.{record.member}"):
                path = self.module(name, unit.path)
                if path is not None and path != unit.path:
                    yield path


def _shared_depth(path: str, other: str) -> int:
    """How many leading folders two paths share."""
    depth = 0
    for mine, theirs in zip(path.split("/"), other.split("/"), strict=False):
        if mine != theirs:
            break
        depth += 1
    return depth
