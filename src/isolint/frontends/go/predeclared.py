"""Names that Go knows without a declaration."""

from __future__ import annotations

_SIZED = {f"{kind}{bits}" for kind in ("int", "uint") for bits in ("", 8, 16, 32, 64)}
TYPES = frozenset(
    _SIZED
    | {"float32", "float64", "complex64", "complex128", "uintptr", "byte", "rune", "string", "bool"}
    | {"any", "comparable", "error"}
)
"""A call of one of these is a conversion."""

_FUNCTIONS = frozenset(
    {"append", "cap", "close", "complex", "copy", "delete", "imag", "len", "make", "new", "panic"}
    | {"print", "println", "real", "recover"}
)

SILENT = TYPES | _FUNCTIONS | {"nil", "true", "false", "iota", "_"}
"""Reading one of these is no load.

`min`, `max` and `clear` are missing: Go 1.21 is the first to know them, so many a package has its own.
"""
