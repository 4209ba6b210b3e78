"""The server in real editors: each acts as a person would, and its text is looked at afterwards.

An editor is started once, configured by the very lines that the page about editors has for it, and
plays all its scenes (`editors/`). A scene that changes a file has that file for itself.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from glob import glob
from importlib.util import find_spec
from pathlib import Path

import pytest
from editor_project import AFTERWARDS
from editor_stage import PATIENCE, Played, play, write

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "guides" / "editors.md"
SCRIPTS = Path(__file__).with_name("editors")

pytestmark = [
    pytest.mark.clients,
    pytest.mark.slow,
    pytest.mark.timeout(3 * PATIENCE),
    pytest.mark.skipif(find_spec("pygls") is None, reason="pygls is not installed"),
    pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc to see processes"),
]

SCENES = {
    "findings": None,
    "quick fix": "suite/test_environment.py",
    "unsafe fix": "suite/test_unsafe.py",
    "fix all": "suite/test_all.py",
    "ignore": "suite/test_ignored.py",
    "hover": None,
    "other files": None,
    "explain": None,
    "go": "go/shop_test.go",
}
"""With the file that each of them changes and saves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """A program with its script, and the lines on the page that tell it about the server."""

    name: str
    command: tuple[str, ...]
    heading: str
    language: str
    scenes: tuple[str, ...] = tuple(SCENES)
    programs: tuple[str, ...]
    parts: tuple[str, ...] = ()
    """Patterns of files; one of them has to be there."""

    blocks: int = 1
    """How many stretches of lines on the page belong together."""

    version: Callable[[], str] = str
    """What stands over the lines for the version that is installed, where there are several."""

    @property
    def lack(self) -> str:
        """Why it cannot be tried here."""
        absent = [program for program in self.programs if shutil.which(program) is None]
        if absent:
            return f"{', '.join(absent)} not installed"
        if self.parts and not any(map(glob, self.parts)):
            return f"{self.name} is without {self.parts[0]}"
        return ""

    @property
    def snippet(self) -> str:
        """As a reader of the page copies it."""
        _, _, section = PAGE.read_text("utf-8").partition(f"\n### {self.heading}\n")
        section = section.partition("\n### ")[0]
        start = max(section.find(self.version()), 0)
        found = re.compile(rf"```{self.language}\n(.*?)```", re.DOTALL).findall(section, start)
        assert found, f"no lines for {self.name} on the page"
        return "\n".join(found[: self.blocks])


def _neovim() -> str:
    """The words over the lines for the version that is here."""
    told = subprocess.run(["nvim", "--version"], capture_output=True, text=True, check=True).stdout
    major, minor = map(int, re.findall(r"NVIM v(\d+)\.(\d+)", told)[0])
    if (major, minor) >= (0, 11):
        return "\n0.11 and later:\n"
    return "\n0.8 to 0.10:\n" if (major, minor) >= (0, 8) else "\n0.7:\n"


EDITORS = (
    Editor(
        name="Neovim",
        command=(
            "nvim",
            "--headless",
            "-n",
            "-u",
            "NONE",
            "-i",
            "NONE",
            "-c",
            f"luafile {SCRIPTS}/neovim.lua",
        ),
        heading="Neovim",
        language="lua",
        programs=("nvim",),
        version=_neovim,
    ),
    Editor(
        name="Emacs",
        command=("emacs", "-Q", "--batch", "-l", f"{SCRIPTS}/eglot.el"),
        programs=("emacs",),
        parts=("/usr/share/emacs/site-lisp/elpa*/eglot-*", "/usr/share/emacs/*/lisp/progmodes/eglot.el*"),
        heading="Emacs",
        language="elisp",
        scenes=tuple(scene for scene in SCENES if scene != "go"),  # go-mode is a package of its own
    ),
    Editor(
        name="Vim",
        # Without a terminal Vim does not come round to what its server says.
        command=("script", "-qec", f"vim -N -u {SCRIPTS}/ale.vim -i NONE -n", "/dev/null"),
        heading="Vim with ALE",
        language="vim",
        blocks=2,
        programs=("script", "vim"),
        parts=("/usr/share/vim-ale",),
    ),
)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Editor], Played]:
    """Has an editor play, once."""
    played: dict[str, Played] = {}

    def of(editor: Editor) -> Played:
        if editor.lack:
            pytest.skip(editor.lack)
        if editor.name not in played:
            played[editor.name] = play(
                editor.command, editor.snippet, editor.scenes, tmp_path_factory.mktemp(editor.name)
            )
        return played[editor.name]

    return of


@pytest.mark.parametrize(
    ("editor", "scene"),
    [
        pytest.param(editor, scene, id=f"{editor.name}-{scene}".replace(" ", "-"))
        for editor in EDITORS
        for scene in editor.scenes
    ],
)
def test_scene(stage: Callable[[Editor], Played], editor: Editor, scene: str) -> None:
    played = stage(editor)
    assert scene in played.troubles, f"{editor.name} did not come to it:\n{played.output}"
    assert played.troubles[scene] == ""
    changed = SCENES[scene]
    if changed is not None:
        assert (played.folder / changed).read_bytes() == AFTERWARDS[changed].encode()


@pytest.mark.parametrize("editor", EDITORS, ids=lambda editor: editor.name)
def test_no_process_is_left(stage: Callable[[Editor], Played], editor: Editor) -> None:
    played = stage(editor)
    assert played.servers == (2 if "go" in editor.scenes else 1), "one for each project"
    assert played.survivors == ()


@pytest.mark.parametrize("editor", EDITORS, ids=lambda editor: editor.name)
def test_the_page_says_what_is_tried(editor: Editor) -> None:
    rows = [line.strip("| ").split(" | ") for line in PAGE.read_text("utf-8").splitlines() if " | " in line]
    (head,) = [row for row in rows if any(cell.startswith(editor.name) for cell in row)]
    at = 1 + next(index for index, cell in enumerate(head) if cell.startswith(editor.name))
    cells = {row[0]: row[at] for row in rows if len(row) > at}
    assert {scene for scene, cell in cells.items() if cell.startswith("tried")} == {
        *editor.scenes,
        "no process left",
    }


@pytest.mark.skipif(shutil.which("nvim") is None, reason="nvim not installed")
def test_lines_for_other_versions_are_lua(tmp_path: Path) -> None:
    """They cannot be tried, as only one version is installed; they can be read."""
    blocks = re.findall(r"```lua\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert len(blocks) > 2
    for number, block in enumerate(blocks):
        path = tmp_path / f"{number}.lua"
        write(path, block)
        command = ("nvim", "--headless", "-n", "-u", "NONE", "-i", "NONE", "-c")
        reading = f"lua io.stdout:write(select(2, loadfile('{path}')) or 'fine')"
        ran = subprocess.run([*command, reading, "-c", "qall!"], capture_output=True, text=True, check=False)
        assert ran.stdout == "fine"
