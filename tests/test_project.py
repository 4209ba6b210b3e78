"""The house, checked: rules and their pages, the shape of files and functions, fragments."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import textwrap
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from fixture_documents import FIXTURES, documents

from isolint.checks import rules
from isolint.configuration import KEYS
from isolint.devtools.pages import pages, stale
from isolint.fixers import recipes
from isolint.frontends import go
from isolint.model.facts import NONE
from isolint.model.finding import Problem
from isolint.model.language import GO, PYTHON, language_of
from isolint.model.rule import Rule

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "isolint"

LONGEST_FILE = 300
LONGEST_FUNCTION = 60
FEWEST_EXAMPLES = {PYTHON: 12, GO: 8}
NAMELESS = {"utils", "util", "helpers", "common", "base", "manager", "misc"}
KINDS = {"added", "changed", "fixed", "removed"}

_RULES = rules()
_MODULES = sorted(SOURCE.rglob("*.py"))
_CODE = re.compile(r"^## (Bad|Good)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def _id(rule: Rule[object]) -> str:
    return rule.code


def _path(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


each_rule = pytest.mark.parametrize("rule", _RULES, ids=_id)
each_module = pytest.mark.parametrize("path", _MODULES, ids=_path)


def test_codes_and_names_are_unique() -> None:
    for words in ([rule.code for rule in _RULES], [rule.name for rule in _RULES]):
        twice = [word for word, count in Counter(words).items() if count > 1]
        assert not twice


@each_rule
def test_rule_stands_in_a_file_of_its_name(rule: Rule[object]) -> None:
    expected = f"{rule.code.lower()}_{rule.name.replace('-', '_')}.py"
    assert (SOURCE / "checks" / expected).is_file(), f"{rule.code} is not in checks/{expected}"


@each_rule
def test_rule_has_enough_examples(rule: Rule[object]) -> None:
    """In each language that it has documents in."""
    own = [document for document in documents() if document.rule == rule.code]
    languages = {language_of(path) for document in own for path, _ in document.files}
    assert languages, f"{rule.code} has no documents"
    for language in sorted(languages):
        for kind in ("expect", "quiet"):
            marks = [mark for document in own for mark in document.marks(kind)]
            count = sum(mark.code == rule.code and language_of(mark.path) == language for mark in marks)
            assert count >= FEWEST_EXAMPLES[language], (
                f"{rule.code} has {count} {language} lines with `{kind}: {rule.code}`"
            )


@each_rule
def test_summary_is_a_sentence(rule: Rule[object]) -> None:
    assert rule.summary.endswith("."), f"the first line of {rule.code}'s page does not end in a full stop"
    assert len(rule.summary) <= 110


@each_rule
def test_page_shows_bad_and_good_code(rule: Rule[object]) -> None:
    sections = dict(_sections(rule.page))
    assert set(sections) == {"Bad", "Good"}, f"{rule.code}'s page needs a Bad and a Good section"
    for title, code in sections.items():
        assert code.strip(), f"the section {title} of {rule.code} shows no indented code"
        ast.parse(code, f"{rule.code} {title}")


def _sections(page: str) -> Iterator[tuple[str, str]]:
    """The indented lines below each heading."""
    for title, body in _CODE.findall(page):
        lines = [line for line in body.splitlines() if line.startswith("    ") or not line.strip()]
        yield title, textwrap.dedent("\n".join(lines))


@each_rule
def test_recipes_exist(rule: Rule[object]) -> None:
    """A recipe is named where a `Fix` is made, as a literal or as a constant of the module."""
    path = SOURCE / "checks" / f"{rule.code.lower()}_{rule.name.replace('-', '_')}.py"
    known = recipes("python") | recipes("go")
    unknown = {name for name in _recipes(ast.parse(path.read_bytes())) if name not in known}
    assert not unknown, f"{rule.code} asks for {', '.join(sorted(unknown))}, which no fixer fulfils"


def _recipes(tree: ast.Module) -> Iterator[str]:
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Fix":
            named = [keyword.value for keyword in node.keywords if keyword.arg == "recipe"]
            for value in (*named, *node.args[:1]):
                text = constants.get(value.id, value) if isinstance(value, ast.Name) else value
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield text.value


def test_every_fixture_folder_is_a_rule() -> None:
    folders = {path.name for path in FIXTURES.iterdir() if path.is_dir()}
    assert folders == {rule.code for rule in _RULES}


def test_fixture_texts_parse() -> None:
    for document in documents():
        for each in (document, *document.neighbours):
            for name, path in each.files:
                if language_of(name) == PYTHON:
                    ast.parse(path.read_bytes(), f"{each}/{name}")
                else:
                    _assert_go_is_sound(f"{each}/{name}", path.read_bytes())


def _assert_go_is_sound(name: str, content: bytes) -> None:
    source = go.read(name, content)
    assert not isinstance(source, Problem), name
    facts = go.extract(source)
    assert not isinstance(facts, Problem), name
    assert facts.broken == NONE, f"{name} cannot be parsed at {source.position(facts.broken)}"


@pytest.mark.skipif(shutil.which("gofmt") is None, reason="gofmt is not installed")
def test_go_fixtures_are_formatted() -> None:
    done = subprocess.run(["gofmt", "-l", FIXTURES], capture_output=True, text=True, check=False)
    assert not done.stdout + done.stderr


def test_generated_pages_are_current() -> None:
    assert not stale(pages(), ROOT), "run `make docs`"


@each_module
def test_file_is_short(path: Path) -> None:
    length = len(path.read_text("utf-8").splitlines())
    assert length <= LONGEST_FILE, f"{length} lines: name the part that wants to leave"


@each_module
def test_functions_are_short(path: Path) -> None:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    long = [
        f"{node.name} ({node.end_lineno - node.lineno + 1} lines)"
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, functions)
        and node.end_lineno
        and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]
    assert not long, ", ".join(long)


@each_module
def test_file_has_a_noun_for_a_name(path: Path) -> None:
    assert not NAMELESS & {path.stem, path.parent.name}


@each_module
def test_file_opens_with_a_docstring(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_bytes())) or not path.read_bytes()


@each_module
def test_nothing_is_put_off(path: Path) -> None:
    """A task without an issue number is a task that nobody has."""
    text = path.read_text("utf-8")
    assert not re.findall(r"\b(?:TODO|FIXME|XXX)\b(?!\s*\(?#\d)", text)


def test_fragments_are_one_sentence() -> None:
    for path in sorted((ROOT / "changelog.d").glob("*.md")):
        text = path.read_text("utf-8").strip()
        assert path.name.split(".")[1] in KINDS, f"{path.name} is no <topic>.<kind>.md"
        assert re.fullmatch(r"(?:(?!\.\s+[A-Z]|\n\n).)+\.", text, re.DOTALL), (
            f"{path.name} is not one sentence"
        )


def test_every_setting_has_a_section() -> None:
    sections = re.findall(r"^### (\S+)$", (ROOT / "docs" / "settings.md").read_text("utf-8"), re.MULTILINE)
    assert sections == list(KEYS)


def test_no_path_of_a_developers_machine() -> None:
    machine = re.compile(r"/(?:work|tmp/dev|root|home/\w+)/")
    for path in _published():
        found = machine.search(path.read_text("utf-8"))
        assert not found, f"{_path(path)} names {found[0]}"


def _published() -> Iterator[Path]:
    """Texts that a user gets to read."""
    yield from _MODULES
    yield from (ROOT / "docs").rglob("*.md")
    yield from (path for name in ("bench", "examples") for path in (ROOT / name).rglob("*.py"))
    yield from ROOT.glob("*.md")
