"""What the Python front end says of each construct."""

from __future__ import annotations

import sys
from textwrap import dedent

import pytest
from facts_text import Reading

from isolint.frontends.python import extract, read
from isolint.model.facts import MAX_ELEMENTS, MAX_TEXT, NONE, ExprKind, FileFacts, ScopeKind
from isolint.model.finding import Problem
from isolint.model.source import Source


def reading(code: str) -> Reading:
    text = dedent(code).encode()
    facts = extract(Source("a.py", text))
    assert isinstance(facts, FileFacts), facts
    return Reading(facts, text)


STEPS = {
    "inner calls come first": (
        "f(g(x), k=h(*a()))",
        """
        CALL g(x)
        CALL a()
        CALL h(*a())
        CALL f(g(x), k=h(*a()))
        """,
    ),
    "a method chain": (
        "a.b(1).c()",
        """
        CALL a.b(1)
        CALL a.b(1).c()
        """,
    ),
    "one step a target": (
        "a = b.c = d[0] = 1",
        """
        ASSIGN a <- 1
        ASSIGN b.c <- 1
        ASSIGN d[0] <- 1
        """,
    ),
    "unpacking": ("a, *b = c", "ASSIGN a, *b <- c"),
    "annotated": (
        """
        a: int = 1
        b: int
        """,
        "ASSIGN a <- 1",
    ),
    "update and delete": (
        """
        a += f()
        del a, b.c
        """,
        """
        CALL f()
        UPDATE a <- f()
        DELETE a
        DELETE b.c
        """,
    ),
    "constants alone do nothing": (
        '''
        """Docstring."""
        1
        ...
        ''',
        "",
    ),
    "if, elif, else": (
        """
        if a:
            f()
        elif b():
            g()
        else:
            h()
        """,
        """
        WHEN(a) CALL f()
        UNLESS(a) CALL b()
        UNLESS(a) WHEN(b()) CALL g()
        UNLESS(a) UNLESS(b()) CALL h()
        """,
    ),
    "what follows an early return": (
        """
        def m():
            if a:
                return
            f()
            if b: raise E
            g()
        """,
        """
        DEFINE m
        m: WHEN(a) RETURN
        m: UNLESS(a) CALL f()
        m: UNLESS(a) WHEN(b) RAISE E
        m: UNLESS(a) UNLESS(b) CALL g()
        """,
    ),
    "what follows a chain whose parts leave": (
        """
        for x in y:
            if a: continue
            elif b: break
            f()
        g()
        """,
        """
        ITERATE x <- y
        LOOP(y) UNLESS(a) UNLESS(b) CALL f()
        CALL g()
        """,
    ),
    "what follows an else that leaves": (
        """
        def m():
            if a:
                f()
            else:
                with b: return 1
            g()
        """,
        """
        DEFINE m
        m: WHEN(a) CALL f()
        m: UNLESS(a) ENTER b
        m: UNLESS(a) WITHIN(b) RETURN 1
        m: WHEN(a) CALL g()
        """,
    ),
    "loops": (
        """
        for a, b in c():
            f()
        else:
            g()
        while d():
            h()
        """,
        """
        CALL c()
        ITERATE a, b <- c()
        LOOP(c()) CALL f()
        ELSE CALL g()
        CALL d()
        LOOP(d()) CALL h()
        """,
    ),
    "managers nest": (
        """
        with a() as x, b(x):
            f()
        """,
        """
        CALL a()
        ENTER x <- a()
        WITHIN(a()) CALL b(x)
        WITHIN(a()) ENTER b(x)
        WITHIN(a()) WITHIN(b(x)) CALL f()
        """,
    ),
    "try": (
        """
        try:
            f()
        except (A, B) as error:
            g(error)
        except C:
            pass
        except:
            raise
        else:
            h()
        finally:
            i()
        """,
        """
        TRY CALL f()
        RESCUE((A, B)) CATCH error <- (A, B)
        RESCUE((A, B)) CALL g(error)
        RESCUE(C) CATCH C
        RESCUE CATCH
        RESCUE RAISE
        ELSE CALL h()
        FINALLY CALL i()
        """,
    ),
    "match": (
        """
        match f():
            case "gw0": a()
            case None: b()
            case [x, *rest] if x: c()
            case {"k": v, **more}: d()
            case P(q=1) | Q() as whole: e()
            case other: g()
        """,
        """
        CALL f()
        CASE("gw0") CALL a()
        CASE(None) CALL b()
        CASE([x, *rest]) ASSIGN x
        CASE([x, *rest]) ASSIGN rest
        CASE([x, *rest]) WHEN(x) CALL c()
        CASE({"k": v, **more}) ASSIGN v
        CASE({"k": v, **more}) ASSIGN more
        CASE({"k": v, **more}) CALL d()
        CASE(P(q=1) | Q() as whole) ASSIGN whole <- f()
        CASE(P(q=1) | Q() as whole) CALL e()
        CASE(other) ASSIGN other <- f()
        CASE(other) CALL g()
        """,
    ),
    "assert": (
        "assert f() == 1, g()",
        """
        CALL f()
        ASSERT f() == 1
        UNLESS(f() == 1) CALL g()
        """,
    ),
    "right operands run under a condition": (
        """
        a and f() and g()
        b or h()
        """,
        """
        WHEN(a) CALL f()
        WHEN(a) WHEN(f()) CALL g()
        UNLESS(b) CALL h()
        """,
    ),
    "choice": (
        "x = f() if a else g()",
        """
        WHEN(a) CALL f()
        UNLESS(a) CALL g()
        ASSIGN x <- f() if a else g()
        """,
    ),
    "comprehension": (
        "x = {f(k): v for k, v in g() if h(k) for _ in v}",
        """
        CALL g()
        LOOP(g()) CALL h(k)
        LOOP(g()) WHEN(h(k)) LOOP(v) CALL f(k)
        ASSIGN x <- {f(k): v for k, v in g() if h(k) for _ in v}
        """,
    ),
    "walrus": (
        "f(a := g())",
        """
        CALL g()
        ASSIGN a <- g()
        CALL f(a := g())
        """,
    ),
    "decorators and defaults stand where the definition stands": (
        """
        @d(1)
        async def m(a=f(), *, b: g() = 2) -> None:
            await h()
        """,
        """
        CALL d(1)
        CALL f()
        CALL g()
        DEFINE m
        m: CALL h()
        """,
    ),
    "a class": (
        """
        class C(base(), metaclass=M):
            x = f()
            def m(self): self.x()
        """,
        """
        CALL base()
        DEFINE C
        C: CALL f()
        C: ASSIGN x <- f()
        C: DEFINE m
        m: CALL self.x()
        """,
    ),
    "an anonymous function": (
        "a = lambda x=d(): f(x)",
        """
        CALL d()
        <lambda>: CALL f(x)
        <lambda>: RETURN f(x)
        ASSIGN a <- lambda x=d(): f(x)
        """,
    ),
    "teardown comes after the yield": (
        """
        def m():
            a()
            x = yield b()
            c(x)
            yield from d
            yield
        """,
        """
        DEFINE m
        m: CALL a()
        m: CALL b()
        m: YIELD b()
        m: ASSIGN x <- yield b()
        m: CALL c(x)
        m: YIELD d
        m: YIELD
        """,
    ),
    "imports": (
        """
        import a.b.c, d as e
        import f.g as f
        from .. import h
        from .i.j import k as l, m
        from n import *
        """,
        """
        IMPORT a = a.b.c:
        IMPORT e = d:
        IMPORT f = f:g
        IMPORT h = ..:h
        IMPORT l = .i.j:k
        IMPORT m = .i.j:m
        IMPORT * = n:*
        """,
    ),
    "async": (
        """
        async def m():
            async for a in b(): pass
            async with c() as d: return await e()
            return [f(x) async for x in y]
        """,
        """
        DEFINE m
        m: CALL b()
        m: ITERATE a <- b()
        m: CALL c()
        m: ENTER d <- c()
        m: WITHIN(c()) CALL e()
        m: WITHIN(c()) RETURN await e()
        m: LOOP(y) CALL f(x)
        m: RETURN [f(x) async for x in y]
        """,
    ),
    "raise from": (
        "raise f() from g()",
        """
        CALL f()
        CALL g()
        RAISE f()
        """,
    ),
    "a call in a format": (
        "f'{a():{b()}}'",
        """
        CALL a()
        CALL b()
        """,
    ),
}


