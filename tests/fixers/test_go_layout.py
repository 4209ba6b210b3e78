"""What holds for all recipes for Go: gofmt has nothing to add, and a second time nothing changes."""

from __future__ import annotations

import shutil
import subprocess
from importlib import import_module
from pathlib import Path

import pytest
from go_documents import Case, assert_refuses, expected, unmarked

from isolint.fixers import recipes

RECIPES = sorted(recipes("go"))
FIXTURES = Path(__file__).parents[1] / "fixtures"


def _cases(recipe: str) -> dict[str, Case]:
    module = import_module(f"test_go_{recipe.replace('-', '_')}")
    cases: dict[str, Case] = module.CASES
    return cases


@pytest.mark.skipif(not shutil.which("gofmt"), reason="gofmt is not installed")
def test_gofmt_changes_nothing(tmp_path: Path) -> None:
    for recipe in RECIPES:
        for number, case in enumerate(_cases(recipe).values()):
            (tmp_path / f"{recipe}-{number}-before.go").write_bytes(unmarked(case.before)[0])
            (tmp_path / f"{recipe}-{number}-after.go").write_bytes(expected(case))
    done = subprocess.run(["gofmt", "-l", str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout == ""


@pytest.mark.parametrize("recipe", RECIPES)
def test_every_recipe_refuses_what_is_done(recipe: str) -> None:
    module = import_module(f"test_go_{recipe.replace('-', '_')}")
    case = module.REFUSALS["done"]
    assert case.refusal
    assert_refuses(recipe, case)


@pytest.mark.skipif(not shutil.which("gofmt"), reason="gofmt is not installed")
def test_gofmt_changes_no_document() -> None:
    """Neither what the rules are shown with nor what the fixes leave of it."""
    documents = [str(path) for path in FIXTURES.rglob("*.go")]
    assert any(".fixed" in path for path in documents)
    done = subprocess.run(["gofmt", "-l", *documents], capture_output=True, text=True, check=True)
    assert done.stdout == ""
