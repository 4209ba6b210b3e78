"""What a front end says about one file: flat, immutable, in no language's words.

A file is a tree of *scopes* (module, type, function), each a straight list of
*steps* in source order; every step stands in a *block*, and the chain of blocks
upward is the set of conditions under which it runs. Expressions are kept by the
hundred thousand, so they live in columns: expression `i` of a file is entry `i`
of each column of its `Expressions`. `NONE` (-1) stands for "no expression".

The schema says what the text says. Which name belongs to a library, which
function is a test, what any of it means in a parallel run: that is linking.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

SCHEMA = 3
"""Part of each cache key: raise it when the meaning of any field changes."""

NONE = -1
"""The expression index that says: there is none."""


class ExprKind(IntEnum):
    """`text` and `parts` of an expression, by kind."""

    NAME = 1  # text: the identifier
    ATTRIBUTE = 2  # text: the attribute; parts: (owner,)
    CALL = 3  # parts: (callee, *arguments), arguments may be KEYWORD or SPREAD
    KEYWORD = 4  # text: parameter name; parts: (value,)
    SPREAD = 5  # text: "*" or "**"; parts: (value,)
    STRING = 6  # text: the value (cut at MAX_TEXT characters)
    BYTES = 7  # text: the value as latin-1 (cut)
    NUMBER = 8  # text: the value's repr
    SINGLETON = 9  # text: None, True, False or ...
    TEMPLATE = 10  # an interpolated string; parts: STRING and FIELD in order
    FIELD = 11  # text: conversion and format spec, "!r:>10"; parts: (value,)
    BINARY = 12  # text: the operator; parts: (left, right)
    UNARY = 13  # text: the operator ("not", "-", "~", "+"); parts: (operand,)
    LOGIC = 14  # text: "and" or "or"; parts: operands
    COMPARE = 15  # text: operators joined by a space, "not in" as "not-in"; parts: operands
    CHOICE = 16  # parts: (condition, if true, if false)
    INDEX = 17  # parts: (owner, subscript)
    SLICE = 18  # parts: (lower, upper, step), NONE where absent
    LIST = 19  # parts: elements, at most MAX_ELEMENTS; text: "+" when cut
    TUPLE = 20  # as LIST
    SET = 21  # as LIST
    MAP = 22  # as LIST with PAIR or SPREAD elements
    PAIR = 23  # parts: (key, value)
    COMPREHENSION = 24  # text: "list", "set", "map", "generator"; parts: (element, *GENERATOR)
    GENERATOR = 25  # parts: (target, iterable, *conditions)
    CLOSURE = 26  # an anonymous function; text: the index of its scope
    AWAIT = 27  # parts: (operand,)
    BIND = 28  # an assignment expression; parts: (target, value)
    OTHER = 29  # parts: whatever sub-expressions there are
    CAST = 30  # an operand taken as of another type; parts: (operand, type)
    TYPE = 31  # a composed type; text: "[]", "map", "chan", "func", "struct", ...; parts: its types


MAX_TEXT = 300
MAX_ELEMENTS = 64


class Expressions(NamedTuple):
    """Columns; entry `i` of each describes expression `i`. Children come before parents.

    `kinds`: one byte each. `starts`, `ends`: native unsigned 32-bit byte offsets.
    `texts`: as `ExprKind` says, "" where unused. `parts`: native signed 32-bit
    indices, those of expression `i` from `offsets[i]` up to `offsets[i + 1]`
    (`offsets`: native unsigned 32-bit, one entry more than there are expressions).
    """

    kinds: bytes
    starts: bytes
    ends: bytes
    texts: tuple[str, ...]
    offsets: bytes
    parts: bytes


class ScopeKind(IntEnum):
    MODULE = 1
    TYPE = 2
    FUNCTION = 3
    CLOSURE = 4


class Parameter(NamedTuple):
    """`form`: "" ordinary, "/" positional only, "*" keyword only, "*args" or "**kwargs" the rest."""

    name: str
    default: int
    annotation: int
    form: str


class Scope(NamedTuple):
    """A module, type or function. Index 0 is the module, a parent comes before its children.

    `block` is the block of the *parent* in which the definition stands. `start`
    and `end` hold the whole definition with decorators, `name_start` and
    `name_end` its name (the whole header where it has none). `body` is where the
    first statement after a docstring starts. `outer` are names that it assigns and that
    belong to the module, `enclosing` those that belong to a function around it. `yields` and
    `is_async` describe functions. `owner` is the type of which a function that stands outside
    of it is a method; its first parameter is the receiver. A type's `parameters` are its
    declared fields. The module's name is that of the package, where the file says it.
    """

    parent: int
    kind: ScopeKind
    name: str
    block: int
    start: int
    end: int
    name_start: int
    name_end: int
    body: int
    parameters: tuple[Parameter, ...]
    decorators: tuple[int, ...]
    bases: tuple[int, ...]
    outer: tuple[str, ...]
    yields: bool
    is_async: bool
    returns: int
    owner: str = ""
    enclosing: tuple[str, ...] = ()


class BlockKind(IntEnum):
    """Why the steps of a block may not run, or run more than once."""

    BODY = 0  # of a scope; no condition
    WHEN = 1  # the condition holds
    UNLESS = 2  # it does not hold: an else, or what follows `if condition: return`
    LOOP = 3  # condition: the iterable, or the while condition
    TRY = 4
    RESCUE = 5  # condition: the exception type, or NONE
    FINALLY = 6  # of a try, or put off until the function is left
    ELSE = 7  # of a try or a loop
    WITHIN = 8  # condition: the context manager that is entered
    CASE = 9  # condition: what is matched against
    BESIDE = 10  # runs beside what follows


class Block(NamedTuple):
    """Block 0 is the module's body. `parent` is -1 for the body of a scope."""

    parent: int
    kind: BlockKind
    scope: int
    condition: int
    start: int
    end: int


