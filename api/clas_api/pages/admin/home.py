"""How the installation stands, on one page: what is to be mended first, then base, mails, disk, copies, settings."""

from collections.abc import Iterator

from flask import render_template
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.admin import wording
from clas_api.pages.admin.site import blueprint
from clas_api.pages.asking import current_context
from clas_api.services.maintenance.overseeing import Overview, oversee

OLD_BACKUP = 7
"""Days after which a copy of everything is said to be old."""


@blueprint.get("", endpoint="home")
def show_home() -> ResponseReturnValue:
    """Show how the installation stands."""
    context = current_context()
    overview = oversee(context)
    registry = context.installation.registry
    return render_template(
        "admin/home.html",
        overview=overview,
        to_mend=list(_to_mend(context, overview)),
        served=len(registry),
        faults=len(registry.faults),
        today=context.now.date(),
        departments=[(each.department.name, each.distribution, each.version) for each in registry],
        wording=wording,
    )


def _to_mend(context: Context, overview: Overview) -> Iterator[str]:
    """Give what calls for somebody, in sentences."""
    if not overview.up_to_date:
        yield "Les tables ne sont pas à jour : lancez « clas db upgrade »."
    yield from overview.warnings
    for fault in context.installation.registry.faults.values():
        yield f"{wording.department_name(context.installation, fault.slug)} ne peut pas être servi."
    lost = overview.mails.get("failed", 0) + overview.mails.get("uncertain", 0)
    if lost:
        yield f"{lost} courriel{'s' if lost > 1 else ''} en échec ou incertain{'s' if lost > 1 else ''}."
    if overview.disk is not None and overview.disk.is_short:
        yield "Le disque des documents est presque plein : moins d'un dixième en est libre."
    age = None if overview.backed_up is None else (context.now.date() - overview.backed_up.date()).days
    if age is None:
        yield "Aucune sauvegarde n'a été faite par « clas db backup »."
    elif age > OLD_BACKUP:
        yield f"La dernière sauvegarde a {age} jours."
