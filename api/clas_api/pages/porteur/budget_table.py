"""The budget as a table to fill: the accounts of the layout by class, on their two sides, with what stands on each."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.typed import euros, is_amount, words
from clas_core.dossiers import BudgetLine, Layout, Totals, totals_of
from clas_core.dossiers.budget import GRANTS, SIDES
from clas_core.money import parse_amount

BLANK_GRANTS = 3
"""Empty rows for funders, after those that are filled."""


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """A line to fill; `rank` is its place in the JSON of the dossier, `amount`, `label` and `funder` what it holds."""

    rank: int
    account: str
    name: str
    amount: str
    label: str
    funder: str
    told: bool
    """Something was written on it, or foreseen."""

    @property
    def funded(self) -> bool:
        return self.account.startswith(GRANTS)

    @property
    def labelled(self) -> bool:
        return self.funded or bool(self.label)


Runs = Sequence[tuple[bool, Sequence[BudgetRow]]]
"""Rows in their order; those that follow one another are together where something is told of all, or of none."""


@dataclass(frozen=True, slots=True)
class BudgetClass:
    """A class of accounts: its own lines, and the finer ones."""

    number: str
    name: str
    rows: Sequence[BudgetRow]
    details: Sequence[BudgetRow]

    @property
    def open(self) -> bool:
        """Something is told of its finer accounts."""
        return any(row.told for row in self.details)

    @property
    def told(self) -> bool:
        return self.open or any(row.told for row in self.rows)

    @property
    def runs(self) -> Runs:
        return _runs(self.rows)

    @property
    def finer_runs(self) -> Runs:
        return _runs(self.details)


@dataclass(frozen=True, slots=True)
class BudgetSide:
    id: str
    title: str
    classes: Sequence[BudgetClass]


def _runs(rows: Sequence[BudgetRow]) -> Runs:
    return [(told, list(each)) for told, each in groupby(rows, lambda row: row.told)]


def budget_table(layout: Layout, form: TypedForm, foreseen: Container[int] = ()) -> Sequence[BudgetSide]:
    """Return every line of the layout, with the rows that `form` holds where they belong; `foreseen` are the ranks of
    those of which a forecast tells something."""
    filled: dict[str, list[int]] = {}
    taken = form.indices("budget")
    for rank in taken:
        filled.setdefault(form.value(f"budget/{rank}/account"), []).append(rank)
    last, known = max(taken, default=0), set(taken)
    blank = (rank for rank in (*range(last, 1000), *range(last)) if rank not in known)
    rows: dict[str, list[BudgetRow]] = {}
    details: dict[str, list[BudgetRow]] = {}
    for account, name in layout.accounts.items():
        written = [_row(form, account, name, rank, rank in foreseen) for rank in filled.get(account, [])]
        empty = sum(not row.told for row in written)
        wanted = BLANK_GRANTS - empty if account == GRANTS else int(not written)
        rows[account] = written + [_row(form, account, name, rank) for rank in islice(blank, max(wanted, 0))]
        if len(account) > len(GRANTS):
            details.setdefault(account[: len(GRANTS)], []).extend(rows[account])
    classes = [
        BudgetClass(
            number=number,
            name=name,
            rows=rows[number],
            details=details.get(number, []),
        )
        for number, name in layout.accounts.items()
        if len(number) == len(GRANTS)
    ]
    sides = [(_side_of(each.number), each) for each in classes]
    return [BudgetSide(side, title, [each for own, each in sides if own == side]) for side, title in SIDES.items()]


def _row(form: TypedForm, account: str, name: str, rank: int, foreseen: bool = False) -> BudgetRow:
    amount, label, funder = written = [form.value(f"budget/{rank}/{each}") for each in ("amount", "label", "funder")]
    told = foreseen or any(map(words, written)) or bool(form.error(f"budget/{rank}/amount"))
    return BudgetRow(rank=rank, account=account, name=name, amount=amount, label=label, funder=funder, told=told)


def _side_of(account: str) -> str:
    return BudgetLine(account=account, label=None, funder=None, amount=None).side


def totals_typed(form: TypedForm) -> Totals:
    """Add up the amounts that can be read."""
    typed = (
        (form.value(f"budget/{rank}/account"), form.value(f"budget/{rank}/amount")) for rank in form.indices("budget")
    )
    return totals_of(
        BudgetLine(account=account, label=None, funder=None, amount=parse_amount(euros(amount)))
        for account, amount in typed
        if is_amount(amount) and not euros(amount).startswith("-")
    )
