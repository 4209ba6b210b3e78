"""What there is to say about a run beside its report: files passed by, and a baseline that is behind."""

from __future__ import annotations

from collections.abc import Iterator

from isolint.cli.narrowing import notes
from isolint.engine import Outcome
from isolint.project import Project


def remarks(project: Project, outcome: Outcome) -> Iterator[str]:
    """In the order in which a run comes across them."""
    yield from project.plan.tree.notes
    nothing = not any(project.plan.shows(path) for path in project.collection.read)
    if nothing and not outcome.problems:
        patterns = (pattern for part in project.plan.parts for pattern in part.layout.test_files)
        yield f"no test files found under the given paths (looked for {', '.join(patterns)})"
    yield from notes(project, outcome)
