"""A test reads what only another test writes, so it fails alone and wherever the other is not.

Tests that hand a value on through a global or a class attribute work in one order in one
process. Workers get single tests, and each of them starts with the value that is there on import.

## Bad
    class TestOrders:
        order = None

        def test_create(self):
            TestOrders.order = create_order()

        def test_cancel(self):
            assert cancel(self.order).ok

## Good
    class TestOrders:
        @pytest.fixture
        def order(self):
            return create_order()

        def test_cancel(self, order):
            assert cancel(order).ok

## Bad (Go)
    var order *Order

    It("creates", func() { order = create() })
    It("ships", func() { Expect(order.Ship()).To(Succeed()) })

## Good (Go)
    var _ = Describe("an order", Ordered, func() {
        var order *Order

        It("is created", func() { order = create() })
        It("is shipped", func() { Expect(order.Ship()).To(Succeed()) })
    })

## Fix
None is made for you: what the first test makes belongs into a fixture. Where that is too much,
`xdist_group` with `--dist loadgroup` keeps the tests in one worker, in order.

## When it stays quiet
The reading test, a fixture of it or its set-up writes the value too; the value on import is
more than None or an empty container; the test asks whether there is a value; the runner keeps
these tests in one process and in order (`--dist loadfile`, `manage.py test --parallel`).
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.suite import Suite
from isolint.model.change import MEMORY
from isolint.model.finding import Hit, Related, Severity
from isolint.model.rule import rule
from isolint.model.source import Site


@rule("ISO408", severity=Severity.WARNING, since="0.1")
def tests_in_sequence(suite: Suite) -> Iterator[Hit]:
    seen: set[Site] = set()
    for change in suite.leaks.of(MEMORY):
        if not suite.leaks.makes_sequence(change):
            continue
        for use in change.uses:
            if use.in_order:
                continue
            if suite.leaks.is_in_need(change, use) and use.site not in seen:
                seen.add(use.site)
                yield Hit(
                    site=use.site,
                    message=f'{use.owner} reads "{change.text}", which only {change.place.owner} sets: '
                    "alone, or in another worker, it finds nothing there",
                    help="make what both need in a fixture",
                    related=(Related(change.where, f"set in {change.place.owner}"),),
                )
