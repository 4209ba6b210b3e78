"""What the code of a Go module may import without a change to its go.mod."""

from __future__ import annotations

from pathlib import Path

from isolint.survey.gomodules import requirements

GO_MOD = """\
module example.test/mill // the mill

go 1.22

require github.com/google/uuid v1.6.0

require (
\tk8s.io/api v0.30.0
\t// k8s.io/old v0.1.0
\t"k8s.io/apimachinery" v0.30.0 // pinned
\tk8s.io/client-go v0.30.0 // indirect
)

replace k8s.io/api v0.30.0 => ../api

exclude (
\tk8s.io/klog v1.0.0
)
"""
DIRECT = ["github.com/google/uuid", "k8s.io/api", "k8s.io/apimachinery"]


def _required(root: Path, *folders: str) -> list[tuple[str, str]]:
    return list(requirements(root, folders))


def test_what_is_required_directly_counts(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text(GO_MOD)
    assert _required(tmp_path, "") == [("", module) for module in DIRECT]


def test_a_module_above_the_root_counts(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text(GO_MOD)
    (tmp_path / "inner").mkdir()
    assert _required(tmp_path / "inner", "") == [("", module) for module in DIRECT]


def test_each_module_has_its_own(tmp_path: Path) -> None:
    for folder, module in (("", "example.test/one"), ("inner", "example.test/two")):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "go.mod").write_text(f"module m\n\nrequire {module} v1.0.0\n")
    assert _required(tmp_path, "", "inner") == [("", "example.test/one"), ("inner", "example.test/two")]


def test_vendored_packages_are_those_that_are_imported(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text(GO_MOD)
    (tmp_path / "vendor").mkdir()
    assert _required(tmp_path, "") == []
