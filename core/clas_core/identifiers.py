"""Numbers by which the French administration knows an organisation: SIRET, SIREN, RNA.

stdnum is imported with the first number: it brings TLS and the help of Python with it, which an estimate needs not.
"""

import re

_BLANKS = re.compile(r"[\s.\u00a0\u202f-]")
_RNA = re.compile(r"W[0-9][0-9A-Z][0-9]{7}\Z", re.ASCII)
"""``W``, a digit, a letter or a digit (Corsica has letters), seven digits."""


def parse_siret(text: str) -> str:
    """Return the fourteen digits of a SIRET, blanks removed. Raises `ValueError` with a French sentence.

    The check digit is verified, with the exception of La Poste's establishments.
    """
    from stdnum.exceptions import ValidationError
    from stdnum.fr import siret

    digits = _BLANKS.sub("", text)
    if not re.fullmatch(r"\d{14}", digits, re.ASCII):
        raise ValueError("Un SIRET compte 14 chiffres, par exemple 732 829 320 00074.")
    try:
        return str(siret.validate(digits))
    except ValidationError:
        raise ValueError(
            f"{digits} n'est pas un SIRET : sa clé de contrôle est fausse. Vérifiez chaque chiffre."
        ) from None


def siren_of(number: str) -> str:
    """Return the SIREN of a SIRET: the organisation of an establishment."""
    return number[:9]


def parse_siren(text: str) -> str:
    """Return the nine digits of a SIREN, blanks removed. Raises `ValueError` with a French sentence."""
    from stdnum.exceptions import ValidationError
    from stdnum.fr import siren

    digits = _BLANKS.sub("", text)
    if not re.fullmatch(r"\d{9}", digits, re.ASCII):
        raise ValueError("Un SIREN compte 9 chiffres, par exemple 732 829 320.")
    try:
        return str(siren.validate(digits))
    except ValidationError:
        raise ValueError(
            f"{digits} n'est pas un SIREN : sa clé de contrôle est fausse. Vérifiez chaque chiffre."
        ) from None


def parse_rna(text: str) -> str:
    """Return an RNA number, blanks removed. Raises `ValueError` with a French sentence.

    An association of Alsace-Moselle has none, so it is never demanded.
    """
    number = _BLANKS.sub("", text).upper()
    if not _RNA.fullmatch(number):
        raise ValueError("Un numéro RNA commence par W, suivi de neuf caractères, par exemple W511234567.")
    return number


def write_siret(number: str) -> str:
    """Write a SIRET as one reads it: ``732 829 320 00074``."""
    return f"{number[:3]}\u00a0{number[3:6]}\u00a0{number[6:9]}\u00a0{number[9:]}"
