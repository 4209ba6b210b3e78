"""Colours for terminals; without them every text stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from itertools import groupby
from typing import TYPE_CHECKING

from isolint.model.language import GO, PYTHON

if TYPE_CHECKING:
    from pygments.lexer import Lexer


class Style(Enum):
    """What a piece of text is, as ANSI codes."""

    ERROR = "1;31"
    WARNING = "1;33"
    GUTTER = "1;34"
    STRONG = "1"
    FAINT = "2"
    HELP = "1;36"
    GOOD = "1;32"
    ADDED = "32"
    REMOVED = "31"
    KEYWORD = "35"
    STRING = "0;32"
    NUMBER = "36"
    COMMENT = "2;3"
    DEFINED = "34"
    DECORATOR = "33"


class Paint:
    """Puts styles on text, or does not."""

    def __init__(self, *, on: bool, width: int = 100) -> None:
        self.on = on
        self.width = width

    def __call__(self, text: str, style: Style) -> str:
        return f"\x1b[{style.value}m{text}\x1b[0m" if self.on and text else text

    def code(self, lines: Sequence[str], language: str = PYTHON) -> list[str]:
        """Lines of code that follow each other, in colour."""
        return _highlighted(self, lines, language) if self.on else list(lines)


def _highlighted(paint: Paint, lines: Sequence[str], language: str) -> list[str]:
    painted = [""]
    tokens = _lexer(language).get_tokens("\n".join(lines))
    for style, group in groupby(tokens, key=lambda token: _style(str(token[0]))):
        for index, piece in enumerate("".join(text for _, text in group).split("\n")):
            if index:
                painted.append("")
            painted[-1] += paint(piece, style) if style and piece.strip() else piece
    return painted


def _lexer(language: str) -> Lexer:
    if language == GO:
        from pygments.lexers.go import GoLexer

        return GoLexer(stripnl=False, ensurenl=False)
    from pygments.lexers.python import PythonLexer

    return PythonLexer(stripnl=False, ensurenl=False)


_STYLES = (
    ("Token.Keyword", Style.KEYWORD),
    ("Token.Operator.Word", Style.KEYWORD),
    ("Token.Literal.String.Interpol", Style.NUMBER),
    ("Token.Literal.String", Style.STRING),
    ("Token.Literal.Number", Style.NUMBER),
    ("Token.Comment", Style.COMMENT),
    ("Token.Name.Function", Style.DEFINED),
    ("Token.Name.Class", Style.DEFINED),
    ("Token.Name.Decorator", Style.DECORATOR),
)


def _style(kind: str) -> Style | None:
    return next((style for prefix, style in _STYLES if kind.startswith(prefix)), None)
