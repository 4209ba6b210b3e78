"""What stands in the page of `isolint report`, as a parser sees it: no browser, no script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from shutil import copytree, ignore_patterns

import awkward
import pytest

from isolint import engine
from isolint.model.source import Site, Source
from isolint.model.story import IsolationMap, Lane, Mark, Role, Row, Step, Story
from isolint.project import Request, open_project
from isolint.reporters.html import Header, render
from isolint.reporters.html.chart import Chart, Spot, charts
from isolint.reporters.html.excerpts import excerpt
from isolint.reporters.report import Report, Totals

HEADER = Header(title="shop", version="0.0")
SHOP = Path(__file__).parents[2] / "examples" / "shop"

EVIL_PATH = "tests/</script><img src=x onerror=alert(1)>/test_\u2028&'\".py"
EVIL_CODE = 'x = "</script></noscript><img src=x onerror=alert(1)>"  # \u2028 <!-- {{ 7 * 7 }} {% raw %}\n'
EVIL_TEXT = "`</code>` </noscript></script><script>alert(1)</script><img src=x onerror=alert(1)> \u2028"


class Page(HTMLParser):
    """Elements with their attributes, and the text inside of some; `noscript` is read as a browser
    without scripts does."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in ("meta", "link", "img", "input"):
            self._open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        for tag in dict.fromkeys(self._open):
            self.texts[tag][-1] += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> tuple[engine.Outcome, str]:
    """The demo shop and its report."""
    root = tmp_path_factory.mktemp("report") / "shop"
    copytree(SHOP, root, ignore=ignore_patterns("__pycache__", ".*_cache"))
    project = open_project(Request(paths=(root,), caching=False))
    outcome = engine.check(project.plan, project.collection, keeping=True)
    report = _report(outcome, project.collection.sources.__getitem__)
    return outcome, render(report, outcome.maps(), HEADER)


def _report(outcome: engine.Outcome, source: object) -> Report:
    return Report(
        findings=outcome.findings,
        problems=outcome.problems,
        totals=Totals(read=1, runners=("Runner: pytest-xdist.",)),
        unsafe_allowed=False,
        source=source,  # type: ignore[arg-type]
        shown=lambda path: path,
        absolute=lambda path: path,
        story=outcome.story,
    )


@pytest.fixture(scope="module")
def hostile() -> str:
    """A page about a path, a source, a resource and messages that want to be markup."""
    site = Site(EVIL_PATH, 4, len(EVIL_CODE.encode()) - 1)
    found = awkward.finding("ISO301", site, EVIL_TEXT, help=EVIL_TEXT)
    step = Step(site=site, text=EVIL_TEXT, role=Role.CAUSE, owner=EVIL_TEXT, lanes=("each worker",))
    mark = Mark(site=site, verb="write", lanes=("each worker",), moment="test", owner=EVIL_TEXT)
    row = Row(kind="file", resource=EVIL_TEXT, reach="host", shared=True, marks=(mark,))
    drawing = IsolationMap(language="python", lanes=(Lane(EVIL_TEXT, ("each worker",)),), rows=(row,))
    report = Report(
        findings=(found,),
        problems=(),
        totals=None,
        unsafe_allowed=False,
        source={EVIL_PATH: Source(EVIL_PATH, EVIL_CODE.encode())}.__getitem__,
        shown=lambda path: path,
        absolute=lambda path: path,
        story=lambda _: Story(steps=(step,), sought=(EVIL_TEXT,), remedy=EVIL_TEXT),
    )
    return render(report, [drawing], Header(title=EVIL_TEXT, version=EVIL_TEXT))


def _content(page: str) -> dict[str, object]:
    text = page.partition('<script type="application/json" id="content">')[2].partition("</script>")[0]
    content = json.loads(text)
    assert isinstance(content, dict)
    return content


def test_nothing_of_a_suite_becomes_markup(hostile: str) -> None:
    page = Page(hostile)
    assert not page.all("img")
    assert [attributes.get("type", "") for attributes in page.all("script")] == ["application/json", ""]
    assert not [attributes for _, attributes in page.elements if any(n.startswith("on") for n in attributes)]
    assert hostile.count("</noscript>") == len(page.all("noscript")) == 1
    assert "alert(1)" not in page.texts["script"][1]
    assert EVIL_CODE.strip()[4:20] in page.texts["pre"][0]


