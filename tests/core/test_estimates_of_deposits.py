"""A deposit is estimated again without its department's code: the sealed aid is not lost, and none is made up."""

from collections.abc import Sequence
from decimal import Decimal

from clas_core.departments import DepartmentPlugin, LocalAid, hookimpl
from clas_core.departments.department import Department
from clas_core.estimates import Estimator, answer, read_groups
from clas_core.estimates.deposited import DepositedEstimator
from clas_core.groups import Group
from clas_core.national import Referential
from clas_core.years import SchoolYear


def groups_of(estimator: Estimator, *labels: str) -> tuple[Group, ...]:
    rows = [
        {"label": each, "children": 10, "adults": 3, "levels": ["cp"], "running_costs": "6000.00"} for each in labels
    ]
    return tuple(read_groups(rows, estimator.bonuses_on_offer, estimator.referential.school_year))


def with_code(essai: DepartmentPlugin) -> DepartmentPlugin:
    """Return the department of the tests, whose code gives each group ten euros more."""

    class Giving:
        @hookimpl
        def clas_department(self) -> Department:
            return essai.department

        @hookimpl
        def clas_supplements(self, school_year: SchoolYear, group: Group, ps: int) -> Sequence[LocalAid]:
            return [LocalAid(id="essai.ten", label="Dix euros", amount=Decimal("10.00"), source="essai")]

    return DepartmentPlugin(Giving(), name="essai", distribution="clas-essai", version="1.0")


def test_the_aid_of_a_deposit_comes_from_its_seal(referential_2025: Referential, essai: DepartmentPlugin) -> None:
    giving = Estimator(referential_2025, with_code(essai))
    deposit = groups_of(giving, "CP", "Encore un CP")
    sealed = answer(giving.estimate(deposit))
    without = Estimator(referential_2025, essai)
    assert without.estimate(deposit).total == giving.estimate(deposit).total - 2_000
    again = DepositedEstimator(without, sealed)
    assert again.estimate(deposit).total == giving.estimate(deposit).total
    assert answer(again.estimate(deposit))["groups"] == sealed["groups"]


def test_other_groups_get_what_the_tables_say_alone(referential_2025: Referential, essai: DepartmentPlugin) -> None:
    giving, without = Estimator(referential_2025, with_code(essai)), Estimator(referential_2025, essai)
    sealed = answer(giving.estimate(groups_of(giving, "CP")))
    others = groups_of(giving, "CP", "Un autre")
    assert DepositedEstimator(without, sealed).estimate(others).total == without.estimate(others).total
