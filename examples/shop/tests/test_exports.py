import csv
import shutil
import tempfile
import time
from pathlib import Path

import pytest

from shop.exports import export_month


@pytest.fixture
def folder():
    folder = Path(tempfile.gettempdir()) / f"shop-exports-{int(time.time())}"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


def rows(path):
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.reader(lines))


def test_month_is_named_in_the_file(gateway, folder):
    assert export_month(gateway, "2024-03", folder).name == "settlements-2024-03.csv"


def test_first_row_is_a_header(gateway, folder):
    assert rows(export_month(gateway, "2024-03", folder))[0] == ["day", "cents"]


def test_each_settlement_is_a_row(gateway, folder):
    assert len(rows(export_month(gateway, "2024-04", folder))) == 5


def test_second_export_of_a_month_replaces_the_first(gateway, folder):
    export_month(gateway, "2024-05", folder)
    export_month(gateway, "2024-05", folder)
    assert len(list(folder.iterdir())) == 1
