"""The Python front end: `read` bytes into a `Source`, `extract` its facts with the library's `ast`."""

from __future__ import annotations

from isolint.frontends.python.decode import read
from isolint.frontends.python.extract import extract

__all__ = ["extract", "read"]
