"""What the Go front end says of whole files: how they are read, imported, built and broken."""

from __future__ import annotations

import pytest
from go_text import reading

from isolint.frontends.go import extract, read
from isolint.frontends.go.declarations import package_name
from isolint.model.facts import FileFacts
from isolint.model.finding import Problem
from isolint.model.source import Source


def test_imports() -> None:
    found = reading('package x\nimport "net/http"\nimport (\n\t. "a/b"\n\t_ "c"\n\td "e"\n)')
    assert found.steps() == [
        "x: IMPORT http = net/http:",
        "x: IMPORT  = a/b:*",
        "x: IMPORT _ = c:",
        "x: IMPORT d = e:",
    ]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("fmt", "fmt"),
        ("a/b/c", "c"),
        ("a/b/v2", "b"),
        ("a/b/v1", "v1"),
        ("a/yaml.v3", "yaml"),
        ("a/go-cmp", "cmp"),
        ("a/client-go", "client"),
        ("a/nats.go", "nats"),
        ("a/some-runtime", "runtime"),
        ("v2", "v2"),
        ("", ""),
    ],
)
def test_package_names(path: str, name: str) -> None:
    assert package_name(path) == name


@pytest.mark.parametrize(
    ("head", "condition"),
    [
        ("// A comment.\n//go:build linux && !race\n// +build linux,!race\n", "linux && !race"),
        ("// +build linux darwin\n// +build cgo\n", "linux darwin && cgo"),
        ("// Nothing.\n", ""),
    ],
)
def test_build_constraints(head: str, condition: str) -> None:
    assert reading(f"{head}\npackage x\n//go:build late\n").facts.condition == condition


def test_whole_file() -> None:
    facts = reading("package x_test\n").facts
    module = facts.scopes[0]
    assert (facts.language, module.name, facts.broken) == ("go", "x_test", -1)
    assert (module.name_start, module.name_end) == (8, 14)


def test_what_is_broken_is_left_out() -> None:
    found = reading("package x\nfunc f() { a(); b( ; c() }\nfunc g() { d() }\n")
    assert found.facts.broken > 0
    assert "g: CALL d()" in found.steps()


def test_a_group_on_one_line_is_not_broken() -> None:
    assert reading("package x\nconst ( A = iota; B )\n").facts.broken == -1


def test_a_byte_order_mark() -> None:
    source = read("x.go", b"\xef\xbb\xbfpackage x\r\nfunc f() {\r\n}\r\n")
    assert isinstance(source, Source)
    assert source.bom
    assert source.text == b"package x\r\nfunc f() {\r\n}\r\n"
    facts = extract(source)
    assert isinstance(facts, FileFacts)
    assert facts.broken == -1


@pytest.mark.parametrize(
    ("content", "message", "place"),
    [
        (b"package x\n\0", "the file holds a null byte", (2, 1)),
        (b"package \xff", "the file is not valid utf-8: invalid start byte", (1, 9)),
    ],
)
def test_what_cannot_be_read(content: bytes, message: str, place: tuple[int, int]) -> None:
    problem = read("x.go", content)
    assert problem == Problem(stage="read", path="x.go", message=message, row=place[0], column=place[1])


def test_new_takes_a_value() -> None:
    found = reading("package x\nvar a = new(5 * time.Minute)\nvar b, c = new([]int), new(1024)\n")
    assert found.facts.broken == -1
    assert "x: ASSIGN a <- new(5 * time.Minute)" in found.steps()


def test_new_takes_values_that_look_like_types() -> None:
    found = reading(
        "package x\n"
        "func f() {\n"
        "\ta := new(names[0])\n"
        "\tb := new(*limits.Upper - 1)\n"
        "\tkeep(new(func() {}), new([]int{}), new(map[string]int))\n"
        "\tc := Timer{history: new([]int{2}), own: b}\n"
        "}\n"
    )
    assert found.facts.broken == -1
    assert "f: ASSIGN a <- new(names[0])" in found.steps()
    assert "f: ASSIGN b <- new(*limits.Upper - 1)" in found.steps()
