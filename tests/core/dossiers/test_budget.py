"""The budget of a dossier: which side each account is on, what balances, and which layout holds in which year."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clas_core.dossiers import BudgetLine, budget, layout_of, layouts, totals_of
from clas_core.dossiers.budget import SIDES, counted_twice
from clas_core.years import SchoolYear


def _line(account: str, amount: int | None) -> BudgetLine:
    return BudgetLine(account=account, label=None, funder=None, amount=amount)


@pytest.mark.parametrize(
    ("account", "side"),
    [
        ("60", "charges"),
        ("606", "charges"),
        ("68", "charges"),
        ("70", "produits"),
        ("74", "produits"),
        ("789", "produits"),
        ("86", "volunteer_charges"),
        ("864", "volunteer_charges"),
        ("87", "volunteer_produits"),
        ("875", "volunteer_produits"),
    ],
)
def test_the_number_of_an_account_says_its_side(account: str, side: str) -> None:
    assert _line(account, 1).side == side


def test_every_account_of_every_layout_is_on_a_side_of_its_class() -> None:
    for layout in layouts():
        sides = {account: _line(account, 0).side for account in layout.accounts}
        assert set(sides.values()) == set(SIDES)
        assert all(side == "charges" for account, side in sides.items() if account[0] == "6")
        assert all(side == "produits" for account, side in sides.items() if account[0] == "7")


def test_totals_are_added_by_side_and_an_amount_not_known_counts_for_nothing() -> None:
    # 600.10 + 64.90 = 665.00 of charges; 700.00 of produits; 5.00 against 4.00 of volunteer work.
    lines = [
        _line("60", 600_10),
        _line("64", 64_90),
        _line("63", None),
        _line("74", 700_00),
        _line("86", 5_00),
        _line("87", 4_00),
    ]
    totals = totals_of(lines)
    assert (totals.charges, totals.produits) == (665_00, 700_00)
    assert (totals.volunteer_charges, totals.volunteer_produits) == (5_00, 4_00)
    # 700.00 - 665.00 = 35.00.
    assert totals.imbalance == (
        "Les charges (665,00\u00a0€) et les produits (700,00\u00a0€) diffèrent de 35,00\u00a0€."
    )
    assert totals.volunteer_imbalance == (
        "Le compte 86 (5,00\u00a0€) et le compte 87 (4,00\u00a0€) diffèrent de 1,00\u00a0€."
    )


def test_nothing_is_said_of_a_budget_that_balances_to_the_cent() -> None:
    totals = totals_of([_line("60", 10), _line("61", 20), _line("74", 30)])
    assert (totals.imbalance, totals.volunteer_imbalance) == ("", "")
    assert totals_of([_line("60", 30), _line("74", 31)]).imbalance.endswith("diffèrent de 0,01\u00a0€.")


def test_a_heading_is_counted_twice_when_it_and_its_own_accounts_are_filled() -> None:
    lines = [_line("601", 5_00), _line("60", 10_00), _line("61", 1), _line("606", 1), _line("60", 0), _line("86", 1)]
    ((rank, fault),) = counted_twice(lines)
    assert rank == 1
    assert "(601, 606)" in fault
    assert dict(counted_twice([_line("74", 1), _line("74", 2), _line("64", 1), _line("604", 1)])) == {}


def test_volunteer_work_never_balances_the_money() -> None:
    assert totals_of([_line("60", 100), _line("87", 100)]).imbalance


_LINES = st.lists(st.builds(_line, st.sampled_from(sorted(layouts()[0].accounts)), st.integers(0, 10**10) | st.none()))


@given(lines=_LINES)
def test_the_four_totals_hold_every_cent_once_whatever_the_order(lines: Sequence[BudgetLine]) -> None:
    totals = totals_of(lines)
    whole = totals.charges + totals.produits + totals.volunteer_charges + totals.volunteer_produits
    assert whole == sum(line.amount or 0 for line in lines)
    assert totals_of(reversed(lines)) == totals
    assert bool(totals.imbalance) == (totals.charges != totals.produits)


def test_a_school_year_takes_the_latest_layout_that_had_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    first = layouts()[0]
    later = replace(first, id="2026", first_school_year=SchoolYear(2026))
    monkeypatch.setattr(budget, "layouts", lambda: (first, later))
    assert layout_of(SchoolYear(2025)) is first
    assert layout_of(SchoolYear(2026)) is later
    assert layout_of(SchoolYear(2030)) is later


def test_layouts_are_sorted_and_each_says_where_it_comes_from() -> None:
    years = [layout.first_school_year for layout in layouts()]
    assert years == sorted(set(years))
    assert all(layout.source and layout.label and layout.funders for layout in layouts())
    assert layout_of(SchoolYear(2004)) is layouts()[0]
