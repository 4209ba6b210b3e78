"""Shapes: what a call of something outside makes of its arguments, as far as names go."""

from __future__ import annotations

import re
from dataclasses import replace

from isolint.linking.draws import Draws, Evaluate
from isolint.linking.environment import Environment
from isolint.linking.naming import (
    constant,
    converted,
    filled,
    formatted,
    joined,
    last,
    parent,
    path_joined,
    unknown,
)
from isolint.linking.unit import Unit
from isolint.linking.values import Values
from isolint.model.facts import ExprKind
from isolint.model.name import Form, Name, Trait
from isolint.model.source import Site


class Shapes:
    """Sources and shapes of the catalogue, applied to calls."""

    def __init__(self, name: Evaluate, values: Values, environment: Environment) -> None:
        self.name = name
        self.catalogue = values.catalogue
        self.draws = Draws(name, values, environment)

    def of_call(self, unit: Unit, scope: int, expression: int, chain: str) -> Name:
        """The name that a call of an outside chain gives."""
        site = unit.site(expression)
        callee, *arguments = unit.parts(expression)
        values = [unit.parts(part)[0] if unit.kinds[part] == ExprKind.KEYWORD else part for part in arguments]
        source = self.catalogue.sources.get(chain)
        if source is not None:
            form = _form(self.catalogue.types.get(chain))
            return self.draws.drawn(unit, scope, expression, source, form)
        if chain.endswith(".join") and [unit.kinds[value] for value in values] == [ExprKind.COMPREHENSION]:
            return self.draws.repeated(unit, scope, values[0], site)
        shape = self.catalogue.shapes.get(chain)
        if shape is None:
            shape = self.catalogue.shapes.get(f"*.{chain.rpartition('.')[2]}")
        if shape is None:
            return unknown(site)
        names = [self.name(unit, scope, value) for value in values]
        if shape.form == "path":
            is_method = "()" in chain and unit.kinds[callee] == ExprKind.ATTRIBUTE
            receivers = [self.name(unit, scope, unit.parts(callee)[0])] if is_method else []
            return path_joined([*receivers, *names], site)
        if shape.form == "template" and names and not names[0].traits:
            return formatted(names[0], names[1:], site)
        if shape.form in ("parent", "last", "sibling"):
            return self._cut(unit, scope, callee, names, shape.form, site)
        if shape.form == "second":
            return names[1] if len(names) > 1 else unknown(site)
        if shape.form in ("receiver", "first", "number"):
            return self._converted(unit, scope, callee, names, shape.form, site)
        make = self._content if shape.form == "content" else self._text
        return make(unit, scope, callee, names, site)

    def _converted(
        self, unit: Unit, scope: int, callee: int, names: list[Name], form: str, site: Site
    ) -> Name:
        """The value itself, in another form."""
        if form == "receiver":
            is_method = unit.kinds[callee] == ExprKind.ATTRIBUTE
            names = [self.name(unit, scope, unit.parts(callee)[0])] if is_method else []
        kept = Form.NUMBER if form == "number" else Form.OBJECT
        return converted(names[0], site, kept) if names else unknown(site)

    def _content(self, unit: Unit, scope: int, callee: int, names: list[Name], site: Site) -> Name:
        """What stands in a file: the same for all who read the same file."""
        if names and unit.texts[callee].startswith("load"):
            whole = names[0]
        elif unit.kinds[callee] == ExprKind.ATTRIBUTE:
            whole = self.name(unit, scope, unit.parts(callee)[0])
        else:
            return unknown(site)
        if not whole.is_known or whole.separates_lanes:
            return unknown(site)
        return Name(text=f"{{content of {whole.text}}}", traits=frozenset({Trait.RUN}), site=site)

    def _cut(self, unit: Unit, scope: int, callee: int, names: list[Name], form: str, site: Site) -> Name:
        """A part of a path, or a neighbour of it."""
        if form == "sibling" or not names:
            if unit.kinds[callee] != ExprKind.ATTRIBUTE:
                return unknown(site)
            whole = self.name(unit, scope, unit.parts(callee)[0])
            if whole.traits:
                return whole
            if unit.texts[callee] == "with_suffix" and names and not names[0].traits:
                stem = whole.text.rpartition(".")[0] or whole.text
                return replace(constant(stem + names[0].text, site), root=whole.root)
            return path_joined([parent(whole, site), *names], site)
        return parent(names[0], site) if form == "parent" else last(names[0], site)

    def _text(self, unit: Unit, scope: int, callee: int, names: list[Name], site: Site) -> Name:
        """A text made of its receiver (`"{}".format`, `"-".join`) and its arguments."""
        if unit.kinds[callee] == ExprKind.ATTRIBUTE:
            receiver = self.name(unit, scope, unit.parts(callee)[0])
            if receiver.whole and all(not name.traits for name in names):
                return converted(receiver, site, Form.TEXT)  # a clock's text in some format
            method = unit.texts[callee]
            if method == "format" and not receiver.traits:
                return filled(_BRACES.split(receiver.text), names, site)
            if method == "join" and not receiver.traits:
                return joined(names, site)
            if receiver.traits != frozenset({Trait.UNKNOWN}):
                names = [receiver, *names]
        return joined(names, site) if names else unknown(site)


def _form(kind: str | None) -> Form:
    """What an outside call gives, by the catalogue's word for it."""
    if kind == "str()":
        return Form.TEXT
    return Form.NUMBER if kind in ("int()", "float()") else Form.OBJECT


_BRACES = re.compile(r"\{[^{}]*\}")
