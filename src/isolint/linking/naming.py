"""The algebra of abstract names: how joining, cutting and choosing change what is distinct."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from isolint.linking.unit import Unit
from isolint.model.facts import NONE, ExprKind
from isolint.model.name import Name, Root, Trait
from isolint.model.source import Site
from isolint.model.vocabulary import SourceWord

_TEMP = ("/tmp", "/var/tmp", "/dev/shm", "/private/tmp")
_HEX_BITS = 4


def constant(text: str, site: Site | None) -> Name:
    return Name(text=text, root=root_of(text), site=site)


def root_of(text: str) -> Root:
    """What a constant path hangs from."""
    if text.startswith("~"):
        return Root.HOME
    if any(text == temp or text.startswith(f"{temp}/") for temp in _TEMP):
        return Root.TEMP
    return Root.ABSOLUTE if text.startswith("/") else Root.NOWHERE


def unknown(site: Site | None) -> Name:
    return Name(text="{...}", traits=frozenset({Trait.UNKNOWN}), site=site)


def varying(word: SourceWord, site: Site | None) -> Name:
    """The value of a source: a clock, a random number, a directory handed out."""
    last = word.chain.rpartition(".")[2]
    traits = frozenset({word.trait}) if word.trait else frozenset()
    text = f"{{{last}()}}"
    if word.trait is None:
        text = word.root.text or text
    marks = ((word.trait, site),) if word.trait and site else ()
    return Name(
        text=text, traits=traits, root=word.root, bits=word.bits, site=site, marks=marks,
        whole=word.trait is not None,
    )


def joined(parts: Sequence[Name], site: Site | None, *, arithmetic: bool = False) -> Name:
    """Parts one after the other; where they are all one trait, the join is its new mark."""
    if not parts:
        return constant("", site)
    traits = frozenset(trait for part in parts for trait in part.traits)
    wholes = [part for part in parts if part.whole]
    is_whole = len(wholes) == len(parts) or (arithmetic and bool(wholes))
    if arithmetic and is_whole:
        traits = frozenset(trait for part in wholes for trait in part.traits)
    is_whole = is_whole and len(traits) == 1
    marks = tuple(mark for part in parts for mark in part.marks)
    if is_whole and site is not None:
        marks = ((next(iter(traits)), site),)
    text = wholes[0].text if arithmetic and wholes else "".join(part.text for part in parts)
    root = parts[0].root if parts[0].root is not Root.NOWHERE else root_of(text)
    return Name(
        text=text,
        traits=traits,
        root=root,
        bits=min((part.bits for part in parts if part.bits), default=0),
        parameters=frozenset(key for part in parts for key in part.parameters),
        site=_cause(parts[0], site),
        marks=marks,
        whole=is_whole,
    )


def filled(texts: Sequence[str], operands: Sequence[Name], site: Site | None) -> Name:
    """Constant texts with operands between them, as far as there are any."""
    parts: list[Name] = []
    for number, text in enumerate(texts):
        parts.append(constant(text, None))
        if number < len(texts) - 1:
            parts.append(operands[number] if number < len(operands) else unknown(None))
    extra = operands[len(texts) - 1 :]  # named or repeated holes: somewhere in it all the same
    return joined([part for part in (*parts, *extra) if part.text or part.traits], site)


def path_joined(parts: Sequence[Name], site: Site | None) -> Name:
    """Parts joined by "/"; an absolute part drops what stands before it."""
    if not parts:
        return Name(text=".", root=Root.CWD, site=site)
    for number in range(len(parts) - 1, 0, -1):
        if parts[number].text.startswith("/") and not parts[number].traits:
            parts = parts[number:]
            break
    whole = joined(parts, site)
    text = "/".join(part.text.rstrip("/") for part in parts if part.text)
    return Name(
        text=text or "/",
        traits=whole.traits,
        root=whole.root,
        bits=whole.bits,
        parameters=whole.parameters,
        site=whole.site,
        marks=tuple(mark for part in parts for mark in part.marks),
    )


def _cause(first: Name, site: Site | None) -> Site | None:
    """Where a name was made. A temp path under a constant directory was made with that."""
    if site is None or first.site is None:
        return site or first.site
    is_elsewhere = first.site.path != site.path or not site.start <= first.site.start < site.end
    is_directory = first.root is Root.TEMP and first.text not in _TEMP and not first.traits
    return first.site if is_elsewhere and is_directory else site


def parent(name: Name, site: Site | None) -> Name:
    """A path's directory; that of a private directory is shared again."""
    if name.traits:
        return name
    text = str(PurePosixPath(name.text).parent)
    return Name(text=text, root=name.root, site=site)


def last(name: Name, site: Site | None) -> Name:
    """A path's last part."""
    if name.traits:
        return name
    return constant(PurePosixPath(name.text).name, site)


def merged(names: Sequence[Name], site: Site | None) -> Name:
    """One of several, not known which: distinct as soon as one of them may be."""
    if not names:
        return unknown(site)
    if len(names) == 1:
        return names[0]
    first = names[0]
    return Name(
        text=first.text,
        traits=frozenset(trait for name in names for trait in name.traits),
        root=first.root,
        bits=max(name.bits for name in names),
        parameters=frozenset(key for name in names for key in name.parameters),
        site=first.site or site,
        marks=tuple(mark for name in names for mark in name.marks),
    )


def shortened(name: Name, unit: Unit, key: int, site: Site | None) -> Name:
    """A slice of a text: full-entropy random keeps four bits a character."""
    lower, upper, _ = unit.parts(key)
    stop = unit.texts[upper] if upper != NONE and unit.kinds[upper] == ExprKind.NUMBER else ""
    if not name.traits and stop.isdigit() and lower == NONE:
        return constant(name.text[: int(stop)], site)
    if name.traits != frozenset({Trait.RANDOM}) or not stop.isdigit():
        return name if name.traits else unknown(site)
    bits = _HEX_BITS * int(stop)
    if bits >= 64:
        return name
    marks = ((Trait.SHORT_RANDOM, site),) if site else ()
    return Name(
        text=name.text, traits=frozenset({Trait.SHORT_RANDOM}), bits=bits, site=site, marks=marks,
        whole=True,
    )


def bound(name: Name, arguments: Mapping[str, Name]) -> Name:
    """A name with parameters filled in by what a caller passes."""
    if not name.parameters:
        return name
    text, root, site = name.text, name.root, name.site
    traits = set(name.traits) - {Trait.PARAMETER}
    missing: set[str] = set()
    marks = list(name.marks)
    for key in sorted(name.parameters):
        given = arguments.get(key)
        if given is None:
            missing.add(key)
            continue
        hole = f"{{{key.rpartition(':')[2]}}}"
        if text.startswith(hole):
            root = given.root
        if text == hole:
            site = given.site or site
        text = text.replace(hole, given.text)
        traits |= given.traits
        missing |= given.parameters
        marks += given.marks
    if missing:
        traits.add(Trait.PARAMETER)
    return Name(
        text=text,
        traits=frozenset(traits),
        root=root if root is not Root.NOWHERE else root_of(text),
        bits=name.bits,
        parameters=frozenset(missing),
        site=site,
        marks=tuple(marks),
    )
