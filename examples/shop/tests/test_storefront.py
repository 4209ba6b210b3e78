import pytest

from shop.payments import check_out
from shop.pricing import gross

CARD = "4242 4242 4242 4242"


def test_front_page_lists_every_colour(catalogue):
    assert {"mug-R", "mug-G", "mug-B"} <= set(catalogue.skus())


def test_product_that_was_never_sold_is_an_error(catalogue):
    with pytest.raises(LookupError, match="piano"):
        catalogue.product("piano-R")


def test_basket_is_charged_at_catalogue_prices(catalogue, gateway, store):
    basket = [catalogue.product(sku) for sku in ("mug-R", "lamp-G", "rug-B")]
    cents = sum(gross(product.cents, "DE") for product in basket)
    order = check_out(store, gateway, "Grace", cents, CARD)
    assert store.find(order.number).cents == cents


def test_price_holds_from_basket_to_payment(catalogue, gateway):
    before = catalogue.product("chair-R")
    gateway.charge(before.cents, CARD)
    assert catalogue.product("chair-R") == before


def test_snapshot_holds_every_product(catalogue):
    snapshot = catalogue.snapshot()
    assert len(snapshot) == 30
    assert snapshot["table-G"].name == "green table"
