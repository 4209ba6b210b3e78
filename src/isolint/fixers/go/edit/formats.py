"""The verbs of a Printf format as they stand in a Go literal."""

from __future__ import annotations

import re
from typing import NamedTuple

from tree_sitter import Node

from isolint.fixers.change import RefusalError
from isolint.fixers.go.edit.document import Document, field, span_of
from isolint.fixers.go.edit.statements import last_name
from isolint.model.source import Span

_VERB = re.compile(rb"%(?P<flags>[-+# 0]*[\d.*\[\]]*)(?P<letter>.)", re.DOTALL)
_SPRINTF = "Sprintf"
_WHOLE, _ANY = frozenset("dvsqxX"), frozenset("vsq")


class Verb(NamedTuple):
    """Where a verb stands, with its `%`; `letter` is its last byte."""

    span: Span
    letter: str


def verb_of(document: Document, argument: Node) -> Verb | None:
    """The verb that prints a direct argument of fmt.Sprintf, None where it is none.

    Raises:
        RefusalError: the format cannot be read, or asks for a width or another argument.
    """
    arguments = argument.parent
    call = arguments.parent if arguments and arguments.type == "argument_list" else None
    if call is None or arguments is None or last_name(call) != _SPRINTF:
        return None
    given = [node for node in arguments.named_children if node.type != "comment"]
    if document.text(field(call, "function")) != f"fmt.{_SPRINTF}" or argument == given[0]:
        return None
    if given[0].type not in ("interpreted_string_literal", "raw_string_literal"):
        raise RefusalError("the format is not written in the call")
    verbs = _verbs(document, given[0])
    place = given.index(argument) - 1
    if len(verbs) != len(given) - 1:
        raise RefusalError("the format does not have one verb for each argument")
    if verbs[place].letter not in _WHOLE:
        raise RefusalError(f"%{verbs[place].letter} prints a number")
    return verbs[place]


def takes_text(verb: Verb) -> bool:
    """Does a verb print a text as it is?"""
    return verb.letter in _ANY


def _verbs(document: Document, literal: Node) -> list[Verb]:
    start = span_of(literal).start
    found: list[Verb] = []
    for match in _VERB.finditer(document.source.text[literal.start_byte : literal.end_byte]):
        if match["letter"] == b"%":
            continue
        if match["flags"]:
            raise RefusalError("the format asks for a width, a flag or an index")
        span = Span(start + match.start(), start + match.end())
        found.append(Verb(span, match["letter"].decode("utf-8", "replace")))
    return found
