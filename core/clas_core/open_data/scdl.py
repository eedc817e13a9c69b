"""The SCDL schema *subventions*, version 2.1.1: a line for each beneficiary of each decision.

Source: schema.data.gouv.fr, documentation of ``scdl/subventions`` 2.1.1; lengths and patterns are those of the
reference of 2.0.2, which are narrower where the two differ.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from clas_core.money import amount_text
from clas_core.open_data.award import SCHEME, Award, Giver

LONGEST_PURPOSE = 256
LONGEST_NAME = 140
_RNA = re.compile(r"W\d{9}", re.ASCII)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

COLUMNS: Mapping[str, Callable[[Giver, Award], str]] = MappingProxyType(
    {
        "nomAttribuant": lambda giver, award: plain_cell(giver.name, LONGEST_NAME),
        "idAttribuant": lambda giver, award: giver.siret,
        "dateConvention": lambda giver, award: award.notified_on.isoformat(),
        "referenceDecision": lambda giver, award: award.reference,
        "nomBeneficiaire": lambda giver, award: plain_cell(award.name, LONGEST_NAME),
        "idBeneficiaire": lambda giver, award: award.siret,
        "rnaBeneficiaire": lambda giver, award: award.rna if _RNA.fullmatch(award.rna) else "",
        "objet": lambda giver, award: plain_cell(award.said, LONGEST_PURPOSE),
        "montant": lambda giver, award: amount_text(award.cents),
        "nature": lambda giver, award: "aide en numéraire",
        "conditionsVersement": lambda giver, award: "échelonné" if award.staged else "unique",
        "datesPeriodeVersement": lambda giver, award: period_of(award),
        "idRAE": lambda giver, award: "",
        "notificationUE": lambda giver, award: "non",
        "pourcentageSubvention": lambda giver, award: "1.00",
        "dispositifAide": lambda giver, award: SCHEME,
    }
)
"""The columns in their order, and what each says of an award."""


def scdl_csv(giver: Giver, awards: Iterable[Award]) -> str:
    """Return the file: CSV, comma, a line each."""
    text = io.StringIO()
    written = csv.writer(text, lineterminator="\r\n")
    written.writerow(COLUMNS)
    written.writerows([column(giver, each) for column in COLUMNS.values()] for each in awards)
    return text.getvalue()


def period_of(award: Award) -> str:
    """Return the day of payment, or the first and the last of them."""
    first, last = award.pays_from.isoformat(), award.pays_until.isoformat()
    return first if first == last else f"{first}/{last}"


def plain_cell(text: str, longest: int) -> str:
    """Return a text that no spreadsheet takes for a formula, as long as the schema lets it be."""
    safe = f"'{text}" if text.startswith(_FORMULA) else text
    return safe if len(safe) <= longest else f"{safe[: longest - 1]}…"
