"""The flat requests of Data.Subvention, *applicationFlat*: field names as its own service writes them.

No schema of it is published: the names are those of its source. What a Caf does not know is null, and nothing is made
up: no cofinancing, no other years.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from clas_core.money import euros_of
from clas_core.open_data.award import SCHEME, Award, Giver
from clas_core.open_data.scdl import period_of

PROVIDER = "clas"


def flat_requests(giver: Giver, awards: Iterable[Award]) -> list[Mapping[str, Any]]:
    """Return a request for each award; its amounts are exact numbers, in euros."""
    return [_request(giver, each) for each in awards]


def _request(giver: Giver, award: Award) -> Mapping[str, Any]:
    year = award.decided_on.year
    key = f"{PROVIDER}--{award.receipt}"
    return {
        "idUnique": f"{key}--{year}",
        "idSubvention": key,
        "idSubventionProvider": award.receipt,
        "fournisseur": PROVIDER,
        "nomAttribuant": giver.name,
        "typeIdAttribuant": "siret",
        "idAttribuant": giver.siret,
        "nomServiceInstructeur": giver.name,
        "typeIdServiceInstructeur": "siret",
        "idServiceInstructeur": giver.siret,
        "idEtablissementBeneficiaire": award.siret,
        "typeIdEtablissementBeneficiaire": "siret",
        "idEntrepriseBeneficiaire": award.siret[:9],
        "typeIdEntrepriseBeneficiaire": "siren",
        "exerciceBudgetaire": year,
        "pluriannualite": "Non",
        "anneesPluriannualite": None,
        "dateDecision": award.decided_on.isoformat(),
        "dateConvention": award.notified_on.isoformat(),
        "referenceDecision": award.reference,
        "dateDepotDemande": award.deposited_on.isoformat(),
        "anneeDemande": award.deposited_on.year,
        "dispositif": SCHEME,
        "sousDispositif": None,
        "statutLabel": "Refusé" if award.standing == "withdrawn" else "Accordé",
        "objet": award.said,
        "nature": "aide en numéraire",
        "montantDemande": euros_of(award.asked),
        "montantAccorde": euros_of(award.cents),
        "montantTotal": None,
        "ej": None,
        "idVersement": None,
        "conditionsVersements": "PHASED" if award.staged else "UNIQUE",
        "descriptionConditionsVersements": None,
        "datesPeriodeVersement": period_of(award),
        "cofinancementsSollicites": None,
        "idRAE": None,
        "notificationUE": False,
        "pourcentageSubvention": 1,
    }
