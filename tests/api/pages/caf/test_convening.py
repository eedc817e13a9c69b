"""Convening the members of a session, telling them of a move, who is there, and what the minutes keep to themselves."""

import re
from datetime import date, datetime, time, timedelta
from email import message_from_bytes, policy
from uuid import UUID

import pytest
from sqlalchemy import select

from clas_api.context import Context
from clas_api.delivery import Letter
from clas_api.security.principal import SYSTEM
from clas_api.services.committees.reminding_sessions import remind_sessions
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import OutgoingMail
from clas_core.years import PARIS
from tests.api.pages.caf.conftest import Caf
from tests.api.pages.caf.sound import assert_sound
from tests.casts import NOW

PRIVATE = "Ma sœur travaille dans cette association."


def _mails(caf: Caf, subject: str) -> list[OutgoingMail]:
    with caf.site.app.app_context():
        open_session(database.session, EVERYTHING)
        query = select(OutgoingMail).where(OutgoingMail.subject.startswith(subject))
        found = list(database.session.scalars(query.order_by(OutgoingMail.created_at)))
        database.session.expunge_all()
        database.session.rollback()
    return found


def _sequence(mail: OutgoingMail) -> int:
    return int(re.findall(r"SEQUENCE:(\d+)", mail.calendar or "")[0])


def test_members_are_convened_and_told_of_a_move_with_the_session_for_their_agenda(caf: Caf) -> None:
    session = caf.seated()
    caf.agent.open(session).send("amend", begins_at="14:30", ends_at="17:00")
    assert _mails(caf, "Séance") == [], "nobody is told of what nobody was convened to"
    caf.agent.open(f"{session}/convocation")
    assert "Sans compte, à prévenir vous-même : Dominique Roy" in caf.agent.text
    assert_sound(caf.agent)
    caf.agent.send("convene")
    (first,) = _mails(caf, "Convocation")
    assert "14 h 30, jusqu'à 17 h" in first.body
    assert "DTEND;TZID=Europe/Paris:20250701T170000" in (first.calendar or "")
    caf.agent.open(session).send("amend", place="Préfecture", reason="")
    assert caf.agent.status == 422
    assert "reason-error" in caf.agent.ids
    caf.agent.send("amend", place="Préfecture", reason="La salle est prise.")
    (second,) = _mails(caf, "Séance déplacée")
    assert "Motif : La salle est prise." in second.body
    assert _sequence(second) > _sequence(first)
    caf.agent.open(f"{session}/annulation").send("cancel", reason="Reportée à septembre.")
    (third,) = _mails(caf, "Séance annulée")
    assert "STATUS:CANCELLED" in (third.calendar or "")
    methods = [re.findall(r"METHOD:(\w+)", each.calendar or "") for each in (first, second, third)]
    assert methods == [["REQUEST"], ["REQUEST"], ["CANCEL"]]
    assert len({each for mail in (first, second, third) for each in re.findall("UID:(.+)", mail.calendar or "")}) == 1
    assert f"mailto:{first.recipient}" in (first.calendar or "").replace("\r\n ", "")
    assert _sequence(third) > _sequence(second)


def test_members_who_were_convened_are_reminded_a_week_and_a_day_before_each_once(caf: Caf) -> None:
    def remind(day: date) -> int:
        with caf.site.app.app_context():
            now = datetime.combine(day, time(9), tzinfo=PARIS)
            return remind_sessions(Context(caf.site.app.extensions["clas"], database.session, SYSTEM, now))

    session, days = caf.seated(), [date(2025, 7, 1) + timedelta(days=each) for each in range(30)]
    caf.agent.open(session).send("amend", held_on="2025-07-20", place="Préfecture\nSalle 2")
    assert [day for day in days if remind(day)] == [], "nobody is reminded of what nobody was convened to"
    caf.agent.open(f"{session}/convocation").send("convene")
    (convened,) = _mails(caf, "Convocation")
    assert [day.day for day in days for _ in range(2) if remind(day)] == [13, 19]
    told = _mails(caf, "Rappel")
    assert {each.recipient for each in told} == {convened.recipient}
    assert "20 juillet 2025" in told[0].body
    assert told[0].calendar is None, "nothing of it has changed in their agenda"


