"""Which dossiers a local commission is for: those that have an action in its territory."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from clas_api.context import Context
from clas_api.store.models import CommitteeSession, DossierRow
from clas_api.store.sessions import latest_contents
from clas_core.committees.bodies import Body
from clas_core.dossiers import kept_content
from clas_core.dossiers.declaring import place_of_action
from clas_core.eligibility import Verdict


def concerned_dossiers(
    context: Context, row: CommitteeSession, body: Body, dossiers: Sequence[DossierRow]
) -> Mapping[UUID, Verdict]:
    """Return whether each dossier is of the territory of the body that sits; nothing, and nothing is read, for a body
    of the whole department."""
    if body.territory is None or not dossiers:
        return {}
    code = context.installation.registry.get(row.department).department.code
    contents = latest_contents(context.session, [each.id for each in dossiers])
    return {
        key: body.concerns(place_of_action(action, code) for action in kept_content(content).actions)
        for key, content in contents.items()
    }
