"""The table in a sheet: where its header is, what is above it, its totals, its empty rows. What is left out is said."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from clas_core.errors import InvalidInput, Problem
from clas_core.imports.cells import Cell, Row, text_of
from clas_core.imports.columns import Target
from clas_core.plain_text import line_of, search_key

FIRST_ROWS = 30
"""Among which a header is looked for: letterheads are shorter."""

MOST_ROWS = 50_000
MOST_COLUMNS = 200
LONGEST_HEADER = 200
"""In characters."""

_TOTALS = ("total", "totaux", "sous total", "somme", "total general")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTable:
    """A table as it was found: the names of its columns, no two alike, the number of its header, its rows of data, and
    what is to be said of how it was found."""

    headers: Sequence[str]
    header_row: int
    rows: Sequence[Row]
    remarks: Sequence[str] = ()


def find_table(rows: Sequence[Row], target: Target, remarks: Iterable[str] = ()) -> SheetTable:
    """Find the table among the rows of a sheet. Raises `InvalidInput` when there is none, or it is too large.

    The header is the first row that names most columns of `target`; without any, the first with two texts and no
    number.
    """
    told = list(remarks)
    filled = [row for row in rows if any(text_of(cell).strip() for cell in row.cells)]
    if not filled:
        raise InvalidInput([Problem((), "Cette feuille est vide : choisissez un fichier qui a des lignes.")])
    head = _header(filled[:FIRST_ROWS], target)
    header, below = filled[head], filled[head + 1 :]
    if head:
        lines = _listed([row.number for row in filled[:head]])
        told.append(f"L'en-tête du tableau est à la ligne {header.number} ; au-dessus, laissé de côté : {lines}.")
    width = max(len(row.cells) for row in (header, *below))
    width = max((at + 1 for row in (header, *below) for at, cell in enumerate(row.cells) if text_of(cell)), default=0)
    if width > MOST_COLUMNS or len(below) > MOST_ROWS:
        size = f"{len(below)} lignes et {width} colonnes"
        most = f"{MOST_ROWS} lignes et {MOST_COLUMNS} colonnes au plus"
        raise InvalidInput([Problem((), f"Ce tableau a {size} : partagez-le en fichiers de {most}.")])
    data = [Row(number=row.number, cells=_padded(row.cells, width)) for row in below]
    totals = [row for row in data if _is_total(row)]
    again = [row for row in data if _same(row.cells, header.cells)]
    left = {row.number for row in (*totals, *again)}
    if totals:
        told.append(f"Totaux laissés de côté : {_listed([row.number for row in totals])}.")
    if again:
        told.append(f"En-tête répété, laissé de côté : {_listed([row.number for row in again])}.")
    if data and (gaps := data[-1].number - header.number - len(data)) > 0:
        told.append(f"{gaps} ligne(s) vide(s) au milieu du tableau, laissée(s) de côté.")
    return SheetTable(
        headers=_named(_padded(header.cells, width)),
        header_row=header.number,
        rows=[row for row in data if row.number not in left],
        remarks=told,
    )


def letters(rank: int) -> str:
    """Return how a spreadsheet calls a column, counted from 0: A, B … Z, AA."""
    name = ""
    rank += 1
    while rank:
        rank, rest = divmod(rank - 1, 26)
        name = chr(65 + rest) + name
    return name


def _header(rows: Sequence[Row], target: Target) -> int:
    names = frozenset(name for column in target.columns for name in column.names)

    def named(row: Row) -> int:
        return len({key for cell in row.cells if (key := name_key(cell)) in names})

    def is_words(row: Row) -> bool:
        filled = [cell for cell in row.cells if text_of(cell).strip()]
        return len(filled) >= 2 and all(isinstance(cell, str) and not cell.strip().isdigit() for cell in filled)

    # A row of data may hold one of the names, « Ville » : one alone counts in a row of words only.
    told = {at: count for at, row in enumerate(rows) if (count := named(row)) > 1 or (count and is_words(row))}
    if told:
        return max(told, key=lambda at: (told[at], -at))
    for at, row in enumerate(rows):
        if is_words(row):
            return at
    raise InvalidInput(
        [Problem((), "Aucune ligne n'a l'air d'un en-tête : donnez un nom à chaque colonne, sur une ligne au-dessus.")]
    )


def name_key(cell: Cell) -> str:
    """Return what the spellings of the name of a column have in common: files run words together, or number them."""
    return search_key(text_of(cell)).replace(" ", "").replace("_", "").replace("*", "")


def _named(cells: Sequence[Cell]) -> Sequence[str]:
    """Name each column: one without a name by its letter, one whose name stands already by its rank too."""
    names = []
    seen: Counter[str] = Counter()
    for at, cell in enumerate(cells):
        name = line_of(text_of(cell))[:LONGEST_HEADER] or f"Colonne {letters(at)}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({letters(at)})")
    return names


def _padded(cells: Sequence[Cell], width: int) -> tuple[Cell, ...]:
    return (*cells[:width], *(None,) * (width - len(cells)))


def _is_total(row: Row) -> bool:
    """Tell whether a row sums others: it begins by saying so, and names nobody by a number."""
    filled = [cell for cell in row.cells if text_of(cell).strip()]
    texts = [cell for cell in filled if isinstance(cell, str) and any(sign.isalpha() for sign in cell)]
    if not texts or len(texts) > 1 or len(filled) < 2:
        return False
    said = search_key(texts[0])
    identified = any(
        len(text_of(cell).replace(" ", "")) == 14 and text_of(cell).replace(" ", "").isdigit()
        for cell in filled
        if isinstance(cell, str | Decimal)
    )
    return not identified and any(said == each or said.startswith(each + " ") for each in _TOTALS)


def _same(cells: Sequence[Cell], header: Sequence[Cell]) -> bool:
    told = [name_key(cell) for cell in cells if text_of(cell).strip()]
    return len(told) > 1 and told == [name_key(cell) for cell in header if text_of(cell).strip()]


def _listed(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:5])) + (" …" if len(numbers) > 5 else "")
    return f"ligne {shown}" if len(numbers) == 1 else f"lignes {shown}"
