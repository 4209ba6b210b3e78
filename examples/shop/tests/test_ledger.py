import os
import sqlite3
import tempfile
from datetime import datetime

import pytest

from shop.exports import post


@pytest.fixture
def ledger():
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    path = os.path.join(tempfile.gettempdir(), f"shop-ledger-{stamp}.db")
    connection = sqlite3.connect(path)
    connection.execute("create table ledger (day text, cents integer)")
    yield connection
    connection.close()
    os.remove(path)


def total(ledger):
    return ledger.execute("select coalesce(sum(cents), 0) from ledger").fetchone()[0]


def test_new_ledger_is_empty(ledger):
    assert total(ledger) == 0


def test_month_is_booked_line_by_line(ledger, gateway):
    assert post(ledger, gateway, "2024-03") == 4


def test_quarter_adds_up(ledger, gateway):
    for month in ("2024-01", "2024-02", "2024-03"):
        post(ledger, gateway, month)
    assert total(ledger) == 3 * (4000 + 25 * 46)
