"""The known word that someone probably meant."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str:
    """The most similar of the known words, or "" when none is."""
    from difflib import get_close_matches

    spelled = {entry.lower(): entry for entry in known}
    found = get_close_matches(word.lower(), spelled, n=1, cutoff=0.6)
    return spelled[found[0]] if found else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The question as a clause to put behind a sentence, or ""."""
    guess = nearest(word, known)
    return f'; did you mean "{guess}"?' if guess else ""
