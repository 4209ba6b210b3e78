"""Own effects: the calls of a function that the catalogue has words for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from posixpath import normpath

from isolint.catalogue.index import compiled
from isolint.linking.calls import Calls, Function
from isolint.linking.effects import Effect
from isolint.linking.naming import bound, constant, joined, root_of, unknown
from isolint.linking.symbols import Symbol
from isolint.linking.unit import Unit
from isolint.linking.values import Value
from isolint.model.facts import NONE, BlockKind, ExprKind, Step, StepKind
from isolint.model.name import Name, Root, Trait
from isolint.model.place import Moment
from isolint.model.resource import Verb
from isolint.model.source import Site
from isolint.model.vocabulary import AccessWord, Condition, RunnerWord, Selector


class Touches:
    """Finds the effects that stand in the project's own code."""

    def __init__(self, calls: Calls) -> None:
        self.calls = calls
        self.names = calls.names
        self.values = calls.values
        self.catalogue = calls.values.catalogue
        self._faking = {
            chain.rpartition(".")[2]
            for chain, words in self.catalogue.protections.items()
            if any(word.form in ("fake", "restore") for word in words)
        }
        self._fakes: dict[tuple[str, int], frozenset[str]] = {}

    def collect(self) -> dict[Function, list[Effect]]:
        """All own effects, by function."""
        found: dict[Function, list[Effect]] = {}
        for name in sorted(self._last_names()):
            for unit, position in self.calls.named(name):
                step = unit.facts.steps[position]
                for effect in self._of_call(unit, position, step):
                    if not self._is_faked(unit, step, name, effect):
                        found.setdefault((unit.path, step.scope), []).append(effect)
        return found

    def _last_names(self) -> set[str]:
        words = self.catalogue
        cleanups = [
            chain
            for chain, protections in words.protections.items()
            if any(word.form == "cleanup" for word in protections)
        ]
        chains = [*words.accesses, *words.runners, *cleanups]
        lasts = (chain.rpartition(".")[2].removesuffix("()") for chain in chains)
        return {last.rpartition(":")[2] for last in lasts}

    def _of_call(self, unit: Unit, position: int, step: Step) -> Iterator[Effect]:
        callee = self.values.callee(unit, step.scope, step.subject)
        arguments = unit.parts(step.subject)[1:]
        if callee is not None and callee.form == "function":
            chain = f"function:{unit.texts[unit.callee(step.subject)]}"
            yield from self._of_chain(unit, position, chain, arguments)
        if callee is None or callee.form != "chain":
            return
        chain = callee.text
        if not self._is_known(chain):  # a method that many types have, on one without a word
            chain = f"*.{chain.rpartition('.')[2]}" if "()." in chain else chain
            if self._is_fake(callee.text):
                return
        yield from self._of_chain(unit, position, chain, arguments)
        for word in self.catalogue.protections.get(callee.text, ()):
            if word.form == "cleanup":
                yield from self._registered(unit, position, callee.text, arguments)

    def _is_known(self, chain: str) -> bool:
        return chain in self.catalogue.accesses or chain in self.catalogue.runners

    def _is_fake(self, chain: str) -> bool:
        """A method of what a fake gave."""
        words = self.catalogue.protections.get(chain.partition("()")[0], ())
        return any(word.form == "fake" for word in words)

    def _of_chain(
        self, unit: Unit, position: int, chain: str, arguments: list[int]
    ) -> Iterator[Effect]:
        step = unit.facts.steps[position]
        for word in self.catalogue.accesses.get(chain, ()):
            if self._applies(unit, step, word, arguments):
                yield self._effect(unit, position, word, chain, arguments)
        for runner in self.catalogue.runners.get(chain, ()):
            yield from self._statements(unit, position, runner, chain, arguments)

    def _registered(
        self, unit: Unit, position: int, chain: str, arguments: list[int]
    ) -> Iterator[Effect]:
        """An outside function handed over to run later: `addCleanup(os.remove, path)`."""
        step = unit.facts.steps[position]
        if not arguments or unit.kinds[arguments[0]] == ExprKind.KEYWORD:
            return
        value = self.values._value(unit, step.scope, arguments[0])
        if value is None or value.form != "chain":
            return
        moment = Moment.EXIT if chain.startswith("atexit.") else Moment.TEARDOWN
        for effect in self._of_chain(unit, position, value.text, arguments[1:]):
            yield effect._replace(moment=moment)

    def _applies(self, unit: Unit, step: Step, word: AccessWord, arguments: list[int]) -> bool:
        if word.when is not None and not self._holds(unit, step, word.when, arguments):
            return False
        return word.unless is None or not self._holds(unit, step, word.unless, arguments)

    def _holds(self, unit: Unit, step: Step, condition: Condition, arguments: list[int]) -> bool:
        name = self._selected(unit, step, condition.argument, arguments)
        if name is None:
            return bool(compiled(condition.pattern).search(condition.absent))
        if name.traits - {Trait.CLOCK, Trait.RANDOM, Trait.WORKER, Trait.PROCESS, Trait.RUN}:
            lead = name.text.partition("{")[0]
            return bool(lead) and bool(compiled(condition.pattern).search(lead))
        return bool(compiled(condition.pattern).search(name.text))

    def _selected(
        self, unit: Unit, step: Step, selector: Selector, arguments: list[int]
    ) -> Name | None:
        """The name an argument gives; None where it is not passed."""
        if selector.receiver:
            return self._receiver(unit, step, unit.parts(step.subject)[0])
        expression = _argument(unit, selector, arguments)
        if expression == NONE:
            return constant(selector.absent, None) if selector.absent else None
        if selector.item >= 0:
            expression = self._item(unit, step.scope, expression, selector.item)
        if expression == NONE:
            return None
        name = self.names.name(unit, step.scope, expression)
        is_unknown = name.traits == frozenset({Trait.UNKNOWN})
        inner = self._named_inside(unit, step.scope, expression) if is_unknown else None
        return inner or name

    def _named_inside(
        self, unit: Unit, scope: int, expression: int, depth: int = 4
    ) -> Name | None:
        """The `name` of a description: `Topic(name=...)`, `{"metadata": {"name": ...}}`."""
        for part in unit.parts(expression) if depth else ():
            if unit.kinds[part] == ExprKind.KEYWORD:
                key, value = unit.texts[part], unit.parts(part)[0]
            elif unit.kinds[part] == ExprKind.PAIR:
                key, value = unit.texts[unit.parts(part)[0]], unit.parts(part)[1]
            elif unit.kinds[part] in (ExprKind.CALL, ExprKind.MAP):
                key, value = "", part
            else:
                continue
            if key.lower() == "name":
                return self.names.name(unit, scope, value)
            found = self._named_inside(unit, scope, value, depth - 1)
            if found is not None:
                return found
        return None

    def _item(self, unit: Unit, scope: int, expression: int, item: int) -> int:
        """An element of a tuple that is written where it is passed; NONE for anything else."""
        if unit.kinds[expression] not in (ExprKind.TUPLE, ExprKind.LIST):
            return NONE
        parts = unit.parts(expression)
        return parts[item] if item < len(parts) else NONE

    def _receiver(self, unit: Unit, step: Step, callee: int) -> Name:
        """What the object that a method is called on was made from."""
        if unit.kinds[callee] != ExprKind.ATTRIBUTE:
            return unknown(unit.site(callee))
        return self._of_object(unit, step.scope, unit.parts(callee)[0], step.start)

    def _of_object(
        self, unit: Unit, scope: int, owner: int, before: int, depth: int = 4
    ) -> Name:
        """What an object goes by: a name that it is, or one that it was made from."""
        name = self.names.name(unit, scope, owner)
        passed = None
        if name.traits == frozenset({Trait.PARAMETER}) and unit.kinds[owner] == ExprKind.NAME:
            passed = self.calls.only_passed(unit, scope, unit.texts[owner])
        if passed is not None and depth:
            other, step, given = passed
            if self.names.name(other, step.scope, given).is_known:
                return name  # each caller fills it in
            return self._of_object(other, step.scope, given, step.start, depth - 1)
        if name.traits != frozenset({Trait.UNKNOWN}):
            return name
        made = self._origin(unit, scope, owner, before)
        if made is None:
            return name
        other, scope, call = made
        return self._made_from(other, scope, call) or self._built(other, scope, call) or name

    def _built(self, unit: Unit, scope: int, call: int) -> Name | None:
        """An outside object is as distinct as what it was built with, if all that is known."""
        value = self.values.callee(unit, scope, call)
        if value is None or value.form != "chain" or "()" in value.text or "*" in value.text:
            return None
        values = [
            unit.parts(one)[0] if unit.kinds[one] == ExprKind.KEYWORD else one
            for one in unit.parts(call)[1:]
        ]
        names = [self.names.name(unit, scope, one) for one in values]
        if any(not name.is_known for name in names):
            return None
        last = value.text.rpartition(".")[2]
        return joined([constant(f"{last} ", None), *names], unit.site(call))

    def _origin(
        self, unit: Unit, scope: int, expression: int, before: int, depth: int = 8
    ) -> tuple[Unit, int, int] | None:
        """The CALL that an expression's value comes from, through variables and `with`."""
        kind = unit.kinds[expression]
        if depth == 0:
            return None
        if kind == ExprKind.AWAIT:
            return self._origin(unit, scope, unit.parts(expression)[0], before, depth - 1)
        if kind == ExprKind.CALL:
            return self._origin_of_call(unit, scope, expression, depth)
        for other, step in self._givers(unit, scope, expression, before):
            if step.value != NONE and step.kind in (StepKind.ASSIGN, StepKind.ENTER):
                return self._origin(other, step.scope, step.value, step.start, depth - 1)
        return None

    def _origin_of_call(
        self, unit: Unit, scope: int, call: int, depth: int
    ) -> tuple[Unit, int, int]:
        """An outside call itself, or the one whose result a first-party function returns."""
        callee = self.values.callee(unit, scope, call)
        if callee is None:
            return unit, scope, call
        if callee.form == "chain" and callee.text == "contextlib.closing":
            found = self._origin(unit, scope, unit.parts(call)[1], unit.start(call), depth - 1)
            return found or (unit, scope, call)
        if callee.form == "function":
            other = self.names.units[callee.path]
            wanted = StepKind.YIELD if other.scopes[callee.scope].yields else StepKind.RETURN
            for position in other.steps_in.get(callee.scope, ()):
                step = other.facts.steps[position]
                if step.kind == wanted and step.value != NONE:
                    found = self._origin(other, callee.scope, step.value, step.start, depth - 1)
                    return found or (unit, scope, call)
        return unit, scope, call

    def _givers(
        self, unit: Unit, scope: int, expression: int, before: int
    ) -> list[tuple[Unit, Step]]:
        """The assignments behind a name or an attribute of an object, the latest first."""
        if unit.kinds[expression] == ExprKind.ATTRIBUTE:
            owner = self.values.value(unit, scope, unit.parts(expression)[0])
            if owner is None or owner.form not in ("type", "instance"):
                return []
            steps = []
            for path, cls in self.values.ancestry(self.names.units[owner.path], owner.scope):
                other = self.names.units[path]
                found = self.values.attribute_steps(other, cls, unit.texts[expression])
                steps += [(other, step) for step in found]
            return steps
        if unit.kinds[expression] != ExprKind.NAME:
            return []
        symbol = self.values.symbols.lookup(unit, scope, unit.texts[expression])
        if symbol is not None and symbol.form == "parameter":
            return self._given(symbol)
        if symbol is None or symbol.form != "variable":
            return []
        other = self.names.units[symbol.path]
        binding = other.bindings[symbol.scope][symbol.name]
        local = (symbol.path, symbol.scope) == (unit.path, scope)
        steps = [(other, other.facts.steps[at]) for at in reversed(binding.steps)]
        return [one for one in steps if not local or one[1].start < before]

    def _given(self, symbol: Symbol) -> list[tuple[Unit, Step]]:
        """What the fixture behind a parameter gives, as if it were assigned."""
        unit = self.names.units[symbol.path]
        fixtures = self.names.fixtures
        if not fixtures.takes_fixtures(symbol.path, symbol.scope):
            return []
        fixture = fixtures.requested_by(unit, symbol.scope, symbol.name)
        if fixture is None:
            return []
        other = self.names.units[fixture.path]
        steps = [other.facts.steps[at] for at in other.steps_in.get(fixture.scope, ())]
        return [
            (other, step._replace(kind=StepKind.ASSIGN))
            for step in steps
            if step.kind in (StepKind.YIELD, StepKind.RETURN)
        ]

    def _made_from(self, unit: Unit, scope: int, call: int) -> Name | None:
        """The naming argument of the call that made an object, by the word for that call."""
        callee = self.values.callee(unit, scope, call)
        if callee is None or callee.form != "chain":
            return None
        arguments = unit.parts(call)[1:]
        for word in self.catalogue.accesses.get(callee.text, ()):
            if word.kind == "process":
                return _own(unit.site(call))
            if word.name is not None and not word.name.receiver:
                expression = _argument(unit, word.name, arguments)
                if expression != NONE:
                    return self.names.name(unit, scope, expression)
                if word.does in (Verb.START, Verb.CREATE):
                    return _own(unit.site(call))
        inner = unit.parts(call)[0]
        if unit.kinds[inner] == ExprKind.ATTRIBUTE:  # conn.cursor(): as the connection
            made = self._origin(unit, scope, unit.parts(inner)[0], unit.start(call))
            if made is not None and made[2] != call:
                return self._made_from(*made) or self._built(*made)
        return None

    def _is_expected_to_fail(self, unit: Unit, step: Step) -> bool:
        for block in unit.blocks_above(step.block):
            if block.kind == BlockKind.WITHIN and unit.kinds[block.condition] == ExprKind.CALL:
                callee = self.values.callee(unit, block.scope, block.condition)
                chain = callee.text if callee is not None and callee.form == "chain" else ""
                known = self.catalogue.protections
                words = known.get(chain) or known.get(f"*.{chain.rpartition('.')[2]}") or ()
                if any(word.form == "fails" for word in words):
                    return True
        return False

    def _effect(
        self, unit: Unit, position: int, word: AccessWord, chain: str, arguments: list[int]
    ) -> Effect:
        step = unit.facts.steps[position]
        name = constant("", unit.site(step.subject))
        if word.name is not None:
            name = self._selected(unit, step, word.name, arguments) or unknown(None)
            if not name.text:
                name = unknown(name.site)
        tolerant = word.tolerant is not None and self._holds(unit, step, word.tolerant, arguments)
        return self._placed(unit, position, word.does, word.kind, name, chain, tolerant=tolerant)

    def _placed(
        self, unit: Unit, position: int, does: object, kind: str, name: Name, chain: str,
        *, tolerant: bool,
    ) -> Effect:
        step = unit.facts.steps[position]
        around = self.calls.around(unit, step)
        if self.catalogue.resources[kind].path:
            name = as_path(name)
        return Effect(
            verb=does,  # type: ignore[arg-type]
            kind=kind,
            name=name,
            lanes=around.lanes,
            locked=around.locked,
            once=around.once,
            tolerant=tolerant or self._tolerates(unit, step),
            late=self.calls.is_late(unit, position),
            moment=None,
            site=unit.site(step.subject),
            call=chain,
        )

    def _tolerates(self, unit: Unit, step: Step) -> bool:
        """Inside a `try` that rescues, or a context manager that swallows, what may fail."""
        for block in unit.blocks_above(step.block):
            if block.kind == BlockKind.TRY and _has_rescue(unit, block.parent, block.scope):
                return True
        return False

    def _statements(
        self, unit: Unit, position: int, runner: RunnerWord, chain: str, arguments: list[int]
    ) -> Iterator[Effect]:
        """The statements in a text that a call runs: SQL, a command line."""
        step = unit.facts.steps[position]
        text = self._text(unit, step, runner, arguments)
        if text is None or not text.text:
            return
        holes = _HOLES.findall(text.text)
        plain = _plain(text.text, holes)
        for word, match in self.catalogue.matches(runner.language, plain):
            kind = self.catalogue.resources[word.kind]
            named = (match.groupdict().get("name") or "").strip("\"'`[];,")
            name = _part(text, _with_holes(named, holes))
            if kind.inside and name.is_known:
                name = self._contained(unit, step, name)
            yield self._placed(unit, position, word.does, word.kind, name, chain, tolerant=False)

    def _text(
        self, unit: Unit, step: Step, runner: RunnerWord, arguments: list[int]
    ) -> Name | None:
        expression = _argument(unit, runner.text, arguments)
        if expression == NONE:
            return None
        if unit.kinds[expression] in (ExprKind.LIST, ExprKind.TUPLE):
            words = [self.names.name(unit, step.scope, part) for part in unit.parts(expression)]
            spaced: list[Name] = []
            for word in words:
                spaced += [constant(" ", None), word] if spaced else [word]
            return joined(spaced, unit.site(expression)) if spaced else None
        return self.names.name(unit, step.scope, expression)

    def _contained(self, unit: Unit, step: Step, name: Name) -> Name:
        """A thing inside another (a table) is as distinct as what holds it (the database)."""
        holder = self._receiver(unit, step, unit.parts(step.subject)[0])
        if holder.text.startswith((":memory:", "sqlite://:memory:")) or holder.text == "sqlite://":
            return unknown(name.site)
        whole = joined([holder, constant(":", None), name], name.site)
        return whole

    def _is_faked(self, unit: Unit, step: Step, name: str, effect: Effect) -> bool:
        """The function, or a fake it works under, replaces what the call would do."""
        fakes = self._fakes_of(unit, step.scope)
        moved = effect.name.root is Root.TEMP and fakes & {"tempdir", "gettempdir"}
        if name in fakes or moved or "*" in fakes:
            return True
        return self._is_within_fake(unit, step) or self._is_expected_to_fail(unit, step)

    def _is_within_fake(self, unit: Unit, step: Step) -> bool:
        """In a `with` that fakes a whole service or file system."""
        return any(
            block.kind == BlockKind.WITHIN
            and unit.kinds[block.condition] == ExprKind.CALL
            and "*" in self._patched(unit, block.scope, block.condition)
            for block in unit.blocks_above(step.block)
        )

    def _fakes_of(self, unit: Unit, scope: int) -> frozenset[str]:
        """Last names of what is patched anywhere in a function, its class or around it."""
        key = (unit.path, scope)
        if key not in self._fakes:
            record = unit.scopes[scope]
            found: set[str] = set()
            if record.parent != NONE:
                found |= self._fakes_of(unit, record.parent)
                for decorator in record.decorators:
                    found |= self._patched(unit, record.parent, decorator)
            if scope != 0:
                for position in unit.steps_in.get(scope, ()):
                    step = unit.facts.steps[position]
                    if step.kind == StepKind.CALL:
                        found |= self._patched(unit, scope, step.subject) - {"*"}
            self._fakes[key] = frozenset(found)
        return self._fakes[key]

    def _patched(self, unit: Unit, scope: int, expression: int) -> set[str]:
        """The last names of what a call or decorator replaces; "*" for all there is."""
        is_call = unit.kinds[expression] == ExprKind.CALL
        callee = unit.parts(expression)[0] if is_call else expression
        if unit.texts[callee] not in self._faking:
            return set()
        value = self.values.value(unit, scope, callee)
        if value is None or value.form != "chain":
            return set()
        words = self.catalogue.protections.get(value.text, ())
        if not any(word.form in ("fake", "restore") for word in words):
            return set()
        if any(word.form == "fake" and word.argument is None for word in words):
            return {"*"}
        arguments = unit.parts(expression)[1:] if is_call else []
        texts = [unit.texts[one] for one in arguments if unit.kinds[one] == ExprKind.STRING]
        dotted = [unit.dotted(one) for one in arguments[:1]]
        return {text.rpartition(".")[2] for text in [*texts[:2], *dotted] if text}