@pytest.mark.parametrize(("code", "expected"), STEPS.values(), ids=STEPS.keys())
def test_steps(code: str, expected: str) -> None:
    assert reading(code).steps() == dedent(expected).strip().splitlines()


TREES = {
    "a.b.c": "ATTRIBUTE c(ATTRIBUTE b(NAME a))",
    "f(1, *a, k=2, **d)": "CALL(NAME f, NUMBER 1, SPREAD *(NAME a), KEYWORD k(NUMBER 2), SPREAD **(NAME d))",
    "b'\\xff'": "BYTES \xff",
    "-1.5": "UNARY -(NUMBER 1.5)",
    "(None, True, ...)": "TUPLE(SINGLETON None, SINGLETON True, SINGLETON ...)",
    "'a' 'b'": "STRING ab",
    "f'a{b!r:>{c}}d'": "TEMPLATE(STRING a, FIELD !r:>{}(NAME b), STRING d)",
    "a % b @ c": "BINARY @(BINARY %(NAME a, NAME b), NAME c)",
    "not a": "UNARY not(NAME a)",
    "a and b and c": "LOGIC and(NAME a, NAME b, NAME c)",
    "a < b not in c is not d": "COMPARE < not-in is-not(NAME a, NAME b, NAME c, NAME d)",
    "a if b else c": "CHOICE(NAME b, NAME a, NAME c)",
    "a[b]": "INDEX(NAME a, NAME b)",
    "a[b:, ::c]": "INDEX(NAME a, TUPLE(SLICE(NAME b, -, -), SLICE(-, -, NAME c)))",
    "[a, *b]": "LIST(NAME a, SPREAD *(NAME b))",
    "{a, b}": "SET(NAME a, NAME b)",
    "{a: b, **c}": "MAP(PAIR(NAME a, NAME b), SPREAD **(NAME c))",
    "[x for x in y if z]": "COMPREHENSION list(NAME x, GENERATOR(NAME x, NAME y, NAME z))",
    "{x for x in y}": "COMPREHENSION set(NAME x, GENERATOR(NAME x, NAME y))",
    "{x: z for x in y}": "COMPREHENSION map(PAIR(NAME x, NAME z), GENERATOR(NAME x, NAME y))",
    "(x for x in y)": "COMPREHENSION generator(NAME x, GENERATOR(NAME x, NAME y))",
    "lambda: a": "CLOSURE 1",
    "(a := b)": "BIND(NAME a, NAME b)",
}


