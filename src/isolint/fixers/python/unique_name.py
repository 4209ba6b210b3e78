"""A name made of the clock becomes a name made of a uuid.

`f"user-{time.time():.0f}"` -> `f"user-{uuid.uuid4().hex}"`

Safe: the value was different in every run before, so nothing can depend on which one it is; a
uuid is longer, and that is all. Where only a number fits (the request may say so: form =
"number") it becomes `uuid.uuid4().int`. Conversion and format of an f-string field belong to the
clock's value and go with it.
"""

from __future__ import annotations

from isolint.fixers.change import Change, argument
from isolint.fixers.python.edit.document import Document
from isolint.fixers.python.edit.expressions import freed, replaced
from isolint.fixers.python.edit.imports import spelling
from isolint.fixers.python.edit.numbers import wants_number
from isolint.model.finding import Fix
from isolint.model.source import Span


def rewrite(document: Document, fix: Fix) -> Change:
    node = document.expression(fix.anchor.span)
    uuid4 = spelling(document, "uuid", "uuid4", fix.anchor.start)
    form = argument(fix, "form", "number" if wants_number(document, node) else "text")
    edits = replaced(document, node, f"{uuid4.text}().{'int' if form == 'number' else 'hex'}")
    return Change(
        region=Span(edits[0].start, edits[-1].end),
        edits=edits,
        imports=uuid4.imports,
        freed=freed(document, node),
    )
