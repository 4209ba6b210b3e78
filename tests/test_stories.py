"""The story of a finding: its steps, their order, who takes part, and what is said of a remedy."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from analysis import opened
from fixture_documents import Document, documents

from isolint import engine
from isolint.checks import rules
from isolint.linking.reasons import sought
from isolint.model.finding import Finding
from isolint.model.place import Frequency, Moment
from isolint.model.story import Role, Story

CAUSE, VICTIM, PASSING = Role.CAUSE, Role.VICTIM, Role.PASSING
_DOCUMENTS = {str(document): document for document in documents()}
_MOMENTS = [moment.value for moment in Moment]


class _Case(NamedTuple):
    """The finding of a rule at a text of a document, with its steps and the columns of its drawing."""

    document: str
    code: str
    text: str
    steps: tuple[tuple[str, tuple[str, ...], str, Role], ...]
    lanes: tuple[str, ...]


_EACH = ("each worker",)
_OTHER = ("another worker",)
_PROCESS = ("each process",)
_BOTH = ("the controller", "each worker")

_CASES = (
    _Case(
        "ISO101/conftest_config_attribute.py",
        "ISO101",
        "config.api_token",
        (
            ("configure", ("the controller",), "writes", CAUSE),
            ("set-up", _EACH, "reads", VICTIM),
        ),
        _BOTH,
    ),
    _Case(
        "ISO102/accessors_of_one_process",
        "ISO102",
        'yaml.add_constructor("!star", lambda loader, node: loader.construct_scalar(node))',
        (
            ("configure", ("the controller",), "registers", CAUSE),
            ("test", _EACH, "misses it", VICTIM),
        ),
        _BOTH,
    ),
    _Case(
        "ISO104/run_flagged_folder.py",
        "ISO104",
        "_hung",
        (
            ("set-up", _EACH, "guards", CAUSE),
            ("set-up", _EACH, "creates", CAUSE),
            ("set-up", _OTHER, "does it too", VICTIM),
        ),
        ("each worker", "another worker"),
    ),
    _Case(
        "ISO201/atexit_closers",
        "ISO201",
        'subprocess.run(["kill", number], check=False)',
        (
            ("configure", ("the controller",), "starts", PASSING),
            ("exit", _BOTH, "calls", PASSING),
            ("exit", _BOTH, "closes", CAUSE),
            ("exit", _OTHER, "loses it", VICTIM),
        ),
        (*_BOTH, "another worker"),
    ),
    _Case(
        "ISO203/conftest_attributes_of_config.py",
        "ISO203",
        "session.config.spare.terminate()",
        (
            ("configure", ("the controller",), "writes", CAUSE),
            ("exit", _BOTH, "closes", VICTIM),
        ),
        _BOTH,
    ),
    _Case(
        "ISO301/brokers_and_clusters.py",
        "ISO301",
        "time_ns()",
        (
            ("test", _EACH, "names", CAUSE),
            ("test", _EACH, "creates", CAUSE),
            ("test", ("another run",), "clashes", VICTIM),
        ),
        ("each worker", "another run"),
    ),
    _Case(
        "ISO303/avatars.py",
        "ISO303",
        '"/tmp/avatars"',
        (
            ("collection", _EACH, "names", CAUSE),
            ("teardown", _EACH, "removes", CAUSE),
            ("teardown", _OTHER, "clashes", VICTIM),
        ),
        ("each worker", "another worker"),
    ),
    _Case(
        "ISO307/fix_draft_files.py",
        "ISO307",
        'tempfile.mktemp(suffix=".txt", prefix="draft-")',
        (
            ("set-up", _EACH, "picks", CAUSE),
            ("set-up", _EACH, "writes", CAUSE),
            ("set-up", _OTHER, "clashes", VICTIM),
        ),
        ("each worker", "another worker"),
    ),
    _Case(
        "ISO308/conftest_databases.py",
        "ISO308",
        'connection.execute("CREATE DATABASE library_test")',
        (
            ("set-up", _EACH, "creates", CAUSE),
            ("set-up", _OTHER, "clashes", VICTIM),
        ),
        ("each worker", "another worker"),
    ),
    _Case(
        "ISO401/fix_parcel_office.py",
        "ISO401",
        'os.environ["OFFICE_SPOOL"]',
        (
            ("set-up", _EACH, "changes", CAUSE),
            ("test", _EACH, "reads", VICTIM),
        ),
        _EACH,
    ),
    _Case(
        "ISO405/fix_print_shop.py",
        "ISO405",
        "sys.path.insert(0, str(tmp_path))",
        (
            ("set-up", _EACH, "changes", CAUSE),
            ("test", _EACH, "finds it", VICTIM),
        ),
        _EACH,
    ),
    _Case(
        "ISO407/forms.py",
        "ISO407",
        'opening["from"]',
        (
            ("set-up", _EACH, "makes", PASSING),
            ("test", _EACH, "changes", CAUSE),
            ("test", _EACH, "reads", VICTIM),
        ),
        _EACH,
    ),
    _Case(
        "ISO408/chains.py",
        "ISO408",
        "state",
        (
            ("test", _EACH, "changes", CAUSE),
            ("test", _EACH, "reads", VICTIM),
        ),
        _EACH,
    ),
    _Case(
        "ISO602/fix_listings.py",
        "ISO602",
        'DATA.glob("*.json")',
        (
            ("collection", _EACH, "reads", CAUSE),
            ("collection", _EACH, "differs", VICTIM),
        ),
        _EACH,
    ),
    _Case(
        "ISO701/market_baskets.py",
        "ISO701",
        'basket.append("apple")',
        (
            ("set-up", ("the main thread",), "makes", PASSING),
            ("test", ("each thread",), "changes", CAUSE),
            ("test", ("another thread",), "collides", VICTIM),
        ),
        ("the main thread", "each thread", "another thread"),
    ),
    _Case(
        "ISO101/fix_signal_box.go",
        "ISO101",
        "ctx",
        (
            ("set-up", ("process 1",), "writes", CAUSE),
            ("test", _PROCESS, "reads", VICTIM),
            ("test", _PROCESS, "reads", VICTIM),
        ),
        ("process 1", "each process"),
    ),
    _Case(
        "ISO103/first_process_migrates.go",
        "ISO103",
        "GinkgoParallelProcess() == 1",
        (
            ("set-up", _PROCESS, "asks", CAUSE),
            ("set-up", ("process 1",), "sets up", PASSING),
            ("set-up", _PROCESS, "misses it", VICTIM),
        ),
        ("process 1", "each process"),
    ),
    _Case(
        "ISO201/fix_ferry_pier.go",
        "ISO201",
        'exec.Command("docker", "stop", "pier-bell")',
        (
            ("set-up", ("process 1",), "creates", PASSING),
            ("teardown", _PROCESS, "closes", CAUSE),
            ("teardown", ("another process",), "loses it", VICTIM),
        ),
        ("process 1", "each process", "another process"),
    ),
    _Case(
        "ISO204/closed_before_cancel.go",
        "ISO204",
        "spool.Close()",
        (
            ("set-up", _PROCESS, "hands over", PASSING),
            ("set-up", _PROCESS, "starts", PASSING),
            ("teardown", _PROCESS, "closes", CAUSE),
            ("teardown", _PROCESS, "ends", PASSING),
            ("teardown", _PROCESS, "loses it", VICTIM),
        ),
        _PROCESS,
    ),
    _Case(
        "ISO305/echo_port.go",
        "ISO305",
        '"127.0.0.1:7007"',
        (
            ("set-up", _PROCESS, "binds", CAUSE),
            ("set-up", ("another process",), "clashes", VICTIM),
        ),
        ("each process", "another process"),
    ),
)


@pytest.mark.parametrize("case", _CASES, ids=lambda case: f"{case.code} {case.document}")
def test_steps(case: _Case, tmp_path: Path) -> None:
    told = _story(case.document, case.code, case.text, tmp_path)
    assert tuple((step.moment, step.lanes, step.verb, step.role) for step in told.steps) == case.steps
    assert told.lanes == case.lanes
    assert told.sought


@pytest.mark.parametrize("document", _DOCUMENTS.values(), ids=str)
def test_every_finding_has_a_story(document: Document, tmp_path: Path) -> None:
    """No finding is beyond telling: some step is at its own site, and none is before its time."""
    project = opened(document.lay_out(tmp_path / "project"))
    outcome = engine.check(project.plan, project.collection, keeping=True)
    for finding in outcome.findings:
        told = outcome.story(finding)
        assert any(step.site == finding.site for step in told.steps), finding
        times = [_MOMENTS.index(step.moment) for step in told.steps if step.moment]
        assert times == sorted(times), finding
        assert told.remedy
        assert {lane for step in told.steps for lane in step.lanes} <= {*told.lanes}
        for step in told.steps:
            assert step.text
            assert "\n" not in step.text
            assert step.frequency in ("", *(frequency.value for frequency in Frequency))


def test_calls_lead_to_the_statement(tmp_path: Path) -> None:
    told = _story(
        "ISO201/atexit_closers", "ISO201", 'subprocess.run(["kill", number], check=False)', tmp_path
    )
    call = next(step for step in told.steps if step.verb == "calls")
    deed = told.steps[told.steps.index(call) + 1]
    assert call.text == "calls `stop`"
    assert (call.site.path, deed.site.path) == ("conftest.py", "backend.py")
    assert call.owner == deed.owner


@pytest.mark.parametrize(
    ("document", "code", "text", "remedy"),
    [
        (
            "ISO303/avatars.py",
            "ISO303",
            '"/tmp/avatars"',
            "No fix is made: it is written outside of all functions, where no directory of a test can be"
            " asked for. What helps: `tmp_path` is a directory of the test's own",
        ),
        (
            "ISO101/fix_signal_box.go",
            "ISO101",
            "ctx",
            "Set it in each process. Safe: it costs nothing and meets nobody there",
        ),
        (
            "ISO305/echo_port.go",
            "ISO305",
            '"127.0.0.1:7007"',
            "Let the system choose the port. Unsafe: whoever talks to the server has to ask for its number",
        ),
    ],
)
def test_remedy(document: str, code: str, text: str, remedy: str, tmp_path: Path) -> None:
    assert _story(document, code, text, tmp_path).remedy == remedy


def test_a_suite_is_linked_again_only_for_stories(tmp_path: Path) -> None:
    project = opened(_DOCUMENTS["ISO305/echo_port.go"].lay_out(tmp_path / "project"))
    plain = engine.check(project.plan, project.collection)
    kept = engine.check(project.plan, project.collection, keeping=True)
    assert plain == kept
    assert not plain.suites.held
    assert kept.suites.held
    finding = plain.findings[0]
    assert plain.story(finding) == kept.story(finding)
    assert plain.suites.held


def test_each_rule_says_what_is_looked_for() -> None:
    assert [rule.code for rule in rules() if not sought(rule.code)] == []


def _story(name: str, code: str, text: str, folder: Path) -> Story:
    """The story of the first finding of a rule at a text."""
    project = opened(_DOCUMENTS[name].lay_out(folder / "project"))
    outcome = engine.check(project.plan, project.collection, keeping=True)

    def stands_at(finding: Finding) -> bool:
        source = project.collection.sources[finding.site.path]
        return source.text[finding.site.start : finding.site.end].decode() == text

    return outcome.story(next(one for one in outcome.findings if one.code == code and stands_at(one)))
