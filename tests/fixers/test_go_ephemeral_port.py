"""Fixed ports, in Go."""

from __future__ import annotations

import pytest
from go_documents import Case, assert_refuses, assert_rewrites

RECIPE = "ephemeral-port"


def _case(before: str, after: str) -> Case:
    return Case(f"package suite\n\nvar x = {before}\n", f"package suite\n\nvar x = {after}\n")


CASES = {
    "a literal": _case('listen("tcp", «"127.0.0.1:8080"»)', 'listen("tcp", "127.0.0.1:0")'),
    "a call": _case('«net.Listen("tcp", "localhost:8080")»', 'net.Listen("tcp", "localhost:0")'),
    "no host": _case("&http.Server{Addr: «`:80`»}", "&http.Server{Addr: `:0`}"),
    "another family": _case('f(«"[::1]:8080"»)', 'f("[::1]:0")'),
    "a number": _case("Options{Port: «8080»}", "Options{Port: 0}"),
    "a field": _case('Options{«Addr: ":8080"»}', 'Options{Addr: ":0"}'),
}

REFUSALS = {
    "a name": Case("package suite\n\nvar x = f(«port»)\n", refusal="not written there once"),
    "two ports": Case('package suite\n\nvar x = «f(":1", ":2")»\n', refusal="not written there once"),
    "a URL": Case('package suite\n\nvar x = f(«"http://a:80/"»)\n', refusal="not written there once"),
    "done": Case('package suite\n\nvar x = f(«":0"»)\n', refusal="nothing to change"),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_rewrites(case, newline):
    assert_rewrites(RECIPE, case, newline)


@pytest.mark.parametrize("case", REFUSALS.values(), ids=list(REFUSALS))
def test_refuses(case):
    assert_refuses(RECIPE, case)
