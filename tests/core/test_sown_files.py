"""Files as people really save them, folders as they really leave them, code as they really write it: each mistake is
named by its check, and nothing that is sown ends a check."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clas_core.conformance import KINDS, LEVELS, Report
from clas_core.conformance.checking import check_folder, package_in
from clas_core.national import ReferentialLibrary

HERE = Path(__file__).parent / "sown"
CALL = "2025-2026.toml"
TODAY = date(2026, 11, 29)

Change = Callable[[Path], object]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Return the package of a sound department, to change."""
    copytree(HERE, tmp_path / "ardennes", ignore=lambda *_: ["mistakes.toml", "__pycache__"])
    return tmp_path / "ardennes" / "clas_ardennes"


def _saved(encoding: str, file: str = CALL) -> Change:
    def change(package: Path) -> None:
        place = package / file
        text = place.read_text(encoding="utf-8").replace("œ", "oe")
        place.write_bytes(text.encode(encoding, errors="replace"))

    return change


def _renamed(name: str, file: str = CALL) -> Change:
    return lambda package: (package / file).rename(package / name)


def _written(name: str, content: bytes = b"") -> Change:
    return lambda package: (package / name).write_bytes(content)


def _folder_in_place(package: Path) -> None:
    (package / CALL).unlink()
    (package / CALL).mkdir()


def _lines(ends: bytes) -> Change:
    def change(package: Path) -> None:
        place = package / CALL
        place.write_bytes(place.read_bytes().replace(b"\n", ends))

    return change


FILES: dict[str, tuple[Change, str, str, str]] = {
    "a byte-order mark": (_saved("utf-8-sig"), "file.bom", "remark", "BOM"),
    "UTF-16 of Notepad": (_saved("utf-16"), "file.encoding", "error", "UTF-16"),
    "UTF-16 without a mark": (_saved("utf-16-le"), "file.encoding", "error", "UTF-16"),
    "the code page of Windows": (_saved("cp1252"), "file.encoding", "error", "ANSI"),
    "who, in the code page of Windows": (_saved("cp1252", "department.toml"), "file.encoding", "error", "ANSI"),
    "a workbook": (_written(CALL, b"PK\x03\x04\x14\x00\x06\x00\xff\xfe"), "file.encoding", "error", "document"),
    "an empty file": (_written(CALL), "file.empty", "error", "vide"),
    "a file of blanks": (_written(CALL, b" \n\n"), "file.empty", "error", "vide"),
    "a huge file": (_written(CALL, b"# a\n" * 400_000), "file.unreadable", "error", "Kio"),
    "a zero byte": (_written(CALL, b'school_year = "2025\x00-2026"\n'), "file.syntax", "error", "contrôle"),
    "lines of two kinds": (
        lambda package: (package / CALL).write_bytes((package / CALL).read_bytes().replace(b"\n", b"\r\n", 3)),
        "file.lines",
        "remark",
        "deux sortes",
    ),
    "a folder in place of a file": (_folder_in_place, "file.unreadable", "error", "dossier"),
    "no department": (
        lambda package: (package / "department.toml").unlink(),
        "file.unreadable",
        "error",
        "n'existe pas",
    ),
    "a call under another year": (_renamed("2024-2025.toml"), "file.name", "error", "2025-2026.toml"),
    "an underscore": (_renamed("2025_2026.toml"), "file.name", "error", "AAAA-AAAA"),
    "capitals": (_renamed("2025-2026.TOML"), "folder.name", "error", "pas lu"),
    "a second suffix": (_renamed("2025-2026.toml.txt"), "folder.name", "error", "pas lu"),
    "YAML": (_renamed("2025-2026.yaml"), "folder.name", "error", "pas lu"),
    "no call": (lambda package: (package / CALL).unlink(), "folder.no_call", "warning", "Aucun appel"),
    "a copy": (_written("2025-2026.toml.bak", b"a"), "folder.spare", "warning", "copie"),
    "a copy of Windows": (_written("2025-2026 - Copie.toml", b"a = 1"), "file.name", "error", "AAAA-AAAA"),
    "a document": (_written("note.docx", b"a"), "folder.name", "warning", "pas lu"),
    "no type mark": (lambda package: (package / "py.typed").unlink(), "folder.typed", "remark", "typé"),
    "no module": (lambda package: (package / "__init__.py").unlink(), "folder.module", "error", "module"),
    "a broken project": (
        lambda package: (package.parent / "pyproject.toml").write_text("[project"),
        "file.syntax",
        "error",
        "TOML",
    ),
}


@pytest.mark.parametrize(("change", "check", "level", "words"), FILES.values(), ids=FILES)
def test_a_file_as_it_was_saved_is_told(
    package: Path, library: ReferentialLibrary, change: Change, check: str, level: str, words: str
) -> None:
    change(package)
    report = check_folder(package, library, TODAY)
    told = [each for each in report.found if each.check == check and words in each.sentence]
    assert told, [each.text for each in report.found]
    assert told[0].level == level


@pytest.mark.parametrize("ends", [b"\r\n", b"\r"], ids=["Windows", "an old Mac"])
def test_lines_end_as_each_system_ends_them(package: Path, library: ReferentialLibrary, ends: bytes) -> None:
    _lines(ends)(package)
    report = check_folder(package, library, TODAY)
    assert [each.text for each in report.found if each.check != "unknown.gap"] == []


def test_the_folder_of_a_plugin_is_that_of_its_package(package: Path) -> None:
    assert package_in(package.parent) == package_in(package) == package


def test_a_folder_that_is_not_there_is_no_traceback(package: Path, library: ReferentialLibrary) -> None:
    report = check_folder(package / "ailleurs", library, TODAY)
    assert [each.check for each in report.found] == ["folder.unreadable"]


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


REPLACED = (
    "Le comité soutient les actions du département",
    "Lire la note.",
    "Nom de la salle",
    "2025-05-05",
    "150.50",
    '"caf"',
    "2025-2026",
    "https://www.caf.fr/charte",
    "range",
    "08",
)


def _told(report: Report) -> None:
    for each in report.found:
        assert each.kind in KINDS
        assert each.level in LEVELS
        assert each.reason
        assert "Traceback" not in each.text


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    place=st.integers(0, 5500),
    cut=st.integers(0, 60),
    put=st.binary(max_size=40),
    file=st.sampled_from([CALL, "department.toml", "__init__.py"]),
)
def test_whatever_is_written_in_a_file_ends_no_check(
    package: Path, library: ReferentialLibrary, place: int, cut: int, put: bytes, file: str
) -> None:
    sound = (HERE / "clas_ardennes" / file).read_bytes()
    at = place % len(sound)
    (package / file).write_bytes(sound[:at] + put + sound[at + cut :])
    _told(check_folder(package, library, TODAY))
    (package / file).write_bytes(sound)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.text(max_size=200),
    where=st.sampled_from(
        [
            "Le comité soutient les actions du département",
            "Lire la note.",
            "Nom de la salle",
            "2025-05-05",
            "150.50",
            '"caf"',
            "2025-2026",
            "https://www.caf.fr/charte",
            "range",
            "08",
        ]
    ),
)
def test_whatever_a_value_becomes_ends_no_check(
    package: Path, library: ReferentialLibrary, said: str, where: str
) -> None:
    for file in (CALL, "department.toml"):
        sound = (HERE / "clas_ardennes" / file).read_text(encoding="utf-8")
        (package / file).write_text(sound.replace(where, said), encoding="utf-8", errors="replace")
    _told(check_folder(package, library, TODAY))