def test_embedded_json_says_what_it_was_given(hostile: str) -> None:
    content = _content(hostile)
    assert content["paths"] == [EVIL_PATH]
    assert content["findings"][0][5] == EVIL_TEXT  # type: ignore[index]
    text = hostile.partition('id="content">')[2].partition("</script>")[0]
    assert not re.search("[<>&\u2028\u2029]", text)


def test_policy_names_the_only_script_and_style(hostile: str) -> None:
    from base64 import b64encode
    from hashlib import sha256

    (policy,) = [each["content"] for each in Page(hostile).all("meta") if "http-equiv" in each]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for opening, closing in (("<style>", "</style>"), ("<script>", "</script>")):
        text = hostile.partition(opening)[2].partition(closing)[0]
        assert f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" in policy


def test_page_refers_to_nothing_that_is_loaded(shop: tuple[engine.Outcome, str]) -> None:
    page = Page(shop[1])
    loading = {"src", "srcset", "data", "action", "poster", "background", "formaction", "manifest"}
    assert not [attributes for _, attributes in page.elements if loading & set(attributes)]
    assert {tag for tag, attributes in page.elements if "href" in attributes} == {"a"}
    assert not page.all("link")
    style = page.texts["style"][0]
    assert "url(" not in style
    assert "@import" not in style
    script = page.texts["script"][1]
    assert not re.search(r"\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|import\(|\.src\b", script)
    assert set(re.findall(r"https?://[^\s\"']+", script)) == {"http://www.w3.org/2000/svg"}


def test_findings_are_a_list_without_scripts(shop: tuple[engine.Outcome, str]) -> None:
    outcome, text = shop
    page = Page(text)
    assert len(page.all("details")) == len(outcome.findings) > 5
    for number, (finding, shown) in enumerate(zip(outcome.findings, page.texts["noscript"], strict=True)):
        assert finding.code in shown
        assert finding.message in shown
        assert f"{finding.site.path}:" in shown
        assert page.all("details")[number]["id"] == f"f{number}"
    assert "app" in [each.get("id") for each in page.all("div") if "hidden" in each]


def test_stories_have_their_source(shop: tuple[engine.Outcome, str]) -> None:
    outcome, text = shop
    page = Page(text)
    number = next(at for at, finding in enumerate(outcome.findings) if finding.code == "ISO305" or at == 3)
    assert "shop-orders.db" in page.texts["noscript"][number]
    assert any("shop-orders.db" in marked for marked in page.texts["mark"])


def test_each_finding_is_in_one_row(shop: tuple[engine.Outcome, str]) -> None:
    outcome, text = shop
    rows = [row for drawing in _maps(text) for row in drawing["rows"]]  # type: ignore[attr-defined]
    drawn = sorted(number for row in rows for number in row["findings"])
    assert drawn == list(range(len(outcome.findings)))
    orders = next(row for row in rows if row["name"] == "/tmp/shop-orders.db")
    assert orders["shared"]
    assert {outcome.findings[number].code for number in orders["findings"]} == {"ISO303"}
    ((start, _, end, _, _, _),) = orders["arcs"]
    assert start != end


def _maps(text: str) -> Iterator[dict[str, object]]:
    maps = _content(text)["maps"]
    assert isinstance(maps, list)
    return iter(maps)


def test_same_text_twice(shop: tuple[engine.Outcome, str]) -> None:
    outcome, text = shop
    project = open_project(Request(paths=(SHOP,), caching=False))
    sources = project.collection.sources
    assert render(_report(outcome, sources.__getitem__), outcome.maps(), HEADER) == text


def test_without_stories_and_maps() -> None:
    """Any report can be a page; what nobody tells is told by the findings themselves."""
    page = Page(render(awkward.report(), (), HEADER))
    assert len(page.all("noscript")) == len(awkward.report().findings)
    assert "internal-error" in " ".join(page.texts["details"])


