"""Findings that somebody has decided to live with for now, kept in a file beside the code."""

from __future__ import annotations

from isolint.baseline.ledger import DEFAULT_NAME, Baseline, read
from isolint.baseline.weighing import Weighed, counted, weigh

__all__ = ["DEFAULT_NAME", "Baseline", "Weighed", "counted", "read", "weigh"]
