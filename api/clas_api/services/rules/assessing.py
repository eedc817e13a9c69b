"""Assessing a dossier: what is met, what is not, what is not known yet."""

from typing import Any

from clas_api.installation import Installation
from clas_core.dossiers import DossierAssessment, assess_dossier, questionnaire_of, read_dossier
from clas_core.questions import Questionnaire


def assess(
    installation: Installation, call: str, department: str | None, dossier: Any, actions: Any
) -> DossierAssessment:
    """Return the verdicts on a declared dossier, by the rules of a year or of a call by its name.

    Raises `InvalidInput` with every problem of what is declared; `UnknownSchoolYear`, `UnknownDepartment`,
    `UnknownCampaign` or `DepartmentUnavailable` when there is nothing to assess by.
    """
    estimator = installation.estimator(call, department)
    referential, campaign = estimator.referential, estimator.campaign
    asked = Questionnaire(referential.questions) if campaign is None else questionnaire_of(referential, campaign)
    name, programmes = (campaign.name, [each.id for each in campaign.programmes]) if campaign else (None, [])
    return assess_dossier(referential, estimator.department, read_dossier(dossier, actions, asked, programmes), name)
