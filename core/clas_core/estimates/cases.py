"""Worked cases: a group, the exact amounts expected, and the document that says so, as a lawyer can read them.

They live beside the rules as data. The tests, ``clas referentials check`` and ``clas departments check`` run them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable

from clas_core.departments import DepartmentPlugin
from clas_core.estimates.estimate import Estimator
from clas_core.fields import Amount, Flag, Identifier, Listing, Table, Text, Whole, YearField
from clas_core.groups import Group
from clas_core.money import amount_text, cents_of
from clas_core.national import Referential
from clas_core.reading import no_duplicates, read_text, text_of
from clas_core.strict import StrictSchema
from clas_core.years import SchoolYear


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseGroup:
    children: int
    running_costs: Decimal
    adults: int | None
    bonuses: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the case must give, in euros."""

    eligible: bool
    ps: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One worked case. `document` says where its amounts were published, or by whom they were worked by hand."""

    id: str
    title: str
    document: str
    group: CaseGroup
    expected: Expected


class CaseGroupSchema(StrictSchema):
    makes = CaseGroup

    children = Whole(required=True)
    running_costs = Amount(required=True)
    adults = Whole(load_default=None)
    bonuses = Listing(Identifier(), load_default=())


class ExpectedSchema(StrictSchema):
    makes = Expected

    eligible = Flag(required=True)
    ps = Amount(required=True)
    total = Amount(required=True)


class CaseSchema(StrictSchema):
    makes = Case

    id = Identifier(required=True)
    title = Text(required=True)
    document = Text(required=True)
    group = Table(CaseGroupSchema, required=True)
    expected = Table(ExpectedSchema, required=True)


class CasesSchema(StrictSchema):
    school_year = YearField(required=True)
    cases = Listing(Table(CaseSchema), required=True, least=1)


def read_cases(directory: Traversable) -> dict[SchoolYear, tuple[Case, ...]]:
    """Read the cases of a folder, by school year. Raises `InvalidFile` with all that is wrong in one of them."""
    found: dict[SchoolYear, tuple[Case, ...]] = {}
    if not directory.is_dir():
        return found
    for file in sorted(directory.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            name = f"{directory.name}/{file.name}"
            data = read_text(text_of(file, name=name), CasesSchema(), (no_duplicates("cases"),), name=name)
            found[data["school_year"]] = (*found.get(data["school_year"], ()), *data["cases"])
    return found


def national_cases() -> dict[SchoolYear, tuple[Case, ...]]:
    """Return the cases shipped with the national rules."""
    return read_cases(files("clas_core.national") / "cases")


def failures(
    cases: Iterable[Case], referential: Referential, department: DepartmentPlugin | None = None
) -> Iterator[str]:
    """Run `cases`; yield a French sentence for each that does not give what it must."""
    estimator = Estimator(referential, department)
    for case in cases:
        group = Group(
            label=case.id,
            children=case.group.children,
            running_costs=cents_of(case.group.running_costs),
            adults=case.group.adults,
            bonuses=tuple(case.group.bonuses),
        )
        given = estimator.estimate([group]).groups[0]
        wanted = case.expected
        expected = (wanted.eligible, cents_of(wanted.ps), cents_of(wanted.total))
        if (given.eligible, given.ps, given.total) != expected:
            yield (
                f"cas « {case.id} » ({case.document}) : Ps attendue {amount_text(expected[1])}, calculée "
                f"{amount_text(given.ps)} ; "
                f"total attendu {amount_text(expected[2])}, calculé {amount_text(given.total)}."
            )
