"""Other programmes of a call than the Clas: a porteur says what it asks of each, a committee what it gets.

A programme has no group, no Ps and no bonus. It has questions of its own (`[[questions]]` with its name), an amount
that is asked, one that is decided, and its payer, its envelope and its advances, as an aid has.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from clas_core.departments.funders import MOST_ADVANCES, Advance, Bound
from clas_core.errors import Problem
from clas_core.fields import Amount, Identifier, Line, Listing
from clas_core.money import cents_of, write_euros
from clas_core.prose import Prose
from clas_core.questions.pages import CLAS
from clas_core.reading import Check, number_of, tables_in
from clas_core.sources import Cited
from clas_core.tables import Reference, TableOf

MOST_PROGRAMMES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A programme that a porteur may apply to beside the Clas, or without it.

    `least` and `most` bound what is asked for it, in euros; `envelope` is what is granted of it in all. Without a
    `funder`, the Caf pays. `advances` are shares of what is granted for this programme alone.
    """

    id: Annotated[str, Identifier(), "identifiant"]
    label: Annotated[str, Line(longest=120), "nom du programme"]
    presentation: Annotated[Prose | None, "ce qu'il soutient"] = None
    funder: Annotated[
        str | None, Reference("funders", "La table du financeur", listed=True), "qui le paie : la Caf si rien n'est dit"
    ] = None
    least: Annotated[Decimal | None, Bound(), "le moins qu'on puisse demander"] = None
    most: Annotated[Decimal | None, Bound(), "le plus qu'on puisse demander"] = None
    envelope: Annotated[Decimal | None, Amount(), "ce qui est accordé en tout"] = None
    advances: Annotated[
        Sequence[Advance], Listing(TableOf(Advance), most=MOST_ADVANCES), "acomptes de ce programme seul"
    ] = ()
    source: Cited

    @property
    def bounds(self) -> str:
        """What may be asked for it, in words; nothing where nothing bounds it."""
        said = (
            f"{write_euros(cents_of(self.least))} au moins" if self.least is not None else "",
            f"{write_euros(cents_of(self.most))} au plus" if self.most is not None else "",
        )
        return ", ".join(filter(None, said))

    def fault_of(self, cents: int) -> str:
        """Say what is wrong with an amount that is asked for it, in cents; nothing when all is well. Of which
        programme, whoever tells it says."""
        if self.least is not None and cents < cents_of(self.least):
            return f"Demandez {write_euros(cents_of(self.least))} au moins."
        if self.most is not None and cents > cents_of(self.most):
            return f"Demandez {write_euros(cents_of(self.most))} au plus."
        return "" if cents else "Dites combien vous demandez, ou ne demandez pas ce programme."


def _check_names(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report a programme that is the Clas itself, or that has the name of an aid: they are told apart by it."""
    taken = {
        str(each.get("id")): what
        for table, what in (("supplements", "un complément"), ("aids", "une aide"))
        for _, each in tables_in(tables, table)
    }
    for path, programme in tables_in(tables, "programmes"):
        name = programme.get("id")
        if name == CLAS:
            message = "Le Clas est l'objet de l'appel : n'en faites pas un programme, retirez cette table."
            yield Problem((*path, "id"), message)
        elif isinstance(name, str) and name in taken:
            yield Problem((*path, "id"), f"« {name} » est déjà {taken[name]} : donnez un autre nom à ce programme.")


def _check_amounts(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report an envelope that not even one request fits in."""
    for path, programme in tables_in(tables, "programmes"):
        least, envelope = (number_of(programme.get(name)) for name in ("least", "envelope"))
        if least is not None and envelope is not None and envelope < least:
            message = f"L'enveloppe ({envelope}) est sous le moins qu'on puisse demander ({least}) : corrigez l'un."
            yield Problem((*path, "envelope"), message)


PROGRAMME_CHECKS: tuple[Check, ...] = (_check_names, _check_amounts)
"""Those of a campaign's file."""


def without_question(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report a programme of which nothing is asked: a committee decides of it without knowing what it is for."""
    asked = {str(each.get("programme")) for _, each in tables_in(tables, "questions")}
    for path, programme in tables_in(tables, "programmes"):
        name = programme.get("id")
        if isinstance(name, str) and name not in asked:
            message = f'Aucune question n\'est posée pour « {name} » : ajoutez une question avec programme = "{name}".'
            yield Problem((*path, "id"), message)


def without_bounds(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report a programme of which anything may be asked."""
    for path, programme in tables_in(tables, "programmes"):
        if "least" not in programme and "most" not in programme:
            message = "Rien ne borne ce qu'on peut demander : dites « least » ou « most », en euros."
            yield Problem((*path, "id"), message)
