"""What a dossier foresaw, to stand beside what its bilan tells."""

from clas_api.context import Context
from clas_api.services.dossiers.drafting import content_of
from clas_api.services.year.approved import approval_of
from clas_api.store.models import DossierRow
from clas_core.dossiers.content import DossierContent


def foreseen(context: Context, row: DossierRow) -> DossierContent:
    """Return the content of the deposit that was decided on: what the forecast column of a bilan shows."""
    return content_of(row.school_year, approval_of(context, row.id).version.content)
