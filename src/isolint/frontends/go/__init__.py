"""The Go front end: `read` bytes into a `Source`, `extract` its facts with tree-sitter."""

from __future__ import annotations

from isolint.frontends.go.decode import read
from isolint.frontends.go.extract import extract

__all__ = ["extract", "read"]
