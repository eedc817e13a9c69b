"""Once all is due and a person is forgotten, nothing of them is left: in no column, no file, no copy made later; and
the trace is whole, for the service and for the script of the controller."""

import io
from pathlib import Path

import pytest

from clas_api.services.retention.forgetting import consequences, forget
from tests import office
from tests.api.mails.test_composing import Campaign
from tests.api.retention.conftest import LONG_AFTER, House
from tests.api.test_hostile_texts import Told, _begin, everything_typed

WORD = "Zorglubine Quetzalcoatl"
ADDRESS = "zorglubine@personne.example"


KEPT_BY_LAW = {
    "dossiers.content",
    "dossier_versions.content",
    *(f"tables/{table}.jsonl" for table in ("dossiers", "dossier_versions")),
}
"""Where whoever was forgotten is named until it is due: what was deposited."""


def _planted(house: House) -> Told:
    """Tell a year in which everybody writes the name of one person wherever a text is taken."""
    told = Told()
    world = house.world
    document = {"file": (io.BytesIO(office.PDF + WORD.encode()), f"{WORD}.pdf"), "kind": "statutes"}
    address = f"/api/v1/dossiers/{world.deposited}/attachments"
    headers = {"Authorization": f"Bearer {world.keys['porteur51']}"}
    joined = world.client.post(address, data=document, headers=headers)
    assert joined.status_code == 201, joined.text
    with everything_typed((WORD,), told, but=("city", "territory")):
        campaign = Campaign(world, WORD)
        _begin(campaign)
        contact = {"contact": {"name": WORD, "email": ADDRESS}}
        dossier = f"/dossiers/{world.deposited}"
        campaign.make("porteur51", "PATCH", dossier, contact, of=dossier)
        campaign.make("anonymous", "POST", "/accounts", {"email": ADDRESS, "name": WORD})
        campaign.play()
        for each in campaign.make("head51", "GET", f"{dossier}/payments")["payments"]:
            if each["paid_on"] is None:
                made = {"reference": "Virement", "paid_on": "2025-07-01"}
                headers = {"If-Match": f'"{each["revision"]}"'}
                assert world.ask("head51", "PATCH", f"/payments/{each['id']}", made, headers=headers).status_code == 200
    house.send_mails()
    house.end_keys()
    return told


@pytest.mark.filterwarnings("error")
def test_nothing_is_left_of_a_person_once_all_is_due(house: House, tmp_path: Path) -> None:
    told = _planted(house)
    assert len(told.fields) > 30
    before = house.where(WORD, tmp_path)
    assert {"dossier_versions.content", "audit_entries.told", "attachments.filename", "messages.text"} <= before
    assert {"internal_notes.text", "committee_sessions.record", "outgoing_mails.body", "accounts.name"} <= before
    (tmp_path / "copie.zip").unlink()
    with house.on(LONG_AFTER) as context:
        forget(context, ADDRESS, "À sa demande.")
        assert consequences(context, ADDRESS).person.account is None
    kept = {each for each in house.where(ADDRESS, tmp_path) if ".sqlite3" not in each}
    assert kept <= KEPT_BY_LAW, kept
    (tmp_path / "copie.zip").unlink()
    house.apply(LONG_AFTER)
    words = sorted(house.where(WORD.split()[0], tmp_path))
    assert not words, words
    assert house.faults() == []
    assert house.script_says() == []