@pytest.mark.parametrize(("code", "expected"), TREES.items(), ids=TREES.keys())
def test_expressions(code: str, expected: str) -> None:
    found = reading(f"value = {code}")
    assert found.tree(found.facts.steps[-1].value) == expected


def test_await_and_yield() -> None:
    found = reading("async def m():\n    a = await b\n    c = yield d\n")
    values = [found.tree(step.value) for step in found.facts.steps if step.subject != NONE]
    assert values == ["AWAIT(NAME b)", "OTHER yield(NAME d)"]


LOADS = {
    "whole chains, once": (
        "import os\nos.environ['a'] = os.environ.get(x)",
        ["os.environ.get", "x", "os.environ"],
    ),
    "builtins say nothing": ("print(len(a))", ["a"]),
    "but what hides one does": ("input = 1\ndef m(): input()", ["m: input"]),
    "locals are none": (
        """
        def m(a):
            import b
            for c in a: pass
            with a as d: pass
            b, c, d, e.f
            g = G
            def h(): pass
            h, g
        """,
        ["m: e.f", "m: G"],
    ),
    "locals bound later are none": ("def m():\n    print(a)\n    a = 1", []),
    "globals are": ("def m():\n    global a\n    a = 1\n    a.b", ["m: a.b"]),
    "comprehension variables are none": ("[x.y + z for x in w]", ["w", "LOOP(w) z"]),
    "nor in functions inside": ("[lambda: x for x in w]", ["w"]),
    "but the same name elsewhere is": ("def m():\n    [x for x in a]\n    x", ["m: a", "m: x"]),
    "the receiver's attributes": (
        """
        class C:
            x = 1
            def m(this, a):
                this.x.append(a.b)
                this
        """,
        ["m: this.x.append"],
    ),
    "an enclosing function's names": ("def m(a):\n    def n(): return a.b", ["n: a.b"]),
    "targets read their owners": ("a.b.c = 1\ndel d.e\nf.g += 1", ["a.b", "d", "f.g"]),
    "under their conditions": ("if a:\n    b", ["a", "WHEN(a) b"]),
    "roots only of names": ("a().b.c, d[0].e", ["a", "d"]),
}


