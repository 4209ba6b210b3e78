"""The algebra of abstract names: how joining, cutting and choosing change what is distinct."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from posixpath import normpath

from isolint.linking.entropy import together
from isolint.linking.passing import Given
from isolint.model.name import SEPARATOR, Form, Mark, Name, Root, Trait, hole
from isolint.model.source import Site
from isolint.model.vocabulary import SourceWord

_TEMP = ("/tmp", "/var/tmp", "/dev/shm", "/private/tmp")
_FILE_SCHEMES = ("sqlite:////", "sqlite:///", "file://")
_PERCENT = re.compile(r"%(?:\(\w+\))?[-#0 +]*\d*(?:\.\d+)?[sdrfgexXiavqtTpbcowU]")


def constant(text: str, site: Site | None) -> Name:
    return Name(text=text, root=root_of(text), site=site)


def is_none(name: Name) -> bool:
    """The value None: nothing that anything could be called."""
    return name.text == "None" and not name.traits


def root_of(text: str) -> Root:
    """What a constant path hangs from."""
    if text.startswith("~"):
        return Root.HOME
    if not text.startswith("/"):
        return Root.NOWHERE
    return Root.TEMP if any(f"{text}/".startswith(f"{temp}/") for temp in _TEMP) else Root.ABSOLUTE


def as_path(name: Name) -> Name:
    """A name as a path: one spelling for one place, relative ones under the working directory."""
    text = normpath(name.text) if name.text else name.text
    root = Root.CWD if name.root is Root.NOWHERE else name.root
    for scheme in _FILE_SCHEMES:
        if name.text.startswith(scheme):
            bare = name.text.removeprefix(scheme)
            text = normpath(f"/{bare}" if scheme != "sqlite:///" else bare)
            return replace(
                name, text=text, root=root_of(text) if root_of(text) is not Root.NOWHERE else Root.CWD
            )
    if "://" in name.text or name.text.startswith((":memory:", "file:")):
        return unknown(name.site)
    return replace(name, text=text, root=root)


def is_file_url(name: Name) -> bool:
    """It says of a database, or of what else is usually in a service, that it is in a file."""
    return name.text.startswith(_FILE_SCHEMES)


def as_port(name: Name) -> Name:
    """An address as the number of its port: `tcp://*:5555` and `:5555` are the same one."""
    number = name.text.rpartition(":")[2]
    if name.traits:
        return name
    return replace(name, text=number) if number.isdigit() else unknown(name.site)


def unknown(site: Site | None) -> Name:
    return Name(text="{...}", traits=frozenset({Trait.UNKNOWN}), site=site)


def varying(word: SourceWord, site: Site | None, form: Form = Form.OBJECT) -> Name:
    """The value of a source: a clock, a random number, a directory handed out."""
    last = word.chain.rpartition(".")[2]
    trait = Trait.PICKED if word.picked else word.trait
    traits = frozenset({trait}) if trait else frozenset()
    text = f"{{{last}()}}"
    if word.trait is None:
        text = word.root.text or text
    marks = (Mark(trait, site, form),) if trait and site else ()
    return Name(
        text=text,
        traits=traits,
        root=word.root,
        bits=word.bits,
        site=site,
        marks=marks,
        whole=word.trait is not None,
    )


def joined(parts: Sequence[Name], site: Site | None) -> Name:
    """Parts one after the other; where they are all one trait, the join is its new mark."""
    if not parts:
        return constant("", site)
    traits = frozenset(trait for part in parts for trait in part.traits)
    text = "".join(part.text for part in parts)
    name = Name(
        text=text,
        traits=traits,
        root=parts[0].root if parts[0].root is not Root.NOWHERE else root_of(text),
        bits=together(parts),
        parameters=frozenset(key for part in parts for key in part.parameters),
        site=_cause(parts[0], site),
        marks=_inside((mark for part in parts for mark in part.marks), site),
        whole=len(traits) == 1 and all(part.whole for part in parts),
        fallbacks=tuple(one for part in parts for one in part.fallbacks),
        possible=traits.difference(*(part.traits - part.possible for part in parts)),
    )
    return converted(name, site, Form.TEXT)


def converted(name: Name, site: Site | None, form: Form) -> Name:
    """A larger expression that gives nothing but the same trait: the mark is there now.

    A clock that was read elsewhere is still marked where it is read.
    """
    is_here = site is not None and all(_contains(site, mark.site) for mark in name.marks)
    if not name.whole or site is None or not is_here:
        return name
    return replace(name, site=site, marks=(Mark(next(iter(name.traits)), site, form),))


def _inside(marks: Iterable[Mark], site: Site | None) -> tuple[Mark, ...]:
    """The marks in a text; those in the very expression that makes it are part of it."""
    return tuple(
        mark._replace(form=Form.INSIDE) if site and _contains(site, mark.site) else mark for mark in marks
    )


def _contains(site: Site, inner: Site) -> bool:
    return site.path == inner.path and site.start <= inner.start and inner.end <= site.end


def computed(parts: Sequence[Name], site: Site) -> Name:
    """Arithmetic on a clock or a random number, of which the rest changes nothing."""
    wholes = [part for part in parts if part.whole]
    traits = frozenset(trait for part in wholes for trait in part.traits)
    name = replace(
        wholes[0],
        traits=traits,
        bits=min((part.bits for part in wholes if part.bits), default=0),
        marks=tuple(mark for part in wholes for mark in part.marks),
        whole=len(traits) == 1,
    )
    is_number = all(mark.form is Form.NUMBER for mark in name.marks)
    return converted(name, site, Form.NUMBER if is_number else Form.OBJECT)


def filled(texts: Sequence[str], operands: Sequence[Name], site: Site | None) -> Name:
    """Constant texts with operands between them, as far as there are any."""
    parts: list[Name] = []
    for number, text in enumerate(texts):
        parts.append(constant(text, None))
        if number < len(texts) - 1:
            parts.append(operands[number] if number < len(operands) else unknown(None))
    extra = operands[len(texts) - 1 :]  # named or repeated holes: somewhere in it all the same
    return joined([part for part in (*parts, *extra) if part.text or part.traits], site)


def formatted(text: Name, operands: Sequence[Name], site: Site | None) -> Name:
    """`"%s/plan.txt" % directory`: the operands in the holes of the text."""
    return filled(_PERCENT.split(text.text), operands, site)


def path_joined(parts: Sequence[Name], site: Site | None) -> Name:
    """Parts joined by "/"; an absolute part drops what stands before it."""
    if not parts:
        return Name(text=".", root=Root.CWD, site=site)
    for number in range(len(parts) - 1, 0, -1):
        if parts[number].text.startswith("/") and not parts[number].traits:
            parts = parts[number:]
            break
    whole = joined(parts, site)
    text = "/".join(part.text.rstrip("/") for part in parts if part.text not in ("", "."))
    marks = _inside((mark for part in parts for mark in part.marks), site)
    nowhere = "." if any(part.text == "." for part in parts) else "/"
    return replace(whole, text=text or nowhere, marks=marks, whole=False)


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
    """One of several, not known which: distinct as soon as one of them may be.

    None is what a name is before there is one, so it does not count beside others.
    """
    names = [name for name in names if not is_none(name)] or names
    if not names:
        return unknown(site)
    if len(names) == 1:
        return names[0]
    first = min(names, key=_is_inherited)
    traits = frozenset(trait for name in names for trait in name.traits)
    return Name(
        text=first.text,
        traits=traits,
        root=first.root,
        bits=max(name.bits for name in names),
        parameters=frozenset(key for name in names for key in name.parameters),
        site=first.site or site,
        marks=tuple(mark for name in names for mark in name.marks),
        fallbacks=tuple(one for name in names for one in name.fallbacks),
        possible=traits - frozenset.intersection(*(name.traits - name.possible for name in names)),
    )


def _is_inherited(name: Name) -> bool:
    """It comes from the environment, where nobody may have put it: what stands in then says more."""
    return name.text.startswith("{$") and name.root is Root.NOWHERE


def either(names: Sequence[Name], site: Site | None) -> Name:
    """`given or other`: the other ones where the caller passes nothing."""
    first, *others = names
    if is_none(first) or not (first.text or first.traits):
        return either(others, site) if others else first
    if not first.hole or not others:
        return merged(names, site)
    return replace(first, fallbacks=((first.hole, either(others, site)),))


def bound(name: Name, arguments: Given) -> Name:
    """A name with parameters filled in by what a caller passes."""
    if not name.parameters:
        return name
    traits = set(name.traits) - {Trait.PARAMETER}
    fallbacks = dict(name.fallbacks)
    filled_in = replace(name, traits=frozenset(traits), parameters=frozenset(), fallbacks=(), whole=False)
    for key in sorted(name.parameters):
        filled_in = _with(filled_in, key, _passed(key, fallbacks.get(key), arguments))
    is_placed = filled_in.root is not Root.NOWHERE
    return filled_in if is_placed else replace(filled_in, root=root_of(filled_in.text))


def _passed(key: str, fallback: Name | None, arguments: Given) -> Name:
    """What stands for a parameter: an argument, its fallback, or still the parameter."""
    given = arguments.get(key)
    other = bound(fallback, arguments) if fallback is not None else None
    if given is None:
        whole, suffix = _whole(key)
        passed = arguments.get(whole) if suffix else None
        if passed is not None:
            if not passed.hole:
                return unknown(passed.site)
            key = f"{passed.hole}{suffix}"
        rest = ((key, other),) if other is not None else ()
        traits, keys = frozenset({Trait.PARAMETER}), frozenset({key})
        return Name(text=hole(key), traits=traits, parameters=keys, fallbacks=rest)
    if is_none(given) or (other is not None and not given.text and not given.traits):
        return other or unknown(given.site)
    if other is not None and given.hole and not given.fallbacks:
        return replace(given, fallbacks=((given.hole, other),))
    return given


def _whole(key: str) -> tuple[str, str]:
    """The parameter of which a key means a part, and what stands behind it for that part."""
    found = re.search(r"(?<=\w)(?:\.\w+|\[\])+$", key[key.rfind(":") :])
    return (key[: -len(found[0])], found[0]) if found else (key, "")


def _with(name: Name, key: str, given: Name) -> Name:
    """A name with one hole filled."""
    shown = hole(key)
    return replace(
        name,
        text=name.text.replace(shown, given.text),
        root=given.root if name.text.startswith(shown) else name.root,
        site=(given.site or name.site) if name.text.rpartition(SEPARATOR)[2] == shown else name.site,
        traits=name.traits | given.traits,
        bits=together((name, given)),
        possible=name.possible | (given.possible - name.traits),
        parameters=name.parameters | given.parameters,
        marks=(*name.marks, *given.marks),
        fallbacks=(*name.fallbacks, *given.fallbacks),
    )
