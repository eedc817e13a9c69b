"""The worked cases of two years, and what each comes to by the rules of the one and of the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clas_core.errors import ClasError
from clas_core.estimates.cases import Case, national_cases
from clas_core.estimates.estimate import Estimator
from clas_core.groups import Group
from clas_core.money import cents_of, write_euros
from clas_core.national import Referential


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedCase:
    """What a group comes to in all, in cents, by the rules of two years; `None` where the rules of one do not say,
    `refusals` why. A group that is not eligible comes to nothing."""

    title: str
    document: str
    before: int | None
    after: int | None
    refusals: Sequence[str] = ()

    @property
    def cents(self) -> int | None:
        """How much more it is, in cents; `None` where a year does not say."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def difference(self) -> str:
        """How much more or less it is, with its sign; nothing where a year does not say."""
        change = self.cents
        if change is None:
            return "non connu"
        if not change:
            return "aucune"
        sign = "+" if change > 0 else "\u2212"
        return f"{sign}\u00a0{write_euros(abs(change))}"


def national_compared(older: Referential, newer: Referential) -> tuple[ComparedCase, ...]:
    """Return each worked case that is shipped of either year, by the rules of both."""
    cases = national_cases()
    return compared_cases(older, newer, *(cases.get(each.school_year, ()) for each in (older, newer)))


def compared_cases(
    older: Referential, newer: Referential, before: Sequence[Case], after: Sequence[Case]
) -> tuple[ComparedCase, ...]:
    """Return each worked case of either year, by the rules of both; one that both years have, once."""
    return tuple(_compared(older, newer, before, after))


def _compared(
    older: Referential, newer: Referential, before: Sequence[Case], after: Sequence[Case]
) -> Iterator[ComparedCase]:
    estimators = Estimator(older), Estimator(newer)
    done: set[object] = set()
    for case in (*after, *before):
        asked = (case.group.children, case.group.adults, case.group.running_costs, tuple(case.group.bonuses))
        if asked in done:
            continue
        done.add(asked)
        totals: list[int | None] = []
        refusals = []
        for estimator in estimators:
            if absent := [each for each in case.group.bonuses if each not in estimator.bonuses_on_offer]:
                totals.append(None)
                year = estimator.referential.school_year
                refusals.append(f"Les règles de {year} n'ont pas ce bonus : {', '.join(absent)}.")
                continue
            try:
                totals.append(estimator.estimate([_group(case)]).groups[0].total)
            except ClasError as refusal:  # a bonus whose amount is not published
                totals.append(None)
                refusals.append(str(refusal))
        yield ComparedCase(
            title=case.title, document=case.document, before=totals[0], after=totals[1], refusals=tuple(refusals)
        )


def _group(case: Case) -> Group:
    return Group(
        label=case.id,
        children=case.group.children,
        running_costs=cents_of(case.group.running_costs),
        adults=case.group.adults,
        bonuses=tuple(case.group.bonuses),
    )
