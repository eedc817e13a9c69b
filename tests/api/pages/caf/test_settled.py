"""A dossier that is settled: what its pages ask once there is a decision, payments, a bilan and a settlement."""

import pytest

from tests.api.pages.caf.conftest import Caf
from tests.readings import MOST_STATEMENTS, Asked

MORE = 2
"""Statements beyond those of any page: the two pages that tell a dossier's whole year have that many things to tell."""


@pytest.mark.parametrize("caf", ["sqlite", "postgresql"], indirect=True)
def test_the_pages_that_tell_a_whole_year_ask_little_more_than_others(
    caf: Caf, one_reading: list[tuple[str, Asked]]
) -> None:
    caf.filed()
    caf.goes_to("settled", "settled")
    one_reading.clear()
    assert "soldé" in caf.agent.open(f"{caf.work}/suite").text.lower()
    assert "soldé" in caf.site.browser("alex").open(f"/espace/dossiers/{caf.key}").text.lower()
    asked = {place.partition(" ")[0]: len(each.statements) for place, each in one_reading}
    assert set(asked) == {"caf.after", "porteur.dossier"}
    assert max(asked.values()) <= MOST_STATEMENTS + MORE, asked
