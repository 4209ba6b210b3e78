"""From facts of single files to a suite that answers questions."""

from __future__ import annotations

from collections.abc import Sequence

from isolint.catalogue import Catalogue
from isolint.linking.stages import Stages
from isolint.linking.suite import Suite
from isolint.model.facts import FileFacts
from isolint.model.project import Layout


def link(files: Sequence[FileFacts], catalogue: Catalogue, layout: Layout) -> Suite:
    """The suite that some files make; the order of the files makes no difference."""
    return Suite(Stages(files, catalogue, layout))
