"""What holds of the facts of any Go file, and of any damaged copy of it."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest
from facts_text import Reading

from isolint.extraction import pack, unpack
from isolint.frontends.go import extract, read
from isolint.model.facts import NONE, ExprKind, FileFacts, StepKind
from isolint.model.finding import Problem
from isolint.model.source import Source

SUITE = b"""\
//go:build e2e

// Package store_test is a suite as people write them.
package store_test

import (
\t"context"
\t"testing"

\t. "github.com/onsi/ginkgo/v2"
\tclientv3 "go.etcd.io/etcd/client/v3"
)

const (
\tfirst = iota << 1 // the comment is no element
\tsecond
)

var (
\tclient *clientv3.Client
\tcancel context.CancelFunc
\tsizes  = map[string][]int{"a": {1, 0x2}, `b`: {}}
)

type recorder[T any] struct {
\tsync.Mutex
\tseen, missed []T
\tnext         interface{ Record(v T) error }
}

func (r *recorder[T]) Record(values ...T) (n int, err error) {
\tr.Lock()
\tdefer r.Unlock()
\tfor i, v := range values {
\t\tif err := r.next.Record(v); err != nil && i > 0 {
\t\t\treturn n, fmt.Errorf("%d: %w", i, err)
\t\t}
\t\tn++
\t}
\treturn
}

func TestStore(t *testing.T) { RunSpecs(t, "Store \xc3\xa9") }

var _ = SynchronizedBeforeSuite(func() []byte {
\tctx, stop := context.WithCancel(context.Background())
\tcancel = stop
\tclient, err := clientv3.New(clientv3.Config{Endpoints: []string{"a:" + port(7)}, Context: ctx})
\tExpect(err).NotTo(HaveOccurred())
\treturn []byte(client.Endpoints()[0][1:])
}, func(data []byte) {
\tclient, _ = clientv3.New(clientv3.Config{Endpoints: strings.Split(string(data), ",")})
})

var _ = Describe("watch", Ordered, func() {
\tIt("sees a put", func(ctx SpecContext) {
\t\tevents := make(chan clientv3.WatchResponse, 1)
\t\tgo func() { events <- <-client.Watch(ctx, "k") }()
\t\tselect {
\t\tcase event, ok := <-events:
\t\t\tswitch e := any(event).(type) {
\t\t\tcase nil, error:
\t\t\t\tFail("none")
\t\t\tdefault:
\t\t\t\tExpect(ok && e != nil || !ok).To(BeTrue())
\t\t\t}
\t\tcase <-time.After(1.5 * time.Second):
\t\t}
\t})
})
"""


def extracted(text: bytes) -> FileFacts:
    facts = extract(Source("a_test.go", text))
    assert isinstance(facts, FileFacts)
    return facts


def copies() -> list[bytes]:
    """The suite, cut anywhere, and damaged anywhere."""
    chance = random.Random(7)
    found = [SUITE, SUITE.replace(b"\n", b"\r\n"), *(SUITE[:end] for end in range(0, len(SUITE), 7))]
    for _ in range(150):
        body = bytearray(SUITE)
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(body))
            if chance.random() < 0.5:
                body[place] = chance.choice(b"()[]{}:=\"'\\\n\t ,.@f`*&<")
            else:
                del body[place : place + chance.randint(1, 20)]
        found.append(bytes(body))
    return [text for text in found if isinstance(read("a_test.go", text), Source)]


@pytest.fixture(scope="module")
def readings() -> list[Reading]:
    return [Reading(extracted(text), text) for text in copies()]


def test_the_suite_is_sound() -> None:
    assert extracted(SUITE).broken == NONE


def test_children_come_before_parents(readings: list[Reading]) -> None:
    for reading in readings:
        for index in range(len(reading.kinds)):
            assert all(NONE <= part < index for part in reading.parts(index))
        for index, scope in enumerate(reading.facts.scopes):
            assert NONE <= scope.parent < max(index, 1)
        for index, block in enumerate(reading.facts.blocks):
            assert NONE <= block.parent < index


def test_spans_lie_where_they_belong(readings: list[Reading]) -> None:
    for reading in readings:
        size = len(reading.text)
        facts = reading.facts
        spans = [*zip(reading.starts, reading.ends, strict=True)]
        for records in (facts.scopes, facts.blocks, facts.imports, facts.loads):
            spans += [(record.start, record.end) for record in records]
        spans += [(scope.name_start, scope.name_end) for scope in facts.scopes]
        assert all(0 <= start <= end <= size for start, end in spans)
        for step in facts.steps:
            scope = facts.scopes[step.scope]
            assert scope.start <= step.start <= step.end <= scope.end


def test_names_stand_where_they_are_said_to(readings: list[Reading]) -> None:
    for reading in readings:
        for index, kind in enumerate(reading.kinds):
            if kind == ExprKind.NAME and reading.texts[index] != "_":
                assert reading.spelled(index) == reading.texts[index].partition("#")[0]
        for scope in reading.facts.scopes:
            if scope.name not in ("", "func literal"):
                assert reading.text[scope.name_start : scope.name_end].decode() == scope.name


def test_records_agree_on_their_scope(readings: list[Reading]) -> None:
    for reading in readings:
        facts = reading.facts
        for records in (facts.steps, facts.imports, facts.loads):
            assert all(facts.blocks[record.block].scope == record.scope for record in records)
        for block in facts.blocks:
            assert block.parent == NONE or facts.blocks[block.parent].scope == block.scope
        for scope in facts.scopes[1:]:
            assert facts.blocks[scope.block].scope == scope.parent
        calls = [step.subject for step in facts.steps if step.kind is StepKind.CALL]
        assert len(set(calls)) == len(calls)
        assert all(reading.kinds[call] == ExprKind.CALL for call in calls)


def test_facts_survive_the_cache(readings: list[Reading]) -> None:
    assert all(unpack(pack(reading.facts)) == reading.facts for reading in readings)


def test_extraction_is_pure() -> None:
    assert extracted(SUITE) == extracted(SUITE)


@pytest.mark.parametrize("depth", [1_000, 100_000])
@pytest.mark.parametrize(
    ("opening", "closing"), [("(", ")"), ("f(", ")"), ("[]T{", "}"), ("-", ""), ("{", "}")]
)
def test_deep_nesting_is_no_crash(opening: str, closing: str, depth: int) -> None:
    nested = opening * depth + "a" + closing * depth
    code = nested if opening == "{" else f"b = {nested}"
    found = extract(Source("a.go", f"package x\nfunc f() {{\n{code}\n}}\n".encode()))
    assert isinstance(found, FileFacts | Problem)
    if isinstance(found, Problem):
        assert (found.stage, found.ours) == ("parse", False)


def test_long_chains_are_no_crash() -> None:
    chain = " + ".join(["a"] * 2_000) + " && b" * 5_000 + ".c" * 5_000
    assert isinstance(extract(Source("a.go", f"package x\nvar a = {chain}\n".encode())), FileFacts)


def test_python_files_do_not_load_tree_sitter() -> None:
    code = (
        "import sys; from isolint.extraction import take; take('a.py', b'x = 1'); "
        "sys.exit('tree_sitter' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
