"""`isolint server`: from options to a talk with an editor."""

from __future__ import annotations

from pathlib import Path

from isolint.project import Request
from isolint.selection import Layer


def serve_editor(
    *,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    extend_select: tuple[str, ...],
    config: tuple[str, ...],
    isolated: bool,
    no_cache: bool,
    cache_dir: str | None,
) -> int:
    """Talks until the editor is through; gives the exit code."""
    from isolint.lsp.starting import serve

    return serve(
        Request(
            rules=Layer(select or None, ignore, extend_select),
            config=config,
            isolated=isolated,
            caching=not no_cache,
            cache_dir=Path(cache_dir) if cache_dir else None,
        )
    )
