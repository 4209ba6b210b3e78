"""What can be done about the findings at some place: repair them, silence them, explain them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from isolint.ignoring import ignored
from isolint.lsp.display import Display
from isolint.lsp.edits import Edit, edits_between
from isolint.lsp.messages import Offer, Range
from isolint.lsp.settings import NAME
from isolint.model.finding import Finding, Fix, Safety
from isolint.model.source import Source
from isolint.session import Session

QUICK_FIX = "quickfix"
FIX_ALL = "source.fixAll.isolint"
ANY = ""
"""The kind of what changes no text."""


def wants(only: Sequence[str] | None, kind: str) -> bool:
    """Whether a client asks for a kind: by its name, or by the beginning of it up to a dot."""
    return only is None or any(kind == one or one == ANY or kind.startswith(f"{one}.") for one in only)


class Offers:
    """Those of one file; a text is rewritten once however often somebody asks."""

    def __init__(self, session: Session, display: Display, reason: str) -> None:
        self._session = session
        self._display = display
        self._reason = reason
        self._known: dict[tuple[Fix, ...], tuple[Source, bytes]] = {}

    def at(
        self, findings: Sequence[Finding], place: Range, only: Sequence[str] | None, *, unsafe: bool
    ) -> list[Offer]:
        """`findings` are all of one file; those that meet the place are what is asked about."""
        here = [finding for finding in findings if self._display.range(finding.site).meets(place)]
        offers: list[Offer] = []
        if wants(only, QUICK_FIX):
            for finding in here:
                offers += self._repairs(finding, findings, unsafe=unsafe)
            offers += self._silencers(here)
        if wants(only, FIX_ALL):
            offers += self._all_safe(findings)
        if only is None:
            offers += self._explainers(here)
        return offers

    def _repairs(self, finding: Finding, findings: Sequence[Finding], *, unsafe: bool) -> Iterator[Offer]:
        fix = finding.fix
        if fix is None or fix.safety is Safety.MANUAL or (fix.safety is Safety.UNSAFE and not unsafe):
            return
        is_safe = fix.safety is Safety.SAFE
        mark = "" if is_safe else " (may change behaviour)"
        yield from self._offer(
            f"{fix.title}{mark}",
            QUICK_FIX,
            (finding,),
            preferred=is_safe and self._is_only(finding, findings),
        )
        alike = [
            one
            for one in findings
            if one.code == finding.code
            and one.fix
            and (one.fix.safety is fix.safety or one.fix.safety is Safety.SAFE)
        ]
        if len(alike) > 1:
            title = f"Fix all {len(alike)} × {finding.code} ({finding.name}) in this file{mark}"
            yield from self._offer(title, QUICK_FIX, alike)

    def _is_only(self, finding: Finding, findings: Iterable[Finding]) -> bool:
        """Of several safe fixes for one place the first is the preferred one."""
        same = (
            one for one in findings if one.site == finding.site and one.fix and one.fix.safety is Safety.SAFE
        )
        return next(same, finding) == finding

    def _all_safe(self, findings: Iterable[Finding]) -> Iterator[Offer]:
        safe = [one for one in findings if one.fix is not None and one.fix.safety is Safety.SAFE]
        yield from self._offer("Fix all that isolint can fix safely", FIX_ALL, safe)

    def _offer(
        self, title: str, kind: str, findings: Sequence[Finding], *, preferred: bool = False
    ) -> Iterator[Offer]:
        """Nothing where the recipes refuse."""
        by_file: dict[str, list[Fix]] = {}
        for finding in findings:
            if finding.fix is not None:
                by_file.setdefault(finding.fix.anchor.path, []).append(finding.fix)
        edits = {
            self._session.root / path: self._between(*self._rewritten(path, tuple(dict.fromkeys(fixes))))
            for path, fixes in by_file.items()
        }
        edits = {path: those for path, those in edits.items() if those}
        if edits:
            repairs = tuple(map(self._display.finding, findings))
            yield Offer(title=title, kind=kind, edits=edits, repairs=repairs, preferred=preferred)

    def _rewritten(self, path: str, fixes: tuple[Fix, ...]) -> tuple[Source, bytes]:
        """A broken recipe offers nothing; `isolint check --fix` says what is wrong with it."""
        from isolint.fixers import apply

        source = self._session.source(path)
        if fixes not in self._known:
            try:
                text = apply.apply(source, fixes).text
            except Exception:
                text = source.text
            self._known[fixes] = (source, text)
        return self._known[fixes]

    def _silencers(self, findings: Iterable[Finding]) -> Iterator[Offer]:
        told: set[str] = set()
        for finding in findings:
            if finding.code in told:
                continue
            told.add(finding.code)
            source = self._session.source(finding.site.path)
            reason = self._reason.replace(NAME, finding.name)
            edits = self._between(source, ignored(source, (finding,), reason).text)
            if edits:
                yield Offer(
                    title=f"Ignore {finding.code} ({finding.name}) on this line",
                    kind=QUICK_FIX,
                    edits={self._session.root / finding.site.path: edits},
                    repairs=(self._display.finding(finding),),
                )

    def _explainers(self, findings: Iterable[Finding]) -> Iterator[Offer]:
        for code, name in dict.fromkeys((one.code, one.name) for one in findings):
            yield Offer(title=f"Explain {code} ({name})", kind=ANY, edits={}, explains=code)

    def _between(self, source: Source, text: bytes) -> tuple[Edit, ...]:
        return tuple(edits_between(source, text, self._display.encoding))
