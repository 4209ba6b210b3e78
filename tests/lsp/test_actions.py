"""What can be done about a finding, asked for by a range and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types
from talking import NEOVIM_PUSHED, VS_CODE, editor, played, write

FILES = {
    "pyproject.toml": "",
    "test_cwd.py": """
        import os

        def test_mode():
            os.environ["SHOP_MODE"] = "one"
            assert mode()

        def test_debug():
            os.environ["SHOP_DEBUG"] = "two"
            assert mode()

        def mode():
            return os.environ["SHOP_MODE"], os.environ["SHOP_DEBUG"]
    """,
    "test_port.py": """
        from http.server import BaseHTTPRequestHandler, HTTPServer

        def start():
            return HTTPServer(("127.0.0.1", 8080), BaseHTTPRequestHandler)

        def test_port():
            assert start().server_port

        def test_address():
            assert start().server_address
    """,
}


def _at(row: int, column: int = 4) -> types.Range:
    return types.Range(types.Position(row, column), types.Position(row, column))


@pytest.mark.parametrize("client", [VS_CODE, NEOVIM_PUSHED])
@played
async def test_a_quick_fix_changes_the_text(tmp_path: Path, client: str) -> None:
    path = write(tmp_path, FILES) / "test_cwd.py"
    async with editor(tmp_path, client=client) as held:
        held.open(path)
        await held.until_published(path, "ISO401", "ISO401")
        actions = await held.actions(path, _at(3), ["quickfix"])
        fix = next(one for one in actions if one.is_preferred)
        assert {one.kind for one in actions} == {types.CodeActionKind.QuickFix}
        assert fix.edit is not None
        assert bool(fix.edit.document_changes) == (client == VS_CODE)
        assert fix.diagnostics is not None
        assert [one.code for one in fix.diagnostics] == ["ISO401"]
        held.apply(fix)
        assert 'def test_mode(monkeypatch):\n    monkeypatch.setenv("SHOP_MODE", "one")' in held.texts[path]
        await held.until_published(path, "ISO401")


@played
async def test_all_of_a_rule_and_all_that_is_safe(tmp_path: Path) -> None:
    path = write(tmp_path, FILES) / "test_cwd.py"
    async with editor(tmp_path) as held:
        held.open(path)
        await held.until_published(path, "ISO401", "ISO401")
        before = held.texts[path]
        actions = await held.actions(path, _at(3))
        together = next(one for one in actions if one.title.startswith("Fix all 2 × ISO401"))
        held.apply(together)
        fixed = held.texts[path]
        assert fixed.count("monkeypatch.setenv") == 2
        await held.until_published(path)
        held.type(path, before)
        await held.until_published(path, "ISO401", "ISO401")
        for only in ("source", "source.fixAll", "source.fixAll.isolint"):
            (action,) = await held.actions(path, _at(0, 0), [only])
            assert action.kind == "source.fixAll.isolint"
        held.apply(action)
        assert held.texts[path] == fixed
        assert await held.actions(path, _at(0, 0), ["source.fixAll.other"]) == []
        assert await held.actions(path, _at(0, 0), ["refactor"]) == []


@played
async def test_ignore_on_this_line(tmp_path: Path) -> None:
    path = write(tmp_path, FILES) / "test_port.py"
    async with editor(tmp_path, options={"ignoreReason": "the proxy wants {name}"}) as held:
        held.open(path)
        (finding,) = await held.until_published(path, "ISO305")
        cursor = types.Position(finding.range.start.line, finding.range.start.character + 1)
        actions = await held.actions(path, types.Range(finding.range.start, cursor))
        assert not any(one.is_preferred for one in actions)
        held.apply(next(one for one in actions if one.title == "Ignore ISO305 (fixed-port) on this line"))
        line = held.texts[path].splitlines()[finding.range.start.line]
        assert line.endswith(")  # isolint: ignore[ISO305] the proxy wants fixed-port")
        await held.until_published(path)


@played
async def test_explain(tmp_path: Path) -> None:
    path = write(tmp_path, FILES) / "test_port.py"
    async with editor(tmp_path) as held:
        held.open(path)
        (finding,) = await held.until_published(path, "ISO305")
        assert "Explain ISO305 (fixed-port)" in await held.commands(path, finding.range)
        page = await held.client.workspace_execute_command_async(
            types.ExecuteCommandParams("isolint.explain", ["ISO305"])
        )
        assert page.startswith("# ISO305 (fixed-port)")
        (shown,) = held.client.shown_documents
        assert shown.uri.endswith("/rules/ISO305")
        assert shown.external


@played
async def test_nothing_is_offered_where_nothing_is_found(tmp_path: Path) -> None:
    path = write(tmp_path, FILES) / "test_cwd.py"
    async with editor(tmp_path) as held:
        held.open(path)
        await held.until_published(path, "ISO401", "ISO401")
        assert await held.actions(path, _at(0, 0), ["quickfix"]) == []


@played
async def test_what_may_change_behaviour_is_offered_only_to_those_who_want_it(tmp_path: Path) -> None:
    text = "import os\n\n\ndef test_mode():\n    os.environ['SHOP_MODE'] = 'one'\n\n\n"
    text += "def test_other():\n    assert os.environ['SHOP_MODE']\n"
    path = write(tmp_path, {"test_a.py": text, "pyproject.toml": ""}) / "test_a.py"
    async with editor(tmp_path) as held:
        held.open(path)
        (finding,) = await held.until_published(path, "ISO401")
        actions = await held.actions(path, finding.range, ["quickfix"])
        unsafe = [one for one in actions if one.title.endswith("(may change behaviour)")]
        assert unsafe
        assert not any(one.is_preferred for one in unsafe)
        assert await held.actions(path, finding.range, ["source.fixAll"]) == []
        held.client.workspace_did_change_configuration(
            types.DidChangeConfigurationParams({"isolint": {"unsafeFixes": False}})
        )
        actions = await held.actions(path, finding.range, ["quickfix"])
        assert [one.title for one in actions] == ["Ignore ISO401 (env-leak) on this line"]


EMOJI = """
    import os

    def mode():
        return os.environ["SHOP_MODE"], os.environ["SHOP_NAME"]

    def test_mode():
        name = "😀 é"; os.environ["SHOP_MODE"] = name
        assert mode()
