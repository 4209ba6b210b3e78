"""Python files that a file may start as programs, by the texts in it: `python -m suite.server`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from isolint.model.facts import ExprKind, FileFacts

_MODULE = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_RUN_MODULE = re.compile(r"(?:^|\s)-m\s+([A-Za-z_][\w.]*)")
_RUN_FILE = re.compile(r"(?:^|[\s'\"])([\w./-]+\.py)(?=$|[\s'\"])")
_STARTING = frozenset({"executable", "python", "python3"})
_OPTION = "-m"


def _has_interpreter(facts: FileFacts) -> bool:
    """The file has to do with what a script is started by."""
    return not _STARTING.isdisjoint(facts.expressions.texts) or any(
        text.startswith("python") for text in facts.expressions.texts
    )


def files(facts: FileFacts) -> Iterator[str]:
    """Paths of scripts, as they are written."""
    for text in _strings(facts) if _has_interpreter(facts) else ():
        if ".py" in text:
            yield from _RUN_FILE.findall(text)


def modules(facts: FileFacts) -> Iterator[str]:
    """Names of modules that may be run: where one is run at all, each with a dot in it."""
    texts = tuple(_strings(facts)) if _has_interpreter(facts) else ()
    is_run = _OPTION in texts
    for before, text in zip(("", *texts), texts, strict=False):
        if is_run and ("." in text or before == _OPTION) and _MODULE.fullmatch(text):
            yield text
        elif _OPTION in text:
            yield from _RUN_MODULE.findall(text)


def _strings(facts: FileFacts) -> Iterator[str]:
    expressions = facts.expressions
    return (
        text
        for kind, text in zip(expressions.kinds, expressions.texts, strict=True)
        if kind == ExprKind.STRING and text
    )
