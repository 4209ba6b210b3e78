"""How a container is changed in place: the names of methods and of builtins, of whatever type."""

_MUTATORS = frozenset(
    {
        "append", "add", "update", "extend", "insert", "setdefault", "appendleft", "put", "push", "sort",
        "reverse",
    }
)  # fmt: skip
REMOVERS = frozenset({"pop", "remove", "discard", "popleft", "popitem", "delete"})
RESETS = frozenset({"reset", "restore", "revert", "undo", "reload", "rollback", "clear"})
MUTATING = _MUTATORS | REMOVERS | RESETS
BUILTIN_REMOVERS = frozenset({"delete", "clear"})
