"""What names mean inside functions, where an inner block may give a name another meaning.

Facts know one meaning of a name in each scope. Where a function has several, all but
one are spelled `name#2`, `name#3`, ..., in expressions, which no Go name can clash with.
The plain spelling stays with what lies outside of the function, if the function means it
anywhere, otherwise with the outermost variable; blocks beside each other share it.
"""

from __future__ import annotations

from isolint.model.facts import ScopeKind


class Variable:
    """A name declared in a function; `rows` are the expressions that mean it."""

    __slots__ = ("frame", "level", "name", "number", "rows")

    def __init__(self, frame: Frame, name: str, level: int, number: int) -> None:
        self.frame = frame
        self.name = name
        self.level = level
        self.number = number
        self.rows: list[int] = []

    @property
    def text(self) -> str:
        """How expressions spell it."""
        return self.name if self.number == 1 else f"{self.name}#{self.number}"


class Frame:
    """What one scope reads, assigns and declares.

    `reads` holds the block and expression of the first read of each dotted name that the
    scope does not declare itself. `beyond` says what the roots of these names, and
    those in `assigned`, mean: a variable of a function around, or None for the package's.
    """

    __slots__ = ("assigned", "beyond", "kind", "reads", "scope", "variables")

    def __init__(self, scope: int, kind: ScopeKind) -> None:
        self.scope = scope
        self.kind = kind
        self.reads: dict[str, tuple[int, int]] = {}
        self.beyond: dict[str, Variable | None] = {}
        self.assigned: set[str] = set()
        self.variables: list[Variable] = []

    def outer(self) -> tuple[str, ...]:
        """The package's names that it assigns."""
        return tuple(sorted(name for name in self.assigned if self.beyond[name] is None))

    def enclosing(self) -> tuple[str, ...]:
        """The names of functions around that it assigns."""
        found = [self.beyond[name] for name in self.assigned]
        return tuple(sorted(variable.text for variable in found if variable is not None))

    def hand_up(self, parent: Frame) -> None:
        """What lies beyond a closure lies beyond the function around too, unless that declares it."""
        if parent.kind is ScopeKind.MODULE:
            return
        for name, variable in self.beyond.items():
            if variable is None or variable.frame is not parent:
                parent.beyond.setdefault(name, variable)

    def ambiguous(self) -> list[Variable]:
        """The variables that are spelled as something outside of the function is."""
        beyond = self.beyond
        return [each for each in self.variables if each.number == 1 and each.name in beyond]
