"""An advance is a share of what its own payer gives, half-up to the cent, and of nothing else."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from clas_core.committees.advances import planned_advances
from clas_core.departments import Campaign
from clas_core.departments.funders import Advance, Aid, Funder
from clas_core.estimates import AidTotal

DAY = date(2025, 11, 15)


@pytest.fixture
def call(essai_campaign: Campaign) -> Campaign:
    """Return a call whose town pays 70 % of its aid in advance, and whose Caf states no advance."""
    source = essai_campaign.supplements[0].source
    advance = Advance(share=Decimal("0.7"), on=DAY, source=source)
    aid = Aid(
        id="ville",
        funder="ville",
        label="Aide",
        per="dossier",
        amount=Decimal(9135),
        advances=(advance,),
        source=source,
    )
    funders = (Funder(id="ville", name="Ville", kind="commune"), Funder(id="caf", name="Caf", kind="caf"))
    return replace(essai_campaign, supplements=(), advances=(), funders=funders, aids=(aid,))


TOWN = AidTotal(id="ville", label="Aide", amount=913_500, funder="ville", payer="Ville")


def test_the_advance_of_a_town_is_a_share_of_its_aid_where_it_was_one_of_everything(call: Campaign) -> None:
    # 70 % of all that is granted, 18 282,70, would be 12 797,89.
    (planned,) = planned_advances(call, 1_828_270, [TOWN])
    assert (planned.amount, planned.on, planned.aid, planned.payer) == (639_450, DAY, "ville", "Ville")


def test_what_the_caf_pays_has_the_advances_of_the_call(call: Campaign) -> None:
    source = call.aids[0].source
    both = replace(call, advances=(Advance(share=Decimal("0.333"), on=DAY, source=source),))
    first, second = planned_advances(both, 1_828_270, [TOWN])
    # 33,3 % of 9 147,70 is 3 046,1841.
    assert (first.amount, first.payer, second.amount) == (304_618, "", 639_450)


def test_aid_of_the_caf_without_advances_of_its_own_is_within_those_of_the_call(call: Campaign) -> None:
    source = call.aids[0].source
    own = replace(call.aids[0], funder="caf", advances=())
    caf = replace(call, aids=(own,), advances=(Advance(share=Decimal("0.5"), on=DAY, source=source),))
    (planned,) = planned_advances(caf, 1_828_270, [replace(TOWN, funder="", payer="")])
    assert planned.amount == 914_135


def test_what_is_paid_already_counts_for_its_own_aid_alone(call: Campaign) -> None:
    (planned,) = planned_advances(call, 1_828_270, [TOWN], {"": 100_000, "ville": 600_000})
    assert planned.amount == 39_450
    assert planned_advances(call, 1_828_270, [TOWN], {"ville": 639_450}) == ()
