"""A mark puts tests into a group, and they are not kept together, or not all of them that need it.

`@pytest.mark.xdist_group` asks for one worker, and only `--dist loadgroup` listens: in every
other mode the mark does nothing and says nothing. A mark that a conftest adds in a plain
`pytest_collection_modifyitems` comes when the worker has already told the scheduler its names. And a
group orders nothing but its own tests: one that uses the same file or port and is not in it runs
beside them.

## Bad
    # pytest.ini: addopts = -n auto
    @pytest.mark.xdist_group("printer")
    def test_print_label(printer):
        assert printer.print("label").done

    @pytest.mark.xdist_group("printer")
    def test_print_invoice(printer):
        assert printer.print("invoice").done

## Good
    # pytest.ini: addopts = -n auto --dist loadgroup
    @pytest.mark.xdist_group("printer")
    def test_print_label(printer):
        assert printer.print("label").done

    @pytest.mark.xdist_group("printer")
    def test_print_invoice(printer):
        assert printer.print("invoice").done

## Fix
None is made for you. Add `--dist loadgroup` where `-n` is; put the mark on the module
(`pytestmark`) or the class, so that no test is left out; in a conftest, `tryfirst=True`. Better than
a group is a thing of its own for each test.

## When it stays quiet
No project file says how the suite is run; some command of the project has `--dist loadgroup`, or its
own code chooses the scheduler; the mode keeps the tests of the group together anyway (one file
under `loadfile`, one class under `loadscope`); a group of a single test; what both sides only
read; what is locked, private or named after the worker; a thing that most of its users share
without the group, which is reported where its name is written.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.suite import Suite
from isolint.model.finding import Hit, Related, Severity
from isolint.model.grouping import Fault, LooseGroup
from isolint.model.rule import rule

_HELP = {
    Fault.MODE: "run the suite with --dist loadgroup, or give each test a thing of its own",
    Fault.VERSIONS: "use other versions, or --dist loadfile with all of the group in one file",
    Fault.LATE: "add it earlier: @pytest.hookimpl(tryfirst=True), or pytest_itemcollected",
    Fault.LEFT_OUT: "put the mark on the whole class or module",
    Fault.OTHER_GROUP: "use one name for all tests that need it",
}
_OTHERS = {
    Fault.MODE: "in a group as well",
    Fault.VERSIONS: "in a group as well",
    Fault.LEFT_OUT: "left out as well",
    Fault.OTHER_GROUP: "not in that group either",
}


@rule("ISO604", severity=Severity.WARNING, since="0.1")
def group_without_effect(suite: Suite) -> Iterator[Hit]:
    for loose in suite.loose_groups:
        member = (Related(loose.member, f'used in group "{loose.group}" here'),) if loose.member else ()
        others = tuple(Related(site, _OTHERS[loose.fault]) for site in loose.others)
        yield Hit(
            site=loose.site,
            message=_message(suite, loose),
            help=_HELP[loose.fault],
            related=(*member, *others),
        )


def _message(suite: Suite, loose: LooseGroup) -> str:
    group = f'group "{loose.group}"' if loose.group else "this group"
    if loose.access is not None:
        thing = suite.describe(loose.access)
        mine = f'is in group "{loose.other_group}"' if loose.other_group else "is not in it"
        return f"test `{loose.owner}` uses {thing}, as those of {group} do, which one worker runs, and {mine}"
    reasons = {
        Fault.MODE: f"the suite runs with --dist {loose.reason}, which knows no groups",
        Fault.VERSIONS: f"{loose.reason} lose its name on the way to the scheduler",
        Fault.LATE: f"{loose.reason} adds the mark when the scheduler has been told all names",
    }
    return f"{group} is not kept together: {reasons[loose.fault]}"
