"""The reminders of a call on a page: what went out, what will, and that what it foretells is what happens."""

import re
from datetime import date, datetime, time, timedelta

from clas_api.context import Context
from clas_api.security.principal import SYSTEM
from clas_api.services.committees.reminding_sessions import remind_sessions
from clas_api.services.dossiers.reminding_drafts import remind_drafts
from clas_api.services.instruction.reminding import remind_complements
from clas_api.store.database import database
from clas_core.years import PARIS
from tests.api.pages.caf.conftest import Caf
from tests.api.pages.caf.sound import assert_sound

PAGE = "/espace/caf/marne/2025-2026/rappels"
MONTHS = ("juillet", "août")


def remind(caf: Caf, day: date) -> int:
    """Do what the command does each day; return how much was called to mind."""
    with caf.site.app.app_context():
        now = datetime.combine(day, time(9), tzinfo=PARIS)
        context = Context(caf.site.app.extensions["clas"], database.session, SYSTEM, now)
        return remind_drafts(context) + remind_complements(context) + remind_sessions(context)


def test_what_is_foretold_is_what_goes_out(caf: Caf) -> None:
    session = caf.seated()
    caf.agent.open(session).send("amend", held_on="2025-07-20", place="Préfecture")
    caf.agent.open(f"{session}/convocation").send("convene")
    caf.agent.open(PAGE)
    assert_sound(caf.agent)
    (row,) = [
        each for each in re.findall(r"<tr><th scope=\"row\">.*?</tr>", caf.agent.html, re.DOTALL) if "Séance" in each
    ]
    assert "20 juillet 2025" in row
    foretold = date(2025, 7, int(re.findall(r"(\d+) juillet 2025</td></tr>", row)[0]))
    days = [date(2025, 7, 1) + timedelta(days=each) for each in range(30)]
    assert next(day for day in days if remind(caf, day)) == foretold == date(2025, 7, 13)
    assert "13 juillet 2025" in caf.agent.open(PAGE).text


def test_it_says_what_the_mails_say_and_when_drafts_are_called_to_mind(caf: Caf) -> None:
    text = re.sub(r"\s+", " ", caf.agent.open(PAGE).text)
    assert "7 jours avant, 2 jours avant, le jour même de la clôture" in text
    for words in ("n'est pas encore déposé", "compléments attendus", "Bilan à déposer", "Rappel : séance du"):
        assert words in text, words
    assert "Vous pouvez le déposer jusqu'au 18 août 2025 à 23 h 59" in text
