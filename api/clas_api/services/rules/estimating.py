"""Estimating groups: the one use case behind the JSON resource, the simulator and ``clas estimate``."""

from typing import TYPE_CHECKING, Any

from clas_api.installation import Installation
from clas_core.errors import InvalidInput, Problem
from clas_core.estimates import Estimator, answer, envelope, estimate_columns, plain_groups, read_groups

if TYPE_CHECKING:
    from clas_core.documents import Document

MOST_EXPLAINED = 2_000
"""Groups of one request that are explained, step by step: each takes ten times as long as its amounts."""

_TOO_MANY = (
    "{count} groupes à expliquer : {most} au plus par demande. Partagez-la en plusieurs, ou demandez les montants "
    "seuls, avec « explain » à false."
)


def estimate_groups(
    installation: Installation,
    call: str,
    department: str | None,
    rows: Any,
    *,
    explain: bool = True,
    chain: bool = False,
) -> tuple[dict[str, Any], Estimator]:
    """Return the answer to an estimate request, by the rules of a year or of a call by its name, and the estimator
    that made it; with the `chain`, each step that is explained says where its operands come from.

    Raises `InvalidInput` with every problem of the rows; `UnknownSchoolYear`, `UnknownDepartment`,
    `UnknownCampaign` or `DepartmentUnavailable` when there is nothing to estimate with.
    """
    estimator = installation.estimator(call, department, published=True)
    if not explain and (columns := estimate_columns(rows, estimator)) is not None:
        return envelope(estimator, *columns), estimator
    if explain and isinstance(rows, list) and len(rows) > MOST_EXPLAINED:
        raise InvalidInput([Problem(("groups",), _TOO_MANY.format(count=len(rows), most=MOST_EXPLAINED))])
    groups = plain_groups(rows, estimator)
    if groups is None:
        groups = read_groups(rows, estimator.bonuses_on_offer, estimator.referential.school_year)
    return answer(estimator.estimate(groups), explain=explain, chain=chain), estimator


def estimate_document(
    installation: Installation, call: str, department: str | None, rows: Any, address: str = ""
) -> "Document":
    """Return what `estimate_groups` answers, explained, as a document; `address` is where it is found again. Raises
    what that raises, and `InvalidInput` for more groups than a sheet holds."""
    from clas_core.documents.estimate_sheet import estimate_sheet  # a command that estimates has no use for documents

    result, estimator = estimate_groups(installation, call, department, rows)
    named = ""
    if estimator.department is not None:
        named = estimator.department.department.name
    return estimate_sheet(result, rows, estimator.referential, named, address)
