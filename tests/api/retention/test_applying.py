"""What is due is planned, and goes in batches: each with its entry, none without its word; what was told of the year is
told the same afterwards."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bench.filled import siret_of
from bench.samples import content
from clas_api.services.retention import applying
from clas_api.services.retention.planning import plan
from clas_api.store.chains import of_action
from clas_api.store.entries import whole
from clas_api.store.erasing import _OF_A_DOSSIER
from clas_api.store.models import (
    AgendaItem,
    Attachment,
    AuditEntry,
    Base,
    CommitteeSession,
    DossierRow,
    DossierVersion,
    FinalCount,
    Message,
    Payment,
)
from clas_core.departments import DepartmentRegistry
from clas_core.years import PARIS
from tests import office
from tests.api.attachments.conftest import join
from tests.api.departments import MakeDepartment
from tests.api.retention.conftest import LONG_AFTER, House
from tests.casts import DEPOSITED, DRAFT, ELSEWHERE, SMALL, part
from tests.contexts import writing_on
from tests.stages import Stages

OVER = replace(SMALL, parts=(replace(DEPOSITED, end="closed"), DRAFT, ELSEWHERE))
REFUSED = replace(DEPOSITED, end="inadmissible")
TWO_YEARS = datetime(2027, 7, 1, 9, tzinfo=PARIS)
Clas = Callable[..., Any]


def told(house: House) -> list[tuple[str, str, Any]]:
    """Return what the trace tells of what was let go of: the chain, the class, how many."""
    with house.on(LONG_AFTER) as context:
        context.open_wholly()
        rows = context.session.scalars(
            select(AuditEntry).where(of_action("retention.applied")).order_by(AuditEntry.chain, AuditEntry.number)
        )
        return [(each.chain, each.subject, whole(each.entry, each.told)["after"]["count"]) for each in rows]


def kept_files(house: House) -> list[Path]:
    return [each for each in house.world.app.extensions["clas"].files.root.rglob("*") if each.is_file()]


def join_to_draft(house: House) -> None:
    world = house.world
    sent = {"file": (io.BytesIO(office.PDF), "statuts.pdf"), "kind": "statutes"}
    headers = {"Authorization": f"Bearer {world.keys['neighbour51']}"}
    joined = world.client.post(f"/api/v1/dossiers/{world.draft}/attachments", data=sent, headers=headers)
    assert joined.status_code == 201, joined.text


def copies(house: House, number: int) -> None:
    """Add drafts that are as the one there is."""
    with writing_on(house.engine) as context:
        draft = context.session.get_one(DossierRow, house.world.made.dossiers["draft"])
        same = {each.key: getattr(draft, each.key) for each in inspect(DossierRow).column_attrs if each.key != "id"}
        for place in range(number):
            context.session.add(DossierRow(**{**same, "place": place + 2}))
        house.tell(context, "marne")


def count(house: House, model: Any) -> int:
    with house.on(LONG_AFTER) as context:
        context.open_wholly()
        return len(context.session.scalars(select(model)).all())


def test_what_is_due_is_planned_on_its_day_and_not_before(house: House) -> None:
    assert [each for each in house.plan(TWO_YEARS.replace(month=6, day=30)) if each.rule.national.id == "drafts"] == []
    (due,) = [each for each in house.plan(TWO_YEARS) if each.rule.national.id == "drafts"]
    assert (due.department, due.count, due.since, due.waits) == ("marne", 1, TWO_YEARS.date(), True)
    assert count(house, DossierRow) == 2


def test_a_draft_goes_with_its_documents_and_what_the_trace_told_of_it(house: House) -> None:
    world = house.world
    join_to_draft(house)
    assert len(kept_files(house)) == 1
    assert house.apply(TWO_YEARS, "drafts") == 1
    assert kept_files(house) == []
    assert count(house, DossierRow) == 1
    assert told(house) == [("marne", "drafts", 1)]
    with house.on(LONG_AFTER) as context:
        context.open_wholly()
        silent = select(AuditEntry.told).where(AuditEntry.chain == "marne", AuditEntry.subject == world.draft)
        assert set(context.session.scalars(silent)) == {None}
    assert house.faults() == []
    assert house.apply(TWO_YEARS, "drafts") == 0


def test_statistics_of_a_past_year_are_the_same_before_and_after(house: House, stages: Stages) -> None:
    world = stages.put_back(house.world.app, "over", OVER)
    house = House(world, house.engine)
    asked = (("head51", "/departments/marne/statistics/2025-2026"), ("national", "/statistics/2025-2026"))

    def told_now() -> list[Any]:
        answers = [world.ask(who, "GET", path) for who, path in asked]
        assert [each.status_code for each in answers] == [200, 200]
        return [{key: value for key, value in each.get_json().items() if key != "counted_at"} for each in answers]

    before = told_now()
    assert before[0]["total"]["dossiers"] == 1
    house.end_keys_but("head51", "national")
    assert house.apply(LONG_AFTER) > 5
    assert (count(house, DossierRow), count(house, Payment), count(house, FinalCount)) == (0, 0, 1)
    assert told_now() == before
    assert house.faults() == []


def test_nothing_of_a_year_goes_while_something_of_it_goes_on(house: House, stages: Stages) -> None:
    other = part("other", "porteur51", siret_of(9_001), content(), end="admissible")
    world = stages.put_back(house.world.app, "instructed", replace(SMALL, parts=(REFUSED, DRAFT, ELSEWHERE, other)))
    house = House(world, house.engine)
    assert "unfunded" not in {each.rule.national.id for each in house.plan(LONG_AFTER)}
    with writing_on(house.engine) as context:
        context.session.get_one(DossierRow, world.made.dossiers["other"]).state = "inadmissible"
        house.tell(context, "marne")
    (due,) = [each for each in house.plan(LONG_AFTER) if each.rule.national.id == "unfunded"]
    assert due.count == 2


def test_what_a_session_told_of_a_dossier_goes_with_the_dossier(house: House, stages: Stages) -> None:
    world = stages.put_back(house.world.app, "over", OVER)
    house = House(world, house.engine)
    keys = (str(world.made.dossiers["deposited"]), str(world.made.items["deposited"]))

    def telling() -> list[str]:
        with house.on(LONG_AFTER) as context:
            context.open_wholly()
            entries = context.session.scalars(select(AuditEntry).where(AuditEntry.told.is_not(None)))
            return [each.entry for each in entries if any(key in (each.told or "") for key in keys)]

    assert any('"action":"session.' in each for each in telling())
    assert house.apply(LONG_AFTER, "funded") == 1
    assert telling() == []
    assert count(house, CommitteeSession) == 1
    assert house.faults() == []


def test_documents_of_what_was_refused_go_before_it(house: House, stages: Stages) -> None:
    cast = replace(SMALL, parts=(REFUSED, DRAFT, ELSEWHERE))
    world = stages.put_back(house.world.app, "drafts", cast)
    join(world)
    world.tell(cast, after="drafts", until="instructed", made=world.made)
    house = House(world, house.engine)
    assert house.apply(TWO_YEARS, "unfunded_documents") == 1
    assert (count(house, Attachment), count(house, DossierVersion)) == (0, 1)
    assert kept_files(house) == []
    assert house.faults() == []


def test_without_its_word_nothing_of_what_is_written_once_goes(house: House) -> None:
    statements = (
        "DELETE FROM dossier_versions",
        "UPDATE audit_entries SET told = NULL, salt = NULL",
        "UPDATE audit_entries SET told = 'autre' WHERE told IS NOT NULL",
    )
    all_of_it = "DELETE FROM audit_entries"
    word = "INSERT INTO erasing (id, what) VALUES ('00000000000000000000000000000001', 'essai')"
    for erasing in (False, True):
        for statement in (*statements, "UPDATE audit_entries SET entry = '{}'", all_of_it):
            with writing_on(house.engine) as context:
                connection = context.session.connection()
                if erasing:
                    connection.execute(text(word))
                allowed = erasing and statement in statements[1:2]
                if statement == all_of_it and house.engine.dialect.name == "postgresql":
                    assert connection.execute(text(statement)).rowcount == 0, (
                        "no policy lets anybody see what to remove"
                    )
                elif allowed:
                    assert connection.execute(text(statement)).rowcount > 0
                elif not (erasing and statement == statements[0]):
                    with pytest.raises(DBAPIError, match="written once"):
                        connection.execute(text(statement))
                context.session.rollback()


def test_what_was_interrupted_goes_on(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the bytes that are removed and the commit: the rows are there still, whole, and go the next time."""
    join_to_draft(house)
    with monkeypatch.context() as patch:
        patch.setattr(Session, "commit", _interrupt)
        with pytest.raises(KeyboardInterrupt):
            house.apply(TWO_YEARS, "drafts")
    assert (kept_files(house), count(house, DossierRow), told(house)) == ([], 2, [])
    assert house.faults() == []
    assert house.apply(TWO_YEARS, "drafts") == 1
    assert (count(house, Attachment), count(house, DossierRow), told(house)) == (0, 1, [("marne", "drafts", 1)])


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def test_many_go_in_batches_each_with_its_entry(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    copies(house, 6)
    monkeypatch.setattr(applying, "AT_ONCE", 3)
    assert house.apply(TWO_YEARS, "drafts") == 7
    assert told(house) == [("marne", "drafts", 3), ("marne", "drafts", 3), ("marne", "drafts", 1)]
    assert house.faults() == []


def test_a_department_that_shortens_lets_go_earlier(house: House, make_department: MakeDepartment) -> None:
    shorter = make_department("marne", "51", more='[[retention]]\nid = "drafts"\nmonths = 6\nsource = "note"')
    longer = make_department("marne", "51", more='[[retention]]\nid = "drafts"\nmonths = 60\nsource = "note"')
    early = datetime(2026, 1, 1, 9, tzinfo=PARIS)
    for plugin, day, expected in ((shorter, early, 1), (longer, early, 0), (longer, TWO_YEARS, 1)):
        with house.on(day) as context:
            installation = replace(context.installation, registry=DepartmentRegistry([plugin]))
            found = plan(replace(context, installation=installation), day.date())
            assert sum(each.count for each in found if each.rule.national.id == "drafts") == expected


def test_planning_asks_as_much_of_many_dossiers_as_of_few(house: House) -> None:
    asked: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *more: Any) -> None:
        asked.append(statement)

    event.listen(house.engine, "before_cursor_execute", note)
    house.plan(LONG_AFTER)
    few = len(asked)
    with writing_on(house.engine) as context:
        draft = context.session.get_one(DossierRow, house.world.made.dossiers["draft"])
        for number in range(60):
            values = {
                each.key: getattr(draft, each.key) for each in inspect(DossierRow).column_attrs if each.key != "id"
            }
            context.session.add(DossierRow(**{**values, "place": number + 2}))
        house.tell(context, "marne")
    asked.clear()
    (due,) = [each for each in house.plan(LONG_AFTER) if each.rule.national.id == "drafts"]
    event.remove(house.engine, "before_cursor_execute", note)
    assert due.count == 61
    assert len(asked) == few <= 40


