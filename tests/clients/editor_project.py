"""The suites that editors are shown, and what is to become of their files."""

from __future__ import annotations

LOUD = """import os


def mode():
    return os.environ["SHOP_{0}"], os.environ["SHOP_{1}"]


def test_first():
    os.environ["SHOP_{0}"] = "green"
    assert mode()


def test_second():
    name = "🍵 té"; os.environ["SHOP_{1}"] = name
    assert mode()
"""

UNSAFE = """import os


def test_tea():
    os.environ["SHOP_TEA"] = "green"


def test_pot():
    assert os.environ["SHOP_TEA"]
"""

PORT = """from http.server import BaseHTTPRequestHandler, HTTPServer


def start(kind="🍵"):
    return kind, HTTPServer(("127.0.0.1", 8080), BaseHTTPRequestHandler)


def test_port():
    assert start()


def test_address():
    assert start("pot")
"""

GO = """package shop

import (
\t"os"
\t"testing"
)

func TestMode(t *testing.T) {
\tname := "🍵"; os.Setenv("SHOP_MODE", name)
\tif mode() == "" {
\t\tt.Fatal("no mode")
\t}
}

func TestName(t *testing.T) {
\tif mode() == "pot" {
\t\tt.Fatal("another mode")
\t}
}

func mode() string { return os.Getenv("SHOP_MODE") }
"""

FILES = {
    "suite/pyproject.toml": '[tool.pytest.ini_options]\naddopts = "-n 4"\n',
    "suite/conftest.py": """import pytest


@pytest.fixture(scope="session")
def prices():
    return {"tea": 3}
""",
    "suite/test_prices.py": """def test_dearer(prices):
    prices["tea"] = 4
    assert prices["tea"] == 4


def test_cheap(prices):
    assert prices["tea"] == 3
""",
    "suite/test_environment.py": LOUD.format("MODE", "NAME"),
    "suite/test_all.py": LOUD.format("SIZE", "COLOUR"),
    "suite/test_unsafe.py": UNSAFE,
    "suite/test_ignored.py": PORT,
    "go/go.mod": "module example.org/shop\n\ngo 1.21\n",
    "go/shop_test.go": GO,
}


def _repaired(text: str, test: str, variable: str, value: str) -> str:
    """The only change that is wanted: `monkeypatch` sets the variable."""
    return text.replace(f"def {test}():", f"def {test}(monkeypatch):").replace(
        f'os.environ["{variable}"] = {value}', f'monkeypatch.setenv("{variable}", {value})'
    )


AFTERWARDS = {
    "suite/test_environment.py": _repaired(
        FILES["suite/test_environment.py"], "test_second", "SHOP_NAME", "name"
    ),
    "suite/test_all.py": _repaired(
        _repaired(FILES["suite/test_all.py"], "test_first", "SHOP_SIZE", '"green"'),
        "test_second",
        "SHOP_COLOUR",
        "name",
    ),
    "suite/test_unsafe.py": _repaired(UNSAFE, "test_tea", "SHOP_TEA", '"green"'),
    "suite/test_ignored.py": PORT.replace(
        "RequestHandler)\n", "RequestHandler)  # isolint: ignore[ISO305] fixed-port\n"
    ),
    "go/shop_test.go": GO.replace("name)\n", "name) //isolint:ignore ISO401 env-leak\n"),
}
"""What is on disk when a scene is over."""
