"""The table of `isolint check --profile`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

_NOTE = "A rule's time holds the stages of linking that it is the first to ask for; others use them too."


def timetable(seconds: Mapping[str, float], names: Mapping[str, str], notes: Iterable[str] = ()) -> str:
    """One row a stage or rule, the slowest first; `names` are those of the rules, by code."""
    return "".join(f"{line}\n" for line in (*_lines(seconds, names), *notes))


def _lines(seconds: Mapping[str, float], names: Mapping[str, str]) -> Iterator[str]:
    total = sum(seconds.values())
    yield f"{'seconds':>9}  {'share':>6}"
    for what, spent in sorted(seconds.items(), key=lambda item: -item[1]):
        share = spent / total if total else 0.0
        yield f"{spent:9.3f}  {share:6.1%}  {what} {names.get(what, '')}".rstrip()
    yield f"{total:9.3f}  {1:6.1%}  together"
    yield _NOTE
