import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from shop.catalogue import Catalogue
from shop.orders import SCHEMA, OrderStore
from shop.payments import FakeGateway


def pytest_configure(config):
    """One catalogue serves the whole run; workers inherit its address."""
    if not hasattr(config, "workerinput"):
        server = subprocess.Popen(
            [sys.executable, "-m", "shop.catalogue_server"],
            cwd=config.rootpath,
            stdout=subprocess.PIPE,
            text=True,
        )
        os.environ["CATALOGUE_URL"] = server.stdout.readline().strip()
        os.environ["CATALOGUE_PID"] = str(server.pid)
        config.add_cleanup(server.communicate)


def pytest_unconfigure(config):
    os.kill(int(os.environ["CATALOGUE_PID"]), signal.SIGTERM)


def pytest_sessionfinish(session):
    """Keep the timings of this run and of the one before, to see what became slow."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    timings = {report.nodeid: report.duration for report in reporter.stats.get("passed", ())}
    latest = session.config.rootpath / "timings.json"
    if latest.exists():
        previous = latest.read_text(encoding="utf-8")
        latest.with_suffix(".previous.json").write_text(previous, encoding="utf-8")
    latest.write_text(json.dumps(timings, indent=1), encoding="utf-8")


@pytest.fixture
def catalogue():
    return Catalogue(os.environ["CATALOGUE_URL"])


@pytest.fixture
def gateway():
    return FakeGateway()


@pytest.fixture
def database():
    path = Path(tempfile.gettempdir()) / "shop-orders.db"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(SCHEMA)
    return path


@pytest.fixture
def store(database):
    return OrderStore(database)
