"""The bilan: what was really done in the year, in counts, amounts and words, beside what was foreseen.

Children are counted by level and sex, never named. The size of a group is its average attendance, rounded to the
nearest child: what the referential's assumption on the size of groups says.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from clas_core.dossiers.budget import BudgetLine, counted_twice, totals_of
from clas_core.dossiers.completeness import TO_ANSWER, Point, answer_points
from clas_core.dossiers.content import DossierContent
from clas_core.errors import Path
from clas_core.money import write_euros
from clas_core.questions.answers import Answers, Questionnaire
from clas_core.questions.levels import LevelCount


@dataclass(frozen=True, slots=True, kw_only=True)
class BilanGroup:
    """What a group really was. `position` is its place in the deposit.

    `attendance` is in tenths of a child: 95 is an average of 9,5 children.
    """

    position: int
    children: tuple[LevelCount, ...] = ()
    attendance: int | None = None
    sessions_held: int | None = None
    parents: int | None = None
    paid_adults: int | None = None
    volunteer_adults: int | None = None
    running_costs: int | None = None
    bonus_use: str | None = None
    answers: Answers = field(default_factory=dict)

    @property
    def average(self) -> int | None:
        """The average attendance, rounded to the nearest child."""
        if self.attendance is None:
            return None
        return (self.attendance + 5) // 10

    @property
    def enrolled(self) -> int:
        """How many children were counted, girls and boys of every level."""
        return sum(count.girls + count.boys for count in self.children)

    @property
    def adults(self) -> int | None:
        """Paid and volunteer adults together; not known while one of the two is not."""
        if self.paid_adults is None or self.volunteer_adults is None:
            return None
        return self.paid_adults + self.volunteer_adults


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeSpent:
    """What was really spent, in cents, of another programme than the Clas that was granted."""

    id: str
    spent: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BilanContent:
    """All that a bilan says; any of it may be absent from a draft."""

    groups: tuple[BilanGroup, ...] = ()
    schools: int | None = None
    axes: Mapping[str, str | None] = field(default_factory=dict)
    budget: tuple[BudgetLine, ...] = ()
    programmes: tuple[ProgrammeSpent, ...] = ()
    answers: Answers = field(default_factory=dict)


def prefilled(content: DossierContent, positions: Sequence[int], programmes: Iterable[str] = ()) -> BilanContent:
    """Return the bilan that a porteur begins with: the groups approved, the schools and adults foreseen, the other
    `programmes` granted."""
    every = content.groups
    return BilanContent(
        groups=tuple(
            BilanGroup(
                position=position,
                paid_adults=every[position - 1].paid_adults,
                volunteer_adults=every[position - 1].volunteer_adults,
            )
            for position in positions
        ),
        schools=len({school for action in content.actions for school in action.schools}),
        budget=tuple(
            BudgetLine(account=line.account, label=line.label, funder=line.funder, amount=None)
            for line in content.budget
        ),
        programmes=tuple(ProgrammeSpent(id=each, spent=None) for each in programmes),
    )


def on_groups_of(fresh: BilanContent, written: BilanContent) -> BilanContent:
    """Return what is `written` of a bilan, on the groups and the programmes of a `fresh` one: those approved may have
    been corrected."""
    known = {group.position: group for group in written.groups}
    spent = {each.id: each for each in written.programmes}
    return replace(
        written,
        groups=tuple(known.get(group.position, group) for group in fresh.groups),
        programmes=tuple(spent.get(each.id, each) for each in fresh.programmes),
    )


def bilan_points(
    bilan: BilanContent,
    positions: Sequence[int],
    with_bonus: AbstractSet[int],
    questionnaire: Questionnaire,
    nature: str = "",
    programmes: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Point]:
    """Yield all that a bilan needs before it is filed: `positions` are the groups approved, some `with_bonus`.

    `questionnaire` is what a porteur of `nature` is asked; `programmes` are the labels of the others that were granted,
    by their names. Where they alone were, nothing is asked of the Clas.
    """
    found = {group.position: (index, group) for index, group in enumerate(bilan.groups)}
    for position in positions:
        if position not in found:
            yield Point(path=("groups",), label=f"groupe {position}", verdict="unknown", message=TO_ANSWER)
            continue
        index, group = found[position]
        place, name = ("groups", index), f"groupe {position}"
        for question, point in answer_points(questionnaire, nature, "bilan_group", group, place, name):
            if position in with_bonus or not (question.known and question.known.bonus):
                yield point
        yield from _present_among_enrolled(group, place, name)
    yield from _programme_points(bilan, programmes)
    of_clas = bool(positions) or not programmes
    for question, point in answer_points(questionnaire, nature, "bilan", bilan, (), ""):
        if of_clas or question.of_programme:
            yield point
    yield from _budget_points(bilan)


def _present_among_enrolled(group: BilanGroup, place: Path, name: str) -> Iterator[Point]:
    if group.children and group.attendance is not None:
        fault = ""
        if group.attendance > 10 * group.enrolled:
            fault = f"Plus d'enfants présents en moyenne que d'enfants comptés ({group.enrolled}) : corrigez l'un."
        yield _judged((*place, "attendance"), f"{name} : présence comprise dans les enfants comptés", fault)


def _programme_points(bilan: BilanContent, programmes: Mapping[str, str]) -> Iterator[Point]:
    """Ask what was spent of each programme that was granted."""
    found = {each.id: (index, each.spent) for index, each in enumerate(bilan.programmes)}
    for name, label in programmes.items():
        index, spent = found.get(name, (None, None))
        place: Path = ("programmes",) if index is None else ("programmes", index, "spent")
        yield _point(place, f"{label} : dépenses réelles", spent)


def _budget_points(bilan: BilanContent) -> Iterator[Point]:
    yield _point(("budget",), "budget réalisé", bilan.budget)
    for index, line in enumerate(bilan.budget):
        yield _point(("budget", index, "amount"), f"budget, compte {line.account} : montant", line.amount)
    if not bilan.budget:
        return
    totals = totals_of(bilan.budget)
    for rank, fault in counted_twice(bilan.budget):
        yield _judged(("budget", rank, "amount"), f"budget, compte {bilan.budget[rank].account} compté une fois", fault)
    yield _judged(("budget",), "charges égales aux produits", totals.imbalance)
    yield _judged(("budget",), "contributions volontaires : 86 égal à 87", totals.volunteer_imbalance)
    costs = sum(group.running_costs or 0 for group in bilan.groups)
    fault = ""
    if costs > totals.charges:
        fault = (
            f"Les groupes ont coûté {write_euros(costs)} en tout, plus que les charges du budget réalisé "
            f"({write_euros(totals.charges)}) : corrigez l'un ou l'autre."
        )
    yield _judged(("budget",), "dépenses des groupes comprises dans les charges", fault)


def _point(path: Path, label: str, value: object) -> Point:
    given = value is not None and value != ()
    return Point(path=path, label=label, verdict="met" if given else "unknown", message="" if given else TO_ANSWER)


def _judged(path: Path, label: str, fault: str) -> Point:
    return Point(path=path, label=label, verdict="not_met" if fault else "met", message=fault)
