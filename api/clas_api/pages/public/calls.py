"""Departments, calls, framing notes and national rules."""

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from clas_api.installation import current_installation
from clas_api.pages.asking import current_context
from clas_api.pages.porteur.folder import pages_of
from clas_api.pages.porteur.home import may
from clas_api.pages.public.site import blueprint
from clas_api.pages.visitors import visiting
from clas_api.services.dossiers.overview import overview
from clas_api.services.rules.finding import find_campaign
from clas_api.services.year.statistics import figures_before
from clas_api.store.database import database
from clas_core.documents.blank_form import blank_form
from clas_core.documents.call_page import call_page
from clas_core.documents.differences import difference_sections
from clas_core.documents.framing_note import framing_note
from clas_core.documents.national_rules import national_rules
from clas_core.documents.preparation import preparation_sections
from clas_core.dossiers import questionnaire_of
from clas_core.questions import NO_QUESTIONS


@blueprint.get("/departements/<slug>")
def department(slug: str) -> ResponseReturnValue:
    """Show a department: its Caf and its calls."""
    installation = current_installation()
    plugin = installation.registry.get(slug)
    return render_template(
        "public/department.html",
        department=plugin.department,
        campaigns=plugin.department.in_order,
        today=installation.clock.today(),
        years=installation.library.years,
    )


@blueprint.get("/departements/<slug>/<year>")
def call(slug: str, year: str) -> ResponseReturnValue:
    """Show the page of a call."""
    installation = current_installation()
    plugin, campaign = find_campaign(installation, slug, year)
    referential = installation.referential_of(campaign)
    document = call_page(plugin.department, campaign, referential)
    today = installation.clock.today()
    return render_template(
        "public/document.html",
        document=document,
        department=plugin.department,
        campaign=campaign,
        state=campaign.calendar.state_on(today),
        days_left=campaign.calendar.days_left(today),
        ready=referential is not None,
        kind="call",
    )


@blueprint.get("/departements/<slug>/<year>/deposer")
def start(slug: str, year: str) -> ResponseReturnValue:
    """Show what to prepare before a deposit, and where to begin it."""
    installation = current_installation()
    plugin, campaign = find_campaign(installation, slug, year)
    referential = installation.referential_of(campaign)
    today = installation.clock.today()
    who = visiting()
    found = overview(current_context()) if who else None
    return render_template(
        "public/start.html",
        department=plugin.department,
        campaign=campaign,
        state=campaign.calendar.state_on(today),
        days_left=campaign.calendar.days_left(today),
        ready=referential is not None,
        sections=preparation_sections(plugin.department, campaign, referential),
        steps=list(pages_of(questionnaire_of(referential, campaign) if referential else NO_QUESTIONS).values()),
        applies=bool(who and may(who, "dossiers.write")),
        porteurs=found.porteurs if found else (),
        offers=[each for each in found.offers if each.campaign is campaign] if found else (),
    )


@blueprint.get("/departements/<slug>/<year>/note-de-cadrage")
def note(slug: str, year: str) -> ResponseReturnValue:
    """Show the framing note of a call."""
    installation = current_installation()
    plugin, campaign = find_campaign(installation, slug, year)
    before = figures_before(database.session, plugin, campaign, installation.library)
    document = framing_note(plugin.department, campaign, installation.referential_of(campaign), *before)
    return render_template(
        "public/document.html", document=document, department=plugin.department, campaign=campaign, kind="framing-note"
    )


@blueprint.get("/departements/<slug>/<year>/formulaire", endpoint="blank_form")
def show_blank_form(slug: str, year: str) -> ResponseReturnValue:
    """Show all that a dossier of a call is asked, for consultation."""
    installation = current_installation()
    plugin, campaign = find_campaign(installation, slug, year)
    document = blank_form(installation.library.get(campaign.school_year), plugin.department, campaign)
    return render_template(
        "public/document.html", document=document, department=plugin.department, campaign=campaign, kind="form"
    )


@blueprint.get("/regles-nationales/<year>")
def rules(year: str) -> ResponseReturnValue:
    """Show the national rules of a year, and what changed since the year known before it."""
    library = current_installation().library
    referential = library.parse(year)
    earlier = [each for each in library if each.school_year < referential.school_year]
    changes = difference_sections(earlier[-1], referential) if earlier else ()
    return render_template(
        "public/document.html",
        document=national_rules(referential),
        kind="rules",
        referentials=list(library),
        changes=changes,
    )


@blueprint.get("/api")
def api_documentation() -> ResponseReturnValue:
    """Show the documentation of the JSON service, made from its OpenAPI document."""
    return render_template("public/api.html", spec=current_app.extensions["clas-openapi"].document())
