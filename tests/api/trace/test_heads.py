"""The heads of the chains, told outside the installation: shown, mailed once a day, and compared later."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from clas_api.config import Settings, load_settings
from clas_api.services.maintenance.heads import heads_of_chains, send_heads
from clas_api.services.maintenance.verifying import Head
from clas_api.store.models import OutgoingMail
from clas_core.errors import ClasError, InvalidInput
from tests.api.trace.conftest import Tamper
from tests.contexts import NOW, context_on

Clas = Callable[..., Any]
TWO = Settings(today=NOW, audit_heads_to=("controle@exemple.fr", "archives@exemple.fr"))


@pytest.fixture
def here(traced: Engine, monkeypatch: pytest.MonkeyPatch, shell: Path) -> Path:
    monkeypatch.setenv("CLAS_DATABASE_URL", traced.url.render_as_string(hide_password=False))
    return shell


def test_heads_are_shown_kept_in_a_file_and_compared(here: Path, clas: Clas, tamper: Tamper) -> None:
    shown = clas("audit", "heads")
    assert [each.rsplit(":", 2)[0] for each in shown.output.splitlines()] == ["marne:6", "national:2"]
    assert clas("audit", "heads", "-o", "tetes.txt").output == ""
    assert (here / "tetes.txt").read_text("utf-8") == shown.output
    assert clas("audit", "heads", "--json").json == {"heads": shown.output.splitlines()}
    assert clas("audit", "verify", "--expect-file", "tetes.txt").status == 0
    assert clas("audit", "verify", "--chain", "marne", "--expect-file", "tetes.txt").status == 0
    tamper("DELETE FROM audit_entries WHERE chain='national'", "DELETE FROM audit_heads WHERE chain='national'")
    assert clas("audit", "verify").status == 0
    done = clas("audit", "verify", "--expect-file", "tetes.txt")
    assert (done.status, "national" in done.output) == (1, True)


def test_heads_are_mailed_once_a_day_and_the_mail_itself_is_compared(traced: Engine) -> None:
    with context_on(traced, settings=TWO) as context:
        heads = heads_of_chains(context)
        assert (send_heads(context), send_heads(context)) == (2, 0)
        assert send_heads(replace(context, now=NOW + timedelta(days=1))) == 2
        mails = context.session.scalars(select(OutgoingMail).order_by(OutgoingMail.created_at)).all()
        assert {each.recipient for each in mails[:2]} == {*(TWO.audit_heads_to or ())}
        assert Head.parse_all(f"From: clas@localhost\n\n{mails[0].body}") == heads


def test_without_an_address_a_sentence_says_what_to_set(
    here: Path, clas: Clas, assert_french: Callable[[str], None]
) -> None:
    done = clas("audit", "heads", "--send")
    assert (done.status, "audit_heads_to" in done.errors) == (2, True)
    assert_french(done.errors)


def test_a_file_without_a_head_is_refused(here: Path, clas: Clas, assert_french: Callable[[str], None]) -> None:
    (here / "vide.txt").write_text("Bonjour.\n", encoding="utf-8")
    assert clas("audit", "verify", "--expect-file", "vide.txt").status == 2
    with pytest.raises(InvalidInput) as refused:
        Head.parse_all("marne:6")
    assert_french(str(refused.value))


@pytest.mark.parametrize("text", ["", "personne", "a@exemple.fr, personne"])
def test_what_is_no_address_is_refused(text: str, assert_french: Callable[[str], None]) -> None:
    with pytest.raises(ClasError) as refused:
        load_settings({"CLAS_AUDIT_HEADS_TO": text})
    assert_french(refused.value.problems[0].message)  # type: ignore[attr-defined]


def test_addresses_are_separated_by_commas() -> None:
    found = load_settings({"CLAS_AUDIT_HEADS_TO": "a@exemple.fr, b@exemple.fr"})
    assert found.audit_heads_to == ("a@exemple.fr", "b@exemple.fr")
