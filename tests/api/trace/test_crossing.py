"""What the service has written shows that entries were taken away, even when the chain is whole without them."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Engine, event, text

from clas_api.services.maintenance.verifying import open_chains, verify
from clas_api.store.entries import FIRST
from tests.api.trace.conftest import Tamper
from tests.casts import SMALL, described
from tests.contexts import context_on
from tests.stages import Stages, World


@pytest.fixture
def world(stages: Stages, make_app: Callable[..., Flask], engine: Engine) -> World:
    """Return a deposit and a draft of the Marne, in the database of `engine`."""
    return stages.put_back(make_app(database_url=engine.url.render_as_string(hide_password=False)), "deposited", SMALL)


def said_of(engine: Engine) -> set[str]:
    with context_on(engine) as context:
        return {str(fault) for fault in verify(context, open_chains(context))}


def cut(engine: Engine, tamper: Tamper, action: str) -> None:
    """Remove the entries of the Marne from the first `action` on, and move the head back: the chain is whole again."""
    with context_on(engine) as context:
        context.open_wholly()
        asked = text("SELECT min(number) FROM audit_entries WHERE chain = 'marne' AND entry LIKE :action")
        first = context.session.scalar(asked, {"action": f'%"{action}"%'})
        before = text("SELECT digest FROM audit_entries WHERE chain = 'marne' AND number = :number")
        digest = context.session.scalar(before, {"number": first - 1}) or FIRST
    tamper(
        "DELETE FROM audit_entries WHERE chain = 'marne' AND number >= :number",
        "UPDATE audit_heads SET number = :number - 1, digest = :digest WHERE chain = 'marne'",
        number=first,
        digest=digest,
    )


def test_a_deposit_whose_entry_was_removed_with_all_that_follow_it_is_found(
    world: World, engine: Engine, tamper: Tamper
) -> None:
    assert said_of(engine) == set()
    cut(engine, tamper, "dossier.deposited")
    found = said_of(engine)
    unknown = "un dépôt que la trace ne connaît pas : cette ligne a été ajoutée sans passer par le service."
    assert [each for each in found if each.startswith("Chaîne marne : table dossier_versions") and unknown in each]
    assert [each for each in found if f"table dossiers, ligne {world.deposited} : un dossier" in each]


def test_the_last_change_of_a_draft_whose_entry_was_removed_is_found(
    world: World, engine: Engine, tamper: Tamper
) -> None:
    tag = world.ask("neighbour51", "GET", f"/dossiers/{world.draft}").headers["ETag"]
    changed = {"beyond_homework": True}
    saved = world.ask("neighbour51", "PATCH", f"/dossiers/{world.draft}", changed, headers={"If-Match": tag})
    assert saved.status_code == 200
    assert said_of(engine) == set()
    with context_on(engine) as context:
        context.open_wholly()
        last = context.session.scalar(text("SELECT max(number) FROM audit_entries WHERE chain = 'marne'"))
        digest = context.session.scalar(
            text("SELECT digest FROM audit_entries WHERE chain = 'marne' AND number = :number"), {"number": last - 1}
        )
    tamper(
        "DELETE FROM audit_entries WHERE chain = 'marne' AND number = :number",
        "UPDATE audit_heads SET number = :number - 1, digest = :digest WHERE chain = 'marne'",
        number=last,
        digest=digest,
    )
    (found,) = said_of(engine)
    assert f"table dossiers, ligne {world.draft} : un dossier : cette ligne n'est plus celle" in found


def test_a_chain_removed_whole_with_its_head_is_missed(world: World, engine: Engine, tamper: Tamper) -> None:
    tamper("DELETE FROM audit_entries WHERE chain = 'marne'", "DELETE FROM audit_heads WHERE chain = 'marne'")
    found = said_of(engine)
    assert "Chaîne marne : la tête de la chaîne manque." in found
    assert any(world.deposited in each for each in found)


def test_a_national_chain_removed_whole_is_missed(world: World, engine: Engine, tamper: Tamper) -> None:
    tamper("DELETE FROM audit_entries WHERE chain = 'national'", "DELETE FROM audit_heads WHERE chain = 'national'")
    assert any(world.porteur in each and each.startswith("Chaîne national") for each in said_of(engine))


def test_crossing_asks_as_many_questions_whatever_the_number_of_rows(world: World, engine: Engine) -> None:
    def asked() -> int:
        statements: list[str] = []
        listen = (Engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
        event.listen(*listen)
        try:
            said_of(engine)
        finally:
            event.remove(*listen)
        return len(statements)

    few = asked()
    for who, siret in (("applicant", "21510454800015"), ("porteur77", "41816609600010")):
        assert world.ask(who, "POST", "/porteurs", described(siret)).status_code == 201
    assert asked() == few
