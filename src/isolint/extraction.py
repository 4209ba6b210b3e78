"""Facts of many files: here, or by two processes where there is much to do."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import cache
from itertools import repeat
from sys import intern
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple

from isolint.frontends import front_end
from isolint.model.facts import NONE, FileFacts, Step, StepKind
from isolint.model.finding import Problem, bug
from isolint.model.source import Source

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

MANY = 200
"""From this many files on, starting processes costs less than it saves."""

MUCH = 1_500_000
"""The same in bytes, for projects of few and very long files."""

PROCESSES = 2
_CHUNKS = 8
"""Per process: small enough that none waits long for the other, large enough to send seldom."""


class Text(NamedTuple):
    """A file's bytes under its path relative to the root."""

    path: str
    content: bytes


class Taken(NamedTuple):
    """What came of one file; `packed` are the same facts as bytes, where they were sent or will be kept."""

    path: str
    result: FileFacts | Problem
    packed: bytes


def take(path: str, content: bytes) -> FileFacts | Problem:
    """The facts of a file; a bug of ours is a problem of that file alone."""
    try:
        language = front_end(path)
        source = language.read(path, content)
        return source if isinstance(source, Problem) else language.extract(source)
    except Exception as error:
        return bug("extract", error, path)


def taken_from(source: Source) -> FileFacts | Problem:
    """The facts of a text that has been read already, provided that it can be written back."""
    try:
        source.encode(source.text)
        return front_end(source.path).extract(source)
    except UnicodeEncodeError:
        return Problem(stage="read", path=source.path, message=f"{source.encoding} cannot spell the new text")
    except Exception as error:
        return bug("extract", error, source.path)


class _Packed(NamedTuple):
    """Facts in which each text stands once; `which` says, as 32-bit indices, where it belongs.

    The steps, of which there are most, stand in columns: their kinds, one byte each, then each
    other field as native signed 32-bit numbers.
    """

    facts: FileFacts
    which: bytes
    steps: tuple[bytes, ...]


def pack(facts: FileFacts) -> bytes:
    """Facts as bytes; `unpack` gives equal ones back, and in less memory."""
    import msgspec

    texts = facts.expressions.texts
    place = {text: index for index, text in enumerate(dict.fromkeys(texts))}
    which = array("I", map(place.__getitem__, texts)).tobytes()
    expressions = facts.expressions._replace(texts=tuple(place))
    kinds, *fields = zip(*facts.steps, strict=True) if facts.steps else [()] * len(Step._fields)
    steps = (bytes(kinds), *(array("i", field).tobytes() for field in fields))
    return msgspec.msgpack.encode(_Packed(facts._replace(expressions=expressions, steps=()), which, steps))


def unpack(packed: bytes) -> FileFacts | None:
    """None where the bytes are no facts of this schema."""
    import msgspec

    try:
        facts, which, columns = msgspec.msgpack.decode(packed, type=_Packed)
        spelled = tuple(map(intern, facts.expressions.texts))  # files of a project have most words in common
        texts = tuple(map(spelled.__getitem__, array("I", which)))
        steps = tuple(_steps(columns))
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, LookupError, ValueError):
        return None
    return facts._replace(expressions=facts.expressions._replace(texts=texts), steps=steps)


def _steps(columns: Sequence[bytes]) -> Iterator[Step]:
    """Steps that share their numbers with those of all files: as objects these take more room than a step."""
    shared = _numbers()
    kinds = map(_STEP_KINDS.__getitem__, columns[0])
    fields = ([shared[one] if one < _SHARED else one for one in array("i", column)] for column in columns[1:])
    return map(tuple.__new__, repeat(Step), zip(kinds, *fields, strict=True))


@cache
def _numbers() -> tuple[int, ...]:
    """The numbers that most files do with, and NONE where -1 finds it."""
    return (*range(_SHARED), NONE)


_SHARED = 1 << 16
_STEP_KINDS = {kind.value: kind for kind in StepKind}


class Extractor(AbstractContextManager["Extractor"]):
    """Takes facts of batches of files; processes are started by the first large batch and kept."""

    def __init__(self, *, packing: bool) -> None:
        self._packing = packing
        self._pool: ProcessPoolExecutor | None = None

    def each(self, texts: Sequence[Text]) -> Iterator[Taken]:
        """In no particular order."""
        is_small = len(texts) < MANY and sum(len(text.content) for text in texts) < MUCH
        if self._pool is None and is_small:
            for text in texts:
                result = take(*text)
                packs = self._packing and isinstance(result, FileFacts)
                yield Taken(
                    text.path, result, pack(result) if packs and isinstance(result, FileFacts) else b""
                )
            return
        yield from self._spread(texts)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is None:
            return
        if kind is not None:
            from multiprocessing import active_children

            for child in active_children():
                child.terminate()
        self._pool.shutdown(wait=kind is None, cancel_futures=True)

    def _spread(self, texts: Sequence[Text]) -> Iterator[Taken]:
        from concurrent.futures import as_completed
        from concurrent.futures.process import BrokenProcessPool

        if self._pool is None:
            self._pool = _pool()
        pending = {}
        for chunk in chunks(texts, PROCESSES * _CHUNKS):
            try:
                pending[self._pool.submit(_work, chunk)] = chunk
            except BrokenProcessPool:  # a process died while the rest was still being handed out
                yield from _lost(chunk)
        for future in as_completed(pending):
            chunk = pending[future]
            try:
                answers = future.result()
            except BrokenProcessPool:
                yield from _lost(chunk)
                continue
            for path, answer in answers:
                yield _received(path, answer)


def chunks(texts: Iterable[Text], count: int) -> list[list[Text]]:
    """Up to `count` lists of much the same size in bytes, the largest files spread first."""
    lists: list[list[Text]] = [[] for _ in range(count)]
    sizes = [0] * count
    for text in sorted(texts, key=lambda text: -len(text.content)):
        smallest = sizes.index(min(sizes))
        lists[smallest].append(text)
        sizes[smallest] += len(text.content) + 500
    return [entries for entries in lists if entries]


def _pool() -> ProcessPoolExecutor:
    import multiprocessing
    import sys
    from concurrent.futures import ProcessPoolExecutor

    # fork starts in no time and our process has no threads; elsewhere the default is the safe one.
    method = "fork" if sys.platform == "linux" else None
    return ProcessPoolExecutor(PROCESSES, multiprocessing.get_context(method), initializer=_start)


def _start() -> None:
    """A worker leaves Ctrl-C to its parent, and drops nothing that a collection would find."""
    import gc
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()


def _work(texts: Sequence[Text]) -> list[tuple[str, bytes | Problem]]:
    answers: list[tuple[str, bytes | Problem]] = []
    for text in texts:
        result = take(*text)
        answers.append((text.path, result if isinstance(result, Problem) else pack(result)))
    return answers


def _received(path: str, answer: bytes | Problem) -> Taken:
    if isinstance(answer, Problem):
        return Taken(path, answer, b"")
    facts = unpack(answer)
    if facts is None:
        broken = Problem(
            stage="extract", path=path, message="facts did not survive their transfer", ours=True
        )
        return Taken(path, broken, b"")
    return Taken(path, facts, answer)


def _lost(texts: Iterable[Text]) -> Iterator[Taken]:
    for path, _ in texts:
        message = "the process that read this file was killed"
        yield Taken(path, Problem(stage="extract", path=path, message=message, ours=True), b"")
