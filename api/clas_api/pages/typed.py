"""What people type: numbers, amounts and days written the French way, read as the core's JSON and written back."""

import re
from datetime import date
from uuid import UUID

from clas_core.money import parse_amount, write_euros

NOT_AN_AMOUNT = "Écrivez des euros, avec une virgule et deux décimales au plus, par exemple 8 000,00."
NOT_A_NUMBER = "Écrivez un nombre entier en chiffres, par exemple 10."
NOT_A_DAY = "Écrivez une date, par exemple 30/09/2025."
NOT_OFFERED = "Choisissez l'une des réponses proposées."

_SPACES = re.compile(r"[\s\u00a0\u202f]")
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_TENTHS = re.compile(r"(\d{1,9})(?:[,.](\d))?", re.ASCII)
_FRENCH_DAY = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})", re.ASCII)


def number(text: str) -> int | str:
    """Return the number typed, or the text as it is for the core to refuse."""
    compact = _SPACES.sub("", text)
    return int(compact) if _NUMBER.fullmatch(compact) else text


def tenths(text: str) -> int | str:
    """Return a number of one decimal at most, ``9,5``, as whole tenths, or the text as it is for the core to refuse."""
    found = _TENTHS.fullmatch(_SPACES.sub("", text))
    return int(found[1]) * 10 + int(found[2] or 0) if found else text


def not_tenths(least: int, most: int) -> str:
    """Say what is expected where a number of one decimal at most was not typed."""
    largest = f"{most:,}".replace(",", " ")
    return f"Écrivez un nombre de {least} à {largest}, avec une décimale au plus, par exemple 9,5."


def euros(text: str) -> str:
    """Return an amount typed the French way, ``9 000,50 €``, as the core reads it."""
    return _SPACES.sub("", text).removesuffix("€").replace(",", ".")


def is_amount(text: str) -> bool:
    """Tell whether what was typed is an amount, and not something else that the core would refuse."""
    try:
        parse_amount(euros(text))
    except ValueError:
        return False
    return True


def lines(text: str) -> str | None:
    """Return a text of any length as it was typed, its lines ended one way; `None` for nothing but blanks."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if text.strip() else None


def words(text: str) -> str | None:
    """Return what was typed without the blanks around it; `None` for nothing."""
    return (lines(text) or "").strip() or None


def day(text: str) -> str:
    """Return a day typed ``30/09/2025`` as the core reads it, or the text as it is for the core to refuse."""
    typed = text.strip()
    found = _FRENCH_DAY.fullmatch(typed)
    return f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}" if found else typed


def is_day(text: str) -> bool:
    """Tell whether what was typed is a day of the calendar."""
    try:
        date.fromisoformat(day(text))
    except ValueError:
        return False
    return True


def key_among(text: str) -> UUID | None:
    """Return the key that a text is, if it is one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def write_amount(amount: str) -> str:
    """Write an amount of JSON as one types it: ``"9000.50"`` → ``9 000,50``."""
    return write_euros(parse_amount(amount)).removesuffix("\u00a0€")


_FRENCH_MONTH = re.compile(r"(\d{1,2})[/.\- ](\d{4})", re.ASCII)


def month(text: str) -> str:
    """Return a month typed ``09/2025`` as the core reads it, or the text as it is for the core to refuse."""
    typed = text.strip()
    found = _FRENCH_MONTH.fullmatch(typed)
    return f"{found[2]}-{int(found[1]):02d}" if found else typed


def write_month(text: str) -> str:
    """Write a month of JSON as one types it: ``"2025-09"`` → ``09/2025``."""
    year, _, rank = text.partition("-")
    return f"{rank}/{year}"


def write_day_typed(text: str) -> str:
    """Write a day of JSON as one types it: ``"2025-09-30"`` → ``30/09/2025``."""
    return f"{date.fromisoformat(text):%d/%m/%Y}"
