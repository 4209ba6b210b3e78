"""Microsoft's SARIF multitool, as npm has put it beside the tests."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

_PACKAGE = Path(__file__).parent.parent / "clients/node_modules/@microsoft/sarif-multitool-linux"
PROGRAM = _PACKAGE / "Sarif.Multitool"  # isolint: ignore[ISO304] its mode is set, the same one each time
SCHEMA = _PACKAGE / "sarif-2.1.0.json"

needed = pytest.mark.skipif(
    not SCHEMA.is_file(), reason="sarif-multitool is not installed: npm install in tests/clients"
)


def run(*arguments: str | Path) -> str:
    """What it says; its exit code says nothing."""
    PROGRAM.chmod(0o755)  # npm forgets it
    environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    done = subprocess.run(
        [PROGRAM, *arguments], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    return done.stdout + done.stderr


def verdicts(log: Path) -> list[tuple[str, str]]:
    """Level, rule and place of each complaint under SARIF's own rules and those of GitHub's ingestion."""
    answer = log.with_suffix(".verdict")
    said = run(
        "validate",
        log,
        "--rule-kind",
        "Sarif;Ghas",
        "--level",
        "Error;Warning",
        "-o",
        answer,
        "--log",
        "ForceOverwrite",
    )
    assert answer.is_file(), said
    results: list[dict[str, Any]] = json.loads(answer.read_text("utf-8-sig"))["runs"][0].get("results", [])
    return [(result.get("level", "warning"), result["ruleId"]) for result in results]


def line_hashes(log: dict[str, Any], root: Path, scratch: Path) -> list[str]:
    """The line hash that it works out for each result of a log with files under a root."""
    (run_,) = log["runs"]
    plain = [{**each, "partialFingerprints": {}} for each in run_["results"]]
    based = {"%SRCROOT%": {"uri": f"{root.as_uri()}/"}}
    before, after = scratch / "before.sarif", scratch / "after.sarif"
    bare = {**log, "runs": [{**run_, "results": plain, "originalUriBaseIds": based}]}
    before.write_text(json.dumps(bare), "utf-8")
    insert = ("--insert", "RollingHashPartialFingerprints", "--log", "ForceOverwrite")
    said = run("rewrite", before, "-o", after, *insert)
    assert after.is_file(), said
    results = json.loads(after.read_text("utf-8-sig"))["runs"][0]["results"]
    return [each["partialFingerprints"]["primaryLocationLineHash"] for each in results]
