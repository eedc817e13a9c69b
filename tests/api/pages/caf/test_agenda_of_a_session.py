"""The agenda of a session on its page: ranks, what somebody else has changed, dossiers of another territory."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from clas_core.committees.bodies import Body, bodies_of
from clas_core.departments import Campaign
from clas_core.departments.territories import Territory
from clas_core.sources import Source
from tests.api.pages.caf.conftest import Caf
from tests.api.pages.caf.sound import assert_sound


def test_an_agenda_with_a_rank_that_is_none_keeps_its_ticks(caf: Caf) -> None:
    caf.examined()
    session = caf.planned()
    caf.agent.open(f"{session}/ordre-du-jour").submit("agenda", {"dossiers": str(caf.key), f"rank/{caf.key}": "x"})
    assert caf.agent.status == 422
    assert caf.agent.form("agenda").values["dossiers"] == str(caf.key)
    assert f"rank/{caf.key}-error" in caf.agent.ids
    assert_sound(caf.agent)


def test_an_agenda_changed_by_somebody_else_is_said(caf: Caf) -> None:
    session = caf.seated()
    caf.agent.open(f"{session}/ordre-du-jour")
    caf.site.browser("agent").open(f"{session}/ordre-du-jour").submit("agenda", {"dossiers": []})
    caf.agent.send("agenda")
    assert caf.agent.status == 412
    assert "« 51-2025-00001 » quand vous avez ouvert cette page, « vide » maintenant" in caf.agent.text
    assert caf.agent.form("agenda").values["dossiers"] == str(caf.key)
    caf.agent.send("agenda")
    assert caf.agent.status == 200


@pytest.mark.parametrize(
    ("commune", "said"),
    [("51454", ""), ("51230", "hors du territoire de la commission")],
)
def test_the_agenda_of_a_local_commission_says_which_dossiers_are_not_of_its_territory(
    caf: Caf, monkeypatch: pytest.MonkeyPatch, commune: str, said: str
) -> None:
    territory = Territory(id="local", name="Le coin", communes=(commune,), source=Source(id="note", title="Note"))

    def local(campaign: Campaign) -> Mapping[str, Body]:
        return {key: replace(body, territory=territory) for key, body in bodies_of(campaign).items()}

    monkeypatch.setattr("clas_api.services.committees.telling.bodies_of", local)
    caf.examined()
    session = caf.planned()
    caf.agent.open(f"{session}/ordre-du-jour")
    assert "examine les dossiers de son territoire, Le coin" in caf.agent.text
    assert ("hors du territoire" in caf.agent.text) == bool(said)
    assert said in caf.agent.text
    caf.agent.submit("agenda", {"dossiers": str(caf.key)})
    assert "L'ordre du jour est enregistré." in caf.agent.text, "a remark refuses nothing"
