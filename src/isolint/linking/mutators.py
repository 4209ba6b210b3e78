"""How a container is changed in place: the names of methods and of builtins, of whatever type."""

from isolint.model.resource import Verb

_MUTATORS = frozenset(
    {
        "append", "add", "update", "extend", "insert", "setdefault", "appendleft", "put", "push", "sort",
        "reverse",
    }
)  # fmt: skip
REMOVERS = frozenset({"pop", "remove", "discard", "popleft", "popitem", "delete"})
RESETS = frozenset({"reset", "restore", "revert", "undo", "reload", "rollback", "clear"})
BY_NAME = {"setattr": Verb.WRITE, "delattr": Verb.DESTROY}
"""Builtins that change an attribute whose name they are given."""
MUTATING = _MUTATORS | REMOVERS | RESETS
BUILTIN_REMOVERS = frozenset({"delete", "clear"})
