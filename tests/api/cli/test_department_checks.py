"""``clas departments check``: what it is given, the report that it writes, and code that it asks apart."""

import re
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

Clas = Callable[..., Any]

SOWN = Path(__file__).resolve().parents[2] / "core" / "sown"


@pytest.fixture
def ardennes(shell: Path) -> Path:
    """Return the package of a sound department that is not installed."""
    copytree(SOWN, shell / "ardennes", ignore=lambda *_: ["mistakes.toml", "__pycache__"])
    return shell / "ardennes" / "clas_ardennes"


def test_a_name_never_means_a_folder_of_that_name(clas: Clas, ardennes: Path, shell: Path) -> None:
    (shell / "marne").mkdir()
    assert clas("departments", "check", "marne").status == 0
    refused = clas("departments", "check", "ardennes")
    assert refused.status == 2
    assert "--path ardennes" in refused.errors
    for given in (("--path", "ardennes"), ("./ardennes",), (str(ardennes),)):
        done = clas("departments", "check", *given)
        assert (done.status, done.errors) == (0, ""), done


@pytest.mark.parametrize(
    "given", [(), ("marne", "--path", "."), ("--path", "nulle-part"), ("marne", "--report", "a.pdf")]
)
def test_what_cannot_be_checked_is_2_with_a_sentence(clas: Clas, given: tuple[str, ...]) -> None:
    done = clas("departments", "check", *given)
    assert (done.status, done.output) == (2, "")
    assert done.errors.strip()


def test_a_call_is_checked_against_a_draft_of_the_nation_and_told_what_is_provisional(
    clas: Clas, ardennes: Path, shell: Path
) -> None:
    assert clas("departments", "new-year", str(ardennes), "2026-2027").status == 0
    assert clas("referentials", "new", "2026-2027", "-o", "regles").status == 0

    def told(**added: str) -> list[tuple[str, str]]:
        found = clas("departments", "check", "--path", ardennes, "--json", **added).json["found"]
        return [(each["check"], each["reason"]) for each in found if each["check"].startswith("unknown.")]

    assert [each for each, _ in told() if each != "unknown.gap"] == ["unknown.nation"]
    ((_, reason),) = [each for each in told(CLAS_REFERENTIALS="regles") if each[0] != "unknown.gap"]
    assert "Les règles nationales de 2026-2027 sont en projet : tout montant est provisoire" in reason
    assert re.search(r"à confirmer par l'équipe nationale : 7 chiffres, \d+ critères, 44 questions\.", reason), reason


def test_what_is_found_has_its_parts_in_json(clas: Clas, ardennes: Path) -> None:
    call = ardennes / "2025-2026.toml"
    call.write_text(call.read_text(encoding="utf-8").replace("quorum = 2", "quorum = 9"), encoding="utf-8")
    done = clas("departments", "check", "--path", ardennes, "--json")
    assert done.status == 1
    (error,) = [each for each in done.json["found"] if each["level"] == "error"]
    line = next(rank for rank, each in enumerate(call.read_text(encoding="utf-8").split("\n"), 1) if "quorum" in each)
    assert error == {
        "check": "committees.quorum",
        "level": "error",
        "file": "clas_ardennes/2025-2026.toml",
        "line": line,
        "place": "committees[0].quorum",
        "reason": "Un quorum de 9 institutions n'est jamais atteint : 3 siègent.",
        "mend": "Corrigez l'un ou l'autre.",
    }


@pytest.mark.parametrize("suffix", ["html", "md"])
def test_a_report_to_attach_is_whole_and_what_a_file_says_is_no_markup_in_it(
    clas: Clas, ardennes: Path, shell: Path, suffix: str
) -> None:
    call = ardennes / "2025-2026.toml"
    hostile = '"<script>alert(1)</script> [a](javascript:b) **c**"'
    call.write_text(call.read_text(encoding="utf-8").replace('"Lire la note."', hostile), encoding="utf-8")
    done = clas("departments", "check", "--path", ardennes, "--report", f"rapport.{suffix}")
    assert done.status == 1
    report = (shell / f"rapport.{suffix}").read_text(encoding="utf-8")
    assert "À corriger" in report
    assert "Les comités peuvent siéger et trancher" in report
    assert "Rien à signaler." in report
    assert "<script" not in report.replace("\\<", "")
    if suffix == "html":
        assert report.startswith("<!doctype html>")
        assert not re.search(r"(?:src|href)=", report), "nothing of it is elsewhere"
    else:
        assert "**c**" not in report


CODE = """
from decimal import Decimal
from clas_core import LocalAid

SEEN = []


@hookimpl
def clas_supplements(school_year, group, ps):
    {body}
    return [LocalAid(id="a", label="Aide", amount=Decimal({amount}), source="note")]
"""
ASKED = {
    "state": ("SEEN.append(group)", "len(SEEN)", "code.state"),
    "a clock": ("import datetime; datetime.datetime.now()", "1", "code.clock"),
    "chance": ("import random; random.random()", "1", "code.chance"),
    "the environment": ("import os; os.getenv('HOME')", "1", "code.environment"),
    "a file": ("open('/dev/null')", "1", "code.files"),
    "a network": ("import socket; socket.socket()", "1", "code.network"),
    "a wrong answer": ("pass", "-1", "code.answer"),
    "an error": ("1 / 0", "1", "code.answer"),
    "slowness": ("sum(range(30_000_000))", "1", "code.slow"),
    "memory": ("bytearray(60_000_000)", "1", "code.memory"),
    "an end": ("import os; os._exit(3)", "1", "code.ends"),
    "an end that is raised": ("raise KeyboardInterrupt", "1", "code.ends"),
    "a call of itself": ("clas_supplements(school_year, group, ps)", "1", "code.recursion"),
    "a clock by another name": ("import datetime; getattr(datetime.datetime, 'n' + 'ow')()", "1", "code.clock"),
    "the order of a set": ("pass", "len(next(iter({'un', 'deux', 'trois', 'quatre', 'septante'})))", "code.chance"),
    "a loop without end": ("while ps: ps += 1", "1", "code.slow"),
}


@pytest.mark.parametrize(("body", "amount", "check"), ASKED.values(), ids=ASKED)
def test_code_is_asked_apart_and_what_it_touches_is_named(
    clas: Clas, ardennes: Path, body: str, amount: str, check: str
) -> None:
    module = ardennes / "__init__.py"
    module.write_text(module.read_text(encoding="utf-8") + CODE.format(body=body, amount=amount), encoding="utf-8")
    done = clas("departments", "check", "--path", ardennes, "--json")
    told = [each for each in done.json["found"] if each["check"] == check]
    assert told, done.output
    assert any(each["file"] == "clas_ardennes/__init__.py" and each["line"] for each in told), told
    assert done.errors == ""


def test_code_that_only_answers_is_sound(clas: Clas, ardennes: Path) -> None:
    module = ardennes / "__init__.py"
    code = CODE.replace("SEEN = []\n", "").format(body="del group", amount='"150.50"')
    module.write_text(module.read_text(encoding="utf-8") + code, encoding="utf-8")
    done = clas("departments", "check", "--path", ardennes)
    assert (done.status, done.errors) == (0, ""), done.output
