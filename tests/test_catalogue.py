"""Catalogues: what they say, how they are merged, and how each mistake in one is told."""

from __future__ import annotations

import builtins
import importlib
import inspect
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from isolint.catalogue import Catalogue, builtin_dir, load
from isolint.catalogue.patterns import compiled, may_match
from isolint.errors import UsageError
from isolint.model.change import CODE
from isolint.model.name import Root, Trait
from isolint.model.place import Frequency, Lanes, Moment
from isolint.model.resource import Verb
from isolint.model.vocabulary import EACH, Condition, Selector

SOURCE = Path(__file__).parent.parent / "src"


@pytest.fixture(scope="module")
def builtin() -> Catalogue:
    return load()


def catalogue(folder: Path, text: str, name: str = "my.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def complaint(folder: Path, text: str) -> str:
    """What is said of a file, without its folder."""
    with pytest.raises(UsageError) as caught:
        load([catalogue(folder, text)])
    return str(caught.value).replace(f"{folder}/", "")


ACCESS = '[[access]]\ncall = "my.make"\ndoes = "create"\nkind = "file"\n'

MISTAKES = {
    "no does": (
        '\n[[access]]\ncall = "my.make"\nkind = "file"\n',
        'my.toml:2: [[access]] has no "does"; write one of create, bind, write, mutate, register, '
        "read, open, close, destroy, wait, check, start",
    ),
    "the second of two": (
        f'{ACCESS}\n# [[access]]\n[[access]]\ndoes = "create"\nkind = "file"\n',
        'my.toml:7: [[access]] has no "call"; write a dotted path such as '
        '"socket.socket().bind", or a list of them',
    ),
    "unknown verb": (
        '[[access]]\ncall = "my.make"\ndoes = "creates"\nkind = "file"\n',
        'my.toml:3: "does" is "creates"; write one of create, bind, write, mutate, register, '
        "read, open, close, destroy, wait, check, start",
    ),
    "unknown key": (f'{ACCESS}nmae = "0"\n', 'my.toml:5: [[access]] knows no "nmae"; did you mean "name"?'),
    "strange key": (
        '[[type]]\nchain = "a"\nreturns = "b"\nzzz = 1\n',
        'my.toml:4: [[type]] knows no "zzz"; write one of chain, returns',
    ),
    "unknown table": (
        '[[acess]]\ncall = "a"\n',
        "my.toml:1: there is no table acess; did you mean [[access]]?",
    ),
    "single brackets": (
        '\n[access]\ncall = "a"\n',
        "my.toml:2: access is not a list of tables; write [[access]]",
    ),
    "wrong type": (
        '[[access]]\ncall = 3\ndoes = "create"\nkind = "file"\n',
        'my.toml:2: "call" is 3; write a dotted path such as "socket.socket().bind", or a list of them',
    ),
    "wrong type in a list": (
        '[[access]]\ncall = ["a", true]\ndoes = "create"\nkind = "file"\n',
        'my.toml:2: "call" is true; write a dotted path such as "socket.socket().bind", or a list of them',
    ),
    "empty list": (
        '[[access]]\ncall = []\ndoes = "create"\nkind = "file"\n',
        'my.toml:2: "call" is a list; write a dotted path such as "socket.socket().bind", or a list of them',
    ),
    "flag": (
        '[[resource]]\nkind = "x"\nreach = "host"\ntext = "x"\npath = "yes"\n',
        'my.toml:5: "path" is "yes"; write true or false',
    ),
    "number": ('[[source]]\nchain = "a"\nbits = -1\n', 'my.toml:3: "bits" is -1; write a whole number'),
    "unknown kind": (
        '[[access]]\ncall = "my.make"\ndoes = "create"\nkind = "fiel"\n',
        'my.toml:4: no [[resource]] has the kind "fiel"; did you mean "file"?',
    ),
    "kind of nothing": (
        '[[statement]]\npattern = "a"\nlanguage = "sql"\ndoes = "create"\nkind = "qqqqq"\n',
        'my.toml:5: no [[resource]] has the kind "qqqqq"; add a [[resource]] of that kind',
    ),
    "bad selector": (
        f'{ACCESS}name = "path"\n',
        'my.toml:5: "name" is "path"; '
        'write an argument such as "0:path", ":mode", "0:address[1]", "0+" or "self"',
    ),
    "bad condition": (
        f'{ACCESS}when = "1:mode"\n',
        'my.toml:5: "when" is "1:mode"; write an argument and a regular expression, "1:mode ~ [wax+]"',
    ),
    "bad pattern in a condition": (
        f'{ACCESS}when = "1:mode ~ [wax"\n',
        'my.toml:5: "when" is "1:mode ~ [wax", a bad regular expression: unterminated character set',
    ),
    "bad pattern": (
        '[[statement]]\npattern = "("\nlanguage = "sql"\ndoes = "create"\nkind = "file"\n',
        'my.toml:2: "pattern" is "(", a bad regular expression: missing ), unterminated subpattern',
    ),
    "bad lanes": (
        '[[hook]]\nname = "a"\nlanes = ["gw0"]\nmoment = "setup"\n',
        'my.toml:3: "lanes" is a list; write a preset such as "tests", or a list of none, serial, '
        "controller, first, rest, workers, tests, all",
    ),
    "lonely absent": (
        f'{ACCESS}absent = "r"\n',
        'my.toml:5: "absent" has no "when" to stand beside; write one or leave it out',
    ),
    "unclosed text": (f'{ACCESS}name = "0\n', "my.toml:5: is not TOML: "),
    "cut short": ("[[access", "my.toml:1: is not TOML: "),
    "twice": (f'{ACCESS}kind = "file"\n', "my.toml:5: is not TOML: "),
}


@pytest.mark.parametrize(("text", "said"), MISTAKES.values(), ids=MISTAKES.keys())
def test_mistake(text: str, said: str, tmp_path: Path) -> None:
    told = complaint(tmp_path, text)
    assert told == said or (said.endswith("TOML: ") and told.startswith(said) and len(told) > len(said))
    assert "\n" not in told


def test_line_is_that_of_the_file_as_written(tmp_path: Path) -> None:
    text = "\ufeff# first\r\n\r\n" + ACCESS.replace("\n", "\r\n") + 'nmae = "0"\r\n'
    path = tmp_path / "my.toml"
    path.write_bytes(text.encode())
    with pytest.raises(UsageError, match=r"my\.toml:7: "):
        load([path])


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no\.toml: there is no such catalogue; write the path of a TOML"):
        load([tmp_path / "no.toml"])


def test_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot be read \(is a directory\); write the path of a TOML file"):
        load([tmp_path])


def test_other_encoding(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_bytes("# schön\n".encode("latin-1"))
    with pytest.raises(UsageError, match=r"my\.toml: is not UTF-8; save it as UTF-8"):
        load([path])


def test_unknown_language() -> None:
    with pytest.raises(UsageError, match='no catalogue of "cobol"; write "python" or "go"'):
        load(language="cobol")


def test_list_shares_the_other_keys(tmp_path: Path) -> None:
    path = catalogue(tmp_path, ACCESS.replace('"my.make"', '["my.make", "my.build"]'))
    loaded = load([path])
    assert [loaded.accesses[call][0].does for call in ("my.make", "my.build")] == [Verb.CREATE] * 2


def test_users_file_wins(tmp_path: Path) -> None:
    """What it says of a call to the same effect replaces; what it says besides is added."""
    first = catalogue(
        tmp_path,
        '[[access]]\ncall = "open"\ndoes = "read"\nkind = "directory"\n\n'
        '[[access]]\ncall = "open"\ndoes = "write"\nkind = "file"\nname = "7"\n\n'
        '[[source]]\nchain = "time.time"\ntrait = "worker"\n\n'
        '[[type]]\nchain = "pathlib.Path.cwd"\nreturns = "mine()"\n\n'
        '[[resource]]\nkind = "port"\nreach = "everywhere"\ntext = "my port"\n',
        "a.toml",
    )
    second = catalogue(tmp_path, '[[source]]\nchain = "time.time"\ntrait = "test"\n', "b.toml")
    loaded = load([first, second])
    meanings = [(word.does, word.kind, word.name and word.name.index) for word in loaded.accesses["open"]]
    assert sorted(meanings, key=str) == sorted(
        [
            (Verb.READ, "file", 0),
            (Verb.CREATE, "file", 0),
            (Verb.READ, "directory", None),
            (Verb.WRITE, "file", 7),
        ],
        key=str,
    )
    assert loaded.sources["time.time"].trait is Trait.TEST
    assert loaded.types["pathlib.Path.cwd"] == "mine()"
    assert loaded.resources["port"].text == "my port"


def test_user_may_declare_kinds(tmp_path: Path) -> None:
    path = catalogue(
        tmp_path,
        '[[access]]\ncall = "my.make"\ndoes = "create"\nkind = "lamp"\n\n'
        '[[resource]]\nkind = "lamp"\nreach = "host"\ntext = "lamp"\n',
    )
    assert load([path]).accesses["my.make"][0].kind == "lamp"


SELECTORS = {
    "0:path": Selector(index=0, keyword="path"),
    "2": Selector(index=2),
    ":mode": Selector(keyword="mode"),
    "self": Selector(receiver=True),
    "0:address[1]": Selector(index=0, keyword="address", item=1),
    ":ports[*]": Selector(keyword="ports", item=EACH),
    "1:port=5000": Selector(index=1, keyword="port", absent="5000"),
    "1[Port]": Selector(index=1, field="Port"),
    "0+": Selector(index=0, rest=True),
    "": None,
}


@pytest.mark.parametrize("text", SELECTORS)
def test_selector(text: str, tmp_path: Path) -> None:
    loaded = load([catalogue(tmp_path, f'{ACCESS}name = "{text}"\n')])
    assert loaded.accesses["my.make"][0].name == SELECTORS[text]


@pytest.mark.parametrize(
    "lines",
    ['when = "1:mode=r ~ [wax+]"', 'when = "1:mode ~ [wax+]"\nabsent = "r"'],
    ids=["inline", "beside"],
)
def test_condition(lines: str, tmp_path: Path) -> None:
    loaded = load([catalogue(tmp_path, f"{ACCESS}{lines}\n")])
    assert loaded.accesses["my.make"][0].when == Condition(
        argument=Selector(index=1, keyword="mode", absent="r"), pattern="[wax+]", absent="r"
    )


def test_empty_file_changes_nothing(builtin: Catalogue, tmp_path: Path) -> None:
    assert load([catalogue(tmp_path, "")]) == builtin


class TestCache:
    def test_same_words_and_no_parsing(
        self, builtin: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = tmp_path / "deep" / "cache"
        assert load(cache=folder) == builtin
        monkeypatch.setattr("isolint.catalogue.parsed.parse", None)
        assert load(cache=folder) == builtin
        assert [path.name for path in folder.iterdir()] == ["catalogue-python.json"]

    @pytest.mark.parametrize("text", ["", "{", "[]", '{"digest": 1}', "\x00"])
    def test_broken_one_is_made_anew(self, builtin: Catalogue, text: str, tmp_path: Path) -> None:
        kept = catalogue(tmp_path, text, "catalogue-python.json")
        assert load(cache=tmp_path) == builtin
        assert json.loads(kept.read_text())["digest"]

    def test_changed_catalogue_is_read(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        copy = shutil.copytree(builtin_dir(), tmp_path / "rules")
        monkeypatch.setattr("isolint.catalogue.loading.builtin_dir", lambda: copy)
        load(cache=tmp_path)
        catalogue(copy / "python", ACCESS, "zz.toml")
        assert "my.make" in load(cache=tmp_path).accesses

    def test_unwritable_folder(self, builtin: Catalogue, tmp_path: Path) -> None:
        file = catalogue(tmp_path, "", "file")
        assert load(cache=file / "below") == builtin


def test_checkout_reads_its_own_rules() -> None:
    assert builtin_dir() == SOURCE.parent / "rules"


def test_wheel_reads_the_packaged_rules(tmp_path: Path) -> None:
    shutil.copytree(SOURCE / "isolint", tmp_path / "isolint")
    catalogue_folder = tmp_path / "isolint" / "_rules" / "python"
    catalogue_folder.mkdir(parents=True)
    catalogue(catalogue_folder, '[[type]]\nchain = "only"\nreturns = "this"\n')
    script = "from isolint.catalogue import builtin_dir, load; print(builtin_dir(), load().types)"
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert ran.stdout == f"{tmp_path / 'isolint' / '_rules'} {{'only': 'this'}}\n"


def test_imports_are_cheap() -> None:
    """Nothing dear is imported until a file has to be parsed or a mistake has to be told."""
    script = "import sys, isolint.catalogue; print({'tomllib', 'tomli', 'difflib'} & set(sys.modules))"
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=SOURCE, capture_output=True, text=True, check=True
    )
    assert ran.stdout == "set()\n"


def test_patterns_compile(builtin: Catalogue) -> None:
    conditions = [
        condition
        for words in builtin.accesses.values()
        for word in words
        for condition in (word.when, word.unless, word.tolerant)
        if condition
    ]
    for pattern in [condition.pattern for condition in conditions]:
        re.compile(pattern)
    for statement in builtin.statements:
        assert "name" in re.compile(statement.pattern).groupindex, statement.pattern


def test_every_kind_is_used(builtin: Catalogue) -> None:
    used = {word.kind for words in builtin.accesses.values() for word in words}
    # No call replaces code: assignments do.
    assert set(builtin.resources) == used | {word.kind for word in builtin.statements} | {CODE}


def test_words_are_all_there_for_printing(builtin: Catalogue) -> None:
    printed = list(builtin.words())
    tables = {table for table, _ in printed}
    assert tables == {
        "resources", "accesses", "statements", "runners", "sources", "shapes", "orders",
        "fixtures", "hooks", "lanes", "protections", "types", "decorators", "threads",
    }  # fmt: skip
    assert ("types", ("pathlib.Path.cwd", "pathlib.Path()")) in printed
    assert ("hooks", builtin.hooks["pytest_configure"]) in printed


STATEMENTS = [
    ("sql", 'CREATE DATABASE IF NOT EXISTS "shop"', Verb.CREATE, "database", '"shop'),
    ("sql", "drop database shop_test;", Verb.DESTROY, "database", "shop_test"),
    ("sql", "CREATE SCHEMA app", Verb.CREATE, "schema", "app"),
    ("sql", "CREATE TABLE users (id int)", Verb.CREATE, "table", "users"),
    ("sql", "CREATE TEMP TABLE users (id int)", None, "", ""),
    ("sql", "TRUNCATE TABLE users", Verb.DESTROY, "table", "users"),
    ("sql", "delete from users", Verb.DESTROY, "table", "users"),
    ("sql", "DELETE FROM users WHERE id = 1", Verb.WRITE, "table", "users"),
    ("sql", "INSERT INTO users VALUES (1)", Verb.WRITE, "table", "users"),
    ("sql", "SELECT * FROM users", Verb.READ, "table", "users"),
    ("sql", "CREATE USER bob", Verb.CREATE, "role", "bob"),
    ("shell", "docker run -d --name db -e A=b postgres", Verb.CREATE, "container", "db"),
    ("shell", "docker run --rm -p 127.0.0.1:5432:5432 postgres", Verb.BIND, "port", "5432"),
    ("shell", "docker run --rm -p 5432 postgres", None, "", ""),
    ("shell", "docker rm -f db", Verb.DESTROY, "container", "db"),
    ("shell", "docker stop db", Verb.CLOSE, "container", "db"),
    ("shell", "docker system prune -af", Verb.DESTROY, "container", ""),
    ("shell", "podman network create --driver bridge net1", Verb.CREATE, "network", "net1"),
    ("shell", "docker compose -p shop up -d", Verb.CREATE, "project", "shop"),
    ("shell", "docker-compose down -v", Verb.DESTROY, "project", ""),
    ("shell", "kubectl create namespace e2e", Verb.CREATE, "namespace", "e2e"),
    ("shell", "kubectl --context kind delete ns e2e", Verb.DESTROY, "namespace", "e2e"),
    ("shell", "kind create cluster --name e2e", Verb.CREATE, "cluster", "e2e"),
    ("shell", "createdb -h localhost shop", Verb.CREATE, "database", "shop"),
    ("shell", "dropdb --if-exists shop", Verb.DESTROY, "database", "shop"),
    ("shell", "psql -c 'CREATE DATABASE shop'", Verb.CREATE, "database", "shop"),
    ("shell", "redis-cli -p 6379 FLUSHALL", Verb.DESTROY, "store", ""),
    ("shell", "pkill -9 -f server.py", Verb.CLOSE, "process", "server.py"),
    ("shell", "killall redis-server", Verb.CLOSE, "process", "redis-server"),
    ("shell", "rm -rf /tmp/out", Verb.DESTROY, "file", "/tmp/out"),
    ("shell", "rm -rf out", None, "", ""),
    ("shell", "mkdir -p /tmp/out", None, "", ""),
    ("shell", "mkdir /tmp/out", Verb.CREATE, "directory", "/tmp/out"),
    ("shell", "aws --region x s3 mb s3://data", Verb.CREATE, "bucket", "s3://data"),
    ("shell", "aws s3 rb --force s3://data", Verb.DESTROY, "bucket", "s3://data"),
    ("shell", "uvicorn app:app --port 8000", Verb.BIND, "port", "8000"),
    ("shell", "gunicorn -b 127.0.0.1:8000 app", Verb.BIND, "port", "8000"),
    ("shell", "uvicorn app:app --port 0", None, "", ""),
    ("shell", "psql postgres -p 5432", None, "", ""),
    ("shell", "{executable} -m http.server 8123", Verb.BIND, "port", "8123"),
    ("shell", "python3 -m http.server 8123", Verb.BIND, "port", "8123"),
    ("shell", "ls > /dev/null", None, "", ""),
    (
        "shell",
        "kubectl -n lab create configmap settings --from-file=x",
        Verb.CREATE,
        "cluster object",
        "settings",
    ),
    ("shell", "kubectl create secret generic token", Verb.CREATE, "cluster object", "token"),
    ("shell", "kubectl -n lab run probe --image=busybox", Verb.CREATE, "cluster object", "probe"),
    ("shell", "kubectl get pods", None, "", ""),
    ("shell", "docker service create --replicas 2 --name cache redis", Verb.CREATE, "container", "cache"),
    ("shell", "podman pod create --name lab", Verb.CREATE, "container", "lab"),
    ("shell", "podman pod rm -f lab", Verb.DESTROY, "container", "lab"),
    ("shell", "aws sns create-topic --name orders", Verb.CREATE, "topic", "orders"),
    ("shell", "gcloud pubsub topics create orders", Verb.CREATE, "topic", "orders"),
    ("shell", "gcloud pubsub topics delete orders", Verb.DESTROY, "topic", "orders"),
    ("shell", "az storage container create --name reports", Verb.CREATE, "bucket", "reports"),
    ("shell", "az storage container delete -n reports", Verb.DESTROY, "bucket", "reports"),
    ("shell", "mc mb --ignore-existing local/reports", Verb.CREATE, "bucket", "local/reports"),
    ("shell", "rabbitmqadmin declare queue name=orders durable=true", Verb.CREATE, "queue", "orders"),
    ("shell", "chrome --headless --remote-debugging-port=9222", Verb.BIND, "port", "9222"),
    ("shell", "chrome --remote-debugging-port=0", None, "", ""),
    ("shell", "chrome --user-data-dir=/tmp/profile", Verb.WRITE, "directory", "/tmp/profile"),
    ("shell", "pip install -r requirements.txt", None, "", ""),
    ("shell", "pip install wheel", Verb.CREATE, "package", "wheel"),
    ("shell", "{venv}/bin/pip install wheel", None, "", ""),
]


@pytest.mark.parametrize(
    ("language", "text", "does", "kind", "name"), STATEMENTS, ids=lambda one: str(one)[:40]
)
def test_statement(
    builtin: Catalogue, language: str, text: str, does: Verb | None, kind: str, name: str
) -> None:
    found = [
        (word.does, word.kind, match["name"] or "")
        for word, match in builtin.matches(language, text)
        if not word.dialled and word.kind != "script"  # said of any command that is told a port or a script
    ]
    assert found == ([(does, kind, name)] if does else [])


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("/usr/bin/python -m suite.server --port 0", "suite.server"),
        ("python3 -u -W ignore suite/server.py", "suite/server.py"),
        ("nice python3.12 -Im suite.server", ""),
        ("pytest -m slow", ""),
        ("black suite/server.py", ""),
        ("python -c pass suite/server.py", ""),
    ],
)
def test_script(builtin: Catalogue, text: str, script: str) -> None:
    found = [match["name"] for word, match in builtin.matches("shell", text) if word.kind == "script"]
    assert found == ([script] if script else [])


@pytest.mark.parametrize(
    ("pattern", "text", "may"),
    [
        (r"(?i)\bDROP\s+TABLE", "drop  table x", True),
        (r"(?i)\bDROP\s+TABLE", "select 1", False),
        (r"\b(?:docker|podman)\s+rm", "podman rm x", True),
        (r"\b(?:docker|podman)\s+rm", "rm x", False),
        (r"(?:^|sudo\s+)rm\s", "sudo cp x", False),
        (r"foo|bar", "bar", True),
        (r"foo[|(]x", "bar", False),
        (r"foo[\](]|bar", "bar", True),
        (r"foo?x", "fx", True),
        (r"(?:foo)?x", "x", True),
        (r"\w+ x", "a x", True),
    ],
)
def test_a_pattern_is_tried_where_it_may_match(pattern: str, text: str, may: bool) -> None:
    """A text is passed by only if it has none of the words that each match would start with."""
    assert may_match(pattern, text.casefold()) is may
    assert may or compiled(pattern).search(text) is None


def test_hooks_run_where_they_were_measured(builtin: Catalogue) -> None:
    """Rows of EXECUTION_MODEL.md 1.2."""
    hooks = builtin.hooks
    assert hooks["pytest_configure"].lanes == Lanes.ALL
    assert hooks["pytest_configure"].pair == "pytest_unconfigure"
    assert hooks["pytest_configure_node"].lanes == Lanes.CONTROLLER
    assert hooks["pytest_collection_modifyitems"].lanes == Lanes.TESTS
    assert hooks["pytest_collection"].lanes == Lanes.TESTS
    assert hooks["pytest_collection"].lanes_first == Lanes.ALL
    assert hooks["pytest_runtestloop"].lanes == Lanes.SERIAL
    assert hooks["pytest_runtest_logreport"].lanes == Lanes.ALL
    assert hooks["pytest_runtest_logreport"].frequency is Frequency.TEST
    assert hooks["setUpClass"].within == "type"
    assert hooks["setup_module"].moment is Moment.SETUP
    ordered = {name for name, word in hooks.items() if word.ordered}
    assert {"pytest_configure", "pytest_sessionstart", "pytest_xdist_setupnodes"} <= ordered
    assert {"pytest_sessionfinish", "pytest_unconfigure"} <= ordered
    assert not ordered & {"pytest_testnodedown", "pytest_configure_node", "pytest_runtest_logreport"}


def test_lane_tests_mean_what_was_measured(builtin: Catalogue) -> None:
    """Rows of EXECUTION_MODEL.md 5."""
    words = {(word.form, word.text): word for word in builtin.lanes}
    assert words["attribute", "workerinput"].true_in == Lanes.WORKERS
    assert "pytest_addoption" in words["attribute", "workerinput"].unset_in
    assert words["call", "xdist.is_xdist_controller"].true_in == Lanes.CONTROLLER
    assert words["environment", "PYTEST_XDIST_WORKER"].true_in == Lanes.WORKERS
    assert words["option", "numprocesses"].true_in == Lanes.CONTROLLER
    assert words["identity", "fixture:worker_id"].serial == "master"
    assert words["identity", "env:PYTEST_XDIST_WORKER"].serial == ""


def test_what_fixtures_give(builtin: Catalogue) -> None:
    assert builtin.fixtures["tmp_path"].trait is Trait.PRIVATE
    assert builtin.fixtures["tmp_path_factory"].scope is Frequency.RUN
    assert builtin.fixtures["worker_id"].trait is Trait.WORKER
    shared = builtin.sources["fixture:tmp_path_factory.getbasetemp().parent"]
    assert (shared.trait, shared.root) == (Trait.RUN, Root.TEMP)


def _steps(chain: str) -> Iterator[tuple[str, str]]:
    """The chain cut before each call, element or attribute."""
    for cut in re.finditer(r"\(\)|\[\d*\]|\.(?!\d)", chain):
        yield chain[: cut.start()], chain[cut.start() :]


def test_no_word_hides_behind_a_type(builtin: Catalogue) -> None:
    """`a.B().c` is never looked up where `a.B` is known to give a `d.E()`: the word belongs to `d.E().c`."""
    chains = [*builtin.accesses, *builtin.runners, *builtin.protections, *builtin.types.values()]
    hidden = [
        (chain, start)
        for chain in chains
        for start, rest in _steps(chain)
        if builtin.types.get(start, start) not in (start, f"{start}()" if rest.startswith("()") else start)
    ]
    assert hidden == []


def _found(chain: str) -> object:
    """What a chain of the standard library names: calls of a class stand for the class."""
    parts = chain.replace("()", "").split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ImportError:
            continue
        rest = parts[length:]
        break
    else:
        found, rest = builtins, parts
    for part in rest:
        found = getattr(found, part)
    return found


def _is_class_chain(chain: str) -> bool:
    """Every `()` in it follows a class, so that signatures can be looked up."""
    return all(isinstance(_found(start), type) for start, rest in _steps(chain) if rest.startswith("()"))


def _standard(builtin: Catalogue) -> Iterator[tuple[str, Sequence[Selector]]]:
    for call, words in builtin.accesses.items():
        root = call.partition(".")[0].partition("(")[0]
        if (root not in sys.stdlib_module_names and root != "open") or call.endswith("__") or "[" in call:
            continue
        selectors = [
            selector
            for word in words
            for selector in (word.name, *(c.argument for c in (word.when, word.unless, word.tolerant) if c))
            if selector and not selector.receiver
        ]
        yield call, selectors


LATER = {"pathlib.Path().move", "pathlib.Path().copy", "pathlib.Path().walk"}
GONE = {"imp.reload", "smtpd.SMTPServer", "telnetlib.Telnet"}


def test_standard_library_has_these_parameters(builtin: Catalogue) -> None:
    wrong: list[str] = []
    for call, selectors in _standard(builtin):
        if call in LATER | GONE or not _is_class_chain(call):
            continue
        found = _found(call)
        try:
            parameters = list(inspect.signature(found).parameters.values())  # type: ignore[arg-type]
        except (TypeError, ValueError):
            continue
        if "()." in call and parameters and parameters[0].name == "self":
            parameters = parameters[1:]
        if any(one.kind in (one.VAR_POSITIONAL, one.VAR_KEYWORD) for one in parameters):
            continue
        names = [one.name for one in parameters]
        for selector in selectors:
            given = parameters[selector.index] if 0 <= selector.index < len(names) else None
            if given and given.kind is given.POSITIONAL_ONLY:
                continue
            if selector.keyword and selector.keyword not in names:
                wrong.append(f"{call}: no {selector.keyword} in {names}")
            elif selector.index >= 0 and selector.keyword and names.index(selector.keyword) != selector.index:
                wrong.append(f"{call}: {selector.keyword} is argument {names.index(selector.keyword)}")
            elif selector.index >= len(names):
                wrong.append(f"{call}: has no argument {selector.index}")
    assert wrong == []
