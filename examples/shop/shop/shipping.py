"""What a parcel costs, by weight and distance."""

import time

DISTANCE = {
    "Berlin": 0, "Brussels": 650, "Lisbon": 2310, "London": 930, "Madrid": 1870, "Oslo": 840,
    "Paris": 880, "Prague": 280, "Rome": 1180, "Vienna": 520, "Warsaw": 520, "Zagreb": 770,
    "Zurich": 670,
}  # fmt: skip


def postage(origin: str, destination: str, grams: int) -> int:
    """In cents, as the carrier quotes it."""
    time.sleep(0.01)
    kilometres = abs(DISTANCE[destination] - DISTANCE[origin])
    return 390 + grams // 10 + kilometres // 5
