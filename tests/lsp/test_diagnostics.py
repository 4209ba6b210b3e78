"""What is shown, when, and in whose units: pushed and pulled, saved and unsaved."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types
from talking import (
    FILES,
    NEOVIM,
    NEOVIM_PUSHED,
    VS_CODE,
    Editor,
    as_read,
    editor,
    played,
    pulling,
    write,
)

EMOJI = """
    import os

    def test_mode():
        name = "😀"; os.environ["SHOP_MODE"] = name

    def test_other():
        assert os.environ["SHOP_MODE"]
"""
QUIET = 'def settings(monkeypatch):\n    monkeypatch.setenv("SHOP_MODE", "test")\n'
LOUD = 'def settings():\n    os.environ["SHOP_MODE"] = "test"\n'


def _codes(shown: object) -> list[str]:
    return [str(one.code) for one in shown]  # type: ignore[attr-defined]


@pytest.mark.parametrize("client", [VS_CODE, NEOVIM_PUSHED, NEOVIM])
@played
async def test_a_finding_with_all_that_belongs_to_it(tmp_path: Path, client: str) -> None:
    path = write(tmp_path) / "conftest.py"
    async with editor(tmp_path, client=client) as held:
        held.open(path)
        (finding,) = await held.until_published(path, "ISO401")
    assert finding.severity == types.DiagnosticSeverity.Warning
    assert finding.source == "isolint"
    assert finding.tags is None
    assert finding.data["name"] == "env-leak"
    assert "SHOP_MODE" in finding.message
    (other,) = finding.related_information
    assert other.location.uri == (tmp_path / "shop.py").as_uri()
    if client == VS_CODE:
        assert finding.code_description.href.endswith("/rules/ISO401")
    line = path.read_text().splitlines()[finding.range.start.line]
    assert line[finding.range.start.character : finding.range.end.character] == 'os.environ["SHOP_MODE"]'


@pytest.mark.parametrize(("client", "encoding"), [(VS_CODE, "utf-16"), (NEOVIM, "utf-8")])
@played
async def test_columns_behind_an_emoji(tmp_path: Path, client: str, encoding: str) -> None:
    path = write(tmp_path, {"test_emoji.py": EMOJI, "pyproject.toml": ""}) / "test_emoji.py"
    async with editor(tmp_path, client=client) as held:
        assert held.encoding == encoding
        held.open(path)
        (finding,) = await held.until_published(path, "ISO401")
        line = path.read_text("utf-8").splitlines()[finding.range.start.line]
        start, end = finding.range.start.character, finding.range.end.character
        lead = as_read(line, start, encoding)
        assert lead == '    name = "😀"; '
        assert as_read(line, end, encoding)[len(lead) :] == 'os.environ["SHOP_MODE"]'
        actions = await held.actions(path, types.Range(finding.range.end, finding.range.end))
        held.apply(next(one for one in actions if one.title.startswith("Ignore")))
        assert "= name  # isolint: ignore[ISO401] env-leak\n" in held.texts[path]


@played
async def test_an_unsaved_conftest_decides_about_other_files(tmp_path: Path) -> None:
    """A finding of one file is about what another one does."""
    write(tmp_path)
    conftest, shop = tmp_path / "conftest.py", tmp_path / "shop.py"
    async with editor(tmp_path) as held:
        held.open(conftest)
        held.open(shop)
        await held.until_published(conftest, "ISO401")
        held.type(shop, "def mode():\n    return 'test'\n")
        await held.until_published(conftest)
        held.close(shop)
        await held.until_published(conftest, "ISO401")
        assert not held.published(shop)
        held.type(conftest, held.texts[conftest].replace(LOUD, QUIET))
        await held.until_published(conftest)


@played
async def test_pulled_again_when_another_file_has_changed(tmp_path: Path) -> None:
    write(tmp_path)
    conftest, shop = tmp_path / "conftest.py", tmp_path / "shop.py"
    async with editor(tmp_path, client=NEOVIM, adjust=pulling) as held:
        assert held.announced.diagnostic_provider is not None
        held.open(conftest)
        held.open(shop)
        first = await held.pull(conftest)
        assert _codes(first.items) == ["ISO401"]
        again = await held.pull(conftest, first.result_id)
        assert again.kind == types.DocumentDiagnosticReportKind.Unchanged
        assert again.result_id == first.result_id
        held.type(shop, "def mode():\n    return 'test'\n")
        await held.until(lambda: held.client.diagnostic_refresh_count)
        other = await held.pull(conftest, first.result_id)
        assert not other.items
        assert held.client.diagnostics == {}


@played
async def test_who_cannot_be_told_to_ask_again_is_sent_what_is_found(tmp_path: Path) -> None:
    """Neovim 0.10 asks about a file when it is edited, and would never hear of edits elsewhere."""
    write(tmp_path)
    conftest, shop = tmp_path / "conftest.py", tmp_path / "shop.py"
    async with editor(tmp_path, client=NEOVIM) as held:
        assert held.announced.diagnostic_provider is None
        held.open(conftest)
        held.open(shop)
        await held.until_published(conftest, "ISO401")
        held.type(shop, "def mode():\n    return 'test'\n")
        await held.until_published(conftest)


@played
async def test_a_text_that_is_no_code_yet(tmp_path: Path) -> None:
    """The findings stay where they are, and the reason why there are no new ones is told."""
    path = write(tmp_path) / "test_server.py"
    async with editor(tmp_path) as held:
        held.open(path)
        (before,) = await held.until_published(path, "ISO305")
        held.type(path, "def (\n" + held.texts[path])
        broken, moved = sorted(
            await held.until_published(path, "parse", "ISO305"), key=lambda one: one.range.start
        )
        assert broken.range.start.line == 0
        assert moved.range.start.line == before.range.start.line + 1
        held.type(path, held.texts[path].removeprefix("def (\n"))
        assert list(await held.until_published(path, "ISO305")) == [before]


@played
async def test_settings_of_the_editor(tmp_path: Path) -> None:
    path = write(tmp_path) / "test_server.py"
    async with editor(tmp_path, options={"settings": {"ignore": ["fixed-port"]}}) as held:
        held.open(path)
        await held.until_published(path)
        held.client.workspace_did_change_configuration(
            types.DidChangeConfigurationParams({"isolint": {"ignore": [], "selct": ["ISO3"]}})
        )
        await held.until_published(path, "ISO305")
        assert [one.message for one in held.client.messages] == [
            'isolint: there is no setting "selct"; did you mean "select"?'
        ]
        held.client.set_configuration({"isolint": {"select": ["ISO4"]}})
        held.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))
        await held.until_published(path)


@played
async def test_a_client_without_settings_does_not_undo_its_first_ones(tmp_path: Path) -> None:
    """eglot sends an empty table as soon as it is connected."""
    write(tmp_path)
    conftest, server = tmp_path / "conftest.py", tmp_path / "test_server.py"

    def unasked(capabilities: types.ClientCapabilities) -> None:
        assert capabilities.workspace is not None
        capabilities.workspace.configuration = False

    async with editor(tmp_path, options={"ignore": ["fixed-port"]}, adjust=unasked) as held:
        loud = conftest.read_text("utf-8")
        held.open(conftest, loud.replace(LOUD, QUIET))
        held.open(server)
        await held.until_published(server)
        held.client.workspace_did_change_configuration(types.DidChangeConfigurationParams({}))
        held.type(conftest, loud)
        await held.until_published(conftest, "ISO401")  # which takes a whole pass
        shown = held.published(server)
        assert shown is not None
        assert not shown


@played
async def test_settings_of_the_project(tmp_path: Path) -> None:
    """A broken one is told, and what was known before stays."""
    path = write(tmp_path) / "test_server.py"
    settings = tmp_path / "pyproject.toml"
    async with editor(tmp_path) as held:
        held.open(path)
        await held.until_published(path, "ISO305")
        settings.write_text('[tool.isolint]\nignore = "ISO305"\n')
        held.changed_on_disk(settings)
        await held.until(lambda: held.client.messages)
        (told,) = held.client.messages
        assert told.type == types.MessageType.Error
        assert "ignore has to be a list of texts" in told.message
        assert _codes(held.published(path)) == ["ISO305"]
        settings.write_text('[tool.isolint]\nignore = ["ISO305"]\n')
        held.changed_on_disk(settings)
        await held.until_published(path)


@played
async def test_who_starts_with_broken_settings_is_served_when_they_are_mended(tmp_path: Path) -> None:
    path = write(tmp_path, {**FILES, "pyproject.toml": "[tool.isolint\n"}) / "test_server.py"
    async with editor(tmp_path, client=NEOVIM_PUSHED) as held:
        held.open(path)
        await held.until(lambda: held.client.messages)
        assert "not valid TOML" in held.client.messages[0].message
        (tmp_path / "pyproject.toml").write_text("")
        held.save(path)
        await held.until_published(path, "ISO305")


@played
async def test_several_folders_and_a_file_of_no_project(tmp_path: Path) -> None:
    first, second, alone = (tmp_path / name for name in ("first", "second", "alone"))
    for folder in (first, second):
        write(folder)
    (second / "pyproject.toml").write_text('[tool.isolint]\nignore = ["ISO305"]\n')
    write(alone, {"test_server.py": FILES["test_server.py"]})
    async with editor(first, second) as held:
        for folder in (first, second, alone):
            held.open(folder / "test_server.py")
        await held.until_published(first / "test_server.py", "ISO305")
        await held.until_published(second / "test_server.py")
        await held.until_published(alone / "test_server.py", "ISO305")
        held.close(alone / "test_server.py")
        await held.until_published(alone / "test_server.py")


@played
async def test_files_that_come_and_go(tmp_path: Path) -> None:
    conftest = write(tmp_path) / "conftest.py"
    new = tmp_path / "test_new.py"
    async with editor(tmp_path) as held:
        held.open(conftest)
        await held.until_published(conftest, "ISO401")
        (tmp_path / "shop.py").unlink()
        held.changed_on_disk(tmp_path / "shop.py")
        await held.until_published(conftest)
        held.open(new, "import os\n\ndef test_new():\n    assert os.environ['SHOP_MODE']\n")
        await held.until_published(conftest, "ISO401")


@played
async def test_the_first_look_is_shown_as_progress(tmp_path: Path) -> None:
    path = write(tmp_path) / "test_server.py"
    async with editor(tmp_path) as held:
        held.open(path)
        await held.until_published(path, "ISO305")
        await held.until(lambda: any(_kinds(held)))
        (kinds,) = _kinds(held)
        assert kinds[0] == "begin"
        assert kinds[-1] == "end"


def _kinds(held: Editor) -> list[list[str]]:
    return [[one.kind for one in reports] for reports in held.client.progress_reports.values()]
