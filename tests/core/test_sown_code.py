"""Code as departments really write it: what does more than answer is named by its check."""

from datetime import date
from pathlib import Path

import pytest

from clas_core.conformance.checking import check_folder
from clas_core.national import ReferentialLibrary

TODAY = date(2026, 11, 29)
SIGNED = "@hookimpl\ndef clas_supplements(school_year, group, ps):\n"
CODE: dict[str, tuple[str, str, str]] = {
    "a clock": ("import time\n", "code.clock", "error"),
    "a clock of datetime": (f"from datetime import datetime\n{SIGNED}    datetime.now()\n", "code.clock", "error"),
    "today": (f"import datetime\n{SIGNED}    datetime.date.today()\n", "code.clock", "error"),
    "chance": ("from random import choice\n", "code.chance", "error"),
    "a network": ("import urllib.request\n", "code.network", "error"),
    "a library of the network": ("import requests\n", "code.network", "error"),
    "a file": (f"{SIGNED}    open('/tmp/a', 'w')\n", "code.files", "error"),
    "a path": ("from pathlib import Path\n", "code.files", "error"),
    "the environment": ("import os\n", "code.environment", "error"),
    "a process": ("import subprocess\n", "code.process", "error"),
    "a thread": ("import threading\n", "code.process", "error"),
    "an end": (f"{SIGNED}    exit(1)\n", "code.process", "error"),
    "waiting": (f"{SIGNED}    import time\n    time.sleep(5)\n", "code.slow", "error"),
    "a loop without end": (f"{SIGNED}    while True:\n        pass\n", "code.slow", "error"),
    "eval": (f"{SIGNED}    return eval('[]')\n", "code.dynamic", "error"),
    "a counter": (f"COUNT = 0\n{SIGNED}    global COUNT\n    COUNT += 1\n", "code.state", "error"),
    "a list that grows": (f"SEEN = []\n{SIGNED}    SEEN.append(group)\n", "code.state", "error"),
    "a table that is written": (f"SEEN = {{}}\n{SIGNED}    SEEN[group] = 1\n", "code.state", "error"),
    "an iterator": (
        f"import itertools\nTURN = itertools.count()\n{SIGNED}    return next(TURN)\n",
        "code.state",
        "error",
    ),
    "a default that grows": ("def aid(seen=[]):\n    return seen\n", "code.state", "error"),
    "a cache": ("from functools import cache\n\n\n@cache\ndef aid(a):\n    return a\n", "code.state", "warning"),
    "a wrapper": (
        "@hookimpl(wrapper=True)\ndef clas_review(school_year, dossier):\n    yield\n",
        "code.wrapper",
        "error",
    ),
    "an old wrapper": (
        "@hookimpl(hookwrapper=True)\ndef clas_review(school_year, dossier):\n    yield\n",
        "code.wrapper",
        "error",
    ),
    "an answer in pieces": (f"{SIGNED}    yield []\n", "code.wrapper", "error"),
    "an order": ("@hookimpl(tryfirst=True)\ndef clas_event(event):\n    return None\n", "code.hook", "error"),
    "no mark": ("def clas_event(event):\n    return None\n", "code.hook", "error"),
    "a misspelt hook": ("@hookimpl\ndef clas_suplements(school_year):\n    return None\n", "code.hook", "error"),
    "an unknown parameter": ("@hookimpl\ndef clas_event(evenement):\n    return None\n", "code.hook", "error"),
    "a coroutine": ("@hookimpl\nasync def clas_event(event):\n    return None\n", "code.hook", "error"),
    "a float": (f"from clas_core import LocalAid\n{SIGNED}    return [LocalAid(amount=1.5)]\n", "code.float", "error"),
    "what is not offered": ("from clas_core import Estimator\n", "code.imports", "error"),
    "a module of the core": ("from clas_core.money import cents_of\n", "code.imports", "error"),
    "the service": ("import clas_api\n", "code.imports", "error"),
    "another department": ("import clas_marne\n", "code.imports", "error"),
    "silence": ("try:\n    x = 1\nexcept Exception:\n    pass\n", "code.silent", "warning"),
    "a dossier that is written": (
        "@hookimpl\ndef clas_review(school_year, dossier):\n    dossier['a'] = 1\n",
        "code.answer",
        "error",
    ),
    "printing": (f"{SIGNED}    print(group)\n", "code.print", "warning"),
    "no Python": ("def clas_event(:\n", "code.syntax", "error"),
    "a table by default": ("def aid(seen=dict()):\n    return seen\n", "code.state", "error"),
    "a class that counts": (f"class Memo:\n    count = 0\n\n\n{SIGNED}    Memo.count += 1\n", "code.state", "error"),
    "a hook that counts": (f"{SIGNED}    clas_supplements.count = 1\n", "code.state", "error"),
    "a context of decimals": (f"import decimal\n{SIGNED}    decimal.getcontext().prec = 3\n", "code.state", "error"),
    "a number of a text": (f"{SIGNED}    return hash(group.label)\n", "code.chance", "error"),
    "the environment in bytes": (f"from os import environb\n{SIGNED}    environb\n", "code.environment", "error"),
    "a module of another": (f"import logging\n{SIGNED}    logging.os.listdir('/')\n", "code.environment", "error"),
    "a journal": ("import logging\n", "code.print", "warning"),
    "an end that is raised": (f"{SIGNED}    raise SystemExit(1)\n", "code.process", "error"),
    "an end for later": ("import atexit\n", "code.process", "error"),
    "a signal": ("from signal import alarm\n", "code.process", "error"),
    "the core, changed": ("import clas_core\nclas_core.read_department = None\n", "code.patch", "error"),
    "the core, changed by a hook": (
        f"import clas_core\n{SIGNED}    clas_core.LocalAid = None\n",
        "code.patch",
        "error",
    ),
    "what things are made of": (f"{SIGNED}    ().__class__.__base__\n", "code.dynamic", "error"),
    "what is frozen, changed": ("put = object.__setattr__\n", "code.dynamic", "error"),
    "a wrapper by another name": (
        "from clas_core import hookimpl as mark\n\n\n@mark(wrapper=True)\ndef clas_review(dossier):\n    yield\n",
        "code.wrapper",
        "error",
    ),
    "a wrapper of pluggy's": (
        "import pluggy\nmark = pluggy.HookimplMarker('clas')\n@mark(hookwrapper=True)\ndef clas_event():\n    yield\n",
        "code.wrapper",
        "error",
    ),
    "an answer that is made later": (f"{SIGNED}    return (each for each in ())\n", "code.wrapper", "error"),
    "a hook that calls itself": (
        f"{SIGNED}    return clas_supplements(school_year, group, ps)\n",
        "code.recursion",
        "error",
    ),
    "a hook that is a class": ("@hookimpl\nclass Aid:\n    pass\n", "code.hook", "error"),
    "a hook that is a value": ("clas_review = hookimpl(lambda dossier: [])\n", "code.hook", "error"),
    "a secret": ("PASSWORD = 'ardennes08'\n", "secrets.shown", "error"),
    "something to do": ("# TODO : l'aide\n", "left.comment", "warning"),
}


@pytest.mark.parametrize(("code", "check", "level"), CODE.values(), ids=CODE)
def test_code_that_does_more_than_answer_is_told(
    package: Path, library: ReferentialLibrary, code: str, check: str, level: str
) -> None:
    module = package / "__init__.py"
    module.write_text(module.read_text(encoding="utf-8") + "\n\n" + code, encoding="utf-8")
    found = [each for each in check_folder(package, library, TODAY).found if each.check == check]
    assert found
    assert found[0].level == level
    assert found[0].line


def test_hooks_that_nobody_imports_are_told(package: Path, library: ReferentialLibrary) -> None:
    (package / "hooks.py").write_text(
        f"from clas_core import hookimpl\n\n\n{SIGNED}    return None\n", encoding="utf-8"
    )
    (found,) = [each for each in check_folder(package, library, TODAY).found if each.level == "error"]
    assert (found.check, found.file) == ("code.never_imported", "clas_ardennes/hooks.py")
    module = package / "__init__.py"
    imported = "from clas_ardennes.hooks import clas_supplements\n\n__all__ = ['clas_supplements']\n"
    module.write_text(module.read_text(encoding="utf-8") + imported, encoding="utf-8")
    assert check_folder(package, library, TODAY).problems == ()
