"""Receipts: rendered as text, printed, and archived one file each."""

import time
from pathlib import Path

from shop.orders import Order

THANKS = {"de": "Danke", "en": "Thank you", "es": "Gracias", "fr": "Merci"}


def render(order: Order, language: str = "en") -> str:
    return f"No. {order.number}\n{THANKS[language]}, {order.customer}!\n{order.cents / 100:.2f} EUR\n"


def archive(order: Order, folder: Path) -> Path:
    path = folder / f"{order.number:06}-{order.state}.txt"
    path.write_text(render(order), encoding="utf-8")
    return path


class FakePrinter:
    """Warms up, then prints what the file holds by then."""

    def __init__(self, warm_up: float = 0.08) -> None:
        self.warm_up = warm_up

    def print_file(self, path: str | Path) -> str:
        time.sleep(self.warm_up)
        return Path(path).read_text(encoding="utf-8")
