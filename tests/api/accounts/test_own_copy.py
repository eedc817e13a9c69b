"""What concerns a person is copied for them by one command and one page: all of it, and nothing of anybody else."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Column, select

import clas_api
from clas_api.context import Context
from clas_api.security.principal import SYSTEM
from clas_api.services.changes import ACTIONS
from clas_api.services.people.own_copy import copy_own
from clas_api.services.people.own_data import PARTS
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import Account, AuditEntry, Base, Token
from clas_api.store.models.base import Json
from tests.api.accounts.conftest import House
from tests.api.accounts.test_account_pages import send
from tests.api.cli.conftest import Ran, clas, shell
from tests.casts import DEPOSITED, ELSEWHERE, NOW, SMALL, at_a_committee
from tests.stages import Stages, World

__all__ = ["clas", "shell"]

SETTLED = replace(SMALL, parts=(replace(DEPOSITED, end="settled"), ELSEWHERE))

TOLD_BY_HAND = {
    "accounts.id": "the account itself",
    "accounts.email": "the account itself",
    "accounts.subject": "the account itself",
    "audit_entries.entry": "when and what, of what they did and of what was done to their account",
    "audit_entries.subject": "when and what, of what they did and of what was done to their account",
    "dossiers.content": "where they are the person in charge",
    "dossier_versions.content": "where they are the person in charge",
}
"""Columns that name a person, and that `own_copy.py` reads by itself."""

LEFT_OUT = {
    "sign_in_attempts.subject_hash": "a digest of what was typed, for an hour: it names nobody",
    "given_answers.owner": "an answer given again for two days: what it tells of is told",
    "given_answers.body": "an answer given again for two days: what it tells of is told",
    "committee_sessions.record": "the minutes, of everybody who sat: one's seats, opinions and votes are told",
    "examinations.evidence": "the study of a dossier: who made it, and when, is told",
    "internal_notes.text": "what an agent writes of a dossier is the Caf's: when it was written, and where, is told",
    "outgoing_mails.subject": "what a mail is about",
    "served_rules.owner": "a department, or the nation",
    "outgoing_mails.body": "tells of others too: the subject and the day of each mail are told",
    "dossier_versions.porteur": "what an organisation said of itself when it deposited",
    "tokens.proved_by": "how a session was opened: a word, which names nobody",
    "audit_entries.told": "what an act has changed, which is others' too: what was done, when and where is told",
    "porteurs.representative": "a name that no account is known by",
}
"""Columns that may name a person, and that a copy leaves out, with the reason."""

_NAMES_SOMEBODY = re.compile(r"(_by|^author|owner|recipient|email|account(_id)?|^assigned_to|^subject(_hash)?|holder)$")
"""How a column is called that says whose a row is."""


def _in_the_copy() -> set[str]:
    return {f"{each.by.class_.__tablename__}.{each.by.key}" for each in PARTS} | set(TOLD_BY_HAND)


def _columns() -> Iterator[tuple[str, Column[Any]]]:
    for table in Base.metadata.sorted_tables:
        yield from ((f"{table.name}.{column.name}", column) for column in table.columns)


def _refers(column: Column[Any]) -> bool:
    to_accounts = any(each.column.table.name == "accounts" for each in column.foreign_keys)
    return to_accounts or bool(_NAMES_SOMEBODY.search(column.name))


@pytest.fixture
def world(stages: Stages, make_app: Callable[..., Flask], database_url: str) -> World:
    """Return an installation in which a dossier was settled, and everybody has written to everybody."""
    return wordy(stages.put_back(make_app(database_url=database_url), "settled", SETTLED))


def wordy(world: World) -> World:
    """Have people write what names others, and others write of them."""
    for who, path, body in (
        ("porteur51", f"/dossiers/{world.deposited}/messages", {"text": "Bonjour du porteur."}),
        ("agent51", f"/dossiers/{world.deposited}/messages", {"text": "Bonjour de l'agent."}),
        ("agent51", f"/dossiers/{world.deposited}/notes", {"text": "Note sur porteur51@clas.example."}),
    ):
        assert world.ask(who, "POST", path, body).status_code == 201
    world.join("porteur51", world.porteur, "applicant")
    return world


def _copy(world: World, who: str, **options: Any) -> dict[str, Any]:
    with world.app.app_context():
        context = Context(world.app.extensions["clas"], database.session, SYSTEM, NOW)
        values: dict[str, Any] = json.loads(
            world.app.json.dumps(copy_own(context, world.accounts[who], **options).values())
        )
        database.session.rollback()
        database.engine.dispose()
    return values


def test_every_column_that_refers_to_an_account_is_in_the_copy_or_says_why_not() -> None:
    known = _in_the_copy() | set(LEFT_OUT)
    silent = sorted(name for name, column in _columns() if _refers(column) and name not in known)
    assert not silent, (
        f"{', '.join(silent)}: add a list to own_data.PARTS, so that whoever asks for what concerns them is told of "
        "it, or say in LEFT_OUT why they are not"
    )


def test_every_column_that_a_year_fills_with_somebody_is_known(world: World, kind: str) -> None:
    """By whatever name a column goes: what it holds shows that it names somebody."""
    marks = [(str(key), key.hex, f"{who}@clas.example") for who, key in world.accounts.items()]
    found = set()
    with world.app.app_context():
        open_session(database.session, EVERYTHING)
        for table in Base.metadata.sorted_tables:
            rows = database.session.connection().execute(select(table)).mappings().all()
            for row in rows:
                for column in table.columns:
                    value = str(row[column.name])
                    if any(mark in value for each in marks for mark in each):
                        found.add(f"{table.name}.{column.name}")
        database.session.rollback()
        database.engine.dispose()
    assert len(found) > 15
    assert sorted(found - _in_the_copy() - set(LEFT_OUT)) == []


def test_no_secret_is_told() -> None:
    told = [each.column for part in PARTS for each in part.told.values()]
    secret = [column for _, column in _columns() if column.info.get("secret")]
    assert secret
    assert not [str(each) for each in told if any(table_column is each.expression for table_column in secret)]
    assert not [each for each in told if isinstance(each.type, Json)], "JSON holds what names others"


def test_a_person_is_told_what_they_gave_and_did(world: World) -> None:
    own = _copy(world, "porteur51")
    assert own["account"]["email"] == "porteur51@clas.example"
    assert [each["kind"] for each in own["roles"]] == ["porteur"]
    assert own["roles"][0]["siret"] == DEPOSITED.organisation["siret"]
    assert own["deposits"][0]["dossier"].endswith(f"/espace/dossiers/{world.deposited}")
    assert [each["text"] for each in own["messages"]] == ["Bonjour du porteur."]
    assert own["invitations_sent"]
    assert {"dossier.deposited", "dossier.saved", "account.copied"} <= {each["action"] for each in own["trace"]}
    assert any("un message vous attend" in each["subject"] for each in own["mails"])
    assert own["cut"] == []
    agent = _copy(world, "agent51")
    assert agent["studies"]
    assert agent["notes"]
    assert [each["text"] for each in agent["messages"]] == ["Bonjour de l'agent."]
    assert "Note sur" not in json.dumps(agent), "what an agent writes of a dossier is the Caf's"


def test_of_nobody_else_is_anything_told(world: World) -> None:
    secrets = _hashes(world)
    for who in ("porteur51", "agent51", "applicant", "head51", "committee51", "porteur77"):
        own = json.dumps(_copy(world, who), ensure_ascii=False)
        for other, key in world.accounts.items():
            if other != who:
                assert f"{other}@clas.example" not in own, who
                assert str(key) not in own, who
        for theirs in ("Camille Aubry", "Alex Moreau", "contact@clas.example", "Dominique Roy"):
            assert theirs not in own, who
        assert not [each for each in secrets if each in own]


def _hashes(world: World) -> list[str]:
    with world.app.app_context():
        open_session(database.session, EVERYTHING)
        found = [
            *database.session.scalars(select(Token.token_hash)),
            *database.session.scalars(select(Account.password_hash)),
        ]
        database.session.rollback()
    return [each for each in found if each]


def test_whoever_is_in_charge_of_a_dossier_is_told_where(world: World) -> None:
    with world.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        account = database.session.get_one(Account, world.accounts["applicant"])
        account.email = "contact@clas.example"
        database.session.commit()
    (contact, deposited) = _copy(world, "applicant")["contacts"]
    assert contact["name"] == deposited["name"] == "Alex Moreau"


def test_whoever_sits_is_told_of_their_seats_and_votes(
    stages: Stages, make_app: Callable[..., Flask], database_url: str
) -> None:
    world = stages.put_back(make_app(database_url=database_url), "closed", at_a_committee(1))
    own = _copy(world, "committee51")
    assert own["seats"][0]["institution"] == "education-nationale"
    assert own["votes"]
    assert _copy(world, "porteur51")["votes"] == []


def test_a_list_is_cut_and_says_so(world: World) -> None:
    own = _copy(world, "porteur51", most=1)
    assert {"mails", "trace"} <= set(own["cut"])
    assert all(len(each) == 1 for name, each in own.items() if name in own["cut"] and name != "cut")


def test_every_action_of_the_trace_has_its_words() -> None:
    families = "|".join(sorted({each.partition(".")[0] for each in ACTIONS}))
    service = Path(clas_api.__file__).parent
    files = [each for folder in ("services", "scenario") for each in (service / folder).rglob("*.py")]
    texts = [each.read_text("utf-8") for each in files if each.name != "changes.py"]
    written = {found for text in texts for found in re.findall(rf'"((?:{families})\.[a-z_]+)"', text)}
    assert len(written) > 50
    assert sorted(written - set(ACTIONS)) == []


def test_the_page_gives_it_to_be_read_and_to_be_kept(world: World) -> None:
    browser = world.browser("porteur51").open("/mon-compte")
    word = browser.forms[0].values["csrf_token"]
    read = browser.client.post("/mon-compte/copie", data={"csrf_token": word, "form": "html"})
    html = read.get_data(as_text=True)
    assert read.status_code == 200
    assert "Bonjour du porteur." in html
    assert "Ce qui n&#39;est pas dans ce document" in html
    kept = browser.client.post("/mon-compte/copie", data={"csrf_token": word, "form": "json"})
    assert kept.headers["Content-Disposition"] == 'attachment; filename="clas-mes-donnees-2025-07-01.json"'
    assert kept.get_json()["account"]["name"] == "porteur51"
    with world.app.app_context():
        open_session(database.session, EVERYTHING)
        query = select(AuditEntry.entry).where(AuditEntry.subject == str(world.accounts["porteur51"]))
        traced = [each for each in database.session.scalars(query) if '"action":"account.copied"' in each]
        database.session.rollback()
    assert len(traced) == 2


def test_nobody_is_given_a_copy_without_signing_in(house: House) -> None:
    """Even where it is the first thing that a process is sent."""
    assert house.client.post("/mon-compte/copie", data={"form": "json"}).status_code == 403
    assert send(house.client, "/connexion", path="/mon-compte/copie", form="json").status_code == 303


def test_a_command_writes_it_to_a_file_of_ones_own(
    clas: Callable[..., Ran], house: House, database_url: str, tmp_path: Path
) -> None:
    house.person("ann@exemple.fr", {"kind": "admin"})

    def copy(*arguments: str | Path) -> Ran:
        return clas("users", "copy", *arguments, CLAS_DATABASE_URL=database_url)

    for name, said in (("ann.json", '"email": "ann@exemple.fr"'), ("ann.html", "ann@exemple.fr")):
        done = copy("Ann@exemple.fr", "-o", tmp_path / name)
        assert done.status == 0, done.errors
        assert said in (tmp_path / name).read_text("utf-8")
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
    assert json.loads(copy("ann@exemple.fr", "--json").output)["roles"][0]["kind"] == "admin"
    assert "# Ce qui vous concerne" in copy("ann@exemple.fr").output
    assert copy("ann@exemple.fr", "-o", tmp_path / "ann.txt").status == 2
    unknown = copy("personne@exemple.fr")
    assert (unknown.status, "n'existe pas" in unknown.errors) == (2, True)
    assert [action for _, action in house.traced()].count("account.copied") == 4
