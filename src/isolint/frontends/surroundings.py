"""What a front end needs of the interpreter while it builds and walks a tree."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_DEPTH = 5_000
"""Deep enough for what people write and parsers let through, shallow enough for the C stack of 3.10."""


@contextmanager
def collector_paused() -> Iterator[None]:
    """No looking for cycles among very many live objects that hold none, or that soon die together."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@contextmanager
def deep() -> Iterator[None]:
    """Room for the recursion that nested code takes."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