_HOLES = re.compile(r"\{[^}]*\}")
_STAND_IN = "isolintshole"


def _own(site: Site) -> Name:
    """What an object that this process made for itself is called: by nothing but the object."""
    return Name(text="{own}", traits=frozenset({Trait.HANDED_OUT}), site=site)


def _argument(unit: Unit, selector: Selector, arguments: list[int]) -> int:
    """The expression passed for a selector, NONE if it is not."""
    for number, part in enumerate(arguments):
        if unit.kinds[part] == ExprKind.KEYWORD:
            if selector.keyword and unit.texts[part] == selector.keyword:
                return unit.parts(part)[0]
        elif unit.kinds[part] == ExprKind.SPREAD:
            return NONE
        elif number == selector.index:
            return part
    return NONE


def _part(whole: Name, text: str) -> Name:
    """A piece of a longer text: it has the traits of the text only where it holds a hole."""
    if _HOLES.search(text) or not text:
        return replace(whole, text=text, root=Root.NOWHERE, whole=False)
    return constant(text, whole.site)


def _plain(text: str, holes: list[str]) -> str:
    """A text with a word in place of each hole, for patterns that look for words."""
    for number, hole in enumerate(holes):
        text = text.replace(hole, f"{_STAND_IN}{number}x", 1)
    return text


def _with_holes(text: str, holes: list[str]) -> str:
    for number, hole in enumerate(holes):
        text = text.replace(f"{_STAND_IN}{number}x", hole)
    return text


def as_path(name: Name) -> Name:
    """A name as a path: one spelling for one place, relative ones under the working directory."""
    text = normpath(name.text) if name.text else name.text
    root = Root.CWD if name.root is Root.NOWHERE else name.root
    for scheme in ("sqlite:////", "sqlite:///", "file://"):
        if name.text.startswith(scheme):
            bare = name.text.removeprefix(scheme)
            text = normpath(f"/{bare}" if scheme != "sqlite:///" else bare)
            return replace(name, text=text, root=root_of(text) if root_of(text) is not Root.NOWHERE else Root.CWD)
    if "://" in name.text or name.text.startswith((":memory:", "file:")):
        return unknown(name.site)
    return replace(name, text=text, root=root)


def _has_rescue(unit: Unit, parent: int, scope: int) -> bool:
    return any(
        block.kind == BlockKind.RESCUE and block.parent == parent and block.scope == scope
        for block in unit.facts.blocks
    )


__all__ = ["Touches", "Value", "as_path", "bound"]
