"""Cells as they come out of any file, and how each kind of value is read from one.

Real files say the same thing in many ways; what could mean two things is never guessed: it is asked, by a refusal that
says how to answer.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

from clas_core.identifiers import parse_siret
from clas_core.money import amount_text, cents_of
from clas_core.plain_text import pasted, search_key
from clas_core.years import MONTH_NAMES, SchoolYear

Cell = str | Decimal | date | bool | None
"""What a cell holds; `None` when it is empty. A number is exact: of a float, the digits that a spreadsheet shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a file: its number there, counted from 1 as a spreadsheet does, and its cells."""

    number: int
    cells: Sequence[Cell]


Kind = Literal["text", "siret", "amount", "count", "day", "last_day", "year", "choice", "phone", "postal_code"]
"""What a column holds. The day of a period is its first one, or its last one (``last_day``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was asked about a file, and answered: which sign begins the decimals, whether lost zeros are put back, and
    from which year its days are counted (1900 or 1904)."""

    decimal: Literal[",", "."] | None = None
    lost_zeros: bool = False
    first_year: Literal[1900, 1904] = 1900
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By column: the words of the file, as `search_key` writes them, and the value that each means."""


def number_of(value: float) -> Decimal:
    """Return a number of a spreadsheet as it shows it: fifteen digits, the sixteenth and on being noise."""
    return Decimal(f"{value:.15g}")


def text_of(cell: Cell) -> str:
    """Return a cell as a text, as whoever corrects the file would see it."""
    match cell:
        case None:
            return ""
        case bool():
            return "oui" if cell else "non"
        case date():
            return cell.strftime("%d/%m/%Y")
        case Decimal():
            return f"{cell:f}".rstrip("0").rstrip(".").replace(".", ",") if cell % 1 else f"{cell:.0f}"
    return cell


def cell_json(cell: Cell) -> Any:
    """Return a cell as JSON: a text or a truth value as it is, a number or a day after a letter that says so."""
    match cell:
        case None:
            return ""
        case Decimal():
            return ["n", str(cell)]
        case date():
            return ["d", cell.isoformat()]
    return cell


def cell_of_json(told: Any) -> Cell:
    """Return the cell that `cell_json` has written."""
    if not isinstance(told, list):
        return told if told != "" else None
    kind, value = told
    return Decimal(value) if kind == "n" else date.fromisoformat(value)


_WHOLE_SIRET = re.compile(r"(\d{13,14})[.,]0+", re.ASCII)


def read_siret(cell: Cell, *, lost_zeros: bool = False) -> str:
    """Return a SIRET of a file. Raises `ValueError` with a French sentence; one that lost its first zero is offered it
    back, where its key then holds."""
    text = pasted(text_of(cell))
    if whole := _WHOLE_SIRET.fullmatch(text):
        text = whole[1]
    digits = re.sub(r"[\s.-]", "", text)
    if re.fullmatch(r"\d{12,13}", digits, re.ASCII):
        restored = digits.rjust(14, "0")
        try:
            number = parse_siret(restored)
        except ValueError:
            raise ValueError(
                f"Un SIRET compte 14 chiffres et celui-ci {len(digits)} ; un zéro au début ne suffit pas, la clé de "
                "contrôle serait fausse. Vérifiez chaque chiffre."
            ) from None
        if lost_zeros:
            return number
        raise ValueError(
            f"Un tableur a sans doute retiré le zéro du début : le SIRET serait {restored}, dont la clé est juste. "
            "Acceptez que les zéros perdus soient rétablis, ou corrigez la cellule."
        )
    return parse_siret(text)


_CURRENCY = re.compile(r"\s*(?:€|eur|euros?)$|^(?:€|eur)\s*", re.IGNORECASE)
_PLAIN = re.compile(r"\d{1,15}(?:[.,]\d+)?", re.ASCII)
_BY_SIGN: Mapping[str, re.Pattern[str]] = {
    ",": re.compile(r"(\d{1,15}|\d{1,3}(?:\.\d{3})+)(?:,(\d{1,9}))?", re.ASCII),
    ".": re.compile(r"(\d{1,15}|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,9}))?", re.ASCII),
}
"""An amount by the sign that begins its decimals; the other one stands between thousands."""


def read_amount(cell: Cell, *, decimal: Literal[",", "."] | None = None) -> str:
    """Return an amount of euros in the JSON form (``"31000.00"``). Raises `ValueError` with a French sentence.

    ``31,000`` may be thirty-one euros or thirty-one thousand: without `decimal` it is asked which sign begins the
    decimals, as for thousands that are written the English way.
    """
    if isinstance(cell, Decimal):
        return _positive(cents_of(cell), f"{cell:f}")
    text = pasted(text_of(cell))
    bare = _CURRENCY.sub("", text.strip("()"))
    negative = text.startswith("(") or bare.startswith("-") or bare.endswith("-")
    bare = re.sub(r"[\s'’]", "", _CURRENCY.sub("", bare.strip("-+() ")))
    readings = {
        f"{found[1].replace('.', '').replace(',', '')}.{found[2] or '0'}"
        for sign in ((decimal,) if decimal else _BY_SIGN)
        if (found := _BY_SIGN[sign].fullmatch(bare))
    }
    if not readings:
        raise ValueError(
            f"« {text[:30]} » n'est pas un montant"
            + (f", « {decimal} » séparant les décimales" if decimal else "")
            + " : écrivez par exemple 31000,00."
        )
    if len({Decimal(each) for each in readings}) > 1 or not (
        decimal or _BY_SIGN[","].fullmatch(bare) or _PLAIN.fullmatch(bare)
    ):
        raise ValueError(
            f"« {text[:30]} » peut se lire de deux façons : dites quel signe sépare les décimales dans ce fichier, la "
            "virgule ou le point."
        )
    cents = cents_of(Decimal(readings.pop()))
    return _positive(-cents if negative else cents, text)


def _positive(cents: int, written: object) -> str:
    if cents < 0:
        raise ValueError(f"Un montant négatif ({str(written)[:30]}) n'est pas repris : corrigez la cellule.")
    return amount_text(cents)


def read_count(cell: Cell) -> int:
    """Return a number of things. Raises `ValueError` with a French sentence."""
    text = pasted(text_of(cell))
    found = re.fullmatch(r"([-(])?\s*(\d{1,6})(?:[.,]0+)?\)?", text, re.ASCII)
    if found is None:
        raise ValueError(f"« {text[:30]} » n'est pas un nombre entier : écrivez par exemple 12.")
    if found[1] and int(found[2]):
        raise ValueError(f"« {text[:30]} » : un nombre négatif n'a pas de sens ici, corrigez la cellule.")
    return int(found[2])


_FRENCH = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:[ T]\d{1,2}[:h]\d{2}.*)?", re.ASCII)
_ISO = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?:[ T]\d{1,2}:\d{2}.*)?", re.ASCII)
_WORDS = re.compile(r"(\d{1,2})(?:er)? ([a-z]+) (\d{4})", re.ASCII)
_PERIOD = re.compile(r"(?:du\s+)?(?P<first>.+?)\s*(?:_|\s-\s|\s+au\s+|\s+à\s+|;|(?<=\d{2})/(?=\d{4}-))\s*(?P<last>.+)")
_MONTHS = {search_key(name): rank for rank, name in enumerate(MONTH_NAMES, start=1)}
_SERIALS = range(14_000, 80_000)
"""The numbers that a spreadsheet may mean as days: the years 1938 to 2119, from 1900."""