@pytest.mark.parametrize(("code", "expected"), LOADS.values(), ids=LOADS.keys())
def test_loads(code: str, expected: list[str]) -> None:
    assert reading(code).loads() == expected


def test_function_scope() -> None:
    code = '''
    @a
    @b.c(1)
    async  def naïve(p, /, q: int = 1, *r, s=2, **t) -> str:
        """Docstring."""
        nonlocal x
        yield p
    '''
    found = reading(code)
    module, scope = found.facts.scopes
    text = found.text
    assert (module.kind, module.start, module.end) == (ScopeKind.MODULE, 0, len(text))
    assert text[scope.start :].startswith(b"@a")
    assert text[scope.name_start : scope.name_end].decode() == scope.name == "naïve"
    assert text[scope.body :].startswith(b"nonlocal x")
    assert [(p.name, p.form, found.spelled(p.default)) for p in scope.parameters] == [
        ("p", "/", "-"),
        ("q", "", "1"),
        ("r", "*args", "-"),
        ("s", "*", "2"),
        ("t", "**kwargs", "-"),
    ]
    assert [found.spelled(index) for index in scope.decorators] == ["a", "b.c(1)"]
    assert found.spelled(scope.parameters[1].annotation) == "int"
    assert found.spelled(scope.returns) == "str"
    assert (scope.enclosing, scope.yields, scope.is_async) == (("x",), True, True)


def test_type_and_closure_scopes() -> None:
    found = reading("class C(A, metaclass=M):\n    f = lambda self: 1\n")
    _, kind, closure = found.facts.scopes
    assert (kind.kind, kind.name, kind.parent) == (ScopeKind.TYPE, "C", 0)
    assert [found.tree(index) for index in kind.bases] == ["NAME A", "KEYWORD metaclass(NAME M)"]
    assert (closure.kind, closure.name, closure.parent) == (ScopeKind.CLOSURE, "<lambda>", 1)
    assert found.text[closure.name_start : closure.name_end] == b"lambda self:"
    assert found.facts.blocks[closure.block].scope == 1


def test_long_literals_are_cut() -> None:
    rows = ", ".join(["[1, 2, f(3)]"] * (MAX_ELEMENTS + 5))
    found = reading(f"a = [{rows}]\nb = '{'x' * 1000}'\nc = {{{', '.join('0: 1' for _ in range(99))}}}")
    cut, text, mapping = (step.value for step in found.facts.steps if step.kind.name == "ASSIGN")
    assert (len(found.parts(cut)), found.texts[cut]) == (MAX_ELEMENTS, "+")
    assert (len(found.parts(mapping)), found.texts[mapping]) == (MAX_ELEMENTS, "+")
    assert len(found.texts[text]) == MAX_TEXT
    assert sum(line == "CALL f(3)" for line in found.steps()) == MAX_ELEMENTS + 5


def test_constants_beyond_the_cut_cost_nothing() -> None:
    found = reading(f"a = [{'[1, (2, {3: 4})], ' * 10_000}]")
    assert len(found.kinds) < 1_000


def test_surrogates_and_huge_numbers_are_spelled() -> None:
    found = reading(f"a = '\\ud800'\nb = 0x{'f' * 8000}")
    assert found.texts[found.facts.steps[0].value] == "\\ud800"
    assert found.texts[found.facts.steps[1].value].startswith("0xfff")


