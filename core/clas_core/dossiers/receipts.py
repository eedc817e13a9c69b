"""Receipt numbers: ``51-2025-00042``, the department's code, the year in which the school year begins, a rank."""

from clas_core.years import SchoolYear


def receipt_number(code: str, year: SchoolYear, rank: int) -> str:
    """Write the number of the `rank`-th dossier deposited in a department for a school year."""
    return f"{code}-{year.start}-{rank:05d}"