_NOT_A_DAY = "« {} » n'est pas une date : écrivez par exemple 20/06/2024."


def read_day(cell: Cell, *, first_year: Literal[1900, 1904] = 1900, last: bool = False) -> date:
    """Return a day, or the first day of a period, its `last` one if that is asked. Raises `ValueError`."""
    if isinstance(cell, date):
        return cell
    text = pasted(text_of(cell))
    if period := _PERIOD.fullmatch(text):
        first, end = (read_day(period[name], first_year=first_year) for name in ("first", "last"))
        if end < first:
            raise ValueError(f"« {text[:40]} » : cette période finit avant de commencer.")
        return end if last else first
    if re.fullmatch(r"\d{5}(?:[.,]\d+)?", text, re.ASCII) and int(text[:5]) in _SERIALS:
        base = date(1899, 12, 30) if first_year == 1900 else date(1904, 1, 1)
        return base + timedelta(days=int(text[:5]))
    day = month = year = 0
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _FRENCH.fullmatch(text):
        day, month, year = map(int, found.groups())
        year += 2000 if len(found[3]) == 2 else 0
    elif found := _WORDS.fullmatch(search_key(text)):
        day, month, year = int(found[1]), _MONTHS.get(found[2], 0), int(found[3])
    try:
        if not 1950 <= year <= 2150:
            raise ValueError
        return date(year, month, day)
    except ValueError:
        raise ValueError(_NOT_A_DAY.format(text[:40])) from None


def read_year(cell: Cell) -> str:
    """Return a school year (``2024-2025``), however it is written. Raises `ValueError`: one year is of two."""
    text = search_key(text_of(cell)).replace("annee scolaire", "").strip()
    if found := re.fullmatch(r"(\d{4}) ?(\d{4}|\d{2})", text, re.ASCII):
        end = found[2] if len(found[2]) == 4 else found[1][:2] + found[2]
        return str(SchoolYear.parse(f"{found[1]}-{end}"))
    if re.fullmatch(r"\d{4}", text, re.ASCII):
        begun = int(text)
        raise ValueError(
            f"« {text} » est de deux années scolaires : écrivez {begun - 1}-{begun} ou {begun}-{begun + 1}."
        )
    raise ValueError(f"« {text_of(cell)[:30]} » n'est pas une année scolaire : écrivez par exemple 2024-2025.")