def test_every_table_that_hangs_on_a_dossier_goes_with_it() -> None:
    """A new table that names a dossier, a deposit, a decision or an item stands among those that are erased."""
    roots = {"dossiers", "dossier_versions", "decisions", "session_items"}
    hanging = {
        table.name
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name in roots and table.name != key.column.table.name
    }
    known = {each.__tablename__ for each in _OF_A_DOSSIER} | {"attachments"}
    of_parts = {"decided_groups", "deposited_groups", "session_opinions", "session_recusals", "session_votes"}
    assert hanging == known | of_parts
    assert {Message.__tablename__, AgendaItem.__tablename__} <= known


def test_the_command_shows_asks_and_lets_what_is_to_be_confirmed_wait(
    clas: Clas, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.end_keys()
    monkeypatch.setenv("CLAS_DATABASE_URL", house.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("CLAS_TODAY", "2040-01-15")
    planned = clas("retention", "plan", "--json").json
    assert planned["as_of"] == "2040-01-15"
    drafts = next(each for each in planned["due"] if each["class"] == "drafts")
    assert (drafts["department"], drafts["count"], drafts["standing"]) == ("marne", 1, "expected")
    assert clas("retention", "plan", "--as-of", "2025-07-02", "--json").json["due"] == []
    assert "Rien n'a dépassé" in clas("retention", "plan", "--as-of", "2025-07-02").output
    shown = clas("retention", "plan", "--department", "marne").output
    assert "brouillons jamais déposés" in shown
    assert "24 mois (attendu)" in shown

    waiting = clas("retention", "apply", "--yes")
    assert waiting.status == 0, waiting.errors
    assert "attendent que leur durée soit confirmée" in waiting.output
    assert count(house, DossierRow) == 2
    refused = clas("retention", "apply", "--provisional", "--department", "marne", given=b"n\n")
    assert (refused.status, count(house, DossierRow)) == (130, 2)
    done = clas("retention", "apply", "--provisional", "--department", "marne", "--yes", "--json").json
    assert (done["count"], done["waiting"], count(house, DossierRow)) == (1, [], 1)
    assert clas("audit", "verify").status == 0
