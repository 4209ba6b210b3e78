"""When what is written to a file counts as what was read of it, changed."""

from __future__ import annotations

from textwrap import indent

import pytest
from project import suite_of

from isolint.model.resource import Verb

_HEAD = """\
import csv, json, os
from pathlib import Path

A = Path("a.json")

def load(path):
    with open(path) as file:
        return json.load(file)

def save(path, value):
    with open(path, "w") as file:
        json.dump(value, file)

"""


def _is_update(body: str) -> bool:
    suite = suite_of({"test_a.py": f"{_HEAD}def test_a(tmp_path, name):\n{indent(body, '    ')}\n"})
    writes = [one for one in suite.touching(Verb.WRITE) if one.resource.name.text.endswith("a.json")]
    return any(one in suite.updates for one in writes)


@pytest.mark.parametrize(
    "body",
    [
        "value = json.loads(A.read_text())\nvalue[name] = 1\nA.write_text(json.dumps(value))",
        "A.write_text(A.read_text() + name)",
        "text = A.read_text()\ntext += name\nA.write_text(text)",
        'value = load("a.json")\nvalue.append(name)\nsave("a.json", value)',
        'count = len(A.read_text())\nwith A.open("a") as file:\n    file.write(str(count))',
        'with A.open("r+") as file:\n    lines = file.readlines()\n    for line in lines:\n'
        "        file.write(line)",
        'with A.open() as file:\n    rows = list(csv.reader(file))\nwith A.open("w") as file:\n'
        "    writer = csv.writer(file)\n    for row in rows:\n        writer.writerow(row)",
        'value = load("a.json")\nvalue[name] = 1\nsave(tmp_path / "b", value)\n'
        'os.replace(tmp_path / "b", "a.json")',
        "try:\n    value = json.loads(A.read_text())\nexcept OSError:\n    value = {}\n"
        "value[name] = 1\nA.write_text(json.dumps(value))",
    ],
)
def test_changed(body: str) -> None:
    assert _is_update(body)


@pytest.mark.parametrize(
    "body",
    [
        'A.read_text()\nA.write_text("{}")',
        'A.write_text("{}")\nassert A.read_text()',
        "value = json.loads(A.read_text())\nvalue = {}\nA.write_text(json.dumps(value))",
        "text = A.read_text()\nA.write_text(text)",
        'value = load("b.json")\nvalue[name] = 1\nsave("a.json", value)',
        'with A.open("r+") as file:\n    file.write(name)',
        "value = json.loads(A.read_text())\nassert value[name]\nA.write_text(name)",
    ],
)
def test_not_changed(body: str) -> None:
    assert not _is_update(body)