class StepKind(IntEnum):
    """What a step does with `subject` and `value`."""

    ASSIGN = 1  # subject: target (one step a target); value
    UPDATE = 2  # subject op= value
    DELETE = 3  # subject
    CALL = 4  # subject: the CALL expression; one step for each call, inner calls first
    RETURN = 5  # value, may be NONE
    YIELD = 6  # value, may be NONE
    RAISE = 7  # value, may be NONE
    ASSERT = 8  # value: the condition
    ITERATE = 9  # subject: the loop target; value: the iterable
    ENTER = 10  # subject: the target of `as`, may be NONE; value: the context manager
    DEFINE = 11  # a function or type; value: the index of its scope
    IMPORT = 12  # value: the index of the import
    CATCH = 13  # subject: the name bound by a rescue (NONE); value: the exception type
    DECLARE = 14  # subject: a name, or a tuple of names; value: the type they are declared with
    SEND = 15  # subject: the channel; value: what goes into it


class Step(NamedTuple):
    kind: StepKind
    scope: int
    block: int
    subject: int
    value: int
    start: int
    end: int


class Import(NamedTuple):
    """`member` is "" when the module itself is bound, "*" when all its names are.

    `alias` is the bound name; for a plain `import a.b.c` it is "a" and `module`
    is "a.b.c". `level` counts leading dots of a relative import.
    """

    scope: int
    block: int
    alias: str
    module: str
    member: str
    level: int
    start: int
    end: int


class Load(NamedTuple):
    """The first read, in a scope, of a dotted name whose root the scope does not bind itself."""

    scope: int
    block: int
    name: str
    start: int
    end: int


class FileFacts(NamedTuple):
    """Everything linking ever learns about one file."""

    path: str
    language: str
    expressions: Expressions
    scopes: tuple[Scope, ...]
    blocks: tuple[Block, ...]
    steps: tuple[Step, ...]
    imports: tuple[Import, ...]
    loads: tuple[Load, ...]
    condition: str = ""
    """The build constraint under which the file counts, as written."""
    broken: int = NONE
    """Where the first part begins that could not be parsed, and of which nothing is told."""
