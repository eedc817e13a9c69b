"""How a dossier ended is said in one place, with who ended it and what is not paid any more."""

from datetime import datetime
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from clas_core.dossiers.endings import Ending, granted_told
from clas_core.dossiers.lifecycle import State

DAY = datetime(2026, 3, 14, 10, 30, tzinfo=ZoneInfo("Europe/Paris"))


def test_a_grant_that_is_given_up_says_what_is_not_paid() -> None:
    ending = Ending(given_up=True, outcome="approved", ended_at=DAY, side="porteur", reason="Plus d'animateur.")
    said = ending.said(280_070).replace("\u202f", " ").replace("\xa0", " ")
    assert said == (
        "Agrément abandonné le 14 mars 2026 par le porteur. Rien n'est versé des 2 800,70 € qui étaient accordés."
    )
    assert ending.said().endswith("Rien n'est versé.")
    assert ending.why == "Motif : Plus d'animateur."


def test_what_was_not_kept_is_not_made_up() -> None:
    assert Ending(given_up=True, outcome="approved").why == "Aucun motif n'est enregistré."
    assert Ending(given_up=True, outcome="approved").said() == "Agrément abandonné. Rien n'est versé."
    assert Ending(given_up=True, outcome=None, side="caf").said() == "Dossier retiré par la Caf."
    assert Ending(given_up=True, outcome="refused").why == ""


def test_a_dossier_that_is_closed_gives_nothing_up() -> None:
    ending = Ending(given_up=False, outcome="approved", ended_at=DAY)
    assert not ending.of_a_grant
    assert ending.said(100) == "Dossier clos le 14 mars 2026."


@pytest.mark.parametrize("state", get_args(State))
def test_what_is_granted_is_told_from_the_decision_on_and_of_an_approval_alone(state: State) -> None:
    told = state in ("approved", "notified", "running", "bilan_filed", "settled", "closed", "withdrawn")
    assert granted_told(state, "approved", 5) == (5 if told else None)
    assert granted_told(state, "refused", 5) is None
    assert granted_told(state, None, 5) is None