def test_a_mail_bears_its_calendar_as_a_file_beside_its_text() -> None:
    letter = Letter(
        id=UUID(int=1),
        sender="clas@caf.example",
        recipient="membre@caf.example",
        subject="Convocation",
        body=f"Bonjour, à bientôt.\n--=_clas-{UUID(int=1)}--\n",
        calendar="BEGIN:VCALENDAR\r\nSUMMARY:Séance\r\nEND:VCALENDAR\r\n",
        written_at=NOW,
    )
    mail = message_from_bytes(letter.compose(), policy=policy.default)
    text, file = mail.iter_parts()
    assert not mail.defects
    assert text.get_content().replace("\r\n", "\n") == letter.body
    assert (file.get_content_type(), file.get_filename()) == ("text/calendar", "seance.ics")
    assert file.get_content() == letter.calendar


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_what_is_asked_of_an_agenda_is_asked_beside_the_text_as_well(method: str) -> None:
    calendar = f"BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nSUMMARY:Séance\\nMETHOD:ADD\r\nEND:VCALENDAR\r\n"
    letter = Letter(
        id=UUID(int=1),
        sender="clas@caf.example",
        recipient="membre@caf.example",
        subject="Convocation",
        body="Bonjour.\n",
        html="<p>Bonjour.</p>",
        calendar=calendar,
        written_at=NOW,
    )
    mail = message_from_bytes(letter.compose(), policy=policy.default)
    shown, file = mail.iter_parts()
    text, html, asked = shown.iter_parts()
    kinds = [each.get_content_type() for each in (mail, shown, text, html, asked, file)]
    assert kinds == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", *["text/calendar"] * 2]
    assert [each["Content-Type"].params["method"] for each in (asked, file)] == [method] * 2
    assert [each.get_content() for each in (asked, file)] == [calendar] * 2
    assert (asked.get_filename(), file.get_filename()) == ("seance.ics", "seance.ics")


def test_who_is_away_is_said_and_a_private_reason_stays_out_of_the_minutes(caf: Caf) -> None:
    session = caf.seated()
    caf.agent.open(f"{session}/sieges")
    member, other = re.findall(r'name="seat" value="([^"]+)"', caf.agent.html)
    caf.agent.submit("attend", {"present": [other], f"absence/{member}": "proxy", f"proxy/{member}": ""})
    assert f"proxy/{member}-error" in caf.agent.ids
    caf.agent.submit("attend", {"present": [other], f"absence/{member}": "proxy", f"proxy/{member}": "Dominique Roy"})
    assert "absent, pouvoir donné à Dominique Roy" in caf.agent.text
    caf.agent.open(f"{session}/sieges").submit("everybody", {})
    assert "pouvoir donné" not in caf.agent.text
    caf.agent.open(f"{session}/sieges").submit("attend", {"present": [other], f"absence/{member}": "excused"})
    caf.agent.send("open")
    page = caf.item(session)
    page.send("recuse", seat=other, recusal=PRIVATE)
    assert PRIVATE in page.text, "who keeps the session reads why"
    caf.agent.open(f"{session}/matrice.html")
    assert PRIVATE not in caf.agent.text
    assert "intérêt déclaré par la personne" in caf.agent.text


def test_the_seats_of_the_next_session_are_those_of_the_last_one(caf: Caf) -> None:
    caf.decided()
    session = caf.planned()
    caf.agent.open(f"{session}/sieges")
    assert "repris de la séance du 1er juillet 2025" in caf.agent.text
    assert_sound(caf.agent)
    caf.agent.submit("seat", {})
    assert caf.agent.status == 200
    caf.agent.open(session)
    assert "Dominique Roy (préside)" in caf.agent.text
    assert "membre" in caf.agent.text
