"""What statements that change the process become as calls of pytest's `monkeypatch`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import libcst as cst

from isolint.fixers.change import RefusalError
from isolint.fixers.python.edit.document import Document
from isolint.fixers.python.edit.expressions import literal, quote

_ENVIRONMENT = "os.environ"
_MAPPINGS = frozenset({_ENVIRONMENT, "os.environb", "sys.modules"})
_STRINGS = (cst.SimpleString, cst.ConcatenatedString, cst.FormattedString)
_ABSENT = ", raising=False"
_UNKNOWN = "monkeypatch has no call for such a statement"

Values = list[cst.BaseExpression]


class Patch(NamedTuple):
    """A call: its method, and the expression that stays as it is between two new texts."""

    method: str
    before: str
    kept: cst.BaseExpression
    after: str = ""


@dataclass(frozen=True)
class Patches:
    """`is_mapping`: what has items has them by key. `is_there`: what is set was there before."""

    document: Document
    is_mapping: bool
    is_there: bool

    def of(self, statement: cst.BaseSmallStatement) -> tuple[Patch, ...]:
        """The calls that do what a statement does.

        Raises:
            RefusalError: there are none.
        """
        match statement:
            case cst.Assign(targets=[cst.AssignTarget(target=target)], value=value):
                self._refuse_other_order(target, value)
                return (self._stored(target, value),)
            case cst.Del(target=target):
                return (self._removed(target),)
            case cst.Expr(value=cst.Call() as call):
                return self._called(call)
        raise RefusalError(_UNKNOWN)

    def _stored(self, target: cst.BaseExpression, value: cst.BaseExpression) -> Patch:
        match target:
            case cst.Attribute(value=owner, attr=attribute):
                name = literal(self._unmangled(attribute), quote(self.document, value))
                return self._set_attribute(self._text(owner), name, value)
            case cst.Subscript(value=owner):
                key = _key(target)
                if self._origin(owner) == _ENVIRONMENT:
                    return Patch("setenv", f"{self._text(key)}, ", value)
                self._refuse_sequence(owner, key)
                return Patch("setitem", f"{self._text(owner)}, {self._text(key)}, ", value)
        raise RefusalError("it sets a plain name, or several things")

    def _removed(self, target: cst.BaseExpression) -> Patch:
        match target:
            case cst.Attribute(value=owner, attr=attribute):
                name = literal(self._unmangled(attribute), quote(self.document, owner))
                return Patch("delattr", "", owner, f", {name}")
            case cst.Subscript(value=owner):
                return self._without(owner, _key(target))
        raise RefusalError("it deletes a plain name, or several things")

    def _called(self, call: cst.Call) -> tuple[Patch, ...]:
        origin = self._origin(call.func)
        if origin == f"{_ENVIRONMENT}.update":
            return tuple(self._items(call))
        if any(argument.star or argument.keyword for argument in call.args):
            raise RefusalError("its arguments are spread or given by name")
        values = [argument.value for argument in call.args]
        found = self._by_origin(origin, call, values) or self._by_method(call, values)
        if found is None:
            raise RefusalError(_UNKNOWN)
        return (found,)

    def _by_origin(self, origin: str, call: cst.Call, values: Values) -> Patch | None:
        match origin, values:
            case "os.putenv", [key, value]:
                return Patch("setenv", f"{self._text(key)}, ", value)
            case "os.unsetenv", [key]:
                return Patch("delenv", "", key, _ABSENT)
            case "os.chdir", [path]:
                return Patch("chdir", "", path)
            case "setattr", [owner, name, value]:
                return self._set_attribute(self._text(owner), self._text(name), value)
            case "delattr", [owner, name]:
                return Patch("delattr", f"{self._text(owner)}, ", name)
            case "sys.path.insert", [cst.Integer(value="0"), path]:
                return Patch("syspath_prepend", "", path)
            case "sys.path.append", [path] if isinstance(call.func, cst.Attribute):
                return self._appended(call.func.value, path)
        return None

    def _by_method(self, call: cst.Call, values: Values) -> Patch | None:
        if not isinstance(call.func, cst.Attribute):
            return None
        owner = call.func.value
        match call.func.attr.value, values:
            case "pop", [key]:
                return self._without(owner, key)
            case "pop", [key, _]:
                return self._without(owner, key, _ABSENT)
            case "chdir", []:
                return Patch("chdir", "", owner)
        return None

    def _set_attribute(self, owner: str, name: str, value: cst.BaseExpression) -> Patch:
        return Patch("setattr", f"{owner}, {name}, ", value, "" if self.is_there else _ABSENT)

    def _without(self, owner: cst.BaseExpression, key: cst.BaseExpression, absent: str = "") -> Patch:
        if self._origin(owner) == _ENVIRONMENT:
            return Patch("delenv", "", key, absent)
        self._refuse_sequence(owner, key)
        return Patch("delitem", f"{self._text(owner)}, ", key, absent)

    def _appended(self, owner: cst.BaseExpression, path: cst.BaseExpression) -> Patch:
        """A longer list in place of the one there is: only the first place has a call of its own."""
        if not isinstance(owner, cst.Attribute):
            raise RefusalError("the list is imported by its name")
        module, whole = self._text(owner.value), self._text(owner)
        name = literal(owner.attr.value, quote(self.document, path))
        return Patch("setattr", f"{module}, {name}, [*{whole}, ", path, "]")

    def _items(self, call: cst.Call) -> Iterator[Patch]:
        """One call for each variable of `os.environ.update`, none of which looks at the others."""
        pairs: list[tuple[str, cst.BaseExpression]] = []
        for argument in call.args:
            if argument.keyword is not None:
                name = literal(argument.keyword.value, quote(self.document, argument.value))
                pairs.append((name, argument.value))
            elif isinstance(argument.value, cst.Dict) and not argument.star:
                pairs += ((self._text(key), value) for key, value in _entries(argument.value))
            else:
                raise RefusalError("it is not written there which variables are set")
        if len(pairs) > 1 and any(re.search(r"environ|getenv", self._text(value)) for _, value in pairs):
            raise RefusalError("one of the values may depend on another one")
        yield from (Patch("setenv", f"{key}, ", value) for key, value in pairs)

    def _refuse_sequence(self, owner: cst.BaseExpression, key: cst.BaseExpression) -> None:
        is_mapping = self.is_mapping or isinstance(key, _STRINGS) or self._origin(owner) in _MAPPINGS
        if not is_mapping:
            raise RefusalError("what has the item may be a list")

    def _refuse_other_order(self, target: cst.BaseExpression, value: cst.BaseExpression) -> None:
        """An assignment computes its value first, a call what comes first in it."""
        if _runs_code(self.document, target) and _runs_code(self.document, value):
            raise RefusalError("the value would be computed after what it is stored in")

    def _unmangled(self, attribute: cst.Name) -> str:
        name = attribute.value
        is_private = name.startswith("__") and not name.endswith("__")
        if is_private and any(isinstance(one, cst.ClassDef) for one in self.document.ancestors(attribute)):
            raise RefusalError(f"{name} has another name outside of its class")
        return name

    def _text(self, node: cst.BaseExpression) -> str:
        return self.document.text(self.document.outer(node))

    def _origin(self, node: cst.BaseExpression) -> str:
        """What is called where it comes from: `os.environ` for `environ`, if that is imported."""
        first, dot, rest = self.document.text(self.document.span(node)).partition(".")
        return next(_origins(self.document, first), first) + dot + rest


def _origins(document: Document, name: str) -> Iterator[str]:
    """What the imports of a file, wherever they stand, give a name to."""
    for node in document.nodes:
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names if alias.asname == name)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                yield from (
                    f"{module}.{alias.name}" for alias in names if name == (alias.asname or alias.name)
                )


def _key(target: cst.Subscript) -> cst.BaseExpression:
    match target.slice:
        case [cst.SubscriptElement(slice=cst.Index(value=key, star=None))]:
            return key
    raise RefusalError("several items are concerned")


def _entries(mapping: cst.Dict) -> Iterator[tuple[cst.BaseExpression, cst.BaseExpression]]:
    for element in mapping.elements:
        if not isinstance(element, cst.DictElement):
            raise RefusalError("it is not written there which variables are set")
        yield element.key, element.value


def _runs_code(document: Document, node: cst.BaseExpression) -> bool:
    return any(isinstance(inner, cst.Call | cst.Await) for inner in document.within(document.outer(node)))
