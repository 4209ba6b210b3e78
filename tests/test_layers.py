"""The direction of imports: a stage sees the stages before it, and nothing else of ours."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "isolint"

FREE = {"errors", "nearest"}
"""Leaves that anyone may import; they import nothing of ours."""

LAYERS = {
    **{leaf: set[str]() for leaf in FREE},
    "model": set[str](),
    "frontends": {"model"},
    "catalogue": {"model"},
    "linking": {"model", "catalogue"},
    "checks": {"model", "catalogue", "linking"},
    "fixers": {"model"},
    "reporters": {"model"},
}
"""What a package may import, beside itself and what is free."""

ENGINE = "engine"
"""Modules in no package, between the stages and the command line; they may know each other."""

OUTER = {"cli", "lsp", "devtools"}
"""May import everything; nothing may import them, but `__main__` starts `cli`."""

SYNTAX_TREES = {"ast", "libcst", "tree_sitter", "tree_sitter_go"}
OF_GO = {"tree_sitter", "tree_sitter_go"}
TREELESS = {"model", "catalogue", "linking", "checks", "reporters"}

_MODULES = sorted(SOURCE.rglob("*.py"))


def _layer(module: str) -> str:
    """The layer of `isolint.checks.iso301_x` is "checks"; that of `isolint.cache` the engine."""
    parts = module.split(".")
    first = parts[1] if len(parts) > 1 else ""
    return first if first in LAYERS or first in OUTER else ENGINE


def _name(path: Path) -> str:
    relative = path.relative_to(SOURCE.parent).with_suffix("")
    return ".".join(relative.parts).removesuffix(".__init__")


def _imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever the statement stands."""
    package = _name(path) if path.stem == "__init__" else _name(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from _members(node, package)


def _members(node: ast.ImportFrom, package: str) -> Iterator[str]:
    """`from isolint import engine` imports a module, `from isolint.engine import check` a name."""
    above = package.split(".")
    origin = (
        ".".join((*above[: len(above) - node.level + 1], node.module or ""))
        if node.level
        else node.module or ""
    )
    origin = origin.strip(".")
    for alias in node.names:
        inner = SOURCE.parent.joinpath(*origin.split("."), alias.name)
        is_module = inner.with_suffix(".py").exists() or (inner / "__init__.py").exists()
        yield f"{origin}.{alias.name}" if is_module else origin


def _may_import(importer: str, imported: str) -> bool:
    """Whether a layer may see another one."""
    if imported in {importer, *FREE} or importer in OUTER:
        return True
    if importer == ENGINE:
        return imported in LAYERS
    return imported in LAYERS[importer]


@pytest.mark.parametrize("path", _MODULES, ids=_name)
def test_imports_point_down(path: Path) -> None:
    importer = _layer(_name(path))
    starts_the_program = _name(path) == "isolint.__main__"
    upward = [
        module
        for module in _imports(path)
        if module.startswith("isolint.")
        and not (starts_the_program and _layer(module) == "cli")
        and not _may_import(importer, _layer(module))
    ]
    assert not upward, f"{_name(path)} is of layer {importer} and imports {', '.join(upward)}"


@pytest.mark.parametrize("path", [path for path in _MODULES if _layer(_name(path)) in TREELESS], ids=_name)
def test_no_syntax_trees(path: Path) -> None:
    trees = {module.split(".")[0] for module in _imports(path)} & SYNTAX_TREES
    assert not trees, (
        f"{_name(path)} imports {', '.join(sorted(trees))}: only front ends and fixers see trees"
    )


def test_trees_of_go_stay_with_go() -> None:
    """They cost a run on Python alone nothing, and need not be installed for it."""
    homes = (SOURCE / "frontends" / "go", SOURCE / "fixers" / "go")
    others = [path for path in _MODULES if not any(home in path.parents for home in homes)]
    guilty = [_name(path) for path in others if {name.split(".")[0] for name in _imports(path)} & OF_GO]
    assert not guilty


@pytest.mark.parametrize("path", [path for path in _MODULES if path.parent.name == "checks"], ids=_name)
def test_rules_do_not_know_each_other(path: Path) -> None:
    others = [module for module in _imports(path) if module.startswith("isolint.checks.iso")]
    assert not others, f"{_name(path)} imports another rule: {', '.join(others)}"


def test_cli_and_lsp_are_apart() -> None:
    """Same-level packages do not know each other, but a command starts the server."""
    assert _crossing("cli", "lsp") == ["isolint.cli.server -> isolint.lsp.starting"]
    assert not _crossing("lsp", "cli")


def _crossing(importer: str, imported: str) -> list[str]:
    return [
        f"{_name(path)} -> {module}"
        for path in _MODULES
        if _layer(_name(path)) == importer
        for module in _imports(path)
        if module.startswith(f"isolint.{imported}")
    ]


@pytest.mark.parametrize(
    "path", [path for path in _MODULES if _layer(_name(path)) in {"linking", "checks"}], ids=_name
)
def test_no_language_by_name(path: Path) -> None:
    """Where languages differ, facts and catalogues say how; who asks for a name lacks a word there."""
    spelled = {
        node.value
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert not spelled & {"python", "go"}
    assert "isolint.model.language" not in set(_imports(path))
    assert "kind" not in _asked_of_runner(path)


def _asked_of_runner(path: Path) -> set[str]:
    """The attributes that are read of a runner by a module."""
    return {
        node.attr
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "runner"
    }
