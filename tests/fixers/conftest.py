"""Before and after as they stand in a file: the anchor of each request is between « and »."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher

import pytest

from isolint.fixers.apply import Rewritten, apply
from isolint.model.finding import Fix, Safety
from isolint.model.source import Site, Source

Fixed = Callable[..., Rewritten]
Request = tuple[str, dict[str, str]]


@pytest.fixture
def fixed() -> Fixed:
    """`fixed(before, (recipe, arguments), ...)`: one request for each marked place, in order."""

    def run(before: str, *requests: Request, path: str = "tests/test_it.py") -> Rewritten:
        text, anchors = _unmarked(before)
        assert len(anchors) == len(requests), "each marked place needs its request"
        fixes = [
            Fix(
                recipe=recipe,
                anchor=Site(path, *anchor),
                safety=Safety.SAFE,
                title=recipe,
                arguments=tuple(arguments.items()),
            )
            for anchor, (recipe, arguments) in zip(anchors, requests, strict=True)
        ]
        for anchor in anchors:
            assert anchor in _spans(text), f"no node of ast stands at {anchor}"
        done = apply(Source(path, text), fixes)
        assert len(done.applied) + len(done.refused) == len(fixes)
        _assert_rest_untouched(text, anchors, done.text)
        return done

    return run


def _assert_rest_untouched(before: bytes, anchors: list[tuple[int, int]], after: bytes) -> None:
    """Lines that differ hold an anchor, an import, the head of a function, a guard or nothing."""
    old, new = before.splitlines(), after.splitlines()
    allowed = {Source("", before).row_of(at) for span in anchors for at in range(*span)}
    allowed |= _heads_and_imports(before)
    allowed_after = _heads_and_imports(after)
    for tag, i1, i2, j1, j2 in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        rows = range(i1 + 1, i2 + 1) if tag != "equal" else range(0)
        touched = [old[row - 1] for row in rows if row not in allowed and old[row - 1].strip()]
        assert not touched
        inserted = range(j1 + 1, j2 + 1) if tag == "insert" else range(0)
        for row in inserted:
            guard = new[row - 1].strip() in (b"", b"return") or b"workerinput" in new[row - 1]
            assert guard or row in allowed_after or allowed & {i1, i1 + 1}


def _heads_and_imports(text: bytes) -> set[int]:
    rows = set[int]()
    for node in ast.walk(ast.parse(text.decode())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            rows.update(range(node.lineno, max(node.lineno + 1, node.body[0].lineno)))
        elif isinstance(node, ast.Import | ast.ImportFrom):
            rows.update(range(node.lineno, (node.end_lineno or 0) + 1))
    return rows


def _unmarked(before: str) -> tuple[bytes, list[tuple[int, int]]]:
    """The text without its marks, and the places they were at; marks may nest."""
    text, opened, anchors = b"", list[int](), dict[int, int]()
    for character in before:
        if character == "«":
            opened.append(len(text))
        elif character == "»":
            anchors[opened.pop()] = len(text)
        else:
            text += character.encode()
    return text, sorted(anchors.items())


def _spans(text: bytes) -> set[tuple[int, int]]:
    """Where ast sees expressions, functions and their names."""
    source = Source("", text)
    return {span for node in ast.walk(ast.parse(text.decode())) for span in _of(source, node)}


def _of(source: Source, node: ast.AST) -> Iterator[tuple[int, int]]:
    if not isinstance(node, ast.expr | ast.stmt):
        return
    start = source.line_starts[node.lineno - 1] + node.col_offset
    yield start, source.line_starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        name = source.text.index(f"def {node.name}".encode(), start) + len("def ")
        yield name, name + len(node.name.encode())
