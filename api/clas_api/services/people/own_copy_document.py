"""A copy of all that concerns a person, as a document to read."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from clas_api.services.people.own_copy import OwnCopy, OwnList
from clas_api.services.people.own_parts import Told
from clas_core.documents import Document
from clas_core.documents.model import Bullets, Facts, Link, Notice, Section, Table, Text
from clas_core.years import write_day, write_when

LEFT_OUT = (
    "Le mot de passe et les clés : la plateforme n'en garde que l'empreinte, et ne la donne à personne.",
    "Le contenu des dossiers, qui est celui du porteur : le lien mène à chacun, pour qui peut le lire.",
    "Le texte des courriels et des notes internes, qui parle aussi d'autres personnes.",
    "Ce que d'autres ont écrit, même à propos de vos dossiers ; leurs noms et leurs adresses.",
    "Le journal du serveur et les sauvegardes : adressez-vous à qui tient cette installation.",
)
"""What a copy does not hold, and why, for whoever reads it."""


def own_copy_document(copy: OwnCopy) -> Document:
    """Return a copy as a document: what there is, list by list, then what nothing is kept of, then what is not told."""
    lists = [_section(each) for each in copy.lists if each.rows]
    empty = [f"{each.title}." for each in copy.lists if not each.rows]
    nothing = [Section("rien", "Rien n'est gardé", [Bullets(empty)])] if empty else []
    return Document(
        kind="own_copy",
        title="Ce qui vous concerne sur la plateforme Clas",
        subtitle=f"{copy.account['name']}, {copy.account['email']}, le {write_when(copy.made_at)}",
        school_year="",
        department="",
        digests=(),
        sections=(
            Section("compte", "Votre compte", [Facts(list(_account(copy.account)))]),
            *lists,
            *nothing,
            Section("non-dit", "Ce qui n'est pas dans ce document", [Bullets(LEFT_OUT)]),
        ),
    )


_ACCOUNT = {
    "name": "Nom",
    "email": "Adresse de courriel",
    "created_at": "Compte fait le",
    "disabled_at": "Fermé le",
    "has_password": "Mot de passe choisi",
    "identity_provider": "Service d'identité",
    "known_there_as": "Identifiant dans ce service",
}


def _account(account: Mapping[str, Any]) -> list[tuple[str, Text]]:
    return [(label, _written(account[name])) for name, label in _ACCOUNT.items() if account[name] is not None]


def _section(told: OwnList) -> Section:
    header = [each.label for each in told.told.values()]
    rows = [[_cell(row[name], each) for name, each in told.told.items()] for row in told.rows]
    table = Table(_counted(len(rows)), header, rows)
    if not told.cut:
        return Section(told.name, told.title, [table])
    notice = Notice("Seules les plus récentes sont ici : pour toutes, adressez-vous à qui tient cette installation.")
    return Section(told.name, told.title, [notice, table])


def _counted(count: int) -> str:
    return f"{count} ligne{'s' if count > 1 else ''}, la plus récente d'abord"


def _cell(value: Any, told: Told) -> Text:
    if told.leads:
        return Link("voir", value)
    return told.words.get(value, str(value)) if told.words is not None else _written(value)


def _written(value: Any) -> str:
    match value:
        case None:
            return "—"
        case bool():
            return "oui" if value else "non"
        case datetime():
            return write_when(value)
        case date():
            return write_day(value)
        case _:
            return str(value)
