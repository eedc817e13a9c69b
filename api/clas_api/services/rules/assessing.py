"""Assessing a dossier: what is met, what is not, what is not known yet."""

from typing import Any

from clas_api.installation import Installation
from clas_core.dossiers import DossierAssessment, assess_dossier, questionnaire_of, read_dossier
from clas_core.questions import Questionnaire


def assess(
    installation: Installation, year: str, department: str | None, dossier: Any, actions: Any
) -> DossierAssessment:
    """Return the verdicts on a declared dossier.

    Raises `InvalidInput` with every problem of what is declared; `UnknownSchoolYear`, `UnknownDepartment`,
    `UnknownCampaign` or `DepartmentUnavailable` when there is nothing to assess by.
    """
    referential = installation.library.parse(year)
    plugin = None if department is None else installation.registry.get(department)
    asked, programmes = Questionnaire(referential.questions), []
    if plugin is not None:
        campaign = plugin.department.campaign(referential.school_year)
        asked, programmes = questionnaire_of(referential, campaign), [each.id for each in campaign.programmes]
    return assess_dossier(referential, plugin, read_dossier(dossier, actions, asked, programmes))
