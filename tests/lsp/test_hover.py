"""Where a function runs in a parallel run, told where it is defined."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types
from talking import editor, played, write


@played
async def test_lanes_of_what_the_runner_calls(tmp_path: Path) -> None:
    write(tmp_path)
    conftest, tests = tmp_path / "conftest.py", tmp_path / "test_shop.py"
    async with editor(tmp_path) as held:
        held.open(conftest)
        held.open(tests)
        await held.until_published(conftest, "ISO401")
        told = await held.hover(conftest, 4, 6)
        assert told.startswith("**session fixture** `catalogue`: runs once in each worker")
        assert "addopts = -n 4" in told
        hook = await held.hover(conftest, 11, 8)
        assert "pytest_sessionfinish" in hook
        assert "in the controller and once in each worker" in hook
        assert "in one worker or another" in await held.hover(tests, 3, 5)
        assert await held.hover(tests, 4, 5) == ""
        held.type(conftest, "# a line more\n" + held.texts[conftest])
        assert "`catalogue`" in await held.hover(conftest, 5, 6)


@played
async def test_in_plain_text_for_who_reads_no_markdown(tmp_path: Path) -> None:
    conftest = write(tmp_path) / "conftest.py"

    def plain(capabilities: types.ClientCapabilities) -> None:
        assert capabilities.text_document is not None
        assert capabilities.text_document.hover is not None
        capabilities.text_document.hover.content_format = [types.MarkupKind.PlainText]

    async with editor(tmp_path, adjust=plain) as held:
        held.open(conftest)
        await held.until_published(conftest, "ISO401")
        assert (await held.hover(conftest, 4, 6)).startswith("session fixture catalogue: runs once in each")