LANES = (
    Lane("the first worker", ("each worker",)),
    Lane("the other workers", ("each worker", "another worker")),
)


def _chart(reach: str, family: str, victim: str) -> Chart:
    """One resource that a set-up writes and a test reads, with one finding about it."""
    write, read = Site("tests/test_a.py", 0, 5), Site("tests/test_a.py", 10, 15)
    marks = (
        Mark(site=write, verb="write", lanes=("each worker",), moment="set-up", owner="fixture `one`"),
        Mark(site=read, verb="read", lanes=("each worker",), moment="test", owner="test `two`"),
    )
    row = Row(kind="thing", resource="x", reach=reach, shared=reach == "host", marks=marks)
    drawing = IsolationMap(language="python", lanes=LANES, rows=(row,))
    found = awkward.finding("ISO301", write, "`x` is written", family=family)
    steps = (
        Step(site=write, text="", role=Role.CAUSE, lanes=("each worker",), moment="set-up"),
        Step(site=read, text="", role=Role.VICTIM, lanes=(victim,), moment="test"),
    )
    (chart,) = charts((found,), (Story(steps=steps, sought=(), remedy=""),), (drawing,))
    return chart


def _arcs(chart: Chart) -> list[tuple[Spot, Spot]]:
    return [(arc.start, arc.end) for row in chart.rows for arc in row.arcs]


def test_arcs_lead_from_lane_to_lane_where_there_is_one_for_all() -> None:
    assert _arcs(_chart("host", "name clash", "another worker")) == [(Spot(0, 1), Spot(1, 2))]


def test_arcs_stay_in_each_lane_where_a_process_hurts_itself() -> None:
    within = [(Spot(0, 1), Spot(0, 2)), (Spot(1, 1), Spot(1, 2))]
    assert sorted(_arcs(_chart("process", "leak", "each worker"))) == within


def test_arcs_cross_where_the_others_miss_a_write() -> None:
    ((start, end),) = _arcs(_chart("process", "lost write", "each worker"))
    assert start.lane != end.lane


def test_what_concerns_one_process_and_no_finding_is_not_drawn() -> None:
    mark = Mark(site=Site("a.py", 0, 1), verb="write", lanes=("each worker",), moment="test", owner="")
    row = Row(kind="variable", resource="x", reach="process", shared=False, marks=(mark,))
    both = (row, replace(row, resource="y", reach="host", shared=True))
    (chart,) = charts((), (), (IsolationMap(language="python", lanes=LANES, rows=both, private=3),))
    assert [drawn.resource for drawn in chart.rows] == ["y"]
    assert (chart.private, chart.quiet) == (3, 1)


@pytest.mark.parametrize(
    ("text", "marked", "expected"),
    [
        ("a\n    b = f(1)\n    c\n", "f(1)", [("a", "", ""), ("    b = ", "f(1)", ""), ("    c", "", "")]),
        ('    é = "😀"; f(2)\n', "f(2)", [('é = "😀"; ', "f(2)", "")]),
        ("\tx(\n\t\t1,\n\t)\n", "x(\n\t\t1,\n\t)", [("", "x(", ""), ("    ", "1,", ""), ("", ")", "")]),
        ("\n\n  x\n\n", "x", [("", "x", "")]),
        ("x\u2028y\x1bz\n", "y", [("x\ufffd", "y", "␛z")]),
    ],
    ids=["around", "wide", "tall", "blank", "unseen"],
)
def test_excerpts(text: str, marked: str, expected: list[tuple[str, str, str]]) -> None:
    content = text.encode()
    start = content.index(marked.encode())
    lines = excerpt(Source("a.py", content), Site("a.py", start, start + len(marked.encode())))
    assert [(line.before, line.marked, line.after) for line in lines] == expected


def test_excerpt_at_the_end_of_a_file() -> None:
    assert excerpt(Source("a.py", b""), Site("a.py", 0, 0))[0].before == ""
    (line, *_) = excerpt(Source("a.py", b"x\n"), Site("a.py", 2, 2))
    assert line.number in (1, 2)
