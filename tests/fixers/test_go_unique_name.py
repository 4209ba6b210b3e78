"""Names made of the clock, in Go."""

from __future__ import annotations

import pytest
from go_documents import Case, assert_refuses, assert_rewrites

RECIPE = "unique-name"
UUID, KUBERNETES = {"modules": "x/y,github.com/google/uuid"}, {"modules": "k8s.io/apimachinery"}

CASES = {
    "uuid, time still used": Case(
        """
        package suite

        import (
        \t"fmt"
        \t"time"

        \t. "github.com/onsi/ginkgo/v2"
        )

        var _ = It("works", func() {
        \tname := fmt.Sprintf("user-%d", «time.Now().UnixNano()») // a comment
        \ttime.Sleep(time.Second)
        \tcreate(name)
        })
        """,
        """
        package suite

        import (
        \t"fmt"
        \t"time"

        \t"github.com/google/uuid"
        \t. "github.com/onsi/ginkgo/v2"
        )

        var _ = It("works", func() {
        \tname := fmt.Sprintf("user-%s", uuid.NewString()[:8]) // a comment
        \ttime.Sleep(time.Second)
        \tcreate(name)
        })
        """,
        arguments=UUID,
    ),
    "uuid is imported already, time goes": Case(
        """
        package suite

        import (
        \t"fmt"
        \t"time"

        \tids "github.com/google/uuid"
        )

        func name() string {
        \treturn fmt.Sprintf("a-%s-%d-%v", ids.NewString(), 1, «time.Now()».Unix()%1000)
        }
        """,
        """
        package suite

        import (
        \t"fmt"

        \tids "github.com/google/uuid"
        )

        func name() string {
        \treturn fmt.Sprintf("a-%s-%d-%v", ids.NewString(), 1, ids.NewString()[:8])
        }
        """,
    ),
    "rand of Kubernetes beside math/rand": Case(
        """
        package suite

        import (
        \t"fmt"
        \t"math/rand"

        \tcorev1 "k8s.io/api/core/v1"
        \t"k8s.io/client-go/kubernetes"
        )

        func name() string {
        \treturn fmt.Sprintf("a-%d", «rand.Intn(100)»)
        }
        """,
        """
        package suite

        import (
        \t"fmt"

        \tcorev1 "k8s.io/api/core/v1"
        \tutilrand "k8s.io/apimachinery/pkg/util/rand"
        \t"k8s.io/client-go/kubernetes"
        )

        func name() string {
        \treturn fmt.Sprintf("a-%s", utilrand.String(8))
        }
        """,
        arguments=KUBERNETES,
    ),
    "the number of the process": Case(
        """
        package suite

        import (
        \t"fmt"
        \t"time"

        \t"github.com/onsi/ginkgo/v2"
        )

        var _ = ginkgo.It("works", func() {
        \tcreate(fmt.Sprintf("user-%d", «time.Now().Unix()»))
        })
        """,
        """
        package suite

        import (
        \t"fmt"
        \t"time"

        \t"github.com/onsi/ginkgo/v2"
        )

        var _ = ginkgo.It("works", func() {
        \tcreate(fmt.Sprintf("user-%d-%d", ginkgo.GinkgoParallelProcess(), time.Now().UnixNano()))
        })
        """,
    ),
    "the number of the process in a text": Case(
        """
        package suite

        import (
        \t"strconv"
        \t"time"

        \t. "github.com/onsi/ginkgo"
        )

        var a = "user-" + strconv.FormatInt(«time.Now()».Unix(), 10)
        """,
        """
        package suite

        import (
        \t"fmt"
        \t"time"

        \t. "github.com/onsi/ginkgo"
        )

        var a = "user-" + fmt.Sprintf("%d-%d", GinkgoParallelProcess(), time.Now().UnixNano())
        """,
    ),
    "the number of the process in an old suite": Case(
        """
        package suite

        import (
        \t"fmt"
        \t"time"

        \t. "github.com/onsi/ginkgo"
        )

        var a = fmt.Sprintf("user-%s-%d", «time.Now().Format("150405")», GinkgoParallelNode)
        """,
        """
        package suite

        import (
        \t"fmt"
        \t"time"

        \t. "github.com/onsi/ginkgo"
        )

        var a = fmt.Sprintf("user-%d-%d-%d", GinkgoParallelNode(), time.Now().UnixNano(), GinkgoParallelNode)
        """,
    ),
    "go test without a library": Case(
        """
        package suite

        import (
        \t"fmt"
        \t"testing"
        \t"time"
        )

        func TestIt(t *testing.T) {
        \tcreate(fmt.Sprintf("user-%d", «time.Now().UnixMilli()»))
        }
        """,
        """
        package suite

        import (
        \t"fmt"
        \t"os"
        \t"testing"
        \t"time"
        )

        func TestIt(t *testing.T) {
        \tcreate(fmt.Sprintf("user-%d-%d", os.Getpid(), time.Now().UnixNano()))
        }
        """,
    ),
    "a text": Case(
        """
        package suite

        import "time"

        func name() string {
        \tstamp := «time.Now().Format("150405")»
        \treturn stamp
        }
        """,
        """
        package suite

        import "github.com/google/uuid"

        func name() string {
        \tstamp := uuid.NewString()[:8]
        \treturn stamp
        }
        """,
        arguments=UUID,
    ),
    "a variable that is printed": Case(
        """
        package suite

        import (
        \t"fmt"
        \t"time"
        )

        func names() (string, string) {
        \tstamp := «time.Now().UnixNano()»
        \treturn fmt.Sprintf("100%%-%d", stamp), fmt.Sprintf("%s-%v", "b", stamp)
        }
        """,
        """
        package suite

        import (
        \t"fmt"

        \t"github.com/google/uuid"
        )

        func names() (string, string) {
        \tstamp := uuid.NewString()[:8]
        \treturn fmt.Sprintf("100%%-%s", stamp), fmt.Sprintf("%s-%v", "b", stamp)
        }
        """,
        arguments=UUID,
    ),
    "a variable that carries the number of the process": Case(
        """
        package suite

        import (
        \t"fmt"
        \t"time"
        )

        func name() string {
        \tstamp := «time.Now().UnixNano()»
        \treturn fmt.Sprintf("a-%d", stamp)
        }
        """,
        """
        package suite

        import (
        \t"fmt"
        \t"os"
        \t"time"
        )

        func name() string {
        \tstamp := fmt.Sprintf("%d-%d", os.Getpid(), time.Now().UnixNano())
        \treturn fmt.Sprintf("a-%s", stamp)
        }
        """,
    ),
    "a uuid that is cut too short": Case(
        """
        package suite

        import "github.com/google/uuid"

        var name = "a" + «uuid.NewString()[:4]»
        """,
        """
        package suite

        import "github.com/google/uuid"

        var name = "a" + uuid.NewString()[:8]
        """,
    ),
    "a seed that all processes have": Case(
        """
        package suite

        import (
        \t"fmt"

        \t. "github.com/onsi/ginkgo/v2"
        )

        var name = fmt.Sprintf(`ä-%x`, «GinkgoRandomSeed()»)
        """,
        """
        package suite

        import (
        \t"fmt"
        \t"time"

        \t. "github.com/onsi/ginkgo/v2"
        )

        var name = fmt.Sprintf(`ä-%d-%d`, GinkgoParallelProcess(), time.Now().UnixNano())
        """,
    ),
}

