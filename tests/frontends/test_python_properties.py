"""What holds of the facts of any file, tried on the standard library and on damaged copies of it."""

from __future__ import annotations

import ast
import random
import sys
import sysconfig
import warnings
from pathlib import Path

import msgspec
import pytest
from facts_text import Reading

from isolint.frontends.python import extract, read
from isolint.model.facts import NONE, ExprKind, FileFacts, StepKind
from isolint.model.finding import Problem
from isolint.model.source import Source

_NAMES = [
    "argparse",
    "ast",
    "asyncio/base_events",
    "asyncio/tasks",
    "collections/__init__",
    "contextlib",
    "dataclasses",
    "decimal",
    "email/message",
    "enum",
    "functools",
    "inspect",
    "logging/__init__",
    "multiprocessing/pool",
    "os",
    "pathlib",
    "pickletools",
    "pydoc",
    "statistics",
    "subprocess",
    "tarfile",
    "tempfile",
    "tokenize",
    "traceback",
    "typing",
    "unittest/mock",
    "unittest/case",
    "urllib/request",
    "uuid",
    "zipfile",
]
_LIBRARY = Path(sysconfig.get_path("stdlib"))
FILES = [path for name in _NAMES if (path := _LIBRARY / f"{name}.py").is_file()]
HERE = sorted(Path(__file__).parent.glob("*.py"))


@pytest.fixture(params=FILES + HERE, ids=lambda path: path.stem)
def source(request: pytest.FixtureRequest) -> Source:
    found = read("a.py", request.param.read_bytes())
    assert isinstance(found, Source)
    return found


@pytest.fixture
def facts(source: Source) -> FileFacts:
    found = extract(source)
    assert isinstance(found, FileFacts)
    return found


@pytest.fixture
def reading(source: Source, facts: FileFacts) -> Reading:
    return Reading(facts, source.text)


def test_children_come_before_parents(reading: Reading) -> None:
    for index in range(len(reading.kinds)):
        assert all(NONE <= part < index for part in reading.parts(index))
    for index, scope in enumerate(reading.facts.scopes):
        assert NONE <= scope.parent < max(index, 1)
    for index, block in enumerate(reading.facts.blocks):
        assert NONE <= block.parent < index


def test_spans_lie_in_the_file(reading: Reading) -> None:
    size = len(reading.text)
    facts = reading.facts
    spans = [*zip(reading.starts, reading.ends, strict=True)]
    for records in (facts.scopes, facts.blocks, facts.steps, facts.imports, facts.loads):
        spans += [(record.start, record.end) for record in records]
    spans += [(scope.name_start, scope.name_end) for scope in facts.scopes]
    assert all(0 <= start <= end <= size for start, end in spans)


def test_names_stand_where_they_are_said_to(reading: Reading) -> None:
    lost = sys.version_info < (3, 12)
    for index, kind in enumerate(reading.kinds):
        if kind == ExprKind.NAME:
            spelled = reading.spelled(index)
            assert spelled == reading.texts[index] or (lost and reading.texts[index] in spelled)
    for scope in reading.facts.scopes:
        if scope.name not in ("", "<lambda>"):
            assert reading.text[scope.name_start : scope.name_end].decode() == scope.name


def test_each_call_is_a_step(reading: Reading) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(reading.text.decode())
    calls = sum(isinstance(node, ast.Call) for node in ast.walk(tree))
    steps = [step for step in reading.facts.steps if step.kind is StepKind.CALL]
    assert len(steps) == calls
    assert all(reading.kinds[step.subject] == ExprKind.CALL for step in steps)


def test_records_agree_on_their_scope(facts: FileFacts) -> None:
    for records in (facts.steps, facts.imports, facts.loads):
        assert all(facts.blocks[record.block].scope == record.scope for record in records)
    for block in facts.blocks:
        assert block.parent == NONE or facts.blocks[block.parent].scope == block.scope
    for scope in facts.scopes[1:]:
        assert facts.blocks[scope.block].scope == scope.parent


def test_facts_survive_the_cache(facts: FileFacts) -> None:
    packed = msgspec.msgpack.encode(facts)
    assert msgspec.msgpack.decode(packed, type=FileFacts) == facts


def test_extraction_is_pure(source: Source, facts: FileFacts) -> None:
    assert extract(source) == facts


@pytest.mark.parametrize("path", (FILES + HERE)[::5], ids=lambda path: path.stem)
def test_damaged_files_are_no_crash(path: Path) -> None:
    content = path.read_bytes()[:6_000]
    chance = random.Random(path.stem)
    for _ in range(60):
        source = read("a.py", damaged(content, chance))
        found = extract(source) if isinstance(source, Source) else source
        assert isinstance(found, FileFacts | Problem)
        if isinstance(found, FileFacts):
            msgspec.msgpack.encode(found)


def damaged(content: bytes, chance: random.Random) -> bytes:
    """A copy with a few bytes replaced, removed, or moved."""
    body = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(body))
        act = chance.randrange(3)
        if act == 0:
            body[place] = (
                chance.choice(b"()[]{}:=\"'\\\n\t #,.@fb\xc3\xff\x00") if chance.random() < 0.8 else 0xA0
            )
        elif act == 1:
            del body[place : place + chance.randint(1, 20)]
        else:
            body[place:place] = body[chance.randrange(len(body)) :][: chance.randint(1, 40)]
    return bytes(body)
