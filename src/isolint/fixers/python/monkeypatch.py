"""What a test changes in its process is put back by pytest when the test ends.

    os.environ["MODE"] = "dry"      ->  monkeypatch.setenv("MODE", "dry")
    os.chdir(tmp_path)              ->  monkeypatch.chdir(tmp_path)
    shop.FEES["card"] = 3           ->  monkeypatch.setitem(shop.FEES, "card", 3)
    time.sleep = print              ->  monkeypatch.setattr(time, "sleep", print)
    sys.path.insert(0, plugins)     ->  monkeypatch.syspath_prepend(plugins)

Safe in a test, or a fixture of function scope, that pytest calls and nobody else, which the check
has made sure of: until the test ends all is as it was. What the test puts back by hand may stay.
A list for imports that gets longer at its end is replaced by another one, which is unsafe.

The request may say `present = "no"`: an attribute may not be there yet; and `container =
"mapping"`: what has the item is no list, though its key is no string.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import libcst as cst

from isolint.fixers.change import Change, Edit, RefusalError, argument
from isolint.fixers.python.edit.document import Document
from isolint.fixers.python.edit.parameters import named, wanted
from isolint.fixers.python.edit.patches import Patch, Patches
from isolint.model.finding import Fix
from isolint.model.source import Span

FIXTURE = "monkeypatch"
_LOOKING = re.compile(r"[\w.]*cwd\(\)|(?:[\w.]*environ\.get|[\w.]*getenv|getattr)\([^()]*\)")
_RAISING = re.compile(r"\b(raises|assertRaises\w*)\s*\(")


def rewrite(document: Document, fix: Fix) -> Change:
    statement = _statement(document, fix.anchor.span)
    is_mapping = argument(fix, "container", "") == "mapping"
    is_there = argument(fix, "present", "yes") != "no"
    found = Patches(document, is_mapping, is_there).of(statement)
    function = _function(document, statement)
    _refuse_restore(document, function, statement, found[-1:])
    parameters, imports = wanted(document, function, FIXTURE)
    edits = _calls(document, statement, found)
    return Change(
        region=document.span(statement),
        edits=edits,
        imports=imports,
        parameters=parameters,
        freed=_freed(document, statement, edits),
    )


def _statement(document: Document, anchor: Span) -> cst.BaseSmallStatement:
    """The nearest statement around an anchor."""
    around = [
        node
        for node in document.spans
        if isinstance(node, cst.BaseSmallStatement)
        and document.span(node).start <= anchor.start
        and anchor.end <= document.span(node).end
    ]
    if not around:
        raise RefusalError("no plain statement at the anchor")
    return max(around, key=lambda node: document.span(node).start)


def _function(document: Document, statement: cst.BaseSmallStatement) -> cst.FunctionDef:
    """The function to whose test the change belongs."""
    around = tuple(document.functions(statement))
    if not around:
        raise RefusalError("no function around it can take the fixture")
    function = around[0]
    if len(around) > 1:
        raise RefusalError(f"{function.name.value}() is a function inside of another")
    if _outlives_test(document, function):
        raise RefusalError(f"{function.name.value}() runs for more than one test")
    if _is_of_testcase(document, function) and not any(_fixtures(document, function)):
        raise RefusalError("the methods of a TestCase cannot take fixtures")
    taken = named(function, FIXTURE)
    if taken is not None and taken.default is not None:
        raise RefusalError(f"{FIXTURE} has a default in {function.name.value}()")
    _refuse_after_test(document, function, statement)
    return function


def _outlives_test(document: Document, function: cst.FunctionDef) -> bool:
    """Is it a fixture with a scope of which it is not known that it is the test's?"""
    calls = [call for call in _fixtures(document, function) if isinstance(call, cst.Call)]
    scopes = [
        one.value
        for call in calls
        for one in call.args
        if one.keyword is None or one.keyword.value == "scope"
    ]
    return any(document.text(document.span(scope))[1:-1] != "function" for scope in scopes)


def _fixtures(document: Document, function: cst.FunctionDef) -> Iterator[cst.BaseExpression]:
    """The decorators that make a fixture of a function."""
    for decorator in function.decorators:
        called = (
            decorator.decorator.func if isinstance(decorator.decorator, cst.Call) else decorator.decorator
        )
        if document.text(document.span(called)).endswith("fixture"):
            yield decorator.decorator


