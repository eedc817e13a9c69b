"""Mistakes of a file in what it says of aid are told at their place, all at once."""

from collections.abc import Callable
from importlib.metadata import EntryPoint

import pytest

from clas_core.conformance.checking import check_department
from clas_core.departments import DepartmentRegistry
from clas_core.national import ReferentialLibrary

Install = Callable[..., EntryPoint]
Mistakes = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({'per = "costs"\nrate = 0.10': "rate = 0.10"}, "aids[1].per: Un taux est une part"),
        ({"rate = 0.10": "amount = 10"}, "aids[1].amount: Une part des dépenses se dit par « rate »"),
        ({'per = "costs"\nrate = 0.10': "amount = 10"}, "aids[1].per: Ce montant est par quoi ?"),
        ({"rate = 0.10": "rate = 0.10\namount = 10"}, "aids[1].rate: Une aide a un montant ou un taux"),
        ({"rate = 0.10\n": ""}, "aids[1].rate: Dites « rate »"),
        ({"rate = 0.10": "rate = 1.5"}, "aids[1].rate: Une part est attendue"),
        ({"amount = 20\n": "amount = 1000001\n"}, "aids[0].amount: Une aide d'un million"),
        ({'id = "agglo_costs"': 'id = "ville"'}, "aids[1].id: « ville » est déjà un complément"),
        ({'id = "agglo_costs"': 'id = "agglo"'}, "aids[1].id: « agglo » est déjà l'identifiant"),
        ({'id = "agglo_costs"\nfunder = "agglo"': 'id = "agglo_costs"\nfunder = "aglo"'}, "aids[1].funder: La table"),
        ({'institution = "msa"\n\n[[funders': 'institution = "mas"\n\n[[funders'}, "funders[0].institution: "),
        ({'field = "weeks"': 'field = "week"'}, "aids[0].criteria[0].field: Un critère de « group »"),
        ({'value = "20006711800017"': 'value = "2000"'}, "funders[0].sirets[0].value: Un SIRET"),
        (
            {"[[advances]]": '[[aids.advances]]\nshare = 0.6\non = 2025-12-15\nsource = "note"\n\n[[advances]]'},
            "",
        ),
    ],
)
def test_a_mistake_in_aid_is_said_at_its_place(campaign_mistakes: Mistakes, change: dict[str, str], said: str) -> None:
    found = campaign_mistakes(change)
    assert (len(found) == 1 and found[0].startswith(said)) if said else found == []


def test_advances_of_an_aid_come_to_the_whole_of_it_at_most(campaign_mistakes: Mistakes) -> None:
    more = 'on = 2025-11-15\nsource = "note"\n\n[[aids.advances]]\nshare = 0.4\non = 2025-12-15\n'
    assert campaign_mistakes({"on = 2025-11-15\n": more}) == [
        (
            "aids[0].advances[1].share: Avec celui-ci, les acomptes de cette aide font 110\u00a0% de cette aide : "
            "leurs parts, ensemble, ne dépassent pas 1."
        )
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"most_per_action = 400": "most_per_action = 200"}, "aids[0].most_per_group: « most_per_group » n'est jamais"),
        ({"amount = 20\n": "amount = 221\n"}, "aids[0].amount: Ce montant dépasse à lui seul « most_per_group »"),
        ({"on = 2025-11-15": "on = 2025-06-15"}, "aids[0].advances[0].on: Un acompte n'est pas payé avant"),
        (
            {"[[funders.sirets]]": '[[funders]]\nid = "x"\nname = "X"\nkind = "state"\n\n[[funders.sirets]]'},
            "funders[1]",
        ),
    ],
)
def test_parts_of_aid_that_cannot_all_be_right_are_said_of(
    install: Install, change: dict[str, str], said: str, library: ReferentialLibrary
) -> None:
    registry = DepartmentRegistry.load(installed=[install(changes=change)])
    problems = check_department(registry, "essai", library).problems
    assert len([each for each in problems if f": {said}" in each]) == 1, problems
