"""Prices, in cents: VAT and discounts."""

VAT = {"AT": 20, "BE": 21, "DE": 19, "FR": 20, "LU": 17}


def gross(cents: int, country: str) -> int:
    return cents + round(cents * VAT[country] / 100)


def discounted(cents: int, percent: int) -> int:
    if not 0 <= percent <= 100:
        raise ValueError(f"a discount of {percent} % is none")
    return cents - cents * percent // 100
