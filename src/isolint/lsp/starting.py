"""Starts the server, where what it needs is installed."""

from __future__ import annotations

from isolint.errors import UsageError
from isolint.project import Request

HINT = "the language server needs one more package; install it with: pip install isolint[lsp]"


def serve(base: Request) -> int:
    """Talks until the client is through; gives the exit code.

    Raises:
        UsageError: pygls is not installed.
    """
    try:
        import pygls.lsp.server
    except ImportError:
        raise UsageError(HINT) from None
    import gc
    import logging

    from isolint.lsp.features import make

    gc.enable()
    logging.basicConfig(level=logging.WARNING, format="isolint server: %(levelname)s: %(message)s")
    assert pygls.lsp.server is not None
    server = make(base)
    try:
        server.start_io()
    finally:
        server.workspaces.dismiss_all()
    return 0
