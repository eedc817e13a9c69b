"""Funders and their aid: bounds that can be reached, and no funder who gives nothing."""

from collections.abc import Iterator

from clas_core.conformance.found import Found
from clas_core.conformance.reviewed import FileRead, Reviewed
from clas_core.departments.aid_checks import check_bounds, unpaid_funders
from clas_core.departments.programmes import without_bounds, without_question


def check_aids(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report aid of a call that cannot all be meant."""
    for call in reviewed.calls:
        for name, check in (("amounts.reached", check_bounds), ("amounts.funder", unpaid_funders)):
            for problem in check(call.tables):
                yield call, Found(name, "error", problem.path, problem.message)
        for name, check in (("questions.programme", without_question), ("amounts.programme", without_bounds)):
            for problem in check(call.tables):
                yield call, Found(name, "warning", problem.path, problem.message)
