"""The map of a suite: which lanes there are, what they touch, and what of that they have in common."""

from __future__ import annotations

from dataclasses import replace
from textwrap import dedent

from project import suite_of

from isolint.linking.isolationmap import isolation_map
from isolint.model.language import GO
from isolint.model.project import Layout, Runner, ThreadRun
from isolint.model.story import IsolationMap, Row

TESTS = dedent(
    """
    import os
    import socket

    def test_one():
        with open("/tmp/common.txt", "w") as out:
            out.write("1")

    def test_two():
        with open("/tmp/common.txt") as back:
            back.read()

    def test_alone(tmp_path):
        (tmp_path / "mine.txt").write_text("1")

    def test_region():
        os.environ["REGION"] = "north"

    def test_region_again():
        assert os.environ["REGION"]
    """
)


def _row(drawing: IsolationMap, resource: str) -> Row:
    return next(row for row in drawing.rows if row.resource == resource)


def test_what_two_workers_meet_in_is_shared() -> None:
    drawing = isolation_map(suite_of({"tests/test_a.py": TESTS}))
    common = _row(drawing, "/tmp/common.txt")
    assert common.shared
    assert (common.kind, common.reach) == ("file", "host")
    assert {(mark.verb, mark.owner) for mark in common.marks} == {
        ("write", "test `test_one`"),
        ("read", "test `test_two`"),
    }
    assert {mark.lanes for mark in common.marks} == {("each worker",)}
    assert drawing.rows[0].shared, "what is shared comes first"


def test_memory_is_each_process_own() -> None:
    region = _row(isolation_map(suite_of({"tests/test_a.py": TESTS})), "REGION")
    assert (region.reach, region.shared) == ("process", False)
    assert {mark.verb for mark in region.marks} == {"mutate", "read"}


def test_private_things_are_counted() -> None:
    drawing = isolation_map(suite_of({"tests/test_a.py": TESTS}))
    assert drawing.private == 1
    assert not any(row.shared for row in drawing.rows if "mine.txt" in row.resource)


def test_what_is_only_read_is_no_row() -> None:
    text = (
        'def test_one():\n    open("/etc/hosts").read()\n\n\ndef test_two():\n    open("/etc/hosts").read()\n'
    )
    assert not isolation_map(suite_of({"tests/test_a.py": text})).rows


def test_a_controller_has_a_lane_where_it_touches_something() -> None:
    hook = 'def pytest_sessionfinish(session):\n    open("times.json", "w").write("1")\n'
    titles = [lane.title for lane in isolation_map(suite_of({"tests/test_a.py": TESTS})).lanes]
    assert titles == ["the first worker", "the other workers"]
    drawing = isolation_map(suite_of({"tests/test_a.py": TESTS, "conftest.py": hook}))
    assert [lane.title for lane in drawing.lanes] == ["the controller", *titles]
    assert _row(drawing, "times.json").shared


def test_one_lane_where_nothing_is_parallel() -> None:
    layout = Layout(runner=Runner(dist="no", evidence="pyproject.toml: -p no:xdist"))
    drawing = isolation_map(suite_of({"tests/test_a.py": TESTS}, layout))
    assert [lane.title for lane in drawing.lanes] == ["the one process"]
    assert not any(row.shared for row in drawing.rows)
    assert {mark.lanes for mark in _row(drawing, "/tmp/common.txt").marks} == {("the one process",)}


def test_threads_stand_behind_the_workers() -> None:
    layout = replace(Layout(), threads=ThreadRun(evidence="tox.ini: --parallel-threads"))
    drawing = isolation_map(suite_of({"tests/test_a.py": TESTS}, layout))
    assert [lane.title for lane in drawing.lanes][-2:] == ["one thread", "another thread"]


SUITE = dedent(
    """\
    package shop_test

    import (
        "os"
        . "github.com/onsi/ginkgo/v2"
    )

    var token string

    var _ = SynchronizedBeforeSuite(func() []byte {
        token = "t"
        os.WriteFile("/tmp/shop.json", nil, 0o600)
        return nil
    }, func([]byte) {
        println(token)
    })

    var _ = Describe("shop", func() {
        It("reads", func() { os.WriteFile("/tmp/shop.json", nil, 0o600) })
    })
    """
)


def test_go() -> None:
    layout = Layout(language=GO, runner=Runner(kind="go"), test_files=("*_test.go",), modules=(("shop", ""),))
    drawing = isolation_map(suite_of({"shop_test.go": SUITE}, layout))
    assert drawing.language == GO
    assert {lanes for mark in _row(drawing, "/tmp/shop.json").marks for lanes in mark.lanes} == {
        "the first worker",
        "each worker",
    }
    assert _row(drawing, "/tmp/shop.json").shared
    assert _row(drawing, "token").reach == "process"
