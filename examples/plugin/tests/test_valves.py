import labkit
import pytest


@pytest.fixture
def bench():
    labkit.reserve("bench-1")
    yield "bench-1"
    labkit.release("bench-1")


def test_valve_closes(bench):
    assert labkit.valve(bench).close()


def test_valve_keeps_pressure(bench):
    assert labkit.valve(bench).pressure() < 2


def test_valve_opens():
    labkit.reserve("bench-3")
    assert labkit.valve("bench-3").open()
