"""What `isolint check` was called with."""

from __future__ import annotations

from dataclasses import dataclass

from isolint.model.finding import Safety

STDIN = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options of the command under their own names."""

    paths: tuple[str, ...] = ()
    fix: bool = False
    unsafe_fixes: bool = False
    diff: bool = False
    show_fixes: bool = False
    exit_non_zero_on_fix: bool = False
    preview_fixes: bool | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore_suppressions: bool = False
    add_ignore: str | None = None
    baseline: str | None = None
    no_baseline: bool = False
    diff_base: str | None = None
    diff_file: str | None = None
    output_format: str | None = None
    output_file: str | None = None
    statistics: bool = False
    show_files: bool = False
    show_settings: bool = False
    stdin_filename: str | None = None
    exclude: tuple[str, ...] = ()
    extend_exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    config: tuple[str, ...] = ()
    isolated: bool = False
    exit_zero: bool = False
    no_cache: bool = False
    cache_dir: str | None = None
    color: str = "auto"
    quiet: bool = False
    profile: bool = False
    verbose: bool = False
    watch: bool = False
    clear: bool = True

    @property
    def from_stdin(self) -> bool:
        return self.paths == (STDIN,) or (self.stdin_filename is not None and not self.paths)

    @property
    def safeties(self) -> tuple[Safety, ...]:
        return (Safety.SAFE, Safety.UNSAFE) if self.unsafe_fixes else (Safety.SAFE,)
