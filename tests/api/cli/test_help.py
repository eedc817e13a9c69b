"""``clas --help``: every command says in French what it does, at once, and offers JSON wherever it has an answer."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import Any

import click
import pytest

from clas_api.cli import clas as group

Clas = Callable[..., Any]

SERVING = {"demo", "serve", "preview", "start"}
WRITING = {"note", "call", "calendar", "form"}
"""Commands whose output is a document of its own format."""


def _leaves(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from _leaves(below, (*path, name))
    else:
        yield path, command


LEAVES = dict(_leaves(group))

PROMISED = {
    "demo",
    "serve",
    "estimate",
    "simulate",
    "best-reply",
    "departments list",
    "departments show",
    "departments check",
    "departments new-year",
    "departments preview",
    "departments new",
    "referentials list",
    "referentials show",
    "referentials check",
    "referentials diff",
    "referentials new",
    "referentials confirm",
    "referentials consult",
    "referentials enact",
    "referentials correct",
    "referentials close",
    "referentials export",
    "referentials sign",
    "referentials verify",
    "note",
    "call",
    "calendar",
    "questions form",
    "certificate",
    "verify",
    "db upgrade",
    "db check",
    "config show",
    "config check",
    "rehearsal start",
    "rehearsal show",
    "rehearsal day",
    "rehearsal mails",
    "rehearsal purge",
}


def test_every_promised_command_is_there() -> None:
    assert {" ".join(path) for path in LEAVES} >= PROMISED


@pytest.mark.parametrize("path", list(LEAVES), ids=" ".join)
def test_each_command_explains_itself(clas: Clas, assert_french: Callable[[str], None], path: tuple[str, ...]) -> None:
    done = clas(*path, "--help")
    assert (done.status, done.errors) == (0, "")
    explained = LEAVES[path].help
    assert explained is not None
    assert_french(explained)
    assert explained.split()[0] in done.output


@pytest.mark.parametrize(
    "path", [each for each in LEAVES if not {each[0], each[-1]} & (SERVING | WRITING)], ids=" ".join
)
def test_each_command_with_an_answer_offers_json(path: tuple[str, ...]) -> None:
    """DESIGN, section 6: ``--json`` wherever there is output."""
    assert any("--json" in each.opts for each in LEAVES[path].params)


def test_help_lists_every_command_with_its_purpose(clas: Clas) -> None:
    for option in ("--help", "-h"):
        done = clas(option)
        assert done.status == 0
        for name in ("demo", "estimate", "departments", "referentials", "note", "call", "calendar", "db", "config"):
            assert f"\n  {name} " in done.output


def test_the_version_is_that_of_the_distribution(clas: Clas) -> None:
    done = clas("--version")
    assert (done.status, done.output) == (0, f"clas {version('clas-api')}\n")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("rien",),
        ("--rien",),
        ("departments",),
        ("departments", "rien"),
        ("departments", "show"),
        ("note", "marne"),
        ("note", "marne", "2025-2026", "trop"),
        ("estimate",),
        ("estimate", "absent.json"),
        ("demo", "--port", "0"),
        ("demo", "--port", "x"),
        ("serve", "--workers", "0"),
        ("referentials", "check", "absent.toml"),
    ],
    ids=" ".join,
)
def test_a_wrong_usage_is_2_with_words_on_standard_error(clas: Clas, arguments: tuple[str, ...]) -> None:
    done = clas(*arguments)
    assert (done.status, done.output) == (2, "")
    assert done.errors.strip()
    assert "Traceback" not in done.errors


@pytest.mark.parametrize(
    "arguments", [("note", "marne", "2025-2026", "-o", "f.docx"), ("note", "marne", "2025-2026", "-o", "absent/f.md")]
)
def test_a_sentence_of_ours_is_french_from_its_first_word(
    clas: Clas, assert_french: Callable[[str], None], arguments: tuple[str, ...]
) -> None:
    sentence = clas(*arguments).errors.splitlines()[-1]
    assert_french(sentence.split("(")[0])


def test_help_imports_neither_the_web_nor_the_database() -> None:
    """Nothing on import that costs time: ``clas --help`` answers at once."""
    heavy = ("flask", "sqlalchemy", "alembic", "typst", "granian", "icalendar", "markdown_it", "marshmallow")
    program = f"import sys, clas_api.cli; print(*(name for name in {heavy!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.split() == []
