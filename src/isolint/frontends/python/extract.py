"""From a source to its facts; whatever the input, the answer is a value."""

from __future__ import annotations

import ast
import warnings
from typing import Any

from isolint.frontends.python import columns
from isolint.frontends.python.comprehensions import COMPREHENSIONS
from isolint.frontends.python.definitions import CLOSURES, DEFINITIONS, module
from isolint.frontends.python.expressions import EXPRESSIONS
from isolint.frontends.python.imports import IMPORTS
from isolint.frontends.python.literals import LITERALS
from isolint.frontends.python.loads import loads
from isolint.frontends.python.operators import OPERATORS
from isolint.frontends.python.patterns import PATTERNS
from isolint.frontends.python.statements import STATEMENTS
from isolint.frontends.python.walk import Walk
from isolint.frontends.surroundings import collector_paused, deep
from isolint.model.facts import FileFacts
from isolint.model.finding import Problem
from isolint.model.source import Source

_EXPR = {**EXPRESSIONS, **OPERATORS, **LITERALS, **COMPREHENSIONS, **CLOSURES}
_STMT = {**STATEMENTS, **IMPORTS, **PATTERNS, **DEFINITIONS}


def extract(source: Source) -> FileFacts | Problem:
    """The facts of one file, from its text alone."""
    with collector_paused(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about the code that is read
        try:
            tree = ast.parse(source.text.decode("utf-8"))
            return _facts(source, tree)
        except SyntaxError as error:
            return _problem(source, f"syntax error: {error.msg}", error.lineno, error.offset)
        except (RecursionError, MemoryError):
            return _problem(source, "the code is nested too deeply to be parsed")
        except ValueError as error:
            return _problem(source, f"the text cannot be parsed: {error}")


def _facts(source: Source, tree: ast.Module) -> FileFacts:
    w = Walk(source, _EXPR, _STMT)
    with deep():
        module(w, tree)
    return FileFacts(
        path=source.path,
        language="python",
        expressions=columns.expressions(w.rows, w.parts, w.lines),
        scopes=tuple([scope for scope in w.scopes if scope is not None]),
        blocks=tuple(w.blocks),
        steps=columns.steps(w.steps, w.lines),
        imports=tuple(w.imports),
        loads=tuple(loads(w.frames, w.names, w.rows, w.lines)),
    )


def _problem(source: Source, message: str, row: Any = None, column: Any = None) -> Problem:
    """`row` and `column` as a SyntaxError has them: from 1, or absent, or 0."""
    return Problem(
        stage="parse",
        path=source.path,
        message=message.rstrip("."),
        row=max(row or 1, 1),
        column=max(column or 1, 1),
    )
