"""What `isolint check` was called with."""

from __future__ import annotations

from dataclasses import dataclass

from isolint.model.finding import Safety

STDIN = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options of the command under their own names."""

    paths: tuple[str, ...]
    fix: bool
    unsafe_fixes: bool
    diff: bool
    show_fixes: bool
    exit_non_zero_on_fix: bool
    preview_fixes: bool | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    extend_select: tuple[str, ...]
    ignore_suppressions: bool
    add_ignore: str | None
    baseline: str | None
    no_baseline: bool
    diff_base: str | None
    diff_file: str | None
    output_format: str | None
    output_file: str | None
    statistics: bool
    show_files: bool
    show_settings: bool
    stdin_filename: str | None
    exclude: tuple[str, ...]
    extend_exclude: tuple[str, ...]
    force_exclude: bool
    config: tuple[str, ...]
    isolated: bool
    exit_zero: bool
    no_cache: bool
    cache_dir: str | None
    color: str
    quiet: bool
    profile: bool
    verbose: bool

    @property
    def from_stdin(self) -> bool:
        return self.paths == (STDIN,) or (self.stdin_filename is not None and not self.paths)

    @property
    def safeties(self) -> tuple[Safety, ...]:
        return (Safety.SAFE, Safety.UNSAFE) if self.unsafe_fixes else (Safety.SAFE,)
