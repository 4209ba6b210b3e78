"""Which processes of a run execute which code of a Go suite, and when.

Each piece of code writes a file called after the place it stands in; what the linker says of that
write is compared with what was measured under `ginkgo --procs=3` (2.9), `ginkgo -nodes=3` (1.16)
and `go test`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest
from project import suite_of

from isolint.linking.suite import Suite
from isolint.model.place import BESIDE, Frequency, Lanes, Moment
from isolint.model.project import Layout, Runner
from isolint.model.resource import Access

FIRST = Lanes.SERIAL | Lanes.FIRST
EACH = Lanes.TESTS
LAYOUT = Layout(
    runner=Runner(kind="go"),
    test_files=("*_test.go",),
    test_functions=("Test",),
    test_types=(),
    modules=(("example.test/mill", ""),),
)


class Seen(NamedTuple):
    lanes: Lanes
    moment: Moment
    frequency: Frequency


SUITE = """
package mill

import (
	"os"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"example.test/mill/wheel"
)

var _ = os.WriteFile("variable", nil, 0o600)

func init() { os.WriteFile("init", nil, 0o600) }

func TestMill(t *testing.T) {
	RegisterFailHandler(Fail)
	os.WriteFile("runs specs", nil, 0o600)
	RunSpecs(t, "Mill")
}

func TestBeside(t *testing.T) { os.WriteFile("plain test", nil, 0o600) }

var _ = ReportBeforeSuite(func(Report) { os.WriteFile("report before", nil, 0o600) })

var _ = SynchronizedBeforeSuite(NodeTimeout(minute), func(ctx SpecContext) []byte {
	os.WriteFile("fn1", nil, 0o600)
	DeferCleanup(func() { os.WriteFile("deferred by fn1", nil, 0o600) })
	return nil
}, func(ctx SpecContext, data []byte) {
	os.WriteFile("fn2", nil, 0o600)
	DeferCleanup(late)
})

func late() { os.WriteFile("deferred by fn2", nil, 0o600) }

type miller struct{}

func (m *miller) stop() { os.WriteFile("A1", nil, 0o600) }

var hand = &miller{}

var _ = SynchronizedAfterSuite(hand.stop, wheel.Last)

var _ = ReportAfterSuite("all", func(Report) { os.WriteFile("report after", nil, 0o600) })

var _ = Describe("Mill", func() {
	os.WriteFile("container", nil, 0o600)

	BeforeEach(func() {
		os.WriteFile("before each", nil, 0o600)
		DeferCleanup(func() { os.WriteFile("deferred by before each", nil, 0o600) })
	})

	JustBeforeEach(func() { os.WriteFile("just before", nil, 0o600) })

	AfterEach(func() { os.WriteFile("after each", nil, 0o600) })

	ReportAfterEach(func(SpecReport) { os.WriteFile("report each", nil, 0o600) })

	It("grinds", func() { os.WriteFile("spec", nil, 0o600) })

	It("grinds alone", Serial, func() { os.WriteFile("serial spec", nil, 0o600) })

	PIt("waits", func() { os.WriteFile("pending", nil, 0o600) })

	DescribeTable("grain", func(kind string) { os.WriteFile("table", nil, 0o600) },
		Entry("rye", "rye"), Entry("oats", "oats"))

	Context("in order", Ordered, func() {
		BeforeAll(func() {
			os.WriteFile("before all", nil, 0o600)
			DeferCleanup(func() { os.WriteFile("deferred by before all", nil, 0o600) })
		})
		AfterAll(func() { os.WriteFile("after all", nil, 0o600) })
		It("first", func() { os.WriteFile("ordered one", nil, 0o600) })
		It("second", func() { os.WriteFile("ordered two", nil, 0o600) })
	})
})

var _ = Describe("Night", Serial, func() {
	BeforeEach(func() { os.WriteFile("serial before", nil, 0o600) })
	It("rests", func() { os.WriteFile("below serial", nil, 0o600) })
})
"""
WHEEL = """
package wheel

import "os"

