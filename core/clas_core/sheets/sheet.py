"""A sheet: columns and rows, those of them that somebody chooses, and the sheet that tells what its columns are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from clas_core.errors import InvalidInput, Problem, did_you_mean
from clas_core.sheets.column import KINDS, Column, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet. Each of its `rows` has a value for each of its `columns`, in their order; it is read once."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]


def chosen(columns: Sequence[Column], names: Sequence[str]) -> Sequence[Column]:
    """Return the columns of these names in the order that was asked, each once; all of them where none is named.

    Raises `InvalidInput` with a problem for each name that is none of theirs.
    """
    known = {each.name: each for each in columns}
    problems = [
        Problem(
            ("columns", rank), f"« {name[:80]} » n'est pas une colonne de cette feuille.{did_you_mean(name, known)}"
        )
        for rank, name in enumerate(names)
        if name not in known
    ]
    if problems:
        raise InvalidInput(problems)
    return [known[name] for name in dict.fromkeys(names)] or list(columns)


_SAID = (
    Column(name="sheet", label="Feuille", source="cet export"),
    Column(name="name", label="Nom", kind="code", source="déclaration de la colonne"),
    Column(name="label", label="Libellé", source="déclaration de la colonne"),
    Column(name="kind", label="Valeurs", source="déclaration de la colonne"),
    Column(name="unit", label="Unité", source="déclaration de la colonne"),
    Column(name="choices", label="Choix", source="déclaration de la colonne"),
    Column(name="source", label="Source", source="déclaration de la colonne"),
)


def dictionary_of(sheets: Sequence[tuple[str, Sequence[Column]]]) -> Sheet:
    """Return the sheet that says what each column is, of sheets by their titles."""
    rows = [tuple(_said(title, column)) for title, columns in sheets for column in columns]
    return Sheet(name="dictionary", title="Dictionnaire", columns=_SAID, rows=rows)


def _said(title: str, column: Column) -> Iterator[Value]:
    yield title
    yield column.name
    yield column.label
    yield KINDS[column.kind]
    yield column.measured_in
    yield _choices(column.choices)
    yield column.source


def _choices(choices: Mapping[str, str]) -> str:
    return " ; ".join(f"{name} : {label}" if name != label else name for name, label in choices.items())
