"""A porteur that has another name or SIRET once it has deposited: dated, confirmed, told to its Cafs."""

from collections.abc import Sequence

from clas_api.context import Context
from clas_api.services.people.writing_to_cafs import write_to_caf
from clas_api.store.models import DossierRow, PorteurRow
from clas_api.store.models.porteurs import Identity
from clas_api.store.porteurs import last_deposits
from clas_core.errors import InvalidInput, Problem
from clas_core.identifiers import write_siret
from clas_core.porteurs import Porteur

_OTHER_SIREN = (
    "Le porteur du dossier {receipt}, déposé par « {name} » (SIRET {siret}), dit être maintenant « {now} » (SIRET "
    "{number}) : c'est un autre organisme. Vérifiez qui porte le projet, et qui doit être payé."
)


def _expect_dated(row: PorteurRow, porteur: Porteur, *, confirmed: bool) -> None:
    """Refuse another SIRET than the one of a deposit, unless it is said since when, and that another organism is meant
    where one is. Raises `InvalidInput`."""
    problems = []
    if porteur.siret != row.siret and (porteur.siret_since is None or porteur.siret_since == row.siret_since):
        asked = "Un dossier est déposé avec l'ancien SIRET : dites depuis quel jour le nouveau vaut."
        problems.append(Problem(("siret_since",), asked))
    if porteur.siren != row.siren and not confirmed:
        asked = (
            "C'est le SIREN d'un autre organisme que celui qui a déposé : confirmez qu'il prend sa suite, ce "
            "dont la Caf est prévenue. Si c'est un autre porteur, décrivez-le à part."
        )
        problems.append(Problem(("other_siren",), asked))
    if problems:
        raise InvalidInput(problems)


def keep_identity(context: Context, row: PorteurRow, changed: Porteur, *, confirmed: bool) -> Sequence[DossierRow]:
    """Keep by what `row` was known when it deposited, before it is changed; return the dossiers whose Caf is to be told
    that another organism takes over, which whoever asks has `confirmed`. Raises `InvalidInput`."""
    deposits = () if (changed.name, changed.siret) == row.identity else last_deposits(context.session, row.id)
    if not deposits:
        return ()
    _expect_dated(row, changed, confirmed=confirmed)
    row.formerly = [*row.formerly, {**row.identity._asdict(), "until": context.now.isoformat()}]
    return deposits if changed.siren != row.siren else ()


def tell_cafs(context: Context, dossiers: Sequence[DossierRow], before: Identity, now: Identity) -> None:
    """Tell the Caf of each dossier that another organism stands behind it."""
    for dossier in dossiers:
        text = _OTHER_SIREN.format(
            receipt=dossier.receipt,
            name=before.name,
            siret=write_siret(before.siret),
            now=now.name,
            number=write_siret(now.siret),
        )
        write_to_caf(context, dossier, f"Dossier {dossier.receipt} : autre SIREN", text, page="etude")
