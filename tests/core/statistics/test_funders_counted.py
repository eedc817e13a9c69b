"""What each funder gives in a year: figures by hand, and every cent of what is granted counted once."""

from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from clas_core.money import amount_text
from clas_core.statistics.by_funder import CAF, count_by_funder, funder_line_json

CITY = {"funder": "ville", "payer": "Ville", "amount": "150.50"}
OWN = {"funder": "", "payer": "", "amount": "40.00"}


def test_the_caf_comes_first_and_each_has_its_own() -> None:
    lines = count_by_funder(
        [("a", 300_000, [CITY, OWN]), ("a", 100_000, []), ("b", 15_050, [CITY])],
        [(310_000, [{"funder": "ville", "payer": "Ville", "due": "100.00"}]), (20_000, [])],
        [("", "", 70_000), ("agglo", "Agglomération", 5_000)],
    )
    assert [funder_line_json(line) for line in lines] == [
        _line(None, None, 1, "3849.50", "3200.00", "700.00"),
        _line("agglo", "Agglomération", 0, "0.00", "0.00", "50.00"),
        _line("ville", "Ville", 2, "301.00", "100.00", "0.00"),
    ]


def _line(funder: str | None, payer: str | None, dossiers: int, *amounts: str) -> Mapping[str, object]:
    told = dict(zip(("approved", "settled", "paid"), amounts, strict=True))
    return {"funder": funder, "payer": payer, "dossiers": dossiers, **told}


_GROUPS = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 10**6), st.lists(st.integers(0, 10**4), max_size=3)), max_size=8
)


@given(_GROUPS)
def test_every_cent_is_somebodys(groups: Sequence[tuple[str, int, Sequence[int]]]) -> None:
    granted = [
        (dossier, own + sum(aids), [{**CITY, "amount": amount_text(cents)} for cents in aids])
        for dossier, own, aids in groups
    ]
    lines = {line.funder: line for line in count_by_funder(granted, [], [])}
    assert lines[CAF].approved == sum(own for _, own, _ in groups)
    assert sum(line.approved for line in lines.values()) == sum(total for _, total, _ in granted)