def _is_of_testcase(document: Document, function: cst.FunctionDef) -> bool:
    classes = (one for one in document.ancestors(function) if isinstance(one, cst.ClassDef))
    return any(
        document.text(document.span(base.value)).endswith("TestCase") for cls in classes for base in cls.bases
    )


def _refuse_after_test(
    document: Document, function: cst.FunctionDef, statement: cst.BaseSmallStatement
) -> None:
    """What tears down, and what is expected to fail, is left as it is."""
    place = document.span(statement)
    inside = document.within(document.span(function.body))
    yields = [document.span(node).start for node in inside if _is_yield_of(document, node, function)]
    around = tuple(document.ancestors(statement))
    is_final = any(isinstance(one, cst.Finally) for one in around)
    if is_final or any(start < place.start for start in yields):
        raise RefusalError("it is done when the test has ended")
    for block in (one for one in around if isinstance(one, cst.With)):
        if any(_RAISING.search(document.text(document.span(item.item))) for item in block.items):
            raise RefusalError("it is expected to fail")


def _refuse_restore(
    document: Document,
    function: cst.FunctionDef,
    statement: cst.BaseSmallStatement,
    found: Sequence[Patch],
) -> None:
    """What brings back an old value by hand, kept in a variable: the value before it is the new one."""
    kept = {patch.kept.value for patch in found if isinstance(patch.kept, cst.Name)}
    target = document.text(document.span(statement)).partition("=")[0].strip()
    copy = rf"(?:[\w.]+\()?{re.escape(target)}(?:\)|\.copy\(\)|\[:\])?"
    for node in document.within(document.span(function.body)):
        match node:
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))]) if name in kept:
                text = document.text(document.span(node.value))
                if re.fullmatch(copy, text) or _LOOKING.fullmatch(text):
                    raise RefusalError(f"it puts back what is kept in {name}")


def _is_yield_of(document: Document, node: cst.CSTNode, function: cst.FunctionDef) -> bool:
    return isinstance(node, cst.Yield) and next(document.functions(node), None) is function


def _calls(document: Document, statement: cst.BaseSmallStatement, found: Sequence[Patch]) -> tuple[Edit, ...]:
    place = document.span(statement)
    if not found:
        raise RefusalError("it sets no variable")
    if len(found) == 1:
        patch, kept = found[0], document.outer(found[0].kept)
        _refuse_comments(document, Span(place.start, kept.start), Span(kept.end, place.end))
        opening, closing = _brackets(patch.kept)
        before = f"{FIXTURE}.{patch.method}({patch.before}{opening}"
        after = f"{closing}{patch.after})"
        return (Edit(place.start, kept.start, before), Edit(kept.end, place.end, after))
    _refuse_comments(document, place)
    texts = [
        f"{FIXTURE}.{patch.method}({patch.before}{document.text(document.outer(patch.kept))}{patch.after})"
        for patch in found
    ]
    margin = document.margin(place.start)
    is_alone = margin is not None and not _is_followed(document, statement)
    return (Edit(*place, (f"{document.newline}{margin}" if is_alone else "; ").join(texts)),)


def _is_followed(document: Document, statement: cst.BaseSmallStatement) -> bool:
    """Other statements stand on its line."""
    line = document.parents[statement]
    return isinstance(line, cst.SimpleStatementSuite) or len(getattr(line, "body", ())) > 1


def _brackets(kept: cst.BaseExpression) -> tuple[str, str]:
    """`1, 2` is a value, but two arguments."""
    return ("(", ")") if isinstance(kept, cst.Tuple | cst.Yield) and not kept.lpar else ("", "")


def _refuse_comments(document: Document, *places: Span) -> None:
    for place in places:
        if any(isinstance(node, cst.Comment) for node in document.within(place)):
            raise RefusalError("a comment in the statement would be lost")


def _freed(document: Document, statement: cst.BaseSmallStatement, edits: Sequence[Edit]) -> frozenset[str]:
    """The names that the statement no longer holds, as far as the edits go."""
    gone = "".join(document.text(Span(edit.start, edit.end)) + "\n" for edit in edits)
    new = " ".join(edit.text for edit in edits)
    return frozenset(re.findall(r"(?<![.\w])[^\W\d]\w*", gone)) - frozenset(re.findall(r"\w+", new))
