"""The guide of the keys of the files, ``docs/fichiers.md``, written from the declarations of their tables.

``python -m clas_core.documents.files_guide > docs/fichiers.md`` writes it again.
"""

import sys
from collections.abc import Iterator
from typing import Any

from marshmallow.fields import Field

from clas_core import fields
from clas_core.departments import Campaign, Department
from clas_core.departments.phone import Phone
from clas_core.documents.file_examples import example_of
from clas_core.estimates.cases import Cases
from clas_core.national import Referential
from clas_core.national.corrections import CorrectionFile, Stated
from clas_core.tables import Reference, TableOf, each_of, schema_of

FILES: tuple[tuple[str, type], ...] = (
    ("`department.toml` : un département", Department),
    ("`AAAA-AAAA.toml` ou `AAAA-AAAA-….toml` d'un département : un appel d'une année", Campaign),
    ("`AAAA-AAAA.toml` des règles nationales : une année scolaire", Referential),
    ("`AAAA-AAAA.correction-N.toml` : la correction d'une année en vigueur", CorrectionFile),
    ("`AAAA-AAAA.toml` d'un dossier `cases` : les cas chiffrés d'une année", Cases),
)

_BEGINNING = """\
# Les clés des fichiers

Cette page est produite par `python -m clas_core.documents.files_guide` à partir de ce que les fichiers deviennent : ne
la modifiez pas à la main. Une clé qui n'y est pas est refusée ; chaque exemple est lu par un test. Un texte compte 500
caractères au plus, un texte en Markdown 5 000, sauf mention contraire.
"""
_HEADER = ["", "| clé | ce qu'elle dit | ce qui s'écrit | obligatoire | exemple |", "|---|---|---|---|---|"]

_LESS_PRECISE = (
    'mois : `"2025-09"`, période : `{ from = 2025-06-02, to = 2025-06-20 }`, mots du document : '
    '`{ text = "courant septembre" }`'
)
_KINDS = (
    (fields.Identifier, "identifiant"),
    (Phone, "téléphone"),
    (fields.Email, "courriel"),
    (fields.Url, "adresse `https://…`"),
    (fields.Flag, "`true` ou `false`"),
    (fields.Day, "jour : `2025-08-18`"),
    (fields.WhenField, f"jour, jour et heure, ou bien {_LESS_PRECISE}"),
    (fields.DatedField, f"jour : `2025-08-18`, ou bien {_LESS_PRECISE}"),
    (fields.YearField, 'année scolaire : `"2025-2026"`'),
    (fields.ProseField, "texte en Markdown"),
    (fields.Amount, "montant en euros"),
    (fields.Number, "nombre"),
    (Stated, "nombre, jour ou liste de textes"),
)


def guide() -> str:
    """Return the guide, in Markdown: for each file its tables, for each table its keys."""
    return "\n".join([_BEGINNING, *(line for title, table in FILES for line in _file(title, table))])


def _file(title: str, table: type) -> Iterator[str]:
    yield from (f"## {title}", *_HEADER, *_rows(table), "")
    places: dict[type, list[tuple[Field[Any], str]]] = {}
    for field, place, made in _tables(table):
        places.setdefault(made, []).append((field, place))
    for made, found in places.items():
        field, place = found[0]
        headings = ", ".join(_heading(*each) for each in found)
        without = "id" if isinstance(field, fields.Tables) else ""  # the name of such a table is its identifier
        yield from (f"### {headings}", *_HEADER, *_rows(made, f"{place}.", without), "")


def _tables(table: type, within: str = "") -> Iterator[tuple[Field[Any], str, type]]:
    """Yield each table below `table`: the field that reads it, its place in the file, and what it becomes."""
    for name, field in schema_of(table).fields.items():
        each, place = each_of(field), within + (field.data_key or name)
        if isinstance(each, TableOf):
            yield field, place, each.made
            yield from _tables(each.made, f"{place}.")


def _heading(field: Field[Any], place: str) -> str:
    if isinstance(field, fields.Tables):
        return f"`[{place}.…]`"
    return f"`[[{place}]]`" if isinstance(field, fields.Listing) else f"`[{place}]`"


def _rows(table: type, within: str = "", without: str = "") -> Iterator[str]:
    for name, field in schema_of(table).fields.items():
        if name != without:
            required = "oui" if field.required else ""
            key = field.data_key or name
            said = f"| `{key}` | {field.metadata['label']} | {_written(field, within + key)} | {required} |"
            yield f"{said} `{example_of(field, within + key)}` |"


def _written(field: Field[Any], place: str) -> str:
    """Say in French what is written at a place."""
    each = each_of(field)
    if isinstance(each, TableOf):
        return f"{'table' if each is field else 'tables'} {_heading(field, place)}"
    if isinstance(field, fields.Listing) and each is not None:
        return f"liste{', un au moins' if field.least else ''} : {_written(each, place)}"
    if isinstance(field, Reference):
        return f"`id` d'une table `[[{field.among}]]`" if field.listed else f"nom d'une table `[{field.among}.…]`"
    if isinstance(field, fields.Choice):
        return ", ".join(f"`{choice}`" for choice in field.choices)
    if isinstance(field, fields.Whole):
        return f"nombre entier de {field.least} à {field.most:_}".replace("_", "\u00a0")
    for kind, words in _KINDS:
        if isinstance(field, kind):
            return words
    assert isinstance(field, fields.Text)
    return "texte" if field.longest == 500 else f"texte de {field.longest} caractères au plus"


if __name__ == "__main__":
    sys.stdout.write(guide())
