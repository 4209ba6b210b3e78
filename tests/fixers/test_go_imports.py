"""Imports of Go files: added where gofmt would sort them, removed without a gap."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from isolint.fixers.change import RefusalError
from isolint.fixers.go.edit.document import document_of
from isolint.fixers.go.edit.imports import added, imports, package_name, spelling
from isolint.fixers.go.edit.pruning import pruned
from isolint.model.source import Span

UUID = 'import "github.com/google/uuid"'


def _file(imports: str, body: str = "var x = 1\n") -> str:
    return "package suite\n\n" + (f"{imports}\n\n" if imports else "") + body


def _block(*lines: str) -> str:
    return "import (\n" + "".join(f"\t{line}\n" if line else "\n" for line in lines) + ")"


ADDED = {
    "no import": ("", UUID, 'import "github.com/google/uuid"'),
    "one of the same kind": ('import "b.org/x"', 'import "a.org/x"', _block('"a.org/x"', '"b.org/x"')),
    "one of another kind": ('import "os"', UUID, _block('"os"', "", '"github.com/google/uuid"')),
    "one with a name": ('import . "b.org/x"', 'import "os"', _block('"os"', "", '. "b.org/x"')),
    "one with a comment": ('import "b.org/x" // c', UUID, 'import "b.org/x" // c\n' + UUID),
    "several declarations": ('import "os"\nimport "time"', UUID, 'import "os"\nimport "time"\n' + UUID),
    "among its like": (_block('"fmt"', '"time"'), 'import "os"', _block('"fmt"', '"os"', '"time"')),
    "first of its like": (_block('"fmt"', '"time"'), 'import "bytes"', _block('"bytes"', '"fmt"', '"time"')),
    "above all": (_block("// Why.", '"b.org/x"'), 'import "os"', _block('"os"', "", "// Why.", '"b.org/x"')),
    "below all": (_block('"fmt"'), UUID, _block('"fmt"', "", '"github.com/google/uuid"')),
    "with its kin": (
        _block('"a.org/a"', "", '"github.com/b/b"', '"github.com/z/z"'),
        UUID,
        _block('"a.org/a"', "", '"github.com/b/b"', '"github.com/google/uuid"', '"github.com/z/z"'),
    ),
    "by its path, not by its name": (
        _block('a "x.org/z"'),
        'import b "x.org/y"',
        _block('b "x.org/y"', 'a "x.org/z"'),
    ),
    "there already": (_block('"github.com/google/uuid"'), UUID, _block('"github.com/google/uuid"')),
}

PRUNED = {
    "the only one": ('import "time"', ""),
    "the only one of a block": (_block('"time"'), ""),
    "one of several": (_block('"os"', '"time"', '"unsafe"'), _block('"os"', '"unsafe"')),
    "the first section": (_block('"time"', "", '"a.org/x"'), _block('"a.org/x"')),
    "the last section": (_block('"a.org/x"', "", '"time"'), _block('"a.org/x"')),
    "a section in between": (
        _block('"a.org/x"', "", '"time"', "", '"b.org/x"'),
        _block('"a.org/x"', "", '"b.org/x"'),
    ),
    "one with a comment": (_block('"os"', '"time" // c'), _block('"os"')),
    "one declaration of two": ('import "os"\nimport "time"', 'import "os"'),
    "under another name": (_block('time "a.org/clock"', '"b.org/x"'), _block('"b.org/x"')),
    "nothing, for two of a name": (_block('time "a.org/clock"', '"time"'),) * 2,
    "nothing, for a blank one": (_block('_ "time"'),) * 2,
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(("before", "statement", "after"), ADDED.values(), ids=list(ADDED))
def test_adds(before, statement, after, newline):
    text = _file(before).replace("\n", newline).encode()
    expected = _file(after).replace("\n", newline)
    once = added(document_of("a.go", text), statement)
    assert once.decode() == expected
    assert added(document_of("a.go", once), statement) == once


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(("before", "after"), PRUNED.values(), ids=list(PRUNED))
def test_prunes(before, after, newline):
    text = _file(before).replace("\n", newline).encode()
    assert pruned(document_of("a.go", text), {"time"}).decode() == _file(after).replace("\n", newline)


def test_keeps_what_is_used():
    text = _file('import "time"', "func f(d time.Duration) {}\n").encode()
    assert pruned(document_of("a.go", text), {"time"}) == text


@pytest.mark.skipif(not shutil.which("gofmt"), reason="gofmt is not installed")
def test_gofmt_changes_nothing(tmp_path):
    texts = [after for _, _, after in ADDED.values()] + [after for _, after in PRUNED.values()]
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.go").write_text(_file(text), "utf-8")
    done = subprocess.run(["gofmt", "-l", str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout == ""


def test_names_of_packages():
    assert [package_name(path) for path in ("os", "a.org/b/v2", "gopkg.in/yaml.v3")] == ["os", "b", "yaml"]


def test_no_import_at_all():
    with pytest.raises(RefusalError, match="not an import"):
        added(document_of("a.go", b"package suite\n"), "var x = 1")


def test_a_spelling_that_is_hidden():
    text = _file('import u "a.org/uuid"', 'func f(u int) string {\n\treturn "x"\n}\n').encode()
    document = document_of("a.go", text)
    start = text.index(b'"x"')
    place = document.innermost(Span(start, start + 3))
    assert spelling(document, "a.org/uuid", "New", place).text == "uuid.New"
    assert [each.local for each in imports(document)] == ["u"]
