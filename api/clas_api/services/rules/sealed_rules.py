"""The rules that a dossier was deposited under, found again by their digests, even when their files have changed since:
the national ones, and those of its department's call."""

from collections.abc import Iterator
from contextlib import suppress

from clas_api.context import Context
from clas_api.services.rules.kept_calls import find_department, with_call
from clas_api.store.models import DossierVersion, KeptRules
from clas_core.departments import AbsentDepartment, Campaign, campaign_of_text
from clas_core.dossiers import questionnaire_of
from clas_core.errors import DepartmentUnavailable, InvalidFile, Refused, Unknown
from clas_core.estimates import Estimator
from clas_core.estimates.deposited import DepositedEstimator
from clas_core.national import Referential, referential_of_text
from clas_core.questions import Questionnaire


def sealed_referential(context: Context, digest: str, year: str) -> Referential:
    """Return the national rules of `digest`. Raises `Refused` when their text was not kept: others are not used."""
    if (served := context.installation.library.of_digest(digest)) is not None:
        return served
    if (text := _kept(context, digest)) is not None:
        try:
            referential = referential_of_text(text, name=_name(digest, year))
        except InvalidFile as error:
            raise _unreadable(digest, year) from error
        if referential.digest == digest:
            return referential
    raise Refused(
        f"Les règles nationales {year} du dépôt ({digest[:19]}…) ne sont plus dans cette installation, qui ne calcule "
        "pas avec d'autres. Restaurez le fichier d'alors dans le dossier des référentiels, puis « clas db upgrade »."
    )


def sealed_campaign(context: Context, digest: str, year: str, department: str) -> Campaign:
    """Return the call of `digest`, whether its department is still served or not.

    Raises `Refused` when its text was not kept: another is not used.
    """
    for each in _known_calls(context, department):
        if each.digest == digest:
            return each
    if (text := _kept(context, digest)) is not None:
        try:
            campaign = campaign_of_text(text, department, name=_name(digest, year))
        except InvalidFile as error:
            raise _unreadable(digest, year) from error
        if campaign.digest == digest:
            return campaign
    raise Refused(
        f"Les règles locales {year} du dépôt ({digest[:19]}…) ne sont plus dans cette installation, qui ne calcule "
        "pas avec d'autres. Remettez le fichier d'alors dans le greffon du département, puis « clas db upgrade »."
    )


def _known_calls(context: Context, department: str) -> Iterator[Campaign]:
    """Give the calls of a department that are read already: in force, as published, or as they were kept."""
    with suppress(Unknown, DepartmentUnavailable):
        yield from find_department(context, department).department.campaigns.values()
        yield from context.installation.registry.published.get(department).department.campaigns.values()


def sealed_estimator(context: Context, version: DossierVersion) -> Estimator:
    """Return the estimator of the rules that a deposit is sealed under, national and local.

    A department that is not served any more has none of its own code there: the aid that it added to the groups of the
    deposit is taken from the estimate that was sealed with it. Raises `Refused`.
    """
    installation = context.installation
    key = (version.referential_digest, version.campaign_digest, version.department)
    estimator = installation.made_once(key, lambda: _estimator(context, version))
    if isinstance(estimator.department, AbsentDepartment):
        return DepositedEstimator(estimator, version.estimate)
    return estimator


def sealed_questionnaire(context: Context, version: DossierVersion) -> Questionnaire:
    """Return the questions that a deposit answered: those of the files that it is sealed under, whatever is asked now.

    Raises `Refused` when their text was not kept.
    """
    referential = sealed_referential(context, version.referential_digest, version.school_year)
    campaign = sealed_campaign(context, version.campaign_digest, version.school_year, version.department)
    return questionnaire_of(referential, campaign)


def _estimator(context: Context, version: DossierVersion) -> Estimator:
    year, department = version.school_year, version.department
    referential = sealed_referential(context, version.referential_digest, year)
    campaign = sealed_campaign(context, version.campaign_digest, year, department)
    return Estimator(referential, with_call(context, department, campaign), campaign.name)


def _kept(context: Context, digest: str) -> str | None:
    kept = context.session.get(KeptRules, digest)
    return None if kept is None else kept.text


def _name(digest: str, year: str) -> str:
    return f"{year} ({digest[:14]})"


def _unreadable(digest: str, year: str) -> Refused:
    return Refused(
        f"Les règles {year} du dépôt ({digest[:19]}…) ont été conservées, mais cette version du service ne sait plus "
        "les lire : rien n'est calculé avec d'autres. Signalez-le à l'équipe nationale."
    )
