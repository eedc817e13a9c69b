"""Worked cases: a group, the exact amounts expected, and the document that says so, as a lawyer can read them.

They live beside the rules as data. The tests, ``clas referentials check`` and ``clas departments check`` run them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated

from clas_core.departments import CallName, DepartmentPlugin
from clas_core.estimates.estimate import Estimator
from clas_core.fields import Amount, Identifier, Listing
from clas_core.groups import Group
from clas_core.money import amount_text, cents_of
from clas_core.national import Referential
from clas_core.reading import read_text, text_of
from clas_core.tables import TableOf, checks_of, parts_of, schema_of
from clas_core.years import SchoolYear


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseGroup:
    """A group as it is declared."""

    children: Annotated[int, "enfants inscrits"]
    running_costs: Annotated[Decimal, Amount(), "dépenses de fonctionnement"]
    adults: Annotated[int | None, "adultes qui encadrent"] = None
    bonuses: Annotated[Sequence[str], Listing(Identifier()), "bonus demandés"] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the case must give, in euros."""

    eligible: Annotated[bool, "si le groupe est éligible"]
    ps: Annotated[Decimal, Amount(), "la Ps"]
    total: Annotated[Decimal, Amount(), "le total"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One worked case. `document` says where its amounts were published, or by whom they were worked by hand."""

    id: Annotated[str, Identifier(), "identifiant"]
    title: Annotated[str, "titre"]
    document: Annotated[str, "où ces montants ont été publiés, ou qui les a calculés"]
    group: Annotated[CaseGroup, "le groupe"]
    expected: Annotated[Expected, "les montants exacts attendus"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """The worked cases of a school year: one file."""

    school_year: Annotated[SchoolYear, "année scolaire"]
    cases: Annotated[Sequence[Case], Listing(TableOf(Case), least=1), "les cas"]


def read_cases(directory: Traversable) -> dict[SchoolYear, tuple[Case, ...]]:
    """Read the cases of a folder, by school year. Raises `InvalidFile` with all that is wrong in one of them."""
    found: dict[SchoolYear, tuple[Case, ...]] = {}
    if not directory.is_dir():
        return found
    for file in sorted(directory.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            name = f"{directory.name}/{file.name}"
            data = read_text(text_of(file, name=name), schema_of(Cases), checks_of(Cases), name=name)
            read = Cases(**parts_of(Cases, data))
            found[read.school_year] = (*found.get(read.school_year, ()), *read.cases)
    return found


def national_cases() -> dict[SchoolYear, tuple[Case, ...]]:
    """Return the cases shipped with the national rules."""
    return read_cases(files("clas_core.national") / "cases")


def failures(
    cases: Iterable[Case],
    referential: Referential,
    department: DepartmentPlugin | None = None,
    call: CallName | None = None,
) -> Iterator[str]:
    """Run `cases`, by the `call` of a department where it has one; yield a French sentence for each that
    does not give what it must."""
    estimator = Estimator(referential, department, call)
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
