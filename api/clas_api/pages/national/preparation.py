"""How ready the coming year is, for the national team; and writing to the departments that miss something."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.form import CafForm
from clas_api.pages.national.site import blueprint
from clas_api.services.year.preparing import coming_year, prepare
from clas_api.services.year.preparing_mails import ToWrite, departments_to_write, write_to_departments
from clas_api.statuses import status_of
from clas_core.conformance.readiness import ACTORS, STATES, VERDICTS
from clas_core.errors import Refused

MOST_NAMED = 12
"""Departments that the question names; it counts the others."""


@blueprint.get("/preparation", endpoint="preparation")
def show_preparation() -> ResponseReturnValue:
    """Show how ready a year is, the coming one by default: what is the nation's, then each department."""
    context = current_context()
    context.open("nation.read")
    library = context.installation.library
    coming = str(coming_year(context.now.date()))
    preparation = prepare(context, request.args.get("annee", "") or coming)
    actor = request.args.get("qui", "")
    actor = actor if actor in ACTORS else ""
    return render_template(
        "national/preparation.html",
        preparation=preparation,
        shown=[each for each in preparation.departments if not actor or each.of_actor(actor)],
        years=sorted({coming, str(preparation.year), *map(str, library.years)}, reverse=True),
        actor=actor,
        actors=ACTORS,
        states=STATES,
        verdicts=VERDICTS,
    )


@blueprint.get("/preparation/<year>/courriels", endpoint="preparation_mails")
def ask_to_write(year: str) -> ResponseReturnValue:
    """Say to which departments a mail would go, and to which none, and ask."""
    return _ask(current_context(), year, CafForm())


@blueprint.post("/preparation/<year>/courriels")
def post_mails(year: str) -> ResponseReturnValue:
    """Write to the heads of the departments that miss something."""
    context = current_context()
    form = CafForm(request.form)
    try:
        written = write_to_departments(context, year)
    except Refused as error:
        form.refuse_by(error)
        return _ask(context, year, form, status_of(error))
    flash(f"{len(written)} département{'s' if len(written) > 1 else ''} prévenu{'s' if len(written) > 1 else ''}.")
    return redirect(url_for("national.preparation", annee=year), 303)


def _ask(context: Context, year: str, form: CafForm, status: int = 200) -> ResponseReturnValue:
    preparation, found = departments_to_write(context, year)
    page = render_template(
        "national/preparation_mails.html",
        preparation=preparation,
        effects=_effects(found),
        # The same departments, another day, are other mails: the form of this day alone is done once.
        typed_on=" ".join([str(context.now.date()), *(each.readiness.slug for each in found if not each.refusal)]),
        blocked="" if any(not each.refusal for each in found) else "Aucun département n'est à prévenir aujourd'hui.",
        form=form,
    )
    return page, status


def _effects(found: Sequence[ToWrite]) -> list[str]:
    going = [each for each in found if not each.refusal]
    effects = []
    if going:
        people = sum(each.heads for each in going)
        whom = "à une personne responsable" if people == 1 else f"à {people} personnes responsables"
        named = ", ".join(each.readiness.name for each in going[:MOST_NAMED])
        more = f" et {len(going) - MOST_NAMED} autres" if len(going) > MOST_NAMED else ""
        effects = [
            f"Un courriel part {whom} du service : {named}{more}.",
            "On n'y lit que ce qui manque dans son département. Le prochain part dans une semaine au plus tôt.",
        ]
    refused = [each for each in found if each.refusal]
    effects += [f"{each.readiness.name} n'est pas prévenu : {each.refusal}." for each in refused[:MOST_NAMED]]
    if len(refused) > MOST_NAMED:
        effects.append(f"{len(refused) - MOST_NAMED} autres ne sont pas prévenus, pour l'une de ces raisons.")
    return effects or ["Rien ne manque dans aucun département."]
