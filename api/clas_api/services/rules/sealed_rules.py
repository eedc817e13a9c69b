"""The rules that a dossier was deposited under, found again by their digest, even when their file has changed since."""

from clas_api.services.desk import Desk
from clas_api.store.models import KeptRules
from clas_core.errors import Refused
from clas_core.estimates import Estimator
from clas_core.national import Referential, referential_of_text


def sealed_referential(desk: Desk, digest: str, year: str) -> Referential:
    """Return the national rules of `digest`. Raises `Refused` when their text was not kept: others are not used."""
    library = desk.installation.library
    for served in library:
        if served.digest == digest:
            return served
    kept = desk.session.get(KeptRules, digest)
    if kept is not None:
        referential = referential_of_text(kept.text, name=f"{year} ({digest[:14]})")
        if referential.digest == digest:
            return referential
    raise Refused(
        f"Les règles nationales {year} du dépôt ({digest[:19]}…) ne sont plus dans cette installation, qui ne calcule "
        "pas avec d'autres. Restaurez le fichier d'alors dans le dossier des référentiels, puis « clas db upgrade »."
    )


def sealed_estimator(desk: Desk, digest: str, year: str, department: str) -> Estimator:
    """Return the estimator of the rules of `digest` and of a department.

    Raises `Refused`, `UnknownDepartment`, `UnknownCampaign` or `DepartmentUnavailable`.
    """
    referential = sealed_referential(desk, digest, year)
    library = desk.installation.library
    if referential.school_year in library and library.get(referential.school_year).digest == digest:
        return desk.installation.estimator(year, department)
    return Estimator(referential, desk.installation.registry.get(department))
