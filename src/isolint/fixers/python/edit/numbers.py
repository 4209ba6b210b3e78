"""Where only a number fits: in arithmetic, and under the numeric formats of a string."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter

import libcst as cst

from isolint.fixers.python.edit.document import Document

_CONVERTERS = frozenset({"int", "float", "round", "abs", "divmod", "hex", "oct", "bin", "chr"})
_PERCENT = re.compile(r"%(?P<key>\(\w*\))?[-+ #0]*[\d.]*(?P<star>\*)?[\d.]*(?P<type>[a-zA-Z%])")
_PERCENT_NUMBERS, _FORMAT_NUMBERS = frozenset("diouxXeEfFgG"), frozenset("bdeEfFgGnoxX%")


def wants_number(document: Document, node: cst.BaseExpression) -> bool:
    """Would a text fail where a node stands? False where that cannot be seen."""
    parent = document.parents[node]
    if isinstance(parent, cst.Arg):
        return _in_call(document, parent)
    if isinstance(parent, cst.BinaryOperation):
        return _in_operation(parent, node)
    if isinstance(parent, cst.Element):
        row = document.parents[parent]
        operation = document.parents[row]
        if isinstance(row, cst.Tuple) and isinstance(operation, cst.BinaryOperation):
            place = row.elements.index(parent)
            return operation.right is row and _percent_number(operation, place)
    return isinstance(parent, cst.UnaryOperation) and not isinstance(parent.operator, cst.Not)


def _in_call(document: Document, arg: cst.Arg) -> bool:
    call = document.parents[arg]
    if not isinstance(call, cst.Call):
        return False
    if isinstance(call.func, cst.Name):
        return call.func.value in _CONVERTERS
    if not isinstance(call.func, cst.Attribute) or call.func.attr.value != "format":
        return False
    name = arg.keyword.value if arg.keyword else str(call.args.index(arg))
    return name in _format_numbers(_text(call.func.value))


def _in_operation(operation: cst.BinaryOperation, node: cst.BaseExpression) -> bool:
    other = operation.left if operation.right is node else operation.right
    is_right = operation.right is node
    match operation.operator:
        case cst.Modulo() if is_right:
            return _percent_number(operation, 0)
        case cst.Add():  # texts are joined by it
            return isinstance(other, cst.BaseNumber)
        case cst.Divide() if is_right:  # and paths by this
            return isinstance(other, cst.BaseNumber)
    return True


def _percent_number(operation: cst.BinaryOperation, place: int) -> bool:
    """Does the conversion of an operand, `%d` for one, take numbers only?"""
    if not isinstance(operation.operator, cst.Modulo):
        return False
    found = [each for each in _PERCENT.finditer(_text(operation.left)) if each["type"] != "%"]
    if place >= len(found) or any(each["star"] or each["key"] for each in found):
        return False
    return found[place]["type"] in _PERCENT_NUMBERS


def _format_numbers(text: str) -> Iterator[str]:
    """The fields of a format string with a numeric type, by position or keyword."""
    automatic = 0
    try:
        fields = [(name, spec) for _, name, spec, _ in Formatter().parse(text) if name is not None]
    except ValueError:
        return
    for name, spec in fields:
        field, automatic = (name, automatic) if name else (str(automatic), automatic + 1)
        if spec and spec[-1] in _FORMAT_NUMBERS:
            yield field


def _text(node: cst.BaseExpression) -> str:
    if not isinstance(node, cst.SimpleString | cst.ConcatenatedString):
        return ""
    value = node.evaluated_value
    return value if isinstance(value, str) else ""
