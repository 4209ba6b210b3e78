"""Calls that are handed a function for later: `self.addCleanup(os.chdir, before)`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from isolint.linking.unit import Unit
from isolint.linking.value import Value
from isolint.model.vocabulary import ProtectionWord

_CLEANUP = "cleanup"


def registrar(unit: Unit, call: int, callee: Value | None) -> str:
    """What a catalogue may know the callee by: its chain; a function of the project's own by its last name.

    A test case class of the project that has `addCleanup` means by it what all others do.
    """
    if callee is None or callee.form not in ("chain", "function"):
        return ""
    return callee.text if callee.form == "chain" else f"*.{unit.texts[unit.callee(call)]}"


def is_registrar(
    words: Mapping[str, Iterable[ProtectionWord]], unit: Unit, function: int, value: Value | None
) -> bool:
    """An expression, called or not, is one that is handed a function to run when the test ends."""
    chain = value.text if value is not None and value.form == "chain" else ""
    known = words.get(chain) or words.get(f"*.{unit.texts[function]}", ())
    return any(word.form == _CLEANUP for word in known)
