"""Environment variables that are put back, in Go."""

from __future__ import annotations

import pytest
from go_documents import Case, assert_refuses, assert_rewrites

RECIPE = "restored-env"


def _ginkgo(*lines: str, imports: str = "") -> str:
    body = "".join(f"\t{line}\n" for line in lines)
    packages = f'import (\n{imports}\t. "github.com/onsi/ginkgo/v2"\n)'
    return f'package suite\n\n{packages}\n\nvar _ = It("works", func() {{\n{body}}})\n'


def _go_test(*lines: str, imports: str = "") -> str:
    body = "".join(f"\t{line}\n" for line in lines)
    packages = f'import (\n{imports}\t"testing"\n)'
    return f"package suite\n\n{packages}\n\nfunc TestIt(t *testing.T) {{\n{body}}}\n"


OS = '\t"os"\n'
BLOCK = OS + "\n"
SET = 'os.Setenv("HOME", dir)'
GINKGO, T = 'GinkgoT().Setenv("HOME", dir)', 't.Setenv("HOME", dir)'

CASES = {
    "a statement": Case(
        _ginkgo(f"«{SET}» // a comment", "other()", imports=BLOCK),
        _ginkgo(f"{GINKGO} // a comment", "other()"),
    ),
    "os is still used": Case(
        _go_test("«os.Setenv(", '\t"HOME",', "\tos.TempDir(),", ")»", imports=OS),
        _go_test("t.Setenv(", '\t"HOME",', "\tos.TempDir(),", ")", imports=OS),
    ),
    "an error of its own": Case(
        _ginkgo(f"err := «{SET}»", "Expect(err).NotTo(HaveOccurred())", "other()", imports=BLOCK),
        _ginkgo(GINKGO, "other()"),
    ),
    "an error that is declared anew": Case(
        _ginkgo(
            f"«err := {SET}»",
            "Expect(err).NotTo(HaveOccurred())",
            "x, err := f()",
            "g(x, err)",
            imports=BLOCK,
        ),
        _ginkgo(GINKGO, "x, err := f()", "g(x, err)"),
    ),
    "an error that has to be declared further down": Case(
        _ginkgo(
            f"err := «{SET}»",
            "Expect(err).NotTo(HaveOccurred())",
            "err = f()",
            "Expect(err).NotTo(HaveOccurred())",
            imports=BLOCK,
        ),
        _ginkgo(GINKGO, "err := f()", "Expect(err).NotTo(HaveOccurred())"),
    ),
    "an error from above": Case(
        _ginkgo(
            "x, err := f()", "g(x, err)", f"err = «{SET}»", "Expect(err).NotTo(HaveOccurred())", imports=BLOCK
        ),
        _ginkgo("x, err := f()", "g(x, err)", GINKGO),
    ),
    "in an expectation": Case(_ginkgo(f"Expect(«{SET}»).To(Succeed())", imports=BLOCK), _ginkgo(GINKGO)),
    "in an expectation that says it otherwise": Case(
        _ginkgo(f"gomega.Expect(«{SET}»).ToNot(gomega.HaveOccurred())", imports=BLOCK), _ginkgo(GINKGO)
    ),
    "in a requirement": Case(_go_test(f"require.NoError(t, «{SET}»)", imports=OS), _go_test(T)),
    "in an if": Case(
        _go_test(f"if err := «{SET}»; err != nil {{", "\tt.Fatal(err)", "}", imports=OS), _go_test(T)
    ),
    "to the blank": Case(_go_test(f"_ = «{SET}»", imports=OS), _go_test(T)),
    "Ginkgo v1": Case(
        _ginkgo("// Elsewhere.", f"«{SET}»", "other()", imports=BLOCK).replace("/v2", ""),
        _ginkgo(
            'defer os.Setenv("HOME", os.Getenv("HOME"))', "// Elsewhere.", SET, "other()", imports=BLOCK
        ).replace("/v2", ""),
    ),
    "the request names the receiver": Case(
        _go_test(f"«{SET}»", imports=OS), _go_test(T), arguments={"receiver": "t"}
    ),
}

REFUSALS = {
    "Ginkgo v1 before a test": Case(
        _ginkgo(f"«{SET}»", imports=BLOCK).replace("/v2", "").replace("It(", "BeforeEach("),
        refusal="the test does not end where its function does",
    ),
    "Ginkgo v1, done": Case(
        _ginkgo('defer os.Setenv("HOME", os.Getenv("HOME"))', f"«{SET}»", imports=BLOCK).replace("/v2", ""),
        refusal="it is put back already",
    ),
    "Ginkgo v1, the deferred call": Case(
        _ginkgo(f"defer «{SET}»", imports=BLOCK).replace("/v2", ""), refusal="the test does not end"
    ),
    "Ginkgo v1, a name that is computed": Case(
        _ginkgo('«os.Setenv(name(), "")»', imports=BLOCK).replace("/v2", ""), refusal="is computed"
    ),
    "a parallel test": Case(
        _go_test("t.Parallel()", f"«{SET}»", imports=OS), refusal="panics in a parallel test"
    ),
    "an alternative": Case(
        _go_test(f"if err := «{SET}»; err != nil {{", "\tf()", "} else {", "\tg()", "}", imports=OS),
        refusal="its error is used in another way",
    ),
    "an error that is expected": Case(
        _ginkgo(f"Expect(«{SET}»).To(HaveOccurred())", imports=BLOCK), refusal="used in another way"
    ),
    "an error that nobody looks at here": Case(
        _ginkgo(f"err := «{SET}»", "f()", "g(err)", imports=BLOCK), refusal="looked at elsewhere"
    ),
    "an error that is used further down": Case(
        _ginkgo(f"err := «{SET}»", "Expect(err).To(BeNil())", "g(err)", imports=BLOCK),
        refusal="both halves use err",
    ),
    "an error that would go unused": Case(
        _ginkgo("var err error", f"err = «{SET}»", "Expect(err).To(BeNil())", imports=BLOCK),
        refusal="err would go unused",
    ),
    "a comment between": Case(
        _ginkgo(f"err := «{SET}»", "// why", "Expect(err).To(BeNil())", imports=BLOCK),
        refusal="a comment would be lost",
    ),
    "unsetting": Case(_ginkgo('«os.Unsetenv("HOME")»', imports=BLOCK), refusal="no call of os.Setenv"),
    "a container": Case(
        _ginkgo(f"«{SET}»", imports=BLOCK).replace("It(", "Describe("), refusal="no test runs yet"
    ),
    "a deferred call": Case(_ginkgo(f"defer «{SET}»", imports=BLOCK), refusal="used in another way"),
    "done": Case(_ginkgo(f"«{GINKGO}»", imports=BLOCK), refusal="no call of os.Setenv"),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_rewrites(case, newline):
    assert_rewrites(RECIPE, case, newline)


@pytest.mark.parametrize("case", REFUSALS.values(), ids=list(REFUSALS))
def test_refuses(case):
    assert_refuses(RECIPE, case)
