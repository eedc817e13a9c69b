"""What the questions of a call have become since a dossier was begun, or was last deposited."""

from collections.abc import Sequence

from clas_api.context import Context
from clas_api.services.rules.campaigns import OpenCall
from clas_api.services.rules.sealed_rules import sealed_campaign, sealed_referential
from clas_api.store.dossiers import version_of
from clas_api.store.models import DossierRow
from clas_core.dossiers.asked import questionnaire_of, questions_changed
from clas_core.errors import Refused
from clas_core.national import Change


def changed_questions(context: Context, row: DossierRow, call: OpenCall) -> Sequence[Change]:
    """Return the questions that came, went or became others since a deposit, or since a draft was begun.

    Nothing where the files are the same, or where their text of then was not kept.
    """
    version = version_of(context.session, row.id, row.versions) if row.versions else None
    of_then = version.referential_digest if version else row.begun_referential
    local_of_then = version.campaign_digest if version else row.begun_campaign
    now = (call.estimator.referential.digest, call.campaign.digest)
    if of_then is None or local_of_then is None or (of_then, local_of_then) == now:
        return ()
    try:
        referential = sealed_referential(context, of_then, row.school_year)
        campaign = sealed_campaign(context, local_of_then, row.school_year, row.department)
    except Refused:
        return ()
    return questions_changed(questionnaire_of(referential, campaign), call.questionnaire)
