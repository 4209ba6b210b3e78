import pytest

from shop.pricing import discounted, gross


@pytest.mark.parametrize(("country", "cents"), [("DE", 1190), ("LU", 1170)])
def test_vat_is_added(country, cents):
    assert gross(1000, country) == cents


def test_discount_is_taken_off():
    assert discounted(2000, 15) == 1700


def test_discount_above_the_price_is_an_error():
    with pytest.raises(ValueError, match="101"):
        discounted(2000, 101)
