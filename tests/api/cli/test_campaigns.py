"""``clas campaigns amend``: completing a published call from a file of JSON."""

import json
from collections.abc import Callable
from typing import Any

import pytest

Clas = Callable[..., Any]

STATED = {"source": "Délibération du 12 juin 2025", "bilan_due": "2026-09-30", "decides": "technical"}
YEAR = ("marne", "2025-2026")


@pytest.fixture
def ready(clas: Clas) -> Clas:
    """Return the command line of an installation whose database is there, on 1 July 2025."""
    assert clas("db", "upgrade").status == 0
    return clas


def test_a_call_is_completed_and_every_document_says_it(ready: Clas) -> None:
    done = ready("campaigns", "amend", *YEAR, "-", given=json.dumps(STATED).encode(), CLAS_TODAY="2025-07-01")
    assert done.status == 0, done.errors
    assert "Le bilan 2025-2026 est attendu jusqu'au 30 septembre 2026." in done.output
    assert "Comité technique et des financeurs" in done.output
    for command in ("call", "note"):
        assert STATED["source"] in ready(command, *YEAR).output, command
    shown = ready("departments", "show", "marne", "--json").json["calls"]["2025-2026"]
    assert shown["bilan"]["due"] == "2026-09-30"
    again = ready(
        "campaigns", "amend", *YEAR, "-", "--json", given=json.dumps(STATED).encode(), CLAS_TODAY="2025-07-01"
    )
    assert (again.json["new"], again.json["number"], again.json["state"]) == (False, 1, "open")
    assert again.json["digest"] == shown["digest"]


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({**STATED, "closes": "2025-09-30"}, "Le fichier dit que l'appel se clôt le 18 août 2025"),
        ({"bilan_due": "2026-09-30"}, "source"),
        ({**STATED, "advance": []}, "Vouliez-vous dire « advances » ?"),
        ({**STATED, "envelopes": [{"kind": "ps", "amount": "beaucoup"}]}, "envelopes[0].amount"),
        ({**STATED, "advances": [{"share": 0.7, "on": "2025-10-15"}]}, "entre guillemets"),
        ({**STATED, "contacts": [{"institution": "caf", "role": "x"}] * 21}, "20 au plus"),
    ],
)
def test_what_cannot_be_stated_is_said_in_a_sentence(ready: Clas, stated: dict[str, Any], said: str) -> None:
    done = ready("campaigns", "amend", *YEAR, "-", given=json.dumps(stated).encode(), CLAS_TODAY="2025-07-01")
    assert done.status == 2
    assert said in done.errors
    assert "avenant" not in ready("call", *YEAR).output
