"""Verifying certificates by the rules that they name, their amendments added: those of the files that are installed, or
that whoever verifies gives; else, where a service answers, those that it has kept of what it has served.

No database is needed where the files still are what they were.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from clas_api.installation import Installation
from clas_api.json_bodies import NotJson, parse_json
from clas_core.certificates import Certified, Check, check, read_certificate
from clas_core.certificates.in_pdf import NoCertificate, certificate_in
from clas_core.departments import AbsentDepartment, Campaign, campaign_in_force, campaign_of_text
from clas_core.errors import DepartmentUnavailable, InvalidInput, Problem, Unknown
from clas_core.estimates import Estimator
from clas_core.national import Referential
from clas_core.national.library import rules_in
from clas_core.reading import text_of

MOST_BYTES = 5_000_000
"""Of a certificate: 5,000 groups have three of them."""

_NO_CERTIFICATE = "Ce fichier n'est pas un certificat."
_NO_CERTIFICATE_OF_OURS = "Ce fichier n'est pas un certificat tel que le service en donne."


class Kept(Protocol):
    """The rules that a service has kept of what it has served, by their digests; `None` for what it has not."""

    def referential(self, certified: Certified) -> Referential | None:
        """Return the national rules that a certificate names."""

    def campaign(self, certified: Certified) -> Campaign | None:
        """Return the call that a certificate names, with its amendments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesAtHand:
    """Where the rules of a certificate are looked for: `referential` and `call` are files to take instead of those of
    the `installation`; `kept` is asked, where a service has some, for what no file says any more."""

    installation: Installation
    referential: Path | None = None
    call: Path | None = None
    kept: Kept | None = None


def verify_certificate(rules: RulesAtHand, body: bytes, noted: str = "") -> Check:
    """Check a certificate, as the bytes of its file, JSON or the PDF that holds it; `noted` is its digest as paper says
    it.

    Raises `InvalidInput` for what is no certificate, `InvalidFile` for a file of rules that is wrong, and `Unknown`
    where the rules that it names are not there: it is then neither right nor wrong.
    """
    if len(body) > MOST_BYTES:
        raise InvalidInput([Problem((), f"Plus de {MOST_BYTES // 1_000_000} Mo : ce n'est pas un certificat.")])
    try:
        data = parse_json(certificate_in(body, MOST_BYTES))
    except (NotJson, NoCertificate) as error:
        raise InvalidInput([Problem((), str(error))], _NO_CERTIFICATE) from None
    return verify_data(rules, data, noted)


def verify_data(rules: RulesAtHand, data: Any, noted: str = "") -> Check:
    """Check a certificate as the JSON values of its file. Raises what `verify_certificate` does."""
    try:
        certified = read_certificate(data)
    except InvalidInput as error:
        raise InvalidInput(error.problems, _NO_CERTIFICATE_OF_OURS) from None
    return check(data, certified, _estimator(rules, certified), noted)


def _estimator(rules: RulesAtHand, certified: Certified) -> Estimator:
    """Return the estimator of a certificate: the code of its department is not asked for anything."""
    referential = _referential(rules, certified)
    campaign = _campaign(rules, certified)
    absent = AbsentDepartment(certified.department, {campaign.name: campaign})
    return Estimator(referential, absent, campaign.name)


def _referential(rules: RulesAtHand, certified: Certified) -> Referential:
    year, wanted = certified.call.year, certified.referential_digest
    if rules.referential is not None:
        given = rules_in(rules.referential)
        for each in given:
            if each.digest == wanted:
                return each
        raise _neither(f"des règles nationales {year}", wanted, given[0].digest)
    library = rules.installation.library
    of_then = library.of_digest(wanted)
    if of_then is not None and of_then.school_year == year:
        return of_then
    if rules.kept is not None and (kept := rules.kept.referential(certified)) is not None:
        return kept
    raise _neither(f"des règles nationales {year}", wanted, library.get(year).digest if year in library else None)


def _campaign(rules: RulesAtHand, certified: Certified) -> Campaign:
    slug, wanted = certified.department, certified.campaign_digest
    try:
        published = _published(rules, certified)
    except (Unknown, DepartmentUnavailable):
        found = None
    else:
        found = campaign_in_force(published, certified.amendments, slug) if certified.amendments else published
        if found.digest == wanted:
            return found
    if rules.kept is not None and rules.call is None and (kept := rules.kept.campaign(certified)) is not None:
        return kept
    raise _neither(f"des règles locales {certified.call}", wanted, found.digest if found else None)


def _published(rules: RulesAtHand, certified: Certified) -> Campaign:
    slug = certified.department
    if rules.call is not None:
        return campaign_of_text(text_of(rules.call, name=str(rules.call)), slug, name=str(rules.call))
    return rules.installation.registry.published.get(slug).department.campaign(certified.call)


def _neither(named: str, wanted: str, here: str | None) -> Unknown:
    """Return why a certificate that names rules which are not `here` is neither right nor wrong."""
    other = f"qui ne sont pas celles d'ici ({here[:19]}…)" if here else "qui ne sont pas ici"
    return Unknown(
        f"Le certificat nomme {named} ({wanted[:19]}…) {other} : il ne peut être ni confirmé ni démenti. Donnez le "
        "fichier d'alors à « clas verify »."
    )
