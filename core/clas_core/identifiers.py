"""Numbers by which the French administration knows an organisation: SIRET, SIREN, RNA.

stdnum is imported with the first number: it brings TLS and the help of Python with it, which an estimate needs not.
"""

import re

from clas_core.plain_text import pasted

_BLANKS = re.compile(r"[\s.-]")
_FROM_A_SPREADSHEET = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+|\d{13,14}[.,]0*", re.ASCII)
"""A number that a spreadsheet took for a quantity: rounded, or with decimals."""
_RNA = re.compile(r"W[0-9][0-9A-Z][0-9]{7}\Z", re.ASCII)
"""``W``, a digit, a letter or a digit (Corsica has letters), seven digits."""


def _digits(text: str) -> str:
    """Return a number without what is between its digits."""
    return _BLANKS.sub("", pasted(text))


def siret_begun(text: str) -> str:
    """Return the digits of what may be a SIRET or its beginning, as pages show it; nothing for anything else."""
    digits = _digits(text)
    return digits if re.fullmatch(r"\d{1,14}", digits, re.ASCII) else ""


def parse_siret(text: str) -> str:
    """Return the fourteen digits of a SIRET, blanks removed. Raises `ValueError` with a French sentence.

    The check digit is verified, with the exception of La Poste's establishments.
    """
    from stdnum.exceptions import ValidationError
    from stdnum.fr import siret

    if _FROM_A_SPREADSHEET.fullmatch(typed := pasted(text)):
        raise ValueError(
            f"« {typed[:30]} » vient d'un tableur, qui a pris le SIRET pour une quantité : mettez la colonne au format "
            "« Texte », puis recopiez les 14 chiffres, par exemple 732 829 320 00074."
        )
    digits = _digits(typed)
    if re.fullmatch(r"\d{13}", digits, re.ASCII):
        raise ValueError(
            "Un SIRET compte 14 chiffres et celui-ci 13 : un tableur retire le zéro du début. S'il en manque un, "
            f"écrivez 0{digits} ; sinon, vérifiez chaque chiffre."
        )
    if not re.fullmatch(r"\d{14}", digits, re.ASCII):
        raise ValueError("Un SIRET compte 14 chiffres, par exemple 732 829 320 00074.")
    if not digits.strip("0"):
        raise ValueError(
            "Ce SIRET n'est fait que de zéros : écrivez celui de l'organisme, par exemple 732 829 320 00074."
        )
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

    digits = _digits(text)
    if not re.fullmatch(r"\d{9}", digits, re.ASCII) or not digits.strip("0"):
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
    number = _digits(text).upper()
    if not _RNA.fullmatch(number):
        raise ValueError("Un numéro RNA commence par W, suivi de neuf caractères, par exemple W511234567.")
    return number


def write_siret(number: str) -> str:
    """Write a SIRET as one reads it: ``732 829 320 00074``."""
    return f"{number[:3]}\u00a0{number[3:6]}\u00a0{number[6:9]}\u00a0{number[9:]}"
