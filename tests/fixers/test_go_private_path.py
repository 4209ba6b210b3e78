"""Paths with a fixed place, in Go."""

from __future__ import annotations

import pytest
from go_documents import Case, assert_refuses, assert_rewrites

RECIPE = "private-path"

CASES = {
    "joined": Case(
        """
        package suite

        import (
        \t"os"
        \t"path/filepath"

        \t. "github.com/onsi/ginkgo/v2"
        )

        var _ = It("works", func() {
        \tpath := «filepath.Join(os.TempDir(), "a", "c.yaml")» // a comment
        \twrite(path)
        })
        """,
        """
        package suite

        import (
        \t"path/filepath"

        \t. "github.com/onsi/ginkgo/v2"
        )

        var _ = It("works", func() {
        \tpath := filepath.Join(GinkgoT().TempDir(), "a", "c.yaml") // a comment
        \twrite(path)
        })
        """,
    ),
    "a literal": Case(
        """
        package suite

        import "github.com/onsi/ginkgo/v2"

        var _ = ginkgo.It("works", func() {
        \twrite(«"/tmp/c.yaml"»)
        })
        """,
        """
        package suite

        import (
        \t"path/filepath"

        \t"github.com/onsi/ginkgo/v2"
        )

        var _ = ginkgo.It("works", func() {
        \twrite(filepath.Join(ginkgo.GinkgoT().TempDir(), "c.yaml"))
        })
        """,
    ),
    "go test": Case(
        """
        package suite

        import (
        \t"os"
        \t"testing"
        )

        func TestIt(t *testing.T) {
        \tt.Run("inner", func(tt *testing.T) {
        \t\twrite(«os.TempDir() + "/c.yaml"»)
        \t})
        \tos.Remove("c")
        }
        """,
        """
        package suite

        import (
        \t"os"
        \t"testing"
        )

        func TestIt(t *testing.T) {
        \tt.Run("inner", func(tt *testing.T) {
        \t\twrite(tt.TempDir() + "/c.yaml")
        \t})
        \tos.Remove("c")
        }
        """,
    ),
    "a format": Case(
        """
        package suite

        import (
        \t"fmt"
        \t"path/filepath"
        \t"testing"
        )

        func TestIt(t *testing.T) {
        \twrite(«fmt.Sprintf("/tmp/c-%d.yaml", 1)», filepath.Base("a"))
        }
        """,
        """
        package suite

        import (
        \t"fmt"
        \t"path/filepath"
        \t"testing"
        )

        func TestIt(t *testing.T) {
        \twrite(filepath.Join(t.TempDir(), fmt.Sprintf("c-%d.yaml", 1)), filepath.Base("a"))
        }
        """,
        arguments={"receiver": "t"},
    ),
    "a sum": Case(
        """
        package suite

        import "testing"

        func TestIt(t *testing.T) {
        \twrite(«"/tmp/" + t.Name()»)
        }
        """,
        """
        package suite

        import "testing"

        func TestIt(t *testing.T) {
        \twrite(t.TempDir() + "/" + t.Name())
        }
        """,
    ),
    "a literal that is joined": Case(
        """
        package suite

        import (
        \t"path/filepath"
        \t"testing"
        )

        func TestIt(t *testing.T) {
        \twrite(«filepath.Join("/tmp", "a")», filepath.Join("/b", "a"))
        }
        """,
        """
        package suite

        import (
        \t"path/filepath"
        \t"testing"
        )

        func TestIt(t *testing.T) {
        \twrite(filepath.Join(t.TempDir(), "a"), filepath.Join("/b", "a"))
        }
        """,
    ),
    "several places": Case(
        """
        package suite

        import (
        \t"testing"
        )

        func TestIt(t *testing.T) {
        \tprepare()

        \t// The report is written once.
        \twrite(«"/tmp/report.json"»)
        \tt.Run("read", func(t *testing.T) {
        \t\tread(⟪"/tmp/report.json"⟫)
        \t})
        }
        """,
        """
        package suite

        import (
        \t"path/filepath"
        \t"testing"
        )

        func TestIt(t *testing.T) {
        \tprepare()

        \treportJsonDir := t.TempDir()
        \t// The report is written once.
        \twrite(filepath.Join(reportJsonDir, "report.json"))
        \tt.Run("read", func(t *testing.T) {
        \t\tread(filepath.Join(reportJsonDir, "report.json"))
        \t})
        }
        """,
        arguments={"leaf": "report.json", "form": "text"},
    ),
    "made by hand": Case(
        """
        package suite

        import (
        \t"os"
        \t"path/filepath"

        \t. "github.com/onsi/gomega"
        )

        func tempDir() string {
        \t// Where it is.
        \tpath := «filepath.Join(os.TempDir(), "c.yaml")»
        \treturn path
        }
        """,
        """
        package suite

        import (
        \t"os"
        \t"path/filepath"

        \t. "github.com/onsi/gomega"
        )

        func tempDir() string {
        \ttempDir2, err := os.MkdirTemp("", "c-")
        \tExpect(err).NotTo(HaveOccurred())
        \t// Where it is.
        \tpath := filepath.Join(tempDir2, "c.yaml")
        \treturn path
        }
        """,
        arguments={"form": "mkdirtemp"},
    ),
    "made by hand, for want of better": Case(
        """
        package suite

        import (
        \t"os"
        \t"path/filepath"

        \t. "github.com/onsi/ginkgo"
        \t. "github.com/onsi/gomega"
        )

        var _ = BeforeEach(func() {
        \tpath = filepath.Join(«os.TempDir()», name)
        })
        """,
        """
        package suite

        import (
        \t"os"
        \t"path/filepath"

        \t. "github.com/onsi/ginkgo"
        \t. "github.com/onsi/gomega"
        )

        var _ = BeforeEach(func() {
        \ttempDir, err := os.MkdirTemp("", "")
        \tExpect(err).NotTo(HaveOccurred())
        \tpath = filepath.Join(tempDir, name)
        })
        """,
        arguments={"form": "either"},
    ),
}