def test_expression_kinds_of_cases() -> None:
    found = reading("match a:\n  case 'x': pass\n  case True: pass\n  case _: pass\n  case B(): pass\n")
    conditions = [found.tree(block.condition) for block in found.facts.blocks[1:]]
    assert conditions == [
        "COMPARE ==(NAME a, STRING x)",
        "COMPARE is(NAME a, SINGLETON True)",
        "COMPARE match(NAME a)",
        "COMPARE match(NAME a, OTHER(NAME B))",
    ]


def test_names_in_templates_are_placed() -> None:
    found = reading("x = 'ü'\ny = f'ü{time.time()} {b:{c}}' f'''\n{d.e(\n  g)}'''\n")
    for index, kind in enumerate(found.kinds):
        if kind == ExprKind.NAME:
            assert found.texts[index] in found.spelled(index)
    if sys.version_info >= (3, 12):
        assert "CALL time.time()" in found.steps()


@pytest.mark.skipif(sys.version_info < (3, 11), reason="the grammar of 3.11")
def test_exception_groups() -> None:
    found = reading("try: f()\nexcept* E as e: g()\n")
    assert found.steps() == ["TRY CALL f()", "RESCUE(E) CATCH e <- E", "RESCUE(E) CALL g()"]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="the grammar of 3.12")
def test_type_parameters() -> None:
    found = reading("type A[T: B] = list[T]\ndef m[U](a: U) -> U: return U\nclass C[V](D[V]): x: V\n")
    assert found.steps() == ["ASSIGN A <- list[T]", "DEFINE m", "m: RETURN U", "DEFINE C"]
    assert found.loads() == ["B", "D"]


@pytest.mark.skipif(sys.version_info < (3, 14), reason="the grammar of 3.14")
def test_template_strings() -> None:
    found = reading("a = t'x{f()!r}'")
    assert found.tree(found.facts.steps[-1].value) == "TEMPLATE(STRING x, FIELD !r(CALL(NAME f)))"


PROBLEMS = {
    "syntax": (b"a = 1\nb = = 2\n", "parse", 2, 5),
    "indentation": (b"if a:\nb\n", "parse", 2, 1),
    "null": (b"a = 1\nb\0", "read", 2, 2),
    "no UTF-8": (b"a = 1\n#\xff\n", "read", 2, 2),
    "unknown encoding": (b"# coding: nonsense\n", "read", 1, 1),
    "no text encoding": (b"# coding: rot13\n", "read", 1, 1),
    "BOM against cookie": (b"\xef\xbb\xbf# coding: latin-1\n", "read", 1, 1),
    "python 2": (b"print 'a'\n", "parse", 1, 1),
}


@pytest.mark.parametrize(("content", "stage", "row", "column"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_bad_input_is_a_problem(content: bytes, stage: str, row: int, column: int) -> None:
    source = read("a.py", content)
    problem = extract(source) if isinstance(source, Source) else source
    assert isinstance(problem, Problem)
    assert (problem.stage, problem.row, problem.column, problem.path) == (stage, row, column, "a.py")
    assert problem.message
    assert not problem.ours


@pytest.mark.parametrize(
    "code", ["(" * 20_000, "[" * 20_000 + "]" * 20_000, "-" * 50_000 + "1", "a." * 50_000 + "a"]
)
def test_bottomless_code_is_no_crash(code: str) -> None:
    assert isinstance(extract(Source("a.py", code.encode())), FileFacts | Problem)


def test_long_chains_are_read() -> None:
    found = reading("x = " + " + ".join(f"a{number}" for number in range(900)))
    assert len(found.facts.loads) == 900


def test_the_recursion_limit_is_put_back() -> None:
    limit = sys.getrecursionlimit()
    reading("a = 1")
    assert sys.getrecursionlimit() == limit


@pytest.mark.filterwarnings("error")
def test_warnings_of_the_code_are_silent() -> None:
    assert reading("a = '\\d'\nassert (a, b)\n1 is 1\n").steps()
