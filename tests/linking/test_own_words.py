"""A project's own catalogue speaks of its own helpers, by the path they are imported by."""

from __future__ import annotations

from pathlib import Path

from project import suite_of

from isolint.model.resource import Verb

WORDS = """
[[access]]
call = "queues.make_queue"
does = "create"
kind = "queue"
name = "0:name"
"""
FILES = {
    "queues.py": "def make_queue(name):\n    return broker().declare(name)\n",
    "test_jobs.py": """
        from queues import make_queue as make

        def test_one():
            make("jobs")

        def test_two():
            make("jobs")
    """,
}


def test_word_for_a_function_of_the_project(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(WORDS)
    suite = suite_of(FILES, own=[own])
    made = [access for access in suite.accesses if access.resource.kind == "queue"]
    assert [(access.verb, access.resource.name.text) for access in made] == [(Verb.CREATE, "jobs")] * 2
    assert all(suite.meets(access) for access in made)
