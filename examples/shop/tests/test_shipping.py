import pytest

from shop.shipping import postage

ROUTES = {
    ("Berlin", "Brussels"),
    ("Berlin", "Lisbon"),
    ("Berlin", "London"),
    ("Berlin", "Madrid"),
    ("Berlin", "Oslo"),
    ("Berlin", "Paris"),
    ("Berlin", "Prague"),
    ("Berlin", "Rome"),
    ("Berlin", "Vienna"),
    ("Berlin", "Warsaw"),
    ("Berlin", "Zagreb"),
    ("Berlin", "Zurich"),
}


@pytest.mark.parametrize("route", ROUTES)
def test_postage_is_the_same_there_and_back(route, record_property):
    record_property("route", " - ".join(route))
    origin, destination = route
    assert postage(origin, destination, 500) == postage(destination, origin, 500)


def test_heavier_is_dearer():
    assert postage("Berlin", "Paris", 2000) > postage("Berlin", "Paris", 500)
