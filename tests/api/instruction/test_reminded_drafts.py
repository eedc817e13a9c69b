"""A draft is called to mind before the last day of its porteur, as its call has chosen, and no more once deposited."""

from datetime import date, datetime

from sqlalchemy import text

from clas_api.context import Context
from clas_api.security.principal import SYSTEM
from clas_api.services.dossiers.reminding_drafts import remind_drafts
from clas_api.store.database import EVERYTHING, database, open_session
from clas_core.years import PARIS
from tests.api.instruction.conftest import Caf


def reminded(caf: Caf, month: int, day: int) -> int:
    now = datetime(2025, month, day, 9, tzinfo=PARIS)
    with caf.app.app_context():
        context = Context(installation=caf.app.extensions["clas"], session=database.session, who=SYSTEM, now=now)
        return remind_drafts(context)


def mails(caf: Caf) -> list[str]:
    return [each.body for each in caf.mails() if "pas encore déposé" in each.subject]


def extend(caf: Caf, day: str) -> None:
    asked = {"porteur": caf.world.neighbour, "until": day, "reason": "Inondation."}
    answer = caf.world.ask("agent51", "POST", "/departments/marne/campaigns/2025-2026/extensions", asked)
    assert answer.status_code == 201, answer.text


def test_a_draft_is_called_to_mind_on_its_three_days_to_the_people_of_its_porteur_alone(caf: Caf) -> None:
    days = [(8, day) for day in range(1, 32) for _ in range(2)]
    assert [day for month, day in days if reminded(caf, month, day)] == [11, 16, 18]
    told = [each for each in caf.mails() if "pas encore déposé" in each.subject]
    assert [each.recipient for each in told] == ["neighbour51@clas.example"] * 3
    assert "18 août 2025 à 23 h 59" in told[0].body
    assert f"/espace/dossiers/{caf.world.draft}" in told[0].body


def test_whoever_was_granted_more_time_is_reminded_of_their_own_day(caf: Caf) -> None:
    assert reminded(caf, 8, 11) == 1
    extend(caf, "2025-08-28")
    assert [day for day in range(12, 32) if reminded(caf, 8, day)] == [21, 26, 28]
    assert ["28 août" in each for each in mails(caf)] == [False, True, True, True]


def test_who_has_deposited_is_reminded_no_more(caf: Caf) -> None:
    assert reminded(caf, 8, 11) == 1
    with caf.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        database.session.execute(text("UPDATE dossiers SET state = 'withdrawn' WHERE state = 'draft'"))
        database.session.commit()
    assert [day for day in range(12, 32) if reminded(caf, 8, day)] == []


def test_what_somebody_is_writing_is_not_made_stale_by_a_reminder(caf: Caf) -> None:
    path = f"/dossiers/{caf.world.draft}"
    before = caf.world.ask("neighbour51", "GET", path).headers["ETag"]
    assert reminded(caf, 8, 11) == 1
    assert caf.world.ask("neighbour51", "GET", path).headers["ETag"] == before
    caf.on(date(2025, 8, 11))
    assert caf.world.ask("head51", "GET", "/departments/marne/audit?action=draft.reminded").get_json()["items"]
