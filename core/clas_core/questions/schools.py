"""A school as one answers by it: its name, and the number by which the ministry of education knows it (UAI).

The number has seven digits and a letter, which is what is left of the digits divided by 23, so that a slip of the pen
is seen.
"""

import re

_UAI = re.compile(r"(?<!\w)(\d{7})\s?([A-Za-z])(?!\w)", re.ASCII)
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
"""Without those that are taken for figures: I, O, Q."""
_AROUND = " ,;:()[]-–—"
EXAMPLE = "École des Tilleuls, 0999999F"


def parse_school(text: str) -> str:
    """Return a school as it is kept, ``École des Tilleuls (0999999F)``, from its name and its number in either order.

    Raises `ValueError` with a French sentence.
    """
    found = _UAI.findall(text)
    if len(found) != 1:
        what = "Un seul numéro UAI est attendu" if found else "Le numéro UAI manque"
        raise ValueError(
            f"{what} : le nom de l'établissement, puis ses 7 chiffres et sa lettre, par exemple {EXAMPLE}."
        )
    ((digits, letter),) = found
    name = " ".join(_UAI.sub(" ", text).strip(_AROUND).split())
    if not name:
        raise ValueError(f"Le nom de l'établissement manque : écrivez-le avant son numéro, par exemple {EXAMPLE}.")
    if letter.upper() != _LETTERS[int(digits) % len(_LETTERS)]:
        raise ValueError(
            f"{digits}{letter.upper()} n'est pas un numéro UAI : sa lettre ne correspond pas à ses chiffres."
        )
    return f"{name} ({digits}{letter.upper()})"
