"""Why a finding is one, by rule: what would have made it harmless, and what speaks for or against a fix.

These are the guards that linking and the rule really look for; the words fit every language.
"""

from __future__ import annotations

from typing import NamedTuple

from isolint.model.finding import Finding, Safety
from isolint.model.place import Frequency, Moment, Place


class _Reason(NamedTuple):
    """`sought` was looked for in vain; `safe` and `unsafe` say why a fix is, `none` why there is none."""

    sought: tuple[str, ...]
    none: str
    safe: str = "the tests do the same afterwards"
    unsafe: str = "it may change what the tests do"


_OWN_PART = "a part of the name that differs in each worker: its id, a process id, a uuid"
_OWN_FOLDER = "a directory of the test's own"
_LOCK = "a lock that other workers see"
_HARMLESS = "a form that does no harm when done twice"
_SET_FIRST = "a write of its own in each test that reads it"
_RESTORE = (
    "a restore on each way out of the test",
    "a fixture, tear-down or registered clean-up that puts it back",
    "a call that undoes itself when the test ends",
)
_ALIKE = "the same value in all tests"
_NOT_HERE = "what puts the old value back differs from place to place"
_ORDER_CHANGES = "the order of the statements changes"

_REASONS = {
    "ISO001": _Reason((), "what the comment was written for is not known. What helps: take it away"),
    "ISO101": _Reason(
        (
            "the same write in each process that reads",
            "a question before the read whether anything is there",
            "the same guard around the read",
            "a way that reaches the others: the environment, a file, what the runner hands over",
        ),
        "what costs something, or is made once for all, is not to be made in each process without a thought",
        "it costs nothing and meets nobody there",
        "what moves no longer runs in each process",
    ),
    "ISO102": _Reason(
        (
            "the same registration in each worker, on import or in its set-up",
            "an end to it before the tests begin",
            "a registry that the set-up made for itself",
        ),
        "the guard around it is what has to go, and may be there for something else",
        "registering twice changes nothing here",
    ),
    "ISO103": _Reason(
        (
            "a wait for those who do not get in",
            "a value that they get instead",
            "a place in which the guard means what it says",
        ),
        "where the set-up belongs depends on what it sets up",
    ),
    "ISO104": _Reason(
        (_LOCK, _OWN_PART, _HARMLESS),
        "what is meant to happen once needs a marker beside the lock, and somebody who removes it in the end",
    ),
    "ISO201": _Reason(
        (
            "the same guard around both ends",
            "a start in each worker",
            "a count of users behind a lock",
        ),
        "which worker is the last cannot be known there",
        unsafe="whatever else stands there no longer runs in each process",
    ),
    "ISO202": _Reason(
        (_OWN_PART, "a guard that lets one process in", "a count of users behind a lock"),
        "each worker needs a thing of its own before it may remove that",
        unsafe=_ORDER_CHANGES,
    ),
    "ISO203": _Reason(
        (
            "a question whether anything is there",
            "a tear-down that runs where the set-up ran",
            "a value from the start",
        ),
        "what is to happen without it is yours to say",
        "where there is something the same is done, where there is nothing only the error goes",
        "what else stands there no longer runs in each process",
    ),
    "ISO204": _Reason(
        (
            "an end to those who use it before it goes",
            "a question whether they have ended",
            "a rescue of what a closed thing throws at them",
        ),
        "which of the two can wait is yours to say",
        unsafe="what the tear-down does in between now happens before the closing",
    ),
    "ISO301": _Reason(
        (_OWN_PART, _OWN_FOLDER, "the name of the test in what it makes for itself"),
        "what is made of the clock has to fit where it is used",
        "the name was another one in each run, and still is",
        "the clock is read elsewhere than in the name, and may serve as a time as well",
    ),
    "ISO302": _Reason(
        (_OWN_PART, _OWN_FOLDER, "random bits enough for a thousand names"),
        "nothing longer fits where this is used",
        "the longer name fits where such names go",
        "the name gets longer, which not every service takes, and is no longer the same in each run",
    ),
    "ISO303": _Reason(
        (_OWN_PART, _OWN_FOLDER, "a fake of the file system", _LOCK),
        "the path is spelled where no directory of a test can be asked for, or in more than one function",
        "each test gets a directory of its own, and nobody else spells the path",
        "other code may know the path by heart",
    ),
    "ISO304": _Reason(
        (_OWN_PART, "a change into a directory of the test's own", _LOCK, "a single test that writes it"),
        "what writes the file is often told its place elsewhere",
    ),
    "ISO305": _Reason(
        ("port 0", "the worker's id in the number", _LOCK, "a second try with another port"),
        "those who know the number by heart have to learn the one that the system hands out",
        unsafe="whoever talks to the server has to ask for its number",
    ),
    "ISO306": _Reason(
        (
            _OWN_PART,
            "something of the worker's own around it",
            "a form that minds none that is there",
            "a fake",
        ),
        "the name is often known elsewhere, in the settings of what is tested",
    ),
    "ISO307": _Reason(
        ("something that stays open until it is used", _OWN_FOLDER, "a second try with another one"),
        "who needs it has to be given what is already taken, and each does that in its own way",
        "the new name is in a directory that is empty and the test's own",
    ),
    "ISO308": _Reason(
        (_OWN_PART, "a lock with a marker", "a guard that lets one process in", _HARMLESS),
        "either each worker gets a thing of its own, or one makes it for all: that is yours to say",
        unsafe="what moves comes before all that stays",
    ),
    "ISO309": _Reason(
        ("a question which process this is", "the worker's id in the name", "a private directory"),
        "no process that knows all results runs this",
        unsafe="what is written must be known to the one process that still writes it",
    ),
    "ISO401": _Reason((*_RESTORE, _ALIKE), _NOT_HERE, unsafe="another test finds it set by this one alone"),
    "ISO402": _Reason(_RESTORE, _NOT_HERE),
    "ISO403": _Reason(
        (*_RESTORE, _SET_FIRST, _ALIKE),
        "a copy has to be made before, and put back afterwards",
        unsafe="another test finds it changed by this one alone",
    ),
    "ISO404": _Reason(
        _RESTORE, "a patch that is started has to be stopped, and a reload done again at the right moment"
    ),
    "ISO405": _Reason(
        _RESTORE, _NOT_HERE, unsafe="the thing is replaced, and who holds the old one does not see it"
    ),
    "ISO406": _Reason(
        (
            "a `finally` around the restore",
            "a tear-down or registered clean-up that does it",
            "something around it that puts it back by itself",
        ),
        "there is nothing at hand that remembers the old value",
        "all runs as before as long as nothing fails",
    ),
    "ISO407": _Reason(
        (
            "a copy for each test",
            "a restore by the test or a fixture of it",
            _SET_FIRST,
            "a runner that keeps these tests in one worker and in order",
        ),
        "whether to copy the value or to make it for each test depends on what it costs",
    ),
    "ISO408": _Reason(
        (
            "a write by the reading test, a fixture of it or its set-up",
            "a value from the start",
            "a question whether there is one",
            "a runner that keeps these tests in one process and in order",
        ),
        "what the first test makes belongs into a set-up of both",
    ),
    "ISO501": _Reason(
        ("creation in one step", "a lock around both", "an answer to the error that it is there already"),
        "how it is made in one step depends on what it is",
        "that is what the look was for",
        "where somebody removes it, the answer may be another one",
    ),
    "ISO502": _Reason(
        ("a wait, a poll or a retry after the start", "a channel that tells", "a socket that listens before"),
        "how it tells that it is ready depends on what it is",
    ),
    "ISO503": _Reason(
        ("a wait for the thing itself", "a loop that looks again and again"),
        "how it tells that it is ready, or done, depends on what it is",
    ),
    "ISO504": _Reason(
        ("a flush that empties the queue or waits for it", "a request that travels in the queue"),
        "whether the flush takes what is queued or goes through the queue is yours to say",
    ),
    "ISO505": _Reason(
        ("a flush before it", "a close that writes what is left", "a wait for whoever writes"),
        "where the last write can still be made is yours to say",
    ),
    "ISO506": _Reason(
        ("a lock from the read to the write", _OWN_PART, "a single process that writes it"),
        "all who write the file have to take the same lock",
    ),
    "ISO601": _Reason(
        ("an id that is given", "a seed", "a value that the runner numbers"),
        "the values are made elsewhere, and that is where the ids have to come from",
        "the test runs with the same value, and nobody can rely on an id that was never the same twice",
    ),
    "ISO602": _Reason(
        ("a sort on the way", "values that all processes run through alike"),
        "no order is known that such values have",
        "the same values run, in one order",
        "two values may have equal texts, or texts that differ themselves",
    ),
    "ISO603": _Reason(
        (
            "a statement in the file that takes it back",
            "a condition that asks whether anything is missing",
            "a place above all tests",
        ),
        "whether it is meant for these tests or for all is yours to say",
    ),
    "ISO604": _Reason(
        ("a way of spreading that keeps these tests together", _LOCK, "a thing of its own for each test"),
        "the command that runs the suite, or each mark, has to change",
    ),
    "ISO701": _Reason(
        (
            "a mark that has one thread run the test",
            "a lock around it",
            "a copy, or a value made in the test",
        ),
        "where the thing is made decides how each thread gets one of its own",
        unsafe="the test is no longer run in threads",
    ),
    "ISO702": _Reason(
        ("a mark that has one thread run the test", "one of its own for each thread"),
        "tests of other files get to the same statement",
        "one thread runs it, which the mark says with its reason",
    ),
    "ISO703": _Reason(
        ("a directory that the test itself asks for", "a part of the name that differs in each thread"),
        "the directory has to be handed on by the test",
    ),
    "ISO704": _Reason(
        (
            "a lock in the method, or around each call of it",
            "a container that is filled before anything starts, and only read after that",
        ),
        "each method that gets at it has to take the same lock",
    ),
}
_UNKNOWN = _Reason((), "this rule makes none")
_OF_ONE_TEST = ("ISO401", "ISO402", "ISO403", "ISO404", "ISO405")
_BROAD = "what puts it back by itself lasts for one test, and this {} is for many"
_CONSTANT = "it is written outside of all functions, where no directory of a test can be asked for"
_SAFETIES = {Safety.SAFE: "Safe", Safety.UNSAFE: "Unsafe", Safety.MANUAL: "Shown, and not applied"}


def sought(code: str) -> tuple[str, ...]:
    """What would make a finding of a rule harmless, and is looked for."""
    return _REASONS.get(code, _UNKNOWN).sought


def remedy(finding: Finding, place: Place | None) -> str:
    """Which fix there is and why it may be trusted, or why none is made; `place` is where it happens."""
    reason = _REASONS.get(finding.code, _UNKNOWN)
    if finding.fix is None:
        advice = f". What helps: {finding.help}" if finding.help else ""
        return f"No fix is made: {_hindrance(finding.code, place) or reason.none}{advice}"
    why = reason.safe if finding.fix.safety is Safety.SAFE else reason.unsafe
    return f"{finding.fix.title}. {_SAFETIES[finding.fix.safety]}: {why}"


def _hindrance(code: str, place: Place | None) -> str:
    """What at this very place keeps the fix of other places away."""
    if place is None:
        return ""
    if code in _OF_ONE_TEST and place.frequency is not Frequency.TEST:
        return _BROAD.format("tear-down" if place.moment is Moment.TEARDOWN else "set-up")
    return _CONSTANT if code == "ISO303" and place.moment is Moment.IMPORT else ""
