"""A project that is kept open while people change it: only what an edit concerns is looked at again."""

from __future__ import annotations

from isolint.session.moments import Outlook, Ticket
from isolint.session.session import Session

__all__ = ["Outlook", "Session", "Ticket"]
