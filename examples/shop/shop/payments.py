"""The payment gateway, and the stand-in for it that tests use."""

import time
from dataclasses import dataclass, field

from shop.orders import Order, OrderStore

STOLEN_CARD = "4000 0000 0000 0002"


class PaymentDeclined(Exception):
    pass


@dataclass
class FakeGateway:
    """Answers as the bank does, after as long as the bank takes."""

    latency: float = 0.05
    charged: list[int] = field(default_factory=list)

    def charge(self, cents: int, card: str) -> None:
        time.sleep(self.latency)
        if card == STOLEN_CARD:
            raise PaymentDeclined(card)
        self.charged.append(cents)

    def settlements(self, month: str) -> list[tuple[str, int]]:
        time.sleep(self.latency)
        return [(f"{month}-{day:02}", 1000 + 25 * day) for day in (1, 8, 15, 22)]


def check_out(store: OrderStore, gateway: FakeGateway, customer: str, cents: int, card: str) -> Order:
    """The order is on file before the bank is asked, so that no payment goes without one."""
    order = store.add(customer, cents)
    try:
        gateway.charge(cents, card)
    except PaymentDeclined:
        store.mark(order.number, "cancelled")
        raise
    store.mark(order.number, "paid")
    return store.find(order.number)