HEAD = 'package suite\n\nimport (\n\t"fmt"\n\t"time"\n)\n\n'

REFUSALS = {
    "a width": Case(HEAD + 'var a = fmt.Sprintf("%06d", «time.Now().Unix()»)\n', refusal="a width"),
    "an index": Case(HEAD + 'var a = fmt.Sprintf("%[1]d", «time.Now().Unix()»)\n', refusal="an index"),
    "a hexadecimal float": Case(
        HEAD + 'var a = fmt.Sprintf("%f", «time.Now().Unix()»)\n', refusal="%f prints a number"
    ),
    "a format from elsewhere": Case(
        HEAD + "var a = fmt.Sprintf(f, «time.Now().Unix()»)\n", refusal="not written in the call"
    ),
    "a wrong format": Case(
        HEAD + 'var a = fmt.Sprintf("%d-%d", «time.Now().Unix()»)\n', refusal="one verb for each"
    ),
    "a number": Case(HEAD + "var a = «time.Now().Unix()» + 1\n", refusal="not known to be printed"),
    "a variable that is a number": Case(
        HEAD + 'func f() {\n\ta := «time.Now().Unix()»\n\tfmt.Sprintf("%d", a)\n\tg(a)\n}\n',
        refusal="a is used as a number elsewhere",
    ),
    "the request says number": Case(
        HEAD + 'var a = fmt.Sprintf("%d", «time.Now().Unix()»)\n',
        refusal="only a number fits",
        arguments={"form": "number"},
    ),
    "a variable called uuid": Case(
        HEAD + 'func f(uuid string) string {\n\treturn fmt.Sprintf("%d", «time.Now().Unix()»)\n}\n',
        refusal="the name uuid means something else here",
        arguments=UUID,
    ),
    "done": Case(
        HEAD + 'var a = fmt.Sprintf("%d-%d", os.Getpid(), «time.Now().UnixNano()»)\n',
        refusal="the number of the process is in the name already",
    ),
    "done with a uuid": Case(
        'package suite\n\nimport "github.com/google/uuid"\n\nvar a = f(«uuid.NewString()[:8]»)\n',
        refusal="nothing to change",
    ),
    "no expression": Case(HEAD + "var a = f(«time.Now(), 1»)\n", refusal="no expression at the anchor"),
    "a comment": Case(
        HEAD + 'var a = fmt.Sprintf("%d", «time.Now(). // why\n\tUnix()»)\n',
        refusal="a comment in the expression",
    ),
    "a broken file": Case("package suite\n\nfunc «f»( {\n", refusal="the file does not parse"),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_rewrites(case, newline):
    assert_rewrites(RECIPE, case, newline)


@pytest.mark.parametrize("case", REFUSALS.values(), ids=list(REFUSALS))
def test_refuses(case):
    assert_refuses(RECIPE, case)
