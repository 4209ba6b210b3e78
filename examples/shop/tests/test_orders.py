import pytest

from shop.payments import STOLEN_CARD, PaymentDeclined, check_out

CARD = "4242 4242 4242 4242"


def test_first_order_is_number_one(store):
    assert store.add("Ada", 1250).number == 1


def test_unknown_order_is_an_error(store):
    with pytest.raises(KeyError):
        store.find(404)


def test_paid_order_is_marked(store, gateway):
    order = check_out(store, gateway, "Grace", 4200, CARD)
    assert order.state == "paid"
    assert gateway.charged == [4200]


def test_declined_order_is_cancelled(store, gateway):
    with pytest.raises(PaymentDeclined):
        check_out(store, gateway, "Mallory", 9900, STOLEN_CARD)
    assert [order.customer for order in store.in_state("cancelled")] == ["Mallory"]


def test_orders_are_listed_in_the_order_they_came(store, gateway):
    for customer in ("Ada", "Grace", "Edsger"):
        check_out(store, gateway, customer, 1000, CARD)
    assert [order.customer for order in store.in_state("paid")] == ["Ada", "Grace", "Edsger"]
