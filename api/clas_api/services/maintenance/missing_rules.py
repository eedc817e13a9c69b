"""The calls under which dossiers stand and whose rules are not served here any more: what whoever runs the service may
have taken away without knowing that somebody needs it."""

from collections.abc import Sequence

from sqlalchemy import func, select

from clas_api.context import Context
from clas_api.services.rules.finding import find_campaign
from clas_api.store.models import DossierRow
from clas_core.departments import CallName
from clas_core.errors import DepartmentUnavailable, Unknown


def calls_without_rules(context: Context) -> Sequence[str]:
    """Return a sentence for each call that has dossiers and is not served, nor the national rules of its year."""
    context.open_wholly()
    where = DossierRow.department, DossierRow.call
    counts = context.session.execute(select(*where, func.count()).group_by(*where).order_by(*where)).all()
    told = []
    for slug, call, count in counts:
        if missing := _missing(context, slug, call):
            told.append(
                f"Appel {call} du département « {slug} » : {missing}. {count} dossier(s) s'y trouvent : ce qui est "
                "déposé se lit par les règles conservées, mais rien ne s'y dépose ni ne s'y décide. Remettez ce qui "
                "manque."
            )
    return told


def _missing(context: Context, slug: str, call: str) -> str:
    """Say what a call lacks to be served; nothing when all is there."""
    lacking = []
    try:
        find_campaign(context.installation, slug, call)
    except DepartmentUnavailable as error:
        lacking.append(f"son département ne se laisse pas charger ({' '.join(error.reason.split())})")
    except Unknown as error:
        lacking.append(error.message.rstrip("."))
    try:
        context.installation.library.get(CallName.parse(call).year)
    except Unknown as error:
        lacking.append(error.message.rstrip("."))
    return " ; ".join(lacking)
