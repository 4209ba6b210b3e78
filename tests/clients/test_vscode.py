"""The extension for VS Code: its types hold, it is bundled and packaged, with no network. It is not run."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from isolint.lsp.settings import read

EXTENSION = Path(__file__).parents[2] / "editors" / "vscode"

pytestmark = [
    pytest.mark.clients,
    pytest.mark.skipif(
        not (EXTENSION / "node_modules").is_dir() or shutil.which("npm") is None,
        reason="npm install has not been run in editors/vscode",
    ),
]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The extension as `npm run package` makes it, of a copy of its sources."""
    folder = tmp_path_factory.mktemp("vscode") / "extension"
    shutil.copytree(EXTENSION, folder, ignore=shutil.ignore_patterns("node_modules", "dist", "*.vsix"))
    (folder / "node_modules").symlink_to(EXTENSION / "node_modules")
    ran = subprocess.run(["npm", "run", "package"], cwd=folder, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return zipfile.ZipFile(folder / "isolint.vsix")


def test_the_package_holds_the_bundle_and_nothing_else(package: zipfile.ZipFile) -> None:
    names = {name for name in package.namelist() if name.startswith("extension/")}
    assert names == {
        f"extension/{name}" for name in ("package.json", "readme.md", "LICENSE.txt", "dist/extension.js")
    }


def test_the_bundle_needs_nothing_but_the_editor(package: zipfile.ZipFile, tmp_path: Path) -> None:
    (tmp_path / "extension.js").write_bytes(package.read("extension/dist/extension.js"))
    editor = tmp_path / "node_modules" / "vscode"
    editor.mkdir(parents=True)
    # Whatever the client derives its own classes from when it is loaded.
    (editor / "index.js").write_text(
        "module.exports = new Proxy({}, {get: (_, name) => name === '__esModule' ? false : class {}})",
        "utf-8",
    )
    script = "const e = require('./extension.js'); console.log(typeof e.activate, typeof e.deactivate)"
    ran = subprocess.run(["node", "-e", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.stdout == "function function\n", ran.stderr


def test_its_commands_are_those_that_the_code_registers() -> None:
    code = (EXTENSION / "src" / "extension.ts").read_text("utf-8")
    for command in _contributions()["commands"]:
        assert f'registerCommand("{command["command"]}"' in code


def test_the_server_understands_each_of_its_settings() -> None:
    properties = _contributions()["configuration"]["properties"]
    table = {name.removeprefix("isolint."): spec["default"] for name, spec in properties.items()}
    settings = read({"isolint": table})
    assert settings.complaints == ()
    assert settings.select is None
    assert settings.ignore_reason == table["ignoreReason"]


def _contributions() -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((EXTENSION / "package.json").read_text("utf-8"))
    return manifest["contributes"]
