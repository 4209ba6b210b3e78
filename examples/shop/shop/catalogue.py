"""The catalogue, as its clients see it."""

import json
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Product:
    sku: str
    name: str
    cents: int


class Catalogue:
    def __init__(self, url: str) -> None:
        self.address = urlsplit(url).netloc

    def skus(self) -> list[str]:
        return list(self._read("/products"))

    def product(self, sku: str) -> Product:
        return Product(**self._read(f"/products/{sku}"))

    def snapshot(self) -> dict[str, Product]:
        """All there is to sell, for a branch that goes offline."""
        return {sku: self.product(sku) for sku in self.skus()}

    def _read(self, path: str):
        connection = HTTPConnection(self.address, timeout=5)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            if response.status == 404:
                raise LookupError(path)
            return json.load(response)
        finally:
            connection.close()