// Last is the second function of the suite's SynchronizedAfterSuite.
func Last() { os.WriteFile("A2", nil, 0o600) }
"""
PLACES = {
    "variable": Seen(EACH, Moment.IMPORT, Frequency.RUN),
    "init": Seen(EACH, Moment.IMPORT, Frequency.RUN),
    "runs specs": Seen(EACH, Moment.TEST, Frequency.TEST),
    "plain test": Seen(EACH, Moment.TEST, Frequency.TEST),
    "report before": Seen(FIRST, Moment.CONFIGURE, Frequency.RUN),
    "fn1": Seen(FIRST, Moment.SETUP, Frequency.RUN),
    "deferred by fn1": Seen(FIRST, Moment.TEARDOWN, Frequency.RUN),
    "fn2": Seen(EACH, Moment.SETUP, Frequency.RUN),
    "deferred by fn2": Seen(EACH, Moment.TEARDOWN, Frequency.RUN),
    "A1": Seen(EACH, Moment.TEARDOWN, Frequency.RUN),
    "A2": Seen(FIRST, Moment.EXIT, Frequency.RUN),
    "report after": Seen(FIRST, Moment.REPORT, Frequency.RUN),
    "container": Seen(EACH, Moment.COLLECT, Frequency.RUN),
    "before each": Seen(EACH, Moment.SETUP, Frequency.TEST),
    "deferred by before each": Seen(EACH, Moment.TEARDOWN, Frequency.TEST),
    "just before": Seen(EACH, Moment.SETUP, Frequency.TEST),
    "after each": Seen(EACH, Moment.TEARDOWN, Frequency.TEST),
    "report each": Seen(EACH, Moment.REPORT, Frequency.TEST),
    "spec": Seen(EACH, Moment.TEST, Frequency.TEST),
    "serial spec": Seen(FIRST, Moment.TEST, Frequency.TEST),
    "table": Seen(EACH, Moment.TEST, Frequency.TEST),
    "before all": Seen(EACH, Moment.SETUP, Frequency.CLASS),
    "deferred by before all": Seen(EACH, Moment.TEARDOWN, Frequency.CLASS),
    "after all": Seen(EACH, Moment.TEARDOWN, Frequency.CLASS),
    "ordered one": Seen(EACH, Moment.TEST, Frequency.TEST),
    "serial before": Seen(FIRST, Moment.SETUP, Frequency.TEST),
    "below serial": Seen(FIRST, Moment.TEST, Frequency.TEST),
}


@pytest.fixture(scope="module")
def mill() -> Suite:
    return suite_of({"mill_test.go": SUITE, "wheel/wheel.go": WHEEL}, LAYOUT)


def _of(suite: Suite, name: str) -> Access:
    found = [access for access in suite.accesses if access.resource.name.text.rpartition("/")[2] == name]
    assert len(found) == 1, f"{name}: {len(found)} accesses"
    return found[0]


def _seen(access: Access) -> Seen:
    return Seen(access.lanes, access.place.moment, access.place.frequency)


@pytest.mark.parametrize("name", PLACES)
def test_place(mill: Suite, name: str) -> None:
    assert _seen(_of(mill, name)) == PLACES[name]


def test_every_write_is_in_the_table() -> None:
    written = set(re.findall(r'WriteFile\("([^"]+)"', SUITE + WHEEL))
    assert written - set(PLACES) == {"pending", "ordered two"}


def test_pending_never_runs(mill: Suite) -> None:
    assert not [access for access in mill.accesses if access.resource.name.text.endswith("pending")]


@pytest.mark.parametrize(
    "name", ["fn1", "deferred by fn1", "A2", "report before", "report after", "serial spec"]
)
def test_others_wait(mill: Suite, name: str) -> None:
    assert _of(mill, name).place.ordered


@pytest.mark.parametrize("name", ["fn2", "A1", "deferred by fn2"])
def test_nobody_waits(mill: Suite, name: str) -> None:
    assert not _of(mill, name).place.ordered


def test_ordered_container_is_one_unit(mill: Suite) -> None:
    one, two = _of(mill, "ordered one").place, _of(mill, "ordered two").place
    assert one.units == two.units
    assert one.units != _of(mill, "spec").place.units


def test_version_one_has_the_same_places() -> None:
    text = SUITE.replace("ginkgo/v2", "ginkgo")
    suite = suite_of({"mill_test.go": text, "wheel/wheel.go": WHEEL}, LAYOUT)
    assert {name: _seen(_of(suite, name)) for name in PLACES} == PLACES


PLAIN = """
package barn

import (
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	os.WriteFile("before", nil, 0o600)
	code := m.Run()
	os.WriteFile("after", nil, 0o600)
	os.Exit(code)
}

func TestAlone(t *testing.T) {
	t.Cleanup(func() { os.WriteFile("cleanup", nil, 0o600) })
	os.WriteFile("alone", nil, 0o600)
}

func TestBeside(t *testing.T) {
	t.Parallel()
	os.WriteFile("beside", nil, 0o600)
}

func TestTable(t *testing.T) {
	for _, name := range []string{"a", "b"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			os.WriteFile("subtest", nil, 0o600)
		})
	}
}
"""
PLAIN_PLACES = {
    "before": Seen(EACH, Moment.CONFIGURE, Frequency.RUN),
    "after": Seen(EACH, Moment.TEARDOWN, Frequency.RUN),
    "alone": Seen(EACH, Moment.TEST, Frequency.TEST),
    "cleanup": Seen(EACH, Moment.TEARDOWN, Frequency.TEST),
    "beside": Seen(EACH, Moment.TEST, Frequency.TEST),
    "subtest": Seen(EACH, Moment.TEST, Frequency.TEST),
}


@pytest.fixture(scope="module")
def barn() -> Suite:
    return suite_of({"barn/barn_test.go": PLAIN}, LAYOUT)


@pytest.mark.parametrize("name", PLAIN_PLACES)
def test_plain_place(barn: Suite, name: str) -> None:
    assert _seen(_of(barn, name)) == PLAIN_PLACES[name]


@pytest.mark.parametrize(
    ("name", "is_beside"), [("alone", False), ("cleanup", False), ("beside", True), ("subtest", True)]
)
def test_runs_beside_others(barn: Suite, name: str, is_beside: bool) -> None:
    assert any(BESIDE in unit for unit in _of(barn, name).place.units) is is_beside


def test_packages_run_side_by_side() -> None:
    files = {
        f"{name}/{name}_test.go": PLAIN.replace("package barn", f"package {name}")
        for name in ("barn", "shed")
    }
    suite = suite_of(files, LAYOUT)
    units = {access.place.units for access in suite.accesses if access.resource.name.text.endswith("/alone")}
    assert len(units) == 2
