"""The accountant's files: one CSV a month, and a ledger in SQLite."""

import csv
import sqlite3
from pathlib import Path

from shop.payments import FakeGateway


def export_month(gateway: FakeGateway, month: str, folder: Path) -> Path:
    path = folder / f"settlements-{month}.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([("day", "cents"), *gateway.settlements(month)])
    return path


def post(ledger: sqlite3.Connection, gateway: FakeGateway, month: str) -> int:
    """Books a month, and says how many lines that made."""
    lines = gateway.settlements(month)
    with ledger:
        ledger.executemany("insert into ledger values (?, ?)", lines)
    return len(lines)
