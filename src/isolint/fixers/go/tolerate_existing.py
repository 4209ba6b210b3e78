"""Creating what another process has created already is no failure.

`Expect(c.Create(ctx, ns)).To(Succeed())` ->
`Expect(client.IgnoreAlreadyExists(c.Create(ctx, ns))).To(Succeed())`; `os.Mkdir` -> `os.MkdirAll`

Safe where nobody deletes the object, which the check has to know: whoever comes second uses what
is there.
"""

from __future__ import annotations

from tree_sitter import Node

from isolint.fixers.change import Change, Edit, RefusalError, argument
from isolint.fixers.go.edit.document import Document, field, span_of, within
from isolint.fixers.go.edit.imports import imports, spelling
from isolint.fixers.go.edit.names import targets
from isolint.fixers.go.edit.statements import is_check, siblings, statement
from isolint.model.finding import Fix

_CLIENT, _TOLERANT = "sigs.k8s.io/controller-runtime/pkg/client", "IgnoreAlreadyExists"
_MODULE = "sigs.k8s.io/controller-runtime"
_MKDIR, _MKDIR_ALL = "os.Mkdir", "os.MkdirAll"
_TESTED = "AlreadyExists"


def rewrite(document: Document, fix: Fix) -> Change:
    call = document.expression(fix.anchor.span)
    if call.type != "call_expression":
        raise RefusalError("no call at the anchor")
    function = field(call, "function")
    if document.text(function) == _MKDIR:
        return Change(region=span_of(call), edits=(Edit(*span_of(function), _MKDIR_ALL),))
    known = any(found.path == _CLIENT for found in imports(document))
    if not known and _MODULE not in argument(fix, "modules", "").split(","):
        raise RefusalError("nothing here tells that an object exists already")
    error = _error(document, call)
    tolerant = spelling(document, _CLIENT, _TOLERANT, call, alias="ctrlclient")
    start, end = span_of(error)
    edits = (Edit(start, start, f"{tolerant.text}("), Edit(end, end, ")"))
    return Change(region=span_of(error), edits=edits, imports=tolerant.imports)


def _error(document: Document, call: Node) -> Node:
    """The expression that is the error: the call, or the variable where there are two results."""
    node = statement(document, span_of(call))
    after = [each for each in siblings(node) if each.start_byte > node.start_byte]
    if _TESTED in document.text(node) or (after and _TESTED in document.text(after[0])):
        raise RefusalError("it is tolerated already")
    holder = call.parent
    if holder is None or holder.type not in ("argument_list", "expression_list"):
        raise RefusalError("nothing looks at its error")
    names = targets(node)
    if holder.type == "argument_list" or len(names) < 2:
        return call
    if len(names) != 2 or not after or not is_check(after[0], node):
        raise RefusalError("its error is looked at elsewhere")
    error = [each for each in within(after[0]) if each.type == "identifier" and each.text == names[1].text]
    if len(error) != 1 or after[0].type != "expression_statement":
        raise RefusalError("its error is looked at in another way")
    return error[0]
