"""A past year is summed as files tell it: nothing is added, and each sum says how many dossiers it is of."""

from datetime import date

from clas_core.documents.taken_year import taken_section
from clas_core.statistics.taken_years import TakenDossier, TakenFile, TakenSum, sum_taken

FILE = TakenFile(number=3, name="elan.csv", on=date(2026, 9, 1))


def _dossier(siret: str, outcome: str | None, **figures: int) -> TakenDossier:
    return TakenDossier(siret=siret, outcome=outcome, figures=figures, file=FILE)


def test_a_year_that_no_file_tells_of_is_none() -> None:
    assert sum_taken("2024-2025", ()) is None


def test_a_figure_that_a_file_leaves_out_is_neither_zero_nor_completed() -> None:
    dossiers = [_dossier("1", "approved", groups=2, granted=280_070), _dossier("1", "refused", groups=0)]
    year = sum_taken("2024-2025", dossiers)
    assert year is not None
    assert (year.dossiers, year.porteurs, year.approved, year.files) == (2, 1, 1, [FILE])
    assert year.sums == {"groups": TakenSum(value=2, told=2), "granted": TakenSum(value=280_070, told=1)}
    table = taken_section(year).blocks[0]
    assert ("Accordé", "2\u202f800,70\u00a0€", "1 sur 2") in table.rows  # type: ignore[union-attr]
