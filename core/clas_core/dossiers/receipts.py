"""Receipt numbers: ``51-2025-00042``, the department's code, the year in which the school year begins, a rank."""

from clas_core.years import SchoolYear


def receipt_number(code: str, year: SchoolYear, rank: int, *, rehearsal: bool = False) -> str:
    """Write the number of the `rank`-th dossier deposited in a department for a school year; ``ESSAI-51-2025-00042`` in
    a `rehearsal`, which nobody takes for a receipt."""
    return f"{'ESSAI-' if rehearsal else ''}{code}-{year.start}-{rank:05d}"
