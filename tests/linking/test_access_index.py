"""Who else touches what an access touches, and what lies inside it."""

from __future__ import annotations

from project import suite_of

from isolint.linking.suite import Suite
from isolint.model.resource import Access

TESTS = """
import os
import shutil

def test_outer():
    os.makedirs("/tmp/shop")
    open("/tmp/shop/b.txt", "w").write("1")

def test_neighbours():
    open("/tmp/shop-old/a.txt", "w").write("1")
    open("/tmp/shop0", "w").write("1")
    open("/tmp/shop.txt", "w").write("1")

def test_inner():
    os.makedirs("/tmp/shop/in")
    open("/tmp/shop/in/deep.txt", "w").write("1")
    open("/tmp/shop/a.txt", "w").write("1")

def test_gone():
    shutil.rmtree("/tmp/shop")
"""


def _users(suite: Suite, access: Access) -> list[str]:
    return [other.resource.name.text for other in suite.users(access)]


def test_what_lies_inside_a_directory_uses_it() -> None:
    suite = suite_of({"tests/test_a.py": TESTS})
    outer, inner = (
        next(
            one
            for one in suite.accesses
            if one.resource.name.text == path and one.resource.kind == "directory"
        )
        for path in ("/tmp/shop", "/tmp/shop/in")
    )
    inside = ["/tmp/shop/b.txt", "/tmp/shop/in", "/tmp/shop/in/deep.txt", "/tmp/shop/a.txt"]
    assert [path for path in _users(suite, outer) if path != "/tmp/shop"] == inside, (
        "in the order of the suite"
    )
    assert _users(suite, inner) == ["/tmp/shop/in", "/tmp/shop/in/deep.txt"]


def test_the_index_gives_what_a_look_at_every_access_gives() -> None:
    suite = suite_of({"tests/test_a.py": TESTS})
    for access in suite.accesses:
        key = suite.key(access)
        by_key = sorted(
            suite.accesses, key=lambda one: list(map(suite.key, suite.accesses)).index(suite.key(one))
        )
        plain = [one for one in by_key if suite.key(one) == key]
        if access.resource.kind == "directory":
            plain += [one for one in by_key if suite.key(one).startswith(f"{key}/")]
        assert suite.users(access) == plain
