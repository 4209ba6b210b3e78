"""Parameters that come in no order are put in one."""

from __future__ import annotations

import pytest

CASES = {
    "a set": ("", "p('a', «{'x', 'y'}»)", "p('a', sorted({'x', 'y'}))"),
    "a key": ("str", "p('a', «set(XS)»)  # c", "p('a', sorted(set(XS), key=str))  # c"),
    "in parentheses": ("repr", "p('🦀', («A | B»))", "p('🦀', (sorted(A | B, key=repr)))"),
    "a list of it": ("", "p('a', «list({1, 2})»)", "p('a', sorted({1, 2}))"),
    "a list of it, key": ("str", "p('a', «list(set(XS),)»)", "p('a', sorted(set(XS), key=str,))"),
    "a tuple of it": ("str", "p('a', «tuple(XS)»)", "p('a', tuple(sorted(XS, key=str)))"),
    "a tuple": ("str", "X = «(1, 2)»", "X = sorted((1, 2), key=str)"),
    "a bare tuple": ("", "for x in «1, 2»: pass", "for x in sorted((1, 2)): pass"),
    "a comprehension": ("", "p('a', «[f(x) for x in XS]»)", "p('a', sorted([f(x) for x in XS]))"),
    "a generator": ("", "p('a', «(f(x) for x in XS)»)", "p('a', sorted(f(x) for x in XS))"),
    "a generator, key": (
        "str",
        "p('a', «(f(x) for x in XS)»)",
        "p('a', sorted((f(x) for x in XS), key=str))",
    ),
    "a lone generator": ("", "p«(f(x) for x in XS)»", "p(sorted(f(x) for x in XS))"),
    "a lone generator, key": (
        "str",
        "p «( f(x) for x in XS )»",
        "p ( sorted((f(x) for x in XS), key=str) )",
    ),
    "list of a generator": ("", "X = «list(x for x in XS)»", "X = sorted(x for x in XS)"),
    "list of a generator, key": (
        "str",
        "X = «list(x for x in XS)»",
        "X = sorted((x for x in XS), key=str)",
    ),
    "tuple of a generator": (
        "str",
        "X = «tuple(x for x in XS)»",
        "X = tuple(sorted((x for x in XS), key=str))",
    ),
    "on several lines": (
        "",
        "X = «{\n    1,  # one\n    2,\n}»\n",
        "X = sorted({\n    1,  # one\n    2,\n})\n",
    ),
    "a list on several lines": (
        "str",
        "X = «list(\n    set(A)  # all\n)»",
        "X = sorted(\n    set(A), key=str  # all\n)",
    ),
    "a keyword before it": (
        "",
        "def f(): return«{1}»if x else«{2}»",
        "def f(): return sorted({1})if x else sorted({2})",
    ),
    "not the builtin alone": ("", "X = «list(*XS)»", "X = sorted(list(*XS))"),
}


@pytest.mark.parametrize(("key", "before", "after"), CASES.values(), ids=list(CASES))
def test_rewrites(fixed, key, before, after):
    count = before.count("«")
    done = fixed(before, *[("sorted-params", {"key": key})] * count)
    assert done.text.decode() == after
    assert len(done.applied) == count


@pytest.mark.parametrize("before", ["X = «sorted({1})»", "X = «tuple(sorted({1}, key=str))»"])
def test_refuses_what_is_sorted(fixed, before):
    done = fixed(before, ("sorted-params", {"key": ""}))
    assert done.refused[0][1] == "it is sorted already"
