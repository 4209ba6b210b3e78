"""What keeps a test to one thread: the runner's own verdict on living functions, and ours on their source."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
from project import suite_of

from isolint.linking.threaded import Threaded
from isolint.model.project import Layout, ThreadRun

_RUN = ThreadRun(evidence="a test")
SAMPLES = """
import ctypes
import gc
import unittest.mock
import unittest.mock as doubles
import warnings
import warnings as caution
from unittest import mock
from unittest.mock import Mock, patch
from warnings import catch_warnings

import pytest
from pytest import warns


def quiet():
    with warnings.catch_warnings():
        pass


def once_removed():
    quiet()


def twice_removed():
    once_removed()


class Helper:
    def run(self):
        gc.collect()

    @staticmethod
    def stay():
        return mock.sentinel


helper = Helper()


def switched_off():
    __thread_safe__ = False


def test_plain():
    assert sum([1, 2]) == 3


def test_mock():
    mock.Mock()


def test_mock_by_its_module():
    unittest.mock.MagicMock()


def test_mock_by_another_name():
    doubles.patch("os.getcwd")


def test_class_by_its_own_name():
    Mock()


def test_patch():
    with patch("os.getcwd"):
        pass


def test_patch_of_object():
    with mock.patch.object(Helper, "run"):
        pass


@mock.patch("os.getcwd")
def test_decorated(getcwd):
    pass


def test_warns():
    with pytest.warns(UserWarning):
        pass


def test_warns_by_its_own_name():
    with warns(UserWarning):
        pass


def test_deprecated():
    with pytest.deprecated_call():
        pass


def test_caught():
    with warnings.catch_warnings():
        pass


def test_caught_by_another_name():
    with caution.catch_warnings(record=True):
        pass


def test_caught_by_its_own_name():
    with catch_warnings():
        pass


def test_imported_inside():
    import warnings as inner

    with inner.catch_warnings():
        pass


def test_imported_inside_by_the_same_name():
    from unittest import mock as mock

    mock.Mock()


def test_garbage():
    gc.collect()


def test_garbage_is_off():
    gc.disable()


def test_native():
    ctypes.c_int(3)


def test_native_function():
    ctypes.util.find_library("c")


def test_helper():
    quiet()


def test_helper_of_helper():
    once_removed()


def test_too_far():
    twice_removed()


def test_class_that_does():
    Helper()


def test_method_of_a_global():
    helper.run()


def test_method_of_a_local():
    own = object.__new__(Helper)
    own.run()


def test_inner_function():
    def inner():
        gc.collect()

    return inner


def test_switch():
    __thread_safe__ = False


def test_switch_of_helper():
    switched_off()


def test_import_or_skip():
    pytest.importorskip("json")


def test_raises():
    with pytest.raises(ValueError):
        raise ValueError


class TestMethods:
    def helper(self):
        gc.collect()

    def test_own_helper(self):
        self.helper()

    def test_in_a_class(self):
        gc.collect()
"""


def test_what_the_runner_sees_is_known(tmp_path: Path) -> None:
    """The two agree on each sample, and so all that the runner calls unsafe is known here."""
    detection = pytest.importorskip(
        "pytest_run_parallel.thread_unsafe_detection", reason="pytest-run-parallel is not installed"
    )
    path = tmp_path / "test_samples.py"
    path.write_text(SAMPLES, "utf-8")
    spec = importlib.util.spec_from_file_location("test_samples", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["test_samples"] = module
    try:
        spec.loader.exec_module(module)
        # By option, so that the answer is the same for each version of Python.
        theirs = {
            name: detection.identify_thread_unsafe_nodes(function, frozenset(), True, True, False)[0]
            for name, function in _tests(module)
        }
    finally:
        del sys.modules["test_samples"]
    assert _ours() == theirs


def _tests(module: object) -> list[tuple[str, object]]:
    own = [(name, value) for name, value in vars(module).items() if name.startswith("test_")]
    methods = vars(module)["TestMethods"]
    return own + [(name, value) for name, value in vars(methods).items() if name.startswith("test_")]


def _ours() -> dict[str, bool]:
    threaded = _threaded({"test_samples.py": SAMPLES})
    return {
        item.node.rpartition("::")[2]: threaded.alone.cause(item) is not None for item in threaded.tests.items
    }


def _threaded(files: dict[str, str], run: ThreadRun = _RUN) -> Threaded:
    found = suite_of(files, Layout(threads=run)).thread_hazards.threaded
    assert found is not None
    return found


def _are_alone(threaded: Threaded) -> list[bool]:
    return [threaded.alone.cause(item) is not None for item in threaded.tests.items]


@pytest.mark.parametrize("fixture", ["capsys", "capfd", "monkeypatch", "recwarn", "mine"])
def test_fixtures_that_keep_a_test_to_one_thread(fixture: str) -> None:
    text = (
        "import pytest\n\n\n@pytest.fixture\ndef through({0}):\n    return {0}\n\n\n"
        "def test_asks({0}):\n    pass\n\n\ndef test_asks_through(through):\n    pass\n"
    )
    run = ThreadRun(evidence="a test", alone_fixtures=("mine",))
    assert _are_alone(_threaded({"test_it.py": text.format(fixture)}, run)) == [True, True]


def test_functions_that_the_project_names() -> None:
    text = (
        "import clock\nfrom clock import stop\n\n\n"
        "def test_a():\n    clock.stop()\n\n\ndef test_b():\n    stop()\n"
    )
    run = ThreadRun(evidence="a test", alone_functions=("clock.stop",))
    files = {"test_it.py": text, "clock.py": "def stop():\n    pass\n"}
    assert _are_alone(_threaded(files, run)) == [True, True]


def test_marks_by_a_conftest() -> None:
    conftest = (
        "import pytest\n\n\ndef pytest_itemcollected(item):\n"
        '    if "slow" in item.nodeid:\n        item.add_marker(pytest.mark.thread_unsafe(reason="slow"))\n'
    )
    text = "def test_it():\n    pass\n"
    threaded = _threaded({"conftest.py": conftest, "slow/test_it.py": text, "quick/test_it.py": text})
    assert [path for path, _ in threaded.items] == ["quick/test_it.py"]
