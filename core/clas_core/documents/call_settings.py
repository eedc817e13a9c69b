"""The settings of a call as one page shows them: what holds, who says it, and what is still to be said."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from clas_core.departments import Campaign
from clas_core.departments.amending import deciding_bodies
from clas_core.departments.amendment import Amendment
from clas_core.departments.own_envelopes import owners_of
from clas_core.documents.aid_parts import ENVELOPES
from clas_core.money import cents_of, write_euros, write_percent
from clas_core.years import write_at, write_day, write_when

FILE = "le fichier de l'appel"

UNKNOWN = "pas encore dit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One thing that a call says: its `value` in words, who says it (`said_by`, nothing where nobody does). `field` is
    where the form of the call states it; nothing where the file alone may."""

    label: str
    value: str
    said_by: str = ""
    field: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nothing says it yet."""
        return not self.said_by


def settings_of(campaign: Campaign, left_open: Collection[str]) -> Iterator[Setting]:
    """Yield the settings of a call in force; `left_open` are those that its file leaves to be stated, by name."""
    yield from _days(campaign, left_open)
    yield from _money(campaign, left_open)
    yield from _sittings(campaign)
    yield from _contacts(campaign)


def _days(campaign: Campaign, left_open: Collection[str]) -> Iterator[Setting]:
    opens, closes, due = campaign.calendar.opens, campaign.calendar.closes, campaign.bilan_due
    yield _setting("Ouverture des dépôts", write_when(opens) if opens else "", FILE)
    yield _setting(
        "Dernier jour pour déposer",
        write_at(closes) if closes else "",
        _stated(campaign, "closes") or FILE,
        "closes" if "closes" in left_open else "",
    )
    yield _setting(
        "Dernier jour pour le bilan de l'année",
        write_when(due) if due else "",
        _stated(campaign, "bilan_due") or FILE,
        "bilan_due" if "bilan_due" in left_open else "",
    )
    bodies = deciding_bodies(campaign)
    deciding = [each.label for each in campaign.committees if each.decides]
    if campaign.departmental_decides:
        deciding = list(bodies.values())
    yield _setting(
        "Instance qui décide",
        ", ".join(deciding),
        _stated(campaign, "decides") or FILE,
        "decides" if "decides" in left_open else "",
    )


def _money(campaign: Campaign, left_open: Collection[str]) -> Iterator[Setting]:
    known = {each.kind: each for each in campaign.envelopes}
    for rank, (kind, label) in enumerate(ENVELOPES.items()):
        each = known.get(kind)
        yield _setting(
            f"Enveloppe ({label})",
            write_euros(cents_of(each.amount)) if each else "",
            each.source.citation if each else "",
            f"envelopes/{rank}/amount" if f"envelopes/{kind}" in left_open else "",
        )
    advances = ", ".join(
        f"{write_percent(each.share)}, {write_when(each.on) if each.on else 'jour non dit'}"
        for each in campaign.advances
    )
    yield _setting(
        "Acomptes de la Caf",
        advances,
        _cited(each.source.citation for each in campaign.advances),
        "advances/0/share" if "advances" in left_open else "",
    )
    for own in owners_of(campaign):
        amount = write_euros(cents_of(own.envelope)) if own.envelope is not None else ""
        said = _by(
            own.id in {one.id for one in amendment.own_envelopes} and amendment for amendment in campaign.amendments
        )
        field = "own_envelopes" if f"own_envelopes/{own.id}" in left_open else ""
        yield _setting(f"Enveloppe de « {own.label} »", amount, said or own.source.citation, field)


def _sittings(campaign: Campaign) -> Iterator[Setting]:
    stated = campaign.amendments
    events = [each for each in campaign.calendar.events if each.kind == "committee"]
    for each in events:
        said = _by(each.title in {one.title for one in amendment.sessions} and amendment for amendment in stated)
        place = f", {each.place}" if each.place else ""
        yield _setting(f"Séance : {each.title}", f"{write_when(each.when)}{place}", said or FILE, "seances")
    if not events:
        yield Setting(label="Séances du comité", value=UNKNOWN, field="seances")
    for committee in campaign.committees:
        if committee.quorum is not None:
            yield _setting(f"Quorum : {committee.label}", f"{committee.quorum} institutions", FILE)


def _contacts(campaign: Campaign) -> Iterator[Setting]:
    stated = campaign.amendments
    for each in campaign.contacts:
        reached = ", ".join(filter(None, (each.name, each.email, each.phone)))
        institution = campaign.institutions.get(each.institution)
        where = institution.name if institution else each.institution
        who = (each.institution, each.role)
        said = _by(
            who in {(one.institution, one.role) for one in amendment.contacts} and amendment for amendment in stated
        )
        yield _setting(f"{each.role}, {where}", reached, said or FILE, "interlocuteurs")
    if not campaign.contacts:
        yield Setting(label="Interlocuteurs", value=UNKNOWN, field="interlocuteurs")


def _setting(label: str, value: str, said_by: str, field: str = "") -> Setting:
    """Return a setting; where it has no value, nobody says it."""
    return Setting(label=label, value=value or UNKNOWN, said_by=said_by if value else "", field=field)


def _stated(campaign: Campaign, name: str) -> str:
    """Return the last amendment that states a thing; nothing where none does."""
    return _by(bool(getattr(amendment, name)) and amendment for amendment in campaign.amendments)


def _by(amendments: "Iterable[Amendment | Literal[False]]") -> str:
    """Name the last of `amendments`; false stands for one that does not state it."""
    stating = [each for each in amendments if each]
    return f"{stating[-1].source}, avenant du {write_day(stating[-1].stated_on)}" if stating else ""


def _cited(sources: Iterable[str]) -> str:
    return " ; ".join(dict.fromkeys(sources))
