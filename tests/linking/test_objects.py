"""What an object was made from."""

from __future__ import annotations

from project import suite_of

from isolint.linking.objects import Objects

TREE = """
class Pair:
    def turn(self):
        self.left = self.right.next()
        self.right = self.left.back()
        self.right.close()

def load(node):
    path = node.path
    path = path.expanduser().resolve()
    path.close()

def test_tree():
    Pair().turn()
    load(choose())
"""


def test_what_is_made_from_itself_has_no_name():
    stages = suite_of({"test_tree.py": TREE})._stages
    unit = stages.calls.units["test_tree.py"]
    steps = [unit.facts.steps[position] for position in unit.calls.of("close")]
    names = [Objects(stages.calls).receiver(unit, step, unit.callee(step.subject)) for step in steps]
    assert [name.is_known for name in names] == [False, False]
