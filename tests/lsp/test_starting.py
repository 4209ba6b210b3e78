"""From the first word to the last: what is loaded, what is said without pygls, what is left behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from talking import NEOVIM_PUSHED, editor, played, write


def _isolint(*arguments: str, prelude: str = "") -> subprocess.CompletedProcess[str]:
    code = f"import sys\n{prelude}\nfrom isolint.cli import run\nsys.exit(run({list(arguments)!r}))"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, input="")


def test_without_pygls_it_says_what_to_install() -> None:
    done = _isolint("server", prelude="sys.modules['pygls'] = None")
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.endswith("pip install isolint[lsp]")


def test_a_check_does_without_all_of_it(tmp_path: Path) -> None:
    write(tmp_path)
    prelude = "import atexit\natexit.register(lambda: print(*sorted(sys.modules), file=sys.stderr))"
    loaded = _isolint("check", str(tmp_path), prelude=prelude).stderr.split()
    assert not {"pygls", "lsprotocol", "asyncio", "isolint.lsp", "isolint.session"} & set(loaded)


def test_a_project_is_known_by_a_process_without_pygls() -> None:
    code = (
        "import sys, isolint.lsp.desk; sys.exit(bool({'pygls', 'lsprotocol', 'asyncio'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_client_that_goes_without_a_word_ends_it() -> None:
    assert _isolint("server").returncode in (0, 1)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc to see processes")
@played
async def test_nothing_is_left_behind(tmp_path: Path) -> None:
    path = write(tmp_path) / "test_server.py"
    async with editor(tmp_path, client=NEOVIM_PUSHED) as held:
        held.open(path)
        await held.until_published(path, "ISO305")
        server = held.client._server  # pygls names its process nowhere else
        assert server is not None
        workers = _children(server.pid)
        assert workers
        await held.leave()
        await held.until(lambda: server.returncode is not None)
        await held.until(lambda: not any(map(_is_alive, workers)))
        assert server.returncode == 0


def _children(parent: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def _is_alive(process: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
