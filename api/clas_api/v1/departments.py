"""``/departments``: who is served, and each department's calls with their documents."""

from flask import Response, jsonify

from clas_api.files_given import file_of
from clas_api.installation import current_installation
from clas_api.rendering import FORMATS, to_icalendar
from clas_api.rendering.names import named
from clas_api.services.rules.finding import find_campaign
from clas_api.services.year.statistics import figures_before
from clas_api.store.database import database
from clas_api.v1.body import Blueprint
from clas_api.v1.catalogue_schemas import CampaignSchema, DepartmentSchema, DepartmentsSchema
from clas_api.v1.catalogue_serializers import campaign_json, department_json, departments_json
from clas_api.v1.in_each_form import in_each_form, no_such_form
from clas_api.v1.provenance import conditional, sign
from clas_core.documents.blank_form import blank_form
from clas_core.documents.call_page import call_page
from clas_core.documents.framing_note import framing_note

blueprint = Blueprint("departments", __name__, description="The departments served, and their calls for projects")

_TEXT = {"type": "string"}


@blueprint.get("/departments")
@blueprint.response(200, DepartmentsSchema)
def get_departments() -> Response:
    """List the departments, with those that are installed and cannot be used."""
    installation = current_installation()
    return jsonify({"departments": departments_json(installation.registry, installation.clock.today())})


@blueprint.get("/departments/<slug>")
@blueprint.response(200, DepartmentSchema)
def get_department(slug: str) -> Response:
    """Show one department."""
    installation = current_installation()
    plugin = installation.registry.get(slug)
    return sign(jsonify(department_json(plugin, installation.clock.today())), plugin=plugin)


@blueprint.get("/departments/<slug>/campaigns/<year>")
@blueprint.response(200, CampaignSchema)
def get_campaign(slug: str, year: str) -> Response:
    """Show one call whole: calendar, contacts, committees, orientations, deposit."""
    installation = current_installation()
    plugin, campaign = find_campaign(installation, slug, year)
    today = installation.clock.today()
    return sign(jsonify(campaign_json(plugin, campaign, today)), plugin=plugin)


@blueprint.get("/departments/<slug>/campaigns/<year>/calendar.ics")
@blueprint.response(200, _TEXT, content_type="text/calendar")
def get_calendar(slug: str, year: str) -> Response:
    """Give the calendar of a call, to subscribe to."""
    installation = current_installation()
    plugin, campaign = find_campaign(installation, slug, year)
    body = to_icalendar(plugin.department, campaign, rehearsal=installation.is_rehearsal)
    response = Response(body, mimetype="text/calendar")
    response.headers.update(named(f"clas-{slug}-{year}.ics"))
    return sign(conditional(response, [plugin.department.digest]), plugin=plugin)


@blueprint.get("/departments/<slug>/campaigns/<year>/framing-note.<form>")
@in_each_form(blueprint)
def get_framing_note(slug: str, year: str, form: str) -> Response:
    """Give the framing note of a call as ``html``, ``md`` or ``pdf``."""
    return _document("framing-note", slug, year, form)


@blueprint.get("/departments/<slug>/campaigns/<year>/call.<form>")
@in_each_form(blueprint)
def get_call(slug: str, year: str, form: str) -> Response:
    """Give the page of a call as ``html``, ``md`` or ``pdf``."""
    return _document("call", slug, year, form)


@blueprint.get("/departments/<slug>/campaigns/<year>/form.<form>")
@in_each_form(blueprint)
def get_form(slug: str, year: str, form: str) -> Response:
    """Give all that a dossier of a call is asked, for consultation, as ``html``, ``md`` or ``pdf``."""
    return _document("form", slug, year, form)


def _document(kind: str, slug: str, year: str, form: str) -> Response:
    if form not in FORMATS:
        return no_such_form()
    installation = current_installation()
    plugin, campaign = find_campaign(installation, slug, year)
    referential = installation.referential_of(campaign)
    counted: list[str] = []
    if kind == "framing-note":
        before = figures_before(database.session, plugin, campaign, installation.library)
        document = framing_note(plugin.department, campaign, referential, *before)
        counted = [f"{each.school_year.start}.{each.porteurs}.{each.actions}" for each in before.approved]
        counted += [f"{each.school_year.start}.{each.measure or each.unit}.{each.number}" for each in before.counted]
    elif kind == "form":
        document = blank_form(installation.library.get(campaign.school_year), plugin.department, campaign)
    else:
        document = call_page(plugin.department, campaign, referential)
    response = file_of(document, f"clas-{kind}-{slug}-{year}", form, rehearsal=installation.is_rehearsal)
    return sign(conditional(response, (*document.digests, *counted)), referential, plugin)