"""


@pytest.mark.parametrize("units", ["utf-8", "utf-16"])
@played
async def test_edits_that_hold_in_all_units(tmp_path: Path, units: str) -> None:
    """For clients like ALE, which does not say how it counts, and takes columns for bytes."""
    path = write(tmp_path, {"pyproject.toml": "", "test_emoji.py": EMOJI}) / "test_emoji.py"
    async with editor(tmp_path, client=NEOVIM_PUSHED) as held:
        held.open(path)
        (finding,) = await held.until_published(path, "ISO401")
        held.encoding = units
        row = finding.range.start.line
        line = held.texts[path].splitlines()[row]
        last = line[: line.index("] =")].encode("utf-8" if units == "utf-8" else "utf-16-le")
        column = len(last) if units == "utf-8" else len(last) // 2
        actions = await held.actions(path, _at(row, column), ["quickfix"])
        held.apply(next(one for one in actions if one.is_preferred))
        name = '    name = "😀 é"; monkeypatch.setenv("SHOP_MODE", name)'
        assert held.texts[path].splitlines()[row - 1 : row + 2] == [
            "def test_mode(monkeypatch):",
            name,
            "    assert mode()",
        ]
        await held.until_published(path)


@played
async def test_short_edits_for_who_says_how_it_counts(tmp_path: Path) -> None:
    path = write(tmp_path, {"pyproject.toml": "", "test_emoji.py": EMOJI}) / "test_emoji.py"

    def telling(capabilities: types.ClientCapabilities) -> None:
        units = [types.PositionEncodingKind.Utf16]
        capabilities.general = types.GeneralClientCapabilities(position_encodings=units)

    async with editor(tmp_path, adjust=telling) as held:
        held.open(path)
        (finding,) = await held.until_published(path, "ISO401")
        actions = await held.actions(path, finding.range, ["quickfix"])
        ignore = next(one for one in actions if one.title.startswith("Ignore"))
        assert ignore.edit is not None
        (change,) = ignore.edit.document_changes or ()
        assert isinstance(change, types.TextDocumentEdit)
        (edit,) = change.edits
        assert edit.new_text == "  # isolint: ignore[ISO401] env-leak"
