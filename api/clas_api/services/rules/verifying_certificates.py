"""Verifying a certificate without any database: by the files of the rules that it names, its amendments added.

The rules are those that are installed or, where the files have changed since, those that whoever verifies gives.
"""

from pathlib import Path

from clas_api.installation import Installation
from clas_api.json_bodies import NotJson, parse_json
from clas_core.certificates import Certified, Check, check, read_certificate
from clas_core.departments import AbsentDepartment, Campaign, campaign_in_force, campaign_of_text
from clas_core.errors import InvalidInput, Problem, Unknown
from clas_core.estimates import Estimator
from clas_core.national import Referential, read_referential
from clas_core.reading import text_of

MOST_BYTES = 5_000_000
"""Of a certificate: 5,000 groups have three of them."""


def verify_certificate(
    installation: Installation,
    body: bytes,
    *,
    noted: str = "",
    rules: Path | None = None,
    call: Path | None = None,
) -> Check:
    """Check a certificate, as the bytes of its file; `noted` is its digest as paper says it, `rules` and `call` are
    files to take instead of those installed.

    Raises `InvalidInput` for what is no certificate, `InvalidFile` for a file of rules that is wrong, and `Unknown`
    where the rules that it names are not there: it is then neither right nor wrong.
    """
    if len(body) > MOST_BYTES:
        raise InvalidInput([Problem((), f"Plus de {MOST_BYTES // 1_000_000} Mo : ce n'est pas un certificat.")])
    try:
        data = parse_json(body)
    except NotJson as error:
        raise InvalidInput([Problem((), str(error))], "Ce fichier n'est pas un certificat.") from None
    try:
        certified = read_certificate(data)
    except InvalidInput as error:
        raise InvalidInput(error.problems, "Ce fichier n'est pas un certificat tel que le service en donne.") from None
    referential = _referential(installation, certified, rules)
    campaign = _campaign(installation, certified, call)
    return check(data, certified, _estimator(certified, referential, campaign), noted)


def _referential(installation: Installation, certified: Certified, file: Path | None) -> Referential:
    year = certified.call.year
    library = installation.library
    of_then = library.of_digest(certified.referential_digest)
    served = of_then if of_then is not None and of_then.school_year == year else library.get(year)
    found = served if file is None else read_referential(file, name=str(file))
    if found.digest != certified.referential_digest:
        raise Unknown(
            f"Le certificat nomme des règles nationales {year} ({certified.referential_digest[:19]}…) qui ne sont pas "
            f"celles d'ici ({found.digest[:19]}…) : il ne peut être ni confirmé ni démenti. Donnez le fichier d'alors."
        )
    return found


def _campaign(installation: Installation, certified: Certified, file: Path | None) -> Campaign:
    slug = certified.department
    if file is not None:
        published = campaign_of_text(text_of(file, name=str(file)), slug, name=str(file))
    else:
        published = installation.registry.published.get(slug).department.campaign(certified.call)
    found = campaign_in_force(published, certified.amendments, slug) if certified.amendments else published
    if found.digest != certified.campaign_digest:
        raise Unknown(
            f"Le certificat nomme des règles locales {certified.call} ({certified.campaign_digest[:19]}…) qui ne sont "
            f"pas celles d'ici ({found.digest[:19]}…) : il ne peut être ni confirmé ni démenti. Donnez le fichier "
            "d'alors."
        )
    return found


def _estimator(certified: Certified, referential: Referential, campaign: Campaign) -> Estimator:
    """Return the estimator of a certificate: the code of its department is not asked for anything."""
    absent = AbsentDepartment(certified.department, {campaign.name: campaign})
    return Estimator(referential, absent, campaign.name)
