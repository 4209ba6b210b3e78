"""A project that is kept open while people change it: only what an edit concerns is looked at again."""

from __future__ import annotations

from isolint.session.session import Outlook, Session, Ticket

__all__ = ["Outlook", "Session", "Ticket"]
