"""Comments at the ends of lines, in columns as gofmt has them."""

from __future__ import annotations

from isolint.fixers.go.edit.alignment import aligned
from isolint.fixers.go.edit.document import Document, document_of


def _document(body: str) -> Document:
    return document_of("a.go", f"package a\n\nfunc f() {{\n{body}}}\n".encode())


def _aligned(after: str, before: str = "") -> str:
    document = _document(after)
    text = aligned(document, _document(before)).decode()
    return text.removeprefix("package a\n\nfunc f() {\n").removesuffix("}\n")


def test_neighbours_share_a_column():
    assert _aligned("\ta() // ä\n\tlonger() // b\n") == "\ta()      // ä\n\tlonger() // b\n"


def test_a_line_without_a_comment_comes_between_columns():
    text = "\ta() // a\n\tb()\n\tlonger() // c\n\n\td() // d\n"
    assert _aligned(text) == text


def test_columns_of_two_blocks_are_two():
    text = "\tif x {\n\t\ta() // a\n\t}\n\tlonger() // b\n"
    assert _aligned(text) == text


def test_what_is_left_of_a_column_moves():
    before = "\ta()      // a\n\tb()      // b\n\tlonger() // c\n"
    assert _aligned("\ta()      // a\n\tb()      // b\n", before) == "\ta() // a\n\tb() // b\n"


def test_lines_that_nobody_touched_stay_as_they_were():
    text = "\ta()   // by hand\n\tlonger() // too\n"
    assert _aligned(text, text) == text


def test_declarations_have_columns_of_their_own():
    text = "\tvar a int      // a\n\tvar b, c string // b\n"
    assert _aligned(text) == text
