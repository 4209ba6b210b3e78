import os
import shutil
import tempfile
from pathlib import Path

import pytest

from shop.orders import Order
from shop.receipts import FakePrinter, archive, render

ORDER = Order(number=7, customer="Ada", cents=1250, state="paid")


@pytest.mark.parametrize("language", ["de", "en", "es", "fr"])
def test_receipt_is_printed_in_the_language_of_the_customer(language):
    path = "/tmp/shop-receipt.txt"
    with open(path, "w", encoding="utf-8") as out:
        out.write(render(ORDER, language))
    assert FakePrinter().print_file(path) == render(ORDER, language)


def test_archive_keeps_what_was_printed():
    folder = Path(tempfile.gettempdir()) / "shop-receipts"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    path = archive(ORDER, folder)
    assert FakePrinter().print_file(path) == render(ORDER)
    assert list(folder.iterdir()) == [path]


def test_archive_keeps_a_refund_beside_the_payment():
    folder = os.path.join(tempfile.gettempdir(), "shop-receipts")
    shutil.rmtree(folder, ignore_errors=True)
    os.mkdir(folder)
    archive(ORDER, Path(folder))
    FakePrinter().print_file(archive(Order(7, "Ada", -1250, "refunded"), Path(folder)))
    assert sorted(os.listdir(folder)) == ["000007-paid.txt", "000007-refunded.txt"]
