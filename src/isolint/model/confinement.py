"""Guards that keep one process in order, and let all others pass."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from isolint.model.resource import Access
from isolint.model.source import Site


class GuardForm(Enum):
    LOCK = "a lock of threads or tasks"
    FLAG = "a variable that says that it is done"
    CACHE = "a function whose result is kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessGuard:
    """Something outside is touched behind a guard of the process; `site` is the guard, `text` its name."""

    access: Access
    form: GuardForm
    site: Site
    text: str
