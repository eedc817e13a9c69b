"""``calendar.ics``: the dates of a call in any agenda, each as precise as its document and no more."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from flask.testing import FlaskClient
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from clas_core.departments import DepartmentPlugin

PARIS = ZoneInfo("Europe/Paris")
MARNE = "/api/v1/departments/marne/campaigns/2025-2026/calendar.ics"
SEINE_ET_MARNE = "/api/v1/departments/seine_et_marne/campaigns/2024-2025/calendar.ics"


def _events(client: FlaskClient, path: str) -> list[Any]:
    response = client.get(path)
    assert response.status_code == 200
    assert response.mimetype == "text/calendar"
    calendar: Any = Calendar.from_ical(response.get_data())
    assert calendar["version"] == "2.0"
    return list(calendar.walk("VEVENT"))


def _event(events: list[Any], word: str) -> Any:
    (found,) = [event for event in events if word in str(event["summary"])]
    return found


def test_the_opening_and_the_closing_of_marne_are_whole_days(client: FlaskClient) -> None:
    events = _events(client, MARNE)
    opening, closing = _event(events, "ouverture"), _event(events, "clôture")
    assert (opening["dtstart"].dt, opening["dtend"].dt) == (date(2025, 5, 26), date(2025, 5, 27))
    assert (closing["dtstart"].dt, closing["dtend"].dt) == (date(2025, 8, 18), date(2025, 8, 19))
    assert "23 h 59" in str(closing["description"])


def test_a_month_is_no_made_up_day(client: FlaskClient) -> None:
    committee = _event(_events(client, MARNE), "Comité technique")
    assert (committee["dtstart"].dt, committee["dtend"].dt) == (date(2025, 9, 1), date(2025, 10, 1))
    assert "jour n'est pas" in str(committee["description"])


def test_the_webinars_of_seine_et_marne_are_at_ten_in_paris(client: FlaskClient) -> None:
    webinars = [event for event in _events(client, SEINE_ET_MARNE) if "Webinaire" in str(event["summary"])]
    starts = [event["dtstart"].dt for event in webinars]
    assert starts == [datetime(2024, 5, day, 10, tzinfo=PARIS) for day in (7, 24)]
    assert {start.utcoffset() for start in starts} == {timedelta(hours=2)}


def test_an_hour_names_its_time_zone(client: FlaskClient) -> None:
    text = client.get(SEINE_ET_MARNE).get_data(as_text=True)
    assert "DTSTART;TZID=Europe/Paris:20240507T100000" in text


def test_a_zone_that_is_named_is_described(client: FlaskClient) -> None:
    text = client.get(SEINE_ET_MARNE).get_data(as_text=True)
    assert "BEGIN:VTIMEZONE" in text
    read: Any = Calendar.from_ical(text)
    (zone,) = read.walk("VTIMEZONE")
    summer = zone.to_tz(lookup_tzid=False)
    assert datetime(2024, 5, 7, 10, tzinfo=summer).utcoffset() == timedelta(hours=2)
    assert datetime(2024, 12, 7, 10, tzinfo=summer).utcoffset() == timedelta(hours=1)
    assert "VTIMEZONE" not in client.get(MARNE).get_data(as_text=True), "nothing there has an hour"


def test_what_is_no_appointment_leaves_its_day_free(client: FlaskClient) -> None:
    events = [each for path in (MARNE, SEINE_ET_MARNE) for each in _events(client, path)]
    busy = [str(each["summary"]) for each in events if each.get("transp") is None]
    assert len(busy) == 2
    assert all("Webinaire" in each for each in busy)


def test_a_call_without_an_opening_day_has_no_opening_event(client: FlaskClient) -> None:
    events = _events(client, SEINE_ET_MARNE)
    assert len(events) == 3
    assert not [event for event in events if "ouverture" in str(event["summary"])]


def test_the_closing_rings_a_week_before(client: FlaskClient) -> None:
    (alarm,) = _event(_events(client, MARNE), "clôture").walk("VALARM")
    assert alarm["trigger"].dt == timedelta(days=-7)


def test_identifiers_are_unique_and_stay(client: FlaskClient) -> None:
    first, again = (
        [str(event["uid"]) for path in (MARNE, SEINE_ET_MARNE) for event in _events(client, path)] for _ in range(2)
    )
    assert first == again
    assert len(set(first)) == len(first) == 6


@pytest.mark.parametrize("words", ["Virgule, point-virgule; barre \\\\ retour", "Ligne très longue " * 20])
def test_hostile_words_come_back_as_they_were(
    make_department: Callable[..., DepartmentPlugin],
    with_department: Callable[[DepartmentPlugin], FlaskClient],
    words: str,
) -> None:
    event = f'[[calendar.events]]\nkind = "other"\nwhen = 2025-06-01\ntitle = "{words.strip()}"'
    client = with_department(make_department(dates=f"closes = 2025-08-30\n{event}"))
    events = _events(client, "/api/v1/departments/essai/campaigns/2025-2026/calendar.ics")
    assert str(events[-1]["summary"]).endswith(words.strip().replace("\\\\", "\\"))


def test_a_calendar_is_a_file_with_a_name(client: FlaskClient) -> None:
    assert 'filename="clas-marne-2025-2026.ics"' in client.get(MARNE).headers["Content-Disposition"]


def test_windows_last_as_they_are_known_and_words_have_no_place(
    make_department: Callable[..., DepartmentPlugin], with_department: Callable[[DepartmentPlugin], FlaskClient]
) -> None:
    dates = """
        opens = "2025-05"
        closes = { from = 2025-08-20, to = 2025-08-29 }
        [[calendar.events]]
        kind = "training"
        when = { from = 2025-06-02, to = 2025-06-20 }
        title = "Ateliers"
        [[calendar.events]]
        kind = "committee"
        when = { text = "courant septembre" }
        title = "Comité"
    """
    client = with_department(make_department(dates=dates))
    events = _events(client, "/api/v1/departments/essai/campaigns/2025-2026/calendar.ics")
    assert [(each["dtstart"].dt, each["dtend"].dt) for each in events] == [
        (date(2025, 5, 1), date(2025, 6, 1)),
        (date(2025, 8, 20), date(2025, 8, 30)),
        (date(2025, 6, 2), date(2025, 6, 21)),
    ]
    closing, workshops = _event(events, "clôture"), _event(events, "Ateliers")
    assert "pas encore fixé" in str(closing["description"])
    assert "23 h 59" not in str(closing["description"])
    assert closing.walk("VALARM") == []
    assert workshops.get("description") is None
    page = client.get("/departements/essai/2025-2026").text
    assert "courant septembre" in page
    assert "du 2 au 20 juin 2025" in page


def test_it_is_subscribed_to_from_the_page_of_the_call_and_asked_for_again_each_day(client: FlaskClient) -> None:
    calendar: Any = Calendar.from_ical(client.get(MARNE).get_data())
    assert calendar["refresh-interval"].dt == timedelta(days=1)
    assert str(calendar["x-published-ttl"]) == "P1D"
    for page in ("/departements/marne", "/departements/marne/2025-2026"):
        text = client.get(page).text
        assert f'href="webcal://127.0.0.1:8000{MARNE}"' in text
        assert f"<code>http://127.0.0.1:8000{MARNE}</code>" in text
        assert f'href="{MARNE}"' in text


@pytest.mark.parametrize("path", [MARNE, SEINE_ET_MARNE])
def test_two_other_libraries_read_what_we_wrote(client: FlaskClient, path: str) -> None:
    text = client.get(path).text
    ours = [str(each["summary"]) for each in _events(client, path)]
    assert [each.summary for each in IcsCalendarStream.calendar_from_ics(text).events] == ours
    assert [each.summary.value for each in vobject.readOne(text).vevent_list] == ours
    assert {each.sequence.value for each in vobject.readOne(text).vevent_list} != {"0"}
