"""How fast `isolint server` answers while somebody types, on a suite of your own.

Edits are of three kinds, in equal parts: a comment grows, a line is put in front of a function
(both only move what is there), and a call changes, which makes a pass over the whole suite
necessary. The client is VS Code's: diagnostics are pushed. For each edit counts the time until
the first answer for its version; for the last kind also the time until the answer that is
complete, measured a few times with nobody typing on.

    python bench/server.py path/to/project [--file path/to/test.py] [--edits 200] [--passes 3]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lsprotocol import types
from pygls.lsp.client import LanguageClient
from pytest_lsp import client_capabilities

CALL = "isolint_bench_value"


@dataclass(slots=True)
class Watch:
    """When which version of the document was answered."""

    answers: dict[int, float] = field(default_factory=dict)
    last: Sequence[types.Diagnostic] = ()

    def take(self, params: types.PublishDiagnosticsParams) -> None:
        """A publication by the server."""
        self.answers.setdefault(params.version or 0, time.perf_counter())
        self.last = params.diagnostics


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="project to open")
    parser.add_argument("--file", type=Path, help="test to edit [default: the one of middle size]")
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--passes", type=int, default=3, help="complete answers to wait for")
    options = parser.parse_args()
    asyncio.run(_measure(options))
    return 0


async def _measure(options: argparse.Namespace) -> None:
    folder = options.folder.resolve()
    path = (options.file or _middle(folder)).resolve()
    text = f"def {CALL}():\n    return [0]\n\n\n" + path.read_text("utf-8")
    watch = Watch()
    started = time.perf_counter()
    client = await _connected(folder, watch)
    _open(client, path, text)
    await _until(lambda: 1 in watch.answers, 600)
    print(f"{path.relative_to(folder)}: {text.count(chr(10))} lines")
    print(f"start to first diagnostics     {watch.answers[1] - started:8.2f} s")
    await _type(client, watch, path, text, options.edits)
    await _settle(client, watch, path, text, options.passes, options.edits + 2)
    print(f"memory: {_memory(os.getpid())}")
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()


async def _connected(folder: Path, watch: Watch) -> LanguageClient:
    client = LanguageClient("bench", "1")
    for method in (types.CLIENT_REGISTER_CAPABILITY, types.WINDOW_WORK_DONE_PROGRESS_CREATE, types.PROGRESS):
        client.feature(method)(lambda params: None)
    client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda params: watch.take(params))
    await client.start_io(sys.executable, "-m", "isolint", "server")
    await client.initialize_async(
        types.InitializeParams(
            capabilities=client_capabilities("visual-studio-code"),
            workspace_folders=[types.WorkspaceFolder(folder.as_uri(), folder.name)],
        )
    )
    client.initialized(types.InitializedParams())
    return client


async def _type(client: LanguageClient, watch: Watch, path: Path, text: str, edits: int) -> None:
    """Five edits in a second, as people type; each must not wait for the pass of the last one."""
    dice = random.Random(7)
    times: dict[str, list[float]] = {"a comment grows": [], "a line is put in": [], "a call changes": []}
    kinds = list(times)
    lines = text.split("\n")
    for version in range(2, edits + 2):
        kind = kinds[version % 3]
        if kind == "a comment grows":
            lines[3] = f"{lines[3] or '#'}x"
        elif kind == "a line is put in":
            lines.insert(3, "")
        else:
            lines[1] = f"    return [{dice.randrange(10**6)}]"
        began = time.perf_counter()
        _change(client, path, "\n".join(lines), version)
        await _until(lambda version=version: version in watch.answers, 60)  # type: ignore[misc]
        times[kind].append(watch.answers[version] - began)
        await asyncio.sleep(max(0.2 - (time.perf_counter() - began), 0))
    _tell("keystroke to first answer", [one for each in times.values() for one in each])
    for kind, those in times.items():
        _tell(f"  {kind}", those)


async def _settle(
    client: LanguageClient, watch: Watch, path: Path, text: str, passes: int, version: int
) -> None:
    """A comment that silences nothing comes up when, and only when, all has been looked at again."""
    found = []
    for number in range(version, version + passes):
        comment = "  # isolint: ignore[ISO305]" if number % 2 == version % 2 else ""
        lines = text.split("\n")
        lines[1] = f"    return [{number}]{comment}"
        began = time.perf_counter()
        _change(client, path, "\n".join(lines), number)
        await _until(lambda wanted=bool(comment): _mentions_comment(watch) == wanted, 600)  # type: ignore[misc]
        found.append(time.perf_counter() - began)
    _tell("keystroke to complete answer", found)


def _mentions_comment(watch: Watch) -> bool:
    return any(one.code == "ISO001" and one.range.start.line == 1 for one in watch.last)


def _open(client: LanguageClient, path: Path, text: str) -> None:
    item = types.TextDocumentItem(path.as_uri(), "python", 1, text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))


def _change(client: LanguageClient, path: Path, text: str, version: int) -> None:
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(uri=path.as_uri(), version=version),
            [types.TextDocumentContentChangeWholeDocument(text)],
        )
    )


async def _until(condition, patience: float) -> None:  # type: ignore[no-untyped-def]
    limit = time.perf_counter() + patience
    while not condition():
        if time.perf_counter() > limit:
            raise TimeoutError("the server did not answer")
        await asyncio.sleep(0.002)


def _middle(folder: Path) -> Path:
    tests = sorted(folder.rglob("test_*.py"), key=lambda path: path.stat().st_size)
    return tests[len(tests) // 2]


def _tell(what: str, seconds: Sequence[float]) -> None:
    if seconds:
        ordered = sorted(seconds)
        p95 = ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)]
        middle = statistics.median(ordered)
        print(f"{what:30} p50 {middle * 1000:8.0f} ms   p95 {p95 * 1000:8.0f} ms   ({len(ordered)})")


def _memory(parent: int) -> str:
    """What each process below this one holds, and what of it nobody else does."""
    found = []
    for child in _children(parent):
        rollup = Path(f"/proc/{child}/smaps_rollup")
        try:
            fields = dict(line.split(":", 1) for line in rollup.read_text().splitlines()[1:])
        except OSError:
            continue
        held, own = (int(fields[key].split()[0]) // 1024 for key in ("Rss", "Pss"))
        found.append(f"{_name(child)} {held} MB (share {own} MB)")
    return ", ".join(found) or "not known here"


def _children(parent: int) -> list[int]:
    try:
        own = [int(one) for one in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
    except OSError:
        return []
    return [*own, *(below for child in own for below in _children(child))]


def _name(process: int) -> str:
    words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
    if any(b"spawn_main" in word for word in words):
        return "project"
    return "tracker" if any(b"resource_tracker" in word for word in words) else "server"


if __name__ == "__main__":
    raise SystemExit(main())
