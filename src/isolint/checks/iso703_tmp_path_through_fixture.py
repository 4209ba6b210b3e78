"""A test writes a file of a fixed name into a directory that a fixture or set-up made once for all threads.

pytest-run-parallel gives each thread a `tmp_path` of its own, but only where the test itself asks
for it. A fixture that takes `tmp_path`, like `setup_method` with a `mkdtemp`, runs once, and all
threads that run the test write to the same path.

## Bad
    @pytest.fixture
    def workdir(tmp_path):
        (tmp_path / "in").mkdir()
        return tmp_path

    def test_export(workdir):
        (workdir / "out.csv").write_text(export())
        assert (workdir / "out.csv").read_text()

## Good
    @pytest.fixture
    def make_workdir():
        def make(folder):
            (folder / "in").mkdir()
            return folder

        return make

    def test_export(make_workdir, tmp_path):
        workdir = make_workdir(tmp_path)
        (workdir / "out.csv").write_text(export())
        assert (workdir / "out.csv").read_text()

## Fix
None is made for you: let the test ask for `tmp_path` and hand it on, or put `thread_index` into
the name of the file.

## When it stays quiet
Without a runner of threads: see the setting `profile`. Tests that one thread runs; `tmp_path`
that the test asks for; files that the set-up writes and the test only reads; names with a uuid or
`mkstemp` in them, and directories that may exist already.
"""

from __future__ import annotations

from collections.abc import Iterator

from isolint.linking.suite import Suite
from isolint.model.finding import Hit, Related, Severity
from isolint.model.rule import rule


@rule("ISO703", severity=Severity.WARNING, since="0.1", threads=True)
def tmp_path_through_fixture(suite: Suite) -> Iterator[Hit]:
    for folder in suite.thread_hazards.common_folders:
        yield Hit(
            site=folder.site,
            message=f"all threads that run {folder.owner} write `{folder.leaf}` to the same directory: "
            f"{folder.maker} makes one for all of them",
            help="a `tmp_path` that the test itself asks for is one for each thread",
            related=(Related(folder.made, "made once, here"),),
        )
