"""The dozen lines that show the hazard of a rule, as a section of its page.

They are the document `reproduce` of the rule, which the tests run: it is red, and says what the page says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

FIXTURES = Path("tests", "fixtures")

_DIRECTIVE = re.compile(r"# (run|run-serial|says|setting): (.+)\n")
_REMARK = re.compile(r" *# (?:expect|quiet): .*")
_ERROR = re.compile(r"^E (?=\S)")
_GREEN = re.compile(r"\d+ \w+(?:, \d+ \w+)*")


class Reproduction(NamedTuple):
    """`files` and `repaired` by their names in the project, in the order of reading."""

    files: dict[str, str]
    repaired: dict[str, str]
    directives: tuple[tuple[str, str], ...]

    def told(self, kind: str) -> list[str]:
        return [text for each, text in self.directives if each == kind]


def see_it_happen(code: str, checkout: Path) -> list[str]:
    """The lines of the section; none for a rule whose hazard no run shows reliably."""
    shown = _reproduction(checkout / FIXTURES / code)
    if shown is None:
        return []
    return ["## See it happen", "", *_listing(shown.files), *_runs(shown), *_repair(shown)]


def _reproduction(folder: Path) -> Reproduction | None:
    files, repaired = _texts(folder, ""), _texts(folder, ".repaired") or _texts(folder, ".fixed")
    if not files:
        return None
    directives = tuple((found[1], found[2]) for text in files.values() for found in _DIRECTIVE.finditer(text))
    return Reproduction(_without_remarks(files), _without_remarks(repaired), directives)


def _texts(folder: Path, suffix: str) -> dict[str, str]:
    """What is laid out, as `tests/fixture_documents.py` does it; what is no code comes last."""
    single = folder / f"reproduce{suffix}.py"
    if single.is_file():
        return {"test_reproduce.py": single.read_text("utf-8")}
    several = [path for path in (folder / f"reproduce{suffix}").glob("*") if path.is_file()]
    several.sort(key=lambda path: (path.suffix != ".py", path.name))
    return {path.name: path.read_text("utf-8") for path in several}


def _without_remarks(files: dict[str, str]) -> dict[str, str]:
    plain = {name: _REMARK.sub("", _DIRECTIVE.sub("", text)) for name, text in files.items()}
    return {name: text for name, text in plain.items() if text.strip()}


def _listing(files: dict[str, str]) -> Iterator[str]:
    for name, text in files.items():
        language = {".py": "python", ".ini": "ini"}.get(Path(name).suffix, "text")
        yield from (f"`{name}`:", "", f"```{language}", text.rstrip("\n"), "```", "")


def _runs(shown: Reproduction) -> Iterator[str]:
    yield "```console"
    for text in shown.told("run-serial"):
        if _GREEN.fullmatch(text):
            yield from ("$ pytest -q", text)
    yield f"$ pytest -q {shown.told('run')[0]}"
    yield from (_ERROR.sub("E   ", line) for line in shown.told("says"))
    yield from ("```", "")


def _repair(shown: Reproduction) -> Iterator[str]:
    """What makes it green, as the lines that differ."""
    yield from ("Green again with:", "", "```diff")
    for name in dict.fromkeys((*shown.files, *shown.repaired)):
        before, after = (each.get(name, "").splitlines() for each in (shown.files, shown.repaired))
        yield from _changed(before, after)
    yield from ("```", "")


def _changed(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    for kind, start, end, new_start, new_end in SequenceMatcher(None, before, after).get_opcodes():
        if kind != "equal":
            yield from (f"-{line}" for line in before[start:end] if line)
            yield from (f"+{line}" for line in after[new_start:new_end] if line)
