"""What environment variables hold: the same in every process, or not."""

from __future__ import annotations

from dataclasses import replace

from isolint.catalogue import Catalogue
from isolint.linking.naming import varying
from isolint.model.name import Name, Trait
from isolint.model.source import Site


class Environment:
    """`handed_over` are set by the controller for its workers, `set_here` by any of the project's code."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.handed_over = frozenset[str]()
        self.set_here = frozenset[str]()

    def name(self, variable: str, site: Site) -> Name:
        """What an environment variable holds: an id, a directory, or what the controller put."""
        word = self.catalogue.sources.get(f"env:{variable}")
        if word is not None:
            return replace(varying(word, site), text=word.root.text or f"{{${variable}}}")
        # What nobody here sets is inherited: the same in every process of the run.
        is_same = variable in self.handed_over or variable not in self.set_here
        trait = Trait.RUN if is_same else Trait.UNKNOWN
        return Name(text=f"{{${variable}}}", traits=frozenset({trait}), site=site)
