"""The catalogue service: `python -m shop.catalogue_server` prints its address and serves."""

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

GOODS = ("mug", "lamp", "chair", "table", "clock", "rug", "vase", "bowl", "shelf", "stool")
COLOURS = {"R": "red", "G": "green", "B": "blue"}
PRODUCTS = {
    f"{good}-{letter}": {"sku": f"{good}-{letter}", "name": f"{colour} {good}", "cents": 900 + 150 * number}
    for number, good in enumerate(GOODS)
    for letter, colour in COLOURS.items()
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        time.sleep(0.01)
        path = self.path.strip("/").split("/")
        if path == ["products"]:
            self.answer(200, list(PRODUCTS))
        elif path[0] == "products" and path[-1] in PRODUCTS:
            self.answer(200, PRODUCTS[path[-1]])
        else:
            self.answer(404, None)

    def answer(self, status: int, body: object) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the terminal belongs to whoever started the service."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()
