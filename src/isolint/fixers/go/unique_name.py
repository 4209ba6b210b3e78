"""A name made of the clock becomes a name that no two processes can make.

`fmt.Sprintf("user-%d", time.Now().UnixNano())` -> `fmt.Sprintf("user-%s", uuid.NewString()[:8])`

Safe: the value was different in every run before, so nothing can depend on which one it is. With
no library for it the clock stays, which tells runs apart, and the number of the process goes
before it: `fmt.Sprintf("user-%d-%d", GinkgoParallelProcess(), time.Now().UnixNano())`. Where a
number is needed, or a width is asked for, nothing else fits and the request is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from isolint.fixers.change import Change, Edit, RefusalError, argument
from isolint.fixers.go.edit.clock import Value, variable, whole
from isolint.fixers.go.edit.document import Document, span_of, within
from isolint.fixers.go.edit.formats import Verb, takes_text, verb_of
from isolint.fixers.go.edit.ginkgo import process_number
from isolint.fixers.go.edit.imports import imports, spelling
from isolint.fixers.go.edit.names import mentioned
from isolint.model.finding import Fix
from isolint.model.source import Span

_UUID, _KUBERNETES = "github.com/google/uuid", "k8s.io/apimachinery/pkg/util/rand"
_LIBRARIES = {"uuid": _UUID, "k8s-rand": _KUBERNETES}
_MODULES = {"uuid": _UUID, "k8s-rand": "k8s.io/apimachinery"}


@dataclass(frozen=True, slots=True)
class _Part:
    """What goes into a name: operands with the verbs that print them, and their imports."""

    format: str
    operands: str
    imports: tuple[str, ...]

    @property
    def is_text(self) -> bool:
        return self.format == "%s"


def rewrite(document: Document, fix: Fix) -> Change:
    if argument(fix, "form", "") == "number":
        raise RefusalError("only a number fits there")
    value = whole(document, document.expression(fix.anchor.span))
    if any(inner.type == "comment" for inner in within(value.node)):
        raise RefusalError("a comment in the expression would be lost")
    part = _part(document, value.node, _at_hand(document, fix))
    verb = verb_of(document, value.node)
    if verb is not None:
        edits = _printed(document, value.node, verb, part)
    else:
        edits = _standing_alone(document, value, part)
    imported = part.imports if verb or part.is_text else (*part.imports, 'import "fmt"')
    start, end = min(edit.start for edit in edits), max(edit.end for edit in edits)
    freed = mentioned(value.node)
    return Change(region=Span(start, end), edits=edits, imports=imported, freed=freed)


def _at_hand(document: Document, fix: Fix) -> str:
    """The library that the file imports, or else one that the project has, "" for neither."""
    paths = {found.path for found in imports(document)}
    modules = argument(fix, "modules", "").split(",")
    imported = [library for library, path in _LIBRARIES.items() if path in paths]
    required = [library for library, module in _MODULES.items() if module in modules]
    return next(iter((*imported, *required)), "")


def _part(document: Document, at: Node, library: str) -> _Part:
    if library == "uuid":
        made = spelling(document, _UUID, "NewString", at)
        return _Part("%s", f"{made.text}()[:8]", made.imports)
    if library == "k8s-rand":
        made = spelling(document, _KUBERNETES, "String", at, alias="utilrand")
        return _Part("%s", f"{made.text}(8)", made.imports)
    process = process_number(document, at)
    clock = spelling(document, "time", "Now", at)
    operands = f"{process.text}, {clock.text}().UnixNano()"
    return _Part("%d-%d", operands, (*process.imports, *clock.imports))


def _printed(document: Document, node: Node, verb: Verb, part: _Part) -> tuple[Edit, ...]:
    """The verb and the operand of a Sprintf that prints the value."""
    if not part.is_text:
        process = part.operands.partition(",")[0]
        if node.parent is not None and process in document.text(node.parent):
            raise RefusalError("the number of the process is in the name already")
        if verb.letter == "q":
            raise RefusalError("%q prints one value, and two are needed")
    operand = Edit(*span_of(node), part.operands)
    return (*_reverbed(verb, part.format), operand)


def _reverbed(verb: Verb, format: str) -> tuple[Edit, ...]:
    kept = format == "%s" and takes_text(verb)
    return () if kept else (Edit(*verb.span, format),)


def _standing_alone(document: Document, value: Value, part: _Part) -> tuple[Edit, ...]:
    """A text anywhere, or a number that a variable carries to formats and nowhere else."""
    text = part.operands if part.is_text else f'fmt.Sprintf("{part.format}", {part.operands})'
    operand = Edit(*span_of(value.node), text)
    if value.is_text:
        return (operand,)
    uses = variable(document, value.node)
    if not uses:
        raise RefusalError("it is not known to be printed as a text")
    verbs = [verb_of(document, use) for use in uses]
    if None in verbs:
        raise RefusalError(f"{document.text(uses[0])} is used as a number elsewhere")
    return (operand, *(edit for verb in verbs if verb for edit in _reverbed(verb, "%s")))
