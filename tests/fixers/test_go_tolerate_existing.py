"""Creating what may be there already, in Go."""

from __future__ import annotations

import pytest
from go_documents import Case, assert_refuses, assert_rewrites

RECIPE = "tolerate-existing"
CLIENT = '\t"sigs.k8s.io/controller-runtime/pkg/client"\n'
LIBRARY = {"modules": "k8s.io/api,sigs.k8s.io/controller-runtime"}


def _setup(*lines: str, imports: str = CLIENT, head: str = "") -> str:
    body = "".join(f"\t{line}\n" for line in lines)
    return f"package suite\n\nimport (\n{imports})\n\nfunc setup({head}) {{\n{body}}}\n"


CASES = {
    "in an expectation": Case(
        _setup("Expect(«c.Create(ctx, ns)»).To(Succeed()) // a comment"),
        _setup("Expect(client.IgnoreAlreadyExists(c.Create(ctx, ns))).To(Succeed()) // a comment"),
    ),
    "its error in a variable": Case(
        _setup("err := «c.Create(ctx, ns)»", "Expect(err).NotTo(HaveOccurred())"),
        _setup("err := client.IgnoreAlreadyExists(c.Create(ctx, ns))", "Expect(err).NotTo(HaveOccurred())"),
    ),
    "two results": Case(
        _setup("_, err := «namespaces.Create(ctx, ns, options)»", "Expect(err).NotTo(HaveOccurred())"),
        _setup(
            "_, err := namespaces.Create(ctx, ns, options)",
            "Expect(client.IgnoreAlreadyExists(err)).NotTo(HaveOccurred())",
        ),
    ),
    "a variable called client": Case(
        _setup("Expect(«client.Create(ctx, ns)»).To(Succeed())", imports='\t"fmt"\n', head="client Client"),
        _setup(
            "Expect(ctrlclient.IgnoreAlreadyExists(client.Create(ctx, ns))).To(Succeed())",
            imports='\t"fmt"\n\n\tctrlclient "sigs.k8s.io/controller-runtime/pkg/client"\n',
            head="client Client",
        ),
        arguments=LIBRARY,
    ),
    "a directory": Case(
        _setup('Expect(«os.Mkdir("/tmp/x", 0o755)»).To(Succeed())', imports='\t"os"\n'),
        _setup('Expect(os.MkdirAll("/tmp/x", 0o755)).To(Succeed())', imports='\t"os"\n'),
    ),
}

REFUSALS = {
    "another library": Case(
        _setup("Expect(«c.Create(ctx, ns)»).To(Succeed())", imports='\t"fmt"\n'), refusal="nothing here tells"
    ),
    "done": Case(
        _setup("Expect(client.IgnoreAlreadyExists(«c.Create(ctx, ns)»)).To(Succeed())"),
        refusal="tolerated already",
    ),
    "tolerated by hand": Case(
        _setup(
            "err := «c.Create(ctx, ns)»",
            "if err != nil && !errors.IsAlreadyExists(err) {",
            "\tpanic(err)",
            "}",
        ),
        refusal="tolerated already",
    ),
    "an error nobody looks at": Case(_setup("«c.Create(ctx, ns)»"), refusal="nothing looks at its error"),
    "two results that are looked at elsewhere": Case(
        _setup("_, err := «c.Create(ctx, ns)»", "f()", "g(err)"), refusal="looked at elsewhere"
    ),
    "two results in an if": Case(
        _setup("_, err := «c.Create(ctx, ns)»", "if err != nil {", "\tf()", "}"), refusal="in another way"
    ),
    "no call": Case(_setup("f(«c»)"), refusal="no call at the anchor"),
    "a directory, done": Case(
        _setup('Expect(«os.MkdirAll("/tmp/x", 0o755)»).To(Succeed())', imports='\t"os"\n'),
        refusal="nothing here tells",
    ),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_rewrites(case, newline):
    assert_rewrites(RECIPE, case, newline)


@pytest.mark.parametrize("case", REFUSALS.values(), ids=list(REFUSALS))
def test_refuses(case):
    assert_refuses(RECIPE, case)
