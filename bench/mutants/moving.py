"""Other places for the same code: a class around tests, fixtures in a conftest, helpers in a module.

What moves is decided on all forms of a suite together: only what can move in each of them does.
"""

from __future__ import annotations

import ast
import builtins
import copy
from collections.abc import Callable, Mapping, Sequence
from random import Random

Suite = dict[str, ast.Module]
"""The files of one form."""

_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
CONFTEST = "conftest.py"


def moved(suites: Sequence[Suite], words: Mapping[str, str], random: Random) -> None:
    """Moves in place, in the test files that all forms have."""
    for path in [path for path in suites[0] if path.startswith("test_")]:
        trees = [suite[path] for suite in suites]
        if random.random() < 0.4 and all(CONFTEST not in suite for suite in suites):
            _elsewhere(suites, path, CONFTEST, _movable(trees, is_fixture))
        if random.random() < 0.4:
            module = f"{words['trade']}_{random.choice(('support', 'steps', 'tools'))}"
            helpers = _movable(trees, lambda node: not is_fixture(node) and not is_test(node))
            if helpers:
                _elsewhere(suites, path, f"{module}.py", helpers)
                for tree in trees:
                    imported = ast.ImportFrom(module, [ast.alias(name) for name in sorted(helpers)], 0)
                    tree.body.insert(_after_imports(tree), imported)
        if random.random() < 0.3 and not any(_uses_module_setup(tree) for tree in trees):
            for tree in trees:
                _in_class(tree, f"Test{words['Trade']}")


def is_fixture(node: ast.stmt) -> bool:
    return isinstance(node, _FUNCTION) and any("fixture" in ast.unparse(each) for each in node.decorator_list)


def is_test(node: ast.stmt) -> bool:
    return isinstance(node, _FUNCTION) and node.name.startswith("test")


def _uses_module_setup(tree: ast.Module) -> bool:
    return any(
        isinstance(node, _FUNCTION) and node.name.endswith(("_module", "_function")) for node in tree.body
    )


def _movable(trees: Sequence[ast.Module], wanted: Callable[[ast.stmt], bool]) -> frozenset[str]:
    """Functions of one sort that, in each tree, need nothing but imports, builtins and each other."""
    sets = [
        {node.name for node in tree.body if isinstance(node, _FUNCTION) and wanted(node)} for tree in trees
    ]
    names = set.intersection(*sets)
    names -= {
        name for name in names if name.startswith(("pytest_", "setup", "teardown", "setUp", "tearDown"))
    }
    while True:
        stuck = {name for tree in trees for name in names if _needs(tree, name) - names}
        if not stuck:
            return frozenset(names)
        names -= stuck


def _needs(tree: ast.Module, name: str) -> set[str]:
    """What a function takes from the module around it, imports aside."""
    own = {
        each.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for each in ast.walk(node)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    }
    own |= {node.name for node in tree.body if isinstance(node, (*_FUNCTION, ast.ClassDef))}
    (function,) = [node for node in tree.body if isinstance(node, _FUNCTION) and node.name == name]
    used = {each.id for each in ast.walk(function) if isinstance(each, ast.Name)}
    used |= {each for node in ast.walk(function) if isinstance(node, ast.Global) for each in node.names}
    return (used & own) - {name} - set(dir(builtins))


def _elsewhere(suites: Sequence[Suite], path: str, target: str, names: frozenset[str]) -> None:
    if not names:
        return
    for suite in suites:
        tree = suite[path]
        leaving = [node for node in tree.body if isinstance(node, _FUNCTION) and node.name in names]
        tree.body = [node for node in tree.body if node not in leaving]
        imports = [copy.deepcopy(node) for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        suite[target] = ast.Module([*imports, *leaving], [])
        _drop_unused(suite[target])
        _drop_unused(tree)


def _drop_unused(tree: ast.Module) -> None:
    """Imports that nothing needs any more."""
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for node in list(tree.body):
        if isinstance(node, ast.Import | ast.ImportFrom):
            node.names = [
                alias for alias in node.names if (alias.asname or alias.name).partition(".")[0] in used
            ]
            if not node.names:
                tree.body.remove(node)
    if not tree.body:
        tree.body.append(ast.Pass())


def _after_imports(tree: ast.Module) -> int:
    places = [place for place, node in enumerate(tree.body) if isinstance(node, ast.Import | ast.ImportFrom)]
    return places[-1] + 1 if places else _after_docstring(tree)


def _after_docstring(tree: ast.Module) -> int:
    return int(ast.get_docstring(tree) is not None)


def _in_class(tree: ast.Module, name: str) -> None:
    """One class around all test functions, at the place of the last."""
    tests = [node for node in tree.body if isinstance(node, _FUNCTION) and is_test(node)]
    if not tests:
        return
    place = tree.body.index(tests[-1])
    for test in tests:
        test.args.args.insert(0, ast.arg("self"))
    tree.body[place] = ast.ClassDef(name, [], [], [*tests], [])
    tree.body = [node for node in tree.body if node not in tests]
