"""What the fixtures `project`, `run` and `start` give."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

DRIVER = "import cli_toys; cli_toys.install(); from isolint.cli import main; main()"
PLAIN = "from isolint.cli import main; main()"


class Result(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Result]
Project = Callable[[dict[str, str]], Path]
Start = Callable[..., "subprocess.Popen[str]"]
