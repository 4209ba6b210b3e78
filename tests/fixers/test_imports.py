"""Where imports come to stand, and what is left where they went."""

from __future__ import annotations

import pytest

from isolint.fixers.python.edit.imports import added
from isolint.fixers.python.edit.pruning import pruned
from isolint.model.source import Source

ADDED = {
    "among its like": (
        "import uuid",
        "import os\nimport zlib\nfrom abc import ABC\n\nimport pytest\n",
        "import os\nimport uuid\nimport zlib\nfrom abc import ABC\n\nimport pytest\n",
    ),
    "before from-imports": (
        "import uuid",
        "from __future__ import annotations\n\nfrom abc import ABC\n",
        "from __future__ import annotations\n\nimport uuid\nfrom abc import ABC\n",
    ),
    "a section of its own, first": (
        "import uuid",
        "# licence\n\nimport pytest\nfrom app import x\n",
        "# licence\n\nimport uuid\n\nimport pytest\nfrom app import x\n",
    ),
    "a section of its own, between": (
        "import pytest",
        "import os\nfrom . import x\n",
        "import os\n\nimport pytest\n\nfrom . import x\n",
    ),
    "a section of its own, last": (
        "import pytest",
        '"""Doc."""\nimport os  # why\n\n\ndef test(): ...\n',
        '"""Doc."""\nimport os  # why\n\nimport pytest\n\n\ndef test(): ...\n',
    ),
    "after the docstring": (
        "import uuid",
        '"""Doc."""\nX = 1\n',
        '"""Doc."""\n\nimport uuid\n\nX = 1\n',
    ),
    "after a coding line": (
        "import uuid",
        "#!/bin/python\n# coding: utf-8\n@mark\ndef test(): ...\n",
        "#!/bin/python\n# coding: utf-8\nimport uuid\n\n\n@mark\ndef test(): ...\n",
    ),
    "above a comment": (
        "import uuid",
        "# licence\n\n# about x\nX = 1\n",
        "# licence\n\nimport uuid\n\n# about x\nX = 1\n",
    ),
    "in brackets": (
        "import uuid",
        "from os import (\n    path,\n)\nfrom wave import (\n    Wave_read,\n)\n",
        "import uuid\nfrom os import (\n    path,\n)\nfrom wave import (\n    Wave_read,\n)\n",
    ),
    "no end of line": ("import uuid", "import os", "import os\nimport uuid\n"),
    "there already": ("import uuid", "import uuid\n", "import uuid\n"),
    "CRLF": ("import uuid", "import os\r\nX = 1\r\n", "import os\r\nimport uuid\r\nX = 1\r\n"),
}


@pytest.mark.parametrize(("statement", "before", "after"), ADDED.values(), ids=list(ADDED))
def test_added(statement, before, after):
    assert added(before.encode(), statement).decode() == after


PRUNED = {
    "a line": ("import os\nimport time\nimport zlib\n", "import os\nimport zlib\n"),
    "a section": (
        "import os\n\nimport time\n\nfrom . import x\n",
        "import os\n\nfrom . import x\n",
    ),
    "the first section": ("import time\n\nimport pytest\n", "import pytest\n"),
    "the only one": ("'Doc'\n\nimport time\n\n\nX = 1\n", "'Doc'\n\n\nX = 1\n"),
    "under a licence": ("# licence\n\nimport time\n\nX = 1\n", "# licence\n\nX = 1\n"),
    "the first name": ("from time import time, sleep\n", "from time import sleep\n"),
    "the last name": ("from os import (path, time)\n", "from os import (path)\n"),
    "the last line": (
        "from os import (\n    path,\n    time,\n)\n",
        "from os import (\n    path,\n)\n",
    ),
    "an alias": ("X = 1\nimport clock as time\n", "X = 1\n"),
    "a dotted module": ("X = 1\nimport time.zone\n", "X = 1\n"),
    "at the end": ("X = 1\n\nimport time", "X = 1\n\n"),
    "in a function": (
        "def f():\n    import time\n\n    return 1\n",
        "def f():\n    return 1\n",
    ),
    "CRLF": ("import time\r\n\r\nX = 1\r\n", "X = 1\r\n"),
}


@pytest.mark.parametrize(("before", "after"), PRUNED.values(), ids=list(PRUNED))
def test_pruned(before, after):
    assert pruned(Source("t.py", before.encode()), frozenset({"time"})).decode() == after


@pytest.mark.parametrize(
    "text",
    [
        "import time\ntime.sleep(1)\n",
        "import time  # noqa\nX = 1\n",
        "from a import (\n    b,  # noqa\n    time,\n)\n",
        "import time; X = 1\n",
        "try:\n    import time\nexcept ImportError:\n    pass\n",
        "def f():\n    import time\n",
        "from a import time as time\nX = 1\n",
        "import time\ndef f():\n    import time\n    return 1\n",
        "import time\n__all__ = ['x']\n__all__ += ['time']\n",
        "import time\n__all__ = ['x']\n__all__.append('time')\n",
        "import time\ndef f() -> 'list[time]': ...\n",
        "import time\nasync def f(x: 'time | None'): ...\n",
        "import time\ncast('time', 1)\n",
        "import time\npatch('tests.t.time.sleep')\n",
        "import time\npatch(f'{__name__}.time')\n",
        "import time\nmonkeypatch.setattr(module, 'time', 1)\n",
        "def f():\n    global time\n    import time\n    return 1\n",
        "import os\n",
    ],
)
def test_kept(text):
    assert pruned(Source("tests/t.py", text.encode()), frozenset({"time"})).decode() == text


def test_package_imports_are_for_others():
    text = b"import time\nX = 1\n"
    assert pruned(Source("tests/__init__.py", text), frozenset({"time"})) == text
