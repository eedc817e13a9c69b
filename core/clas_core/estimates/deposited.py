"""Estimating a deposit again when its department's code is not there any more to say what aid it adds."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from clas_core.departments import LocalAid
from clas_core.estimates.answer import kept_aid
from clas_core.estimates.estimate import Estimate, Estimator
from clas_core.estimates.local_aid import UNKNOWN, Applicant
from clas_core.estimates.set_aid import SetAid
from clas_core.groups import Group


class DepositedEstimator(Estimator):
    """An estimator that takes the local aid of the groups of a deposit from the estimate that was sealed with it.

    Other groups than those get what the tables of the call say, and nothing that code would have added.
    """

    def __init__(self, estimator: Estimator, sealed: Mapping[str, Any]) -> None:
        """Take the rules of `estimator`, and the aid of the `sealed` estimate, as `answer` wrote it."""
        call = estimator.campaign.name if estimator.campaign else None
        super().__init__(estimator.referential, estimator.department, call)
        groups = sealed.get("groups", [])
        self._labels = [group["label"] for group in groups]
        self._aids = [tuple(map(kept_aid, group["supplements"])) for group in groups]

    def estimate(
        self,
        groups: Iterable[Group],
        granted_aid: Iterable[Sequence[LocalAid]] | None = None,
        applicant: Applicant = UNKNOWN,
        chosen: Sequence[SetAid] = (),
    ) -> Estimate:
        groups = tuple(groups)
        if granted_aid is None and [group.label for group in groups] == self._labels:
            granted_aid = self._aids
        return super().estimate(groups, granted_aid, applicant, chosen)
