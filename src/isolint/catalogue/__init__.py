"""The catalogues under `rules/`: what the calls, fixtures and hooks of libraries mean."""

from isolint.catalogue.index import Catalogue
from isolint.catalogue.loading import builtin_dir, load

__all__ = ["Catalogue", "builtin_dir", "load"]