T = "package suite\n\n"
GINKGO = T + 'import . "github.com/onsi/ginkgo/v2"\n\n'

REFUSALS = {
    "a helper": Case(T + 'func f() string {\n\treturn «"/tmp/x"»\n}\n', refusal="does not import Ginkgo"),
    "the package": Case(GINKGO + 'var x = «"/tmp/x"»\n', refusal="no test runs yet"),
    "a container": Case(
        GINKGO + 'var _ = FDescribe("a", func() {\n\tx := «"/tmp/x"»\n})\n', refusal="no test runs yet"
    ),
    "a table's entry": Case(
        GINKGO + 'var _ = DescribeTable("a", func(s string) {}, Entry("b", «"/tmp/x"»))\n',
        refusal="no test runs yet",
    ),
    "Ginkgo v1": Case(
        GINKGO.replace("/v2", "") + 'var _ = It("a", func() {\n\tx := «"/tmp/x"»\n})\n',
        refusal="GinkgoT() of Ginkgo v1",
    ),
    "another place": Case(
        GINKGO + 'var _ = It("a", func() {\n\tx := «"/dev/x"»\n})\n',
        refusal="the temporary directory does not stand in it once",
    ),
    "an unknown receiver": Case(
        GINKGO + 'var _ = It("a", func() {\n\tx := «"/tmp/x"»\n})\n',
        refusal="t is not known here",
        arguments={"receiver": "t"},
    ),
    "something before it": Case(
        GINKGO + 'var _ = It("a", func() {\n\tx := «"file:" + "/tmp/x"»\n})\n',
        refusal="something stands before the path",
    ),
    "places in several functions": Case(
        GINKGO
        + 'var _ = Describe("a", func() {\n\tIt("b", func() {\n\t\tf(«"/tmp/x"»)\n\t})\n'
        + '\tIt("c", func() {\n\t\tf(⟪"/tmp/x"⟫)\n\t})\n})\n',
        refusal="not in one function of a test",
    ),
    "done": Case(
        GINKGO + 'var _ = It("a", func() {\n\tx := «filepath.Join(GinkgoT().TempDir(), "x")»\n})\n',
        refusal="does not stand in it once",
    ),
    "by hand with an error of its own": Case(
        T
        + 'import . "github.com/onsi/gomega"\n\n'
        + 'func f() {\n\tx := «"/tmp/x"»\n\terr := g(x)\n\tExpect(err).To(Succeed())\n}\n',
        refusal="err is declared there as well",
        arguments={"form": "mkdirtemp"},
    ),
    "by hand without Gomega": Case(
        T + 'func f() {\n\tx := «"/tmp/x"»\n}\n',
        refusal="the file does not import Gomega",
        arguments={"form": "mkdirtemp"},
    ),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_rewrites(case, newline):
    assert_rewrites(RECIPE, case, newline)


@pytest.mark.parametrize("case", REFUSALS.values(), ids=list(REFUSALS))
def test_refuses(case):
    assert_refuses(RECIPE, case)
