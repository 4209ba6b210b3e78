"""The picture of Ginkgo's processes is what its command draws, and nothing in it lies on something else."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "ginkgo.svg"
BLOCKS = {"once", "each", "specs", "serial", "wait"}
SVG = "{http://www.w3.org/2000/svg}"


def test_picture_is_what_the_command_draws(tmp_path: Path) -> None:
    drawn = tmp_path / "ginkgo.svg"
    subprocess.run([sys.executable, str(ROOT / "examples" / "ginkgo_svg.py"), str(drawn)], check=True)
    assert drawn.read_bytes() == PICTURE.read_bytes(), "run `python examples/ginkgo_svg.py`"


def test_a_process_does_one_thing_at_a_time() -> None:
    lanes = defaultdict(list)
    for block in ET.parse(PICTURE).iter(f"{SVG}rect"):
        if block.get("class") in BLOCKS:
            start, width = (float(block.get(key, "")) for key in ("x", "width"))
            lanes[block.get("y")].append((start, start + width))
    assert len(lanes) == 5, "four processes and the key to the colours"
    for stretches in lanes.values():
        assert all(end < start for (_, end), (start, _) in pairwise(sorted(stretches)))


def test_both_screens_colour_the_same_things() -> None:
    style = ET.parse(PICTURE).findtext(f"{SVG}style") or ""
    light, dark = style.split("@media (prefers-color-scheme: dark)")
    classes = [
        {line.split(" {")[0] for line in half.splitlines() if " fill:" in line} for half in (light, dark)
    ]
    assert classes[0] == classes[1]
    assert {f".{name}" for name in BLOCKS} <= classes[0]
