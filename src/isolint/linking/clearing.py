"""Directories that are removed with all that is in them."""

from __future__ import annotations

from isolint.linking.suite import Suite
from isolint.model.resource import Access, Verb


def is_met_where_cleared(suite: Suite, access: Access) -> bool:
    """A file that one test alone knows lies in a directory that another lane removes as a whole."""
    key = suite.key(access)
    return bool(key) and any(
        key.startswith(f"{suite.key(one)}/") and suite.meets(one)
        for one in suite.touching(Verb.DESTROY)
        if one.resource.kind == "directory" and suite.key(one)
    )
