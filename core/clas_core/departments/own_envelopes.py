"""The envelope of an aid of a funder, or of another programme than the Clas: what its Caf states where the file gives
none."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Annotated

from clas_core.departments.campaign import Campaign
from clas_core.departments.funders import Aid
from clas_core.departments.programmes import Programme
from clas_core.errors import Path
from clas_core.fields import Amount, Identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedOwnEnvelope:
    """What is granted in all of one aid or programme of the call, which its `id` names, in euros."""

    id: Annotated[str, Identifier(), "aide ou programme de l'appel"]
    amount: Annotated[Decimal, Amount(), "montant en tout"]


def owners_of(campaign: Campaign) -> Sequence[Aid | Programme]:
    """Return what may have an envelope of its own: the Caf's own aid has that of the call."""
    return (*campaign.aids, *campaign.programmes)


def of_their_own(campaign: Campaign) -> Mapping[str, str]:
    """Return what may have an envelope of its own, by identifier, with its name."""
    return {each.id: each.label for each in owners_of(campaign)}


def left_without(published: Campaign) -> Mapping[str, str]:
    """Return the aids and programmes for which the file of a call gives no envelope, with their names."""
    return {each.id: each.label for each in owners_of(published) if each.envelope is None}


def contradictions(published: Campaign, stated: Sequence[StatedOwnEnvelope]) -> Iterator[tuple[Path, str]]:
    """Yield, for each envelope that cannot be stated, its place and what the file says of it."""
    known = of_their_own(published)
    for rank, each in enumerate(stated):
        if each.id not in known:
            listed = ", ".join(known) or "aucun"
            yield (
                ("own_envelopes", rank, "id"),
                f"Le fichier n'a ni aide ni programme « {each.id} » (connus : {listed})",
            )
        elif each.id not in left_without(published):
            yield ("own_envelopes", rank, "id"), f"Le fichier dit l'enveloppe de « {known[each.id]} »"


def with_envelopes(campaign: Campaign, stated: Mapping[str, Decimal]) -> Campaign:
    """Return a call with the envelopes that are `stated` of its aids and programmes."""
    if not stated:
        return campaign
    return replace(
        campaign,
        aids=tuple(replace(each, envelope=stated.get(each.id, each.envelope)) for each in campaign.aids),
        programmes=tuple(replace(each, envelope=stated.get(each.id, each.envelope)) for each in campaign.programmes),
    )
