"""What the people of a funder read: the dossiers that ask for its aid, and each of them as it was deposited."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.caf.site import blueprint
from clas_api.pages.porteur.dossier import words_for
from clas_api.pages.porteur.questions import Asked
from clas_api.services.rules.kept_calls import find_call
from clas_api.services.rules.sealed_rules import sealed_campaign, sealed_questionnaire, sealed_referential
from clas_api.services.year.funded import funded_dossier, funded_dossiers
from clas_core.departments import Campaign
from clas_core.departments.funders import Funder
from clas_core.dossiers.lifecycle import STATES


@blueprint.get("/financeurs/<slug>/<funder>/<year>", endpoint="funded")
def show_funded(slug: str, funder: str, year: str) -> ResponseReturnValue:
    """List the dossiers of a call that ask for the aid of a funder."""
    context = current_context()
    found = funded_dossiers(context, slug, year, funder)
    plugin, campaign = find_call(context, slug, year)
    return render_template(
        "caf/funded.html",
        department=plugin.department,
        campaign=campaign,
        funder=_named(campaign, funder),
        found=found,
        states=STATES,
    )


def _named(campaign: Campaign, identifier: str) -> Funder:
    return next(each for each in campaign.funders if each.id == identifier)


@blueprint.get("/financeurs/<slug>/<funder>/<year>/<uuid:key>", endpoint="funded_dossier")
def show_funded_dossier(slug: str, funder: str, year: str, key: UUID) -> ResponseReturnValue:
    """Show one of them, as it was deposited, with the figures of the funder alone."""
    context = current_context()
    each = funded_dossier(context, slug, year, funder, key)
    version = each.version
    referential = sealed_referential(context, version.referential_digest, version.school_year)
    asked = Asked(sealed_questionnaire(context, version), version.porteur["nature"])
    words = words_for(referential, sealed_campaign(context, version.campaign_digest, version.call, slug), asked)
    plugin, campaign = find_call(context, slug, year)
    return render_template(
        "caf/funded_dossier.html",
        department=plugin.department,
        campaign=campaign,
        funder=_named(campaign, funder),
        each=each,
        words=words,
        states=STATES,
    )
