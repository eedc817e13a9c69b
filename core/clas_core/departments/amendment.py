"""An amendment (*avenant*): what a Caf adds to its published call, dated and with its source.

It states only what the file leaves open (`clas_core.departments.amending`), each thing to the day or to the cent.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated

from clas_core.departments.campaign import ENVELOPE_KINDS
from clas_core.departments.contacts import Contact
from clas_core.departments.funders import SHARE
from clas_core.departments.own_envelopes import StatedOwnEnvelope
from clas_core.fields import Amount, Choice, Hour, Identifier, Line, Listing, Number
from clas_core.tables import TableOf
from clas_core.years import PARIS, When

MOST_STATED = 20
"""Of each thing, in one amendment."""

MOST_AMENDMENTS = 100
"""Of one call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedEnvelope:
    """What the department may grant in all, of one kind, in euros."""

    kind: Annotated[str, Choice(ENVELOPE_KINDS), "ce qu'elle paie : Ps, bonus ou compléments"]
    amount: Annotated[Decimal, Amount(), "montant en tout"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedAdvance:
    """A share of what was granted, paid before the settlement, on a day."""

    share: Annotated[Decimal, Number(validate=[SHARE]), "part de ce qui est accordé"]
    on: Annotated[date, "jour où il est payé"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedSession:
    """When a committee sits, as precisely as it is known."""

    title: Annotated[str, Line(longest=200), "instance qui se réunit"]
    on: Annotated[date, "jour de la séance"]
    at: Annotated[str | None, Hour(), "heure de la séance, à Paris"] = None
    place: Annotated[str | None, Line(longest=200), "lieu"] = None

    @property
    def when(self) -> When:
        """Its day, and its hour once it is said."""
        return self.on if self.at is None else datetime.combine(self.on, time.fromisoformat(self.at), tzinfo=PARIS)


def _several(made: type) -> Listing:
    return Listing(TableOf(made), most=MOST_STATED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What the head of a service has stated at once. `stated_on` is the day, in Paris; `source` the document.

    `decides` is one of the bodies of the file or, where it describes none, `DEPARTMENTAL`.
    """

    stated_on: Annotated[date, "jour où la Caf l'a dit"]
    source: Annotated[str, Line(longest=300), "document qui le dit"]
    closes: Annotated[date | None, "dernier jour pour déposer"] = None
    bilan_due: Annotated[date | None, "dernier jour pour le bilan de l'année de cet appel"] = None
    decides: Annotated[str | None, Identifier(), "instance qui décide"] = None
    envelopes: Annotated[
        Sequence[StatedEnvelope], _several(StatedEnvelope), "ce que le département peut accorder en tout"
    ] = ()
    own_envelopes: Annotated[
        Sequence[StatedOwnEnvelope],
        _several(StatedOwnEnvelope),
        "ce qui est accordé en tout d'une aide, d'un programme",
    ] = ()
    advances: Annotated[Sequence[StatedAdvance], _several(StatedAdvance), "acomptes, payés avant le solde"] = ()
    contacts: Annotated[Sequence[Contact], _several(Contact), "interlocuteurs"] = ()
    sessions: Annotated[Sequence[StatedSession], _several(StatedSession), "séances du comité"] = ()


STATED = tuple(each.name for each in fields(Amendment) if each.name not in ("stated_on", "source"))
"""What may be stated, by name."""
