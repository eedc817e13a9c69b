"""What the tables keep of whoever sits in a committee: their seats, and what was done in them."""

from typing import Any

from clas_api.services.people.own_parts import Part, Told
from clas_api.store.models import AgendaItem, CommitteeSession, Opinion, Recusal, SeatRow, Vote
from clas_core.committees.committee import CHOICES, SCALES


def _of_seat(name: str, title: str, row: Any, at: Told, /, **told: Told) -> Part:
    """Return a list of what somebody's seats did, each on a dossier."""
    joins = ((SeatRow, SeatRow.id == row.seat_id), (AgendaItem, AgendaItem.id == row.item_id))
    told = {"at": at, **told, "dossier": Told("Dossier", AgendaItem.dossier_id, leads=True)}
    return Part(name, title, SeatRow.account_id, told, of=row, joins=joins)


SEAT_PARTS = (
    Part(
        "seats",
        "Les séances où vous avez un siège",
        SeatRow.account_id,
        {
            "held_on": Told("Le", CommitteeSession.held_on),
            "department": Told("Département", SeatRow.department),
            "institution": Told("Institution", SeatRow.institution),
            "name": Told("À votre nom", SeatRow.name),
            "present": Told("En séance", SeatRow.present),
            "presides": Told("Présidence", SeatRow.presides),
            "siren": Told("SIREN déclaré", SeatRow.siren),
        },
        joins=((CommitteeSession, CommitteeSession.id == SeatRow.session_id),),
    ),
    _of_seat(
        "recusals",
        "Vos déports",
        Recusal,
        Told("Le", Recusal.recorded_at),
        detected=Told("Relevé par la plateforme", Recusal.detected),
        lifted=Told("Levé", Recusal.lifted),
    ),
    _of_seat(
        "opinions",
        "Vos avis",
        Opinion,
        Told("Rendu le", Opinion.given_at),
        scale=Told("Avis", Opinion.scale, SCALES),
        reason=Told("Motif", Opinion.reason),
    ),
    _of_seat("votes", "Vos voix", Vote, Told("Le", Vote.voted_at), choice=Told("Voix", Vote.choice, CHOICES)),
)
