"""What a rewrite would change, as a small diff in a frame, or as a patch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import unified_diff

from isolint.model.source import Source
from isolint.reporters import display
from isolint.reporters.difference import hunks
from isolint.reporters.paint import Paint, Style

_CONTEXT = 1


def change(source: Source, text: bytes, paint: Paint, gutter: int) -> Iterator[str]:
    """Old lines with a minus, new ones with a plus and their number in the new text."""
    old, new = _lines(source.text), _lines(text)
    groups = hunks(old, new, _CONTEXT)
    bar = paint(f"{'':{gutter}} |", Style.GUTTER)
    yield bar
    for index, group in enumerate(groups):
        if index:
            yield paint("...", Style.GUTTER)
        for tag, first, last, start, end in group:
            for row in range(first, last) if tag != "equal" else ():
                yield paint(f"{'':{gutter}} - {_text(old[row])}".rstrip(), Style.REMOVED)
            for row in range(start, end):
                if tag == "equal":
                    yield f"{paint(f'{row + 1:{gutter}} |', Style.GUTTER)} {_text(new[row])}".rstrip()
                else:
                    yield paint(f"{row + 1:{gutter}} + {_text(new[row])}".rstrip(), Style.ADDED)
    yield bar


def patch(path: str, source: Source, text: bytes, paint: Paint) -> str:
    """A unified diff that `patch -p0` understands."""
    old, new = source.text.decode("utf-8", "replace"), text.decode("utf-8", "replace")
    lines = unified_diff(_kept(old), _kept(new), path, path)
    return "".join(_painted(line, paint) for line in lines)


def _text(line: str) -> str:
    return display.line(line).text


def _lines(text: bytes) -> list[str]:
    return [line.rstrip("\r\n") for line in _kept(text.decode("utf-8", "replace"))]


def _kept(text: str) -> Sequence[str]:
    """Lines with their ends; only what Python takes for a line end is one."""
    pieces = text.split("\n")
    lines = [f"{piece}\n" for piece in pieces[:-1]]
    return [*lines, pieces[-1]] if pieces[-1] else lines


def _painted(line: str, paint: Paint) -> str:
    ended = line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
    body, end = ended[:-1], ended[-1]
    if line.startswith(("---", "+++")):
        return paint(body, Style.STRONG) + end
    if line.startswith("@@"):
        return paint(body, Style.NUMBER) + end
    style = {"+": Style.ADDED, "-": Style.REMOVED}.get(line[:1])
    return (paint(body, style) if style else body) + end
