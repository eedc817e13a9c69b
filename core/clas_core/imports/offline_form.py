"""The offline form: a dossier as sheets to fill without a connection, made from the questions of its call.

A sheet is of one thing (``vertical``: a question a row) or of several (a question a column, a row each). What is signed
is not in it: one signs on the platform, when one deposits.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from clas_core.dossiers.budget import Layout
from clas_core.errors import Path
from clas_core.imports.cells import Cell
from clas_core.imports.form_fields import FormField, field_of, written
from clas_core.questions import Questionnaire, answer_in

MOST_ACTIONS, MOST_GROUPS, MOST_LINES = 15, 60, 100
"""Rows that a form has: a larger dossier is written on the platform."""

NUMBER, ACTION = "_number", "_action"
BONUS, BEYOND = "_bonus.", "_beyond."


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSheet:
    """A sheet: its fields, what is there already of each thing (a record), and how many it may hold. `locked` are the
    fields that nobody fills."""

    name: str
    title: str
    note: str
    fields: Sequence[FormField]
    records: Sequence[Mapping[str, Cell]]
    size: int = 1
    vertical: bool = False
    locked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflineForm:
    """A form: its title, how one fills it, its sheets, and by what it is known when it comes back."""

    title: str
    steps: Sequence[str]
    sheets: Sequence[FormSheet]
    identity: Mapping[str, str] = field(default_factory=dict)


STEPS = (
    "Remplissez les cases claires des feuilles suivantes ; les autres sont protégées.",
    "Sous chaque question : comment y répondre. Rien n'est obligatoire pour enregistrer un brouillon.",
    "Une ligne par action, puis une ligne par groupe : la colonne « Action » dit de quelle action est le groupe.",
    "N'écrivez ni le nom ni rien qui désigne un enfant.",
    "Enregistrez le fichier, puis redonnez-le sur la page « Formulaire hors connexion » du dossier.",
    "Les attestations se signent sur la plateforme, au moment de déposer.",
)


def form_of(
    questionnaire: Questionnaire,
    layout: Layout,
    bonuses: Mapping[str, str],
    content: Mapping[str, Any],
    *,
    nature: str | None,
    title: str,
    identity: Mapping[str, str],
) -> OfflineForm:
    """Return the form of a dossier, with what is written of it already, as JSON; `bonuses` by what is kept."""

    def fields(subject: str) -> Sequence[FormField]:
        return [field_of(each) for each in _asked(questionnaire, subject, nature)]

    def record(subject: str, said: Mapping[str, Any]) -> dict[str, Cell]:
        asked = _asked(questionnaire, subject, nature)
        return {each.id: written(field_of(each), answer_in(each, said)) for each in asked}

    actions = content.get("actions") or ()
    groups = [(number, group) for number, action in enumerate(actions, 1) for group in action.get("groups") or ()]
    number = FormField(id=NUMBER, label="N°", kind="whole")
    of_action = FormField(
        id=ACTION,
        label="Action",
        kind="whole",
        help="Le n° de l'action du groupe.",
        least=1,
        most=max(MOST_ACTIONS, len(actions)),
    )
    sheets = [
        FormSheet(
            name="Dossier",
            title="Le dossier",
            note="Une question par ligne.",
            fields=fields("dossier"),
            records=[record("dossier", content)],
            vertical=True,
        ),
        FormSheet(
            name="Actions",
            title="Les actions",
            note="Une action par ligne.",
            fields=[number, *fields("action")],
            records=[{NUMBER: Decimal(rank), **record("action", each)} for rank, each in enumerate(actions, 1)]
            + [{NUMBER: Decimal(rank)} for rank in range(len(actions) + 1, MOST_ACTIONS + 1)],
            size=MOST_ACTIONS,
            locked=frozenset({NUMBER}),
        ),
        FormSheet(
            name="Groupes",
            title="Les groupes d'enfants",
            note="Un groupe par ligne.",
            fields=[of_action, *fields("group"), *_bonus_fields(bonuses)],
            records=[
                {ACTION: Decimal(rank), **record("group", each), **_claims(bonuses, each)} for rank, each in groups
            ],
            size=MOST_GROUPS,
        ),
        FormSheet(
            name="Budget",
            title="Le budget",
            note="Une ligne par compte ; le financeur se dit pour les subventions (compte 74).",
            fields=budget_fields(layout),
            records=[_line(budget_fields(layout), each) for each in content.get("budget") or ()],
            size=MOST_LINES,
        ),
    ]
    if questionnaire.programmes:
        asked = {each["id"]: each.get("amount") for each in content.get("programmes") or ()}
        programmes = programme_fields(questionnaire)
        sheets.append(
            FormSheet(
                name="Programmes",
                title="Les autres programmes",
                note="Le montant demandé à chacun ; rien pour ceux que vous ne demandez pas.",
                fields=programmes,
                records=[{each.id: written(each, asked.get(each.id)) for each in programmes}],
                vertical=True,
            )
        )
    return OfflineForm(title=title, steps=STEPS, sheets=sheets, identity=identity)


def _asked(questionnaire: Questionnaire, subject: str, nature: str | None) -> Sequence[Any]:
    return [each for each in questionnaire.on(subject) if nature is None or not each.natures or nature in each.natures]


def _bonus_fields(bonuses: Mapping[str, str]) -> Iterator[FormField]:
    for key, label in bonuses.items():
        yield FormField(id=BONUS + key, label=f"Bonus « {label} » demandé", kind="yes_no", help="Oui ou Non.")
        yield FormField(
            id=BEYOND + key, label=f"Bonus « {label} » : ce qui va au-delà", kind="narrative", help="Un texte."
        )


def _claims(bonuses: Mapping[str, str], group: Mapping[str, Any]) -> dict[str, Cell]:
    claimed = {each["id"]: each.get("beyond") for each in group.get("bonuses") or ()}
    told: dict[str, Cell] = {}
    for key in bonuses:
        told[BONUS + key] = "Oui" if key in claimed else None
        told[BEYOND + key] = claimed.get(key)
    return told


def budget_fields(layout: Layout) -> Sequence[FormField]:
    """Return the fields of a line of a budget."""
    accounts = {number: f"{number} {label}" for number, label in layout.accounts.items()}
    return (
        FormField(id="account", label="Compte", kind="one_of", help="Un choix de la liste.", options=accounts),
        FormField(id="label", label="Précision", kind="text", help="Facultatif.", most=200),
        FormField(
            id="funder",
            label="Financeur",
            kind="one_of",
            help="Pour le compte 74 : un choix de la liste.",
            options=layout.funders,
        ),
        FormField(id="amount", label="Montant", kind="amount", help="Un montant en euros."),
    )


def programme_fields(questionnaire: Questionnaire) -> Sequence[FormField]:
    """Return the fields of the other programmes of a call: the amount asked of each."""
    return [
        FormField(id=key, label=label, kind="amount", help="Un montant en euros.")
        for key, label in questionnaire.programmes.items()
    ]


def _line(fields: Sequence[FormField], said: Mapping[str, Any]) -> dict[str, Cell]:
    return {each.id: written(each, said.get(each.id)) for each in fields}


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFault:
    """What is wrong with a cell of a form."""

    sheet: str
    cell: str
    reason: str

    def __str__(self) -> str:
        return f"Feuille « {self.sheet} », cellule {self.cell} : {self.reason}"


Places = Mapping[Path, tuple[str, str]]
"""By the place of an answer in the JSON of a dossier: the sheet and the cell where it was filled in."""
