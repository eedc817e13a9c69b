"""What ``clas config check`` says of settings that are each sound: what cannot work together, or could be safer."""

from urllib.parse import urlsplit

from clas_api.config import Settings
from clas_core.errors import Problem

LEGAL = ("publisher", "publication_director", "hosting", "contact", "dpo")
"""What the law has an installation that is open to the public say of itself."""


def doubts_of(settings: Settings) -> list[Problem]:
    """Return what cannot work, or is not safe, in settings that are each sound: `clas config check` refuses it."""
    doubts = []
    if settings.oidc_issuer is not None and not _is_safe(settings.oidc_issuer):
        doubts.append(Problem(("oidc_issuer",), "Un service d'identité n'est cru qu'en https : corrigez l'adresse."))
    if settings.oidc_issuer is not None and not settings.oidc_client_id:
        doubts.append(Problem(("oidc_client_id",), "À renseigner avec oidc_issuer : le nom donné à ce service là-bas."))
    if settings.oidc_issuer is None and (settings.oidc_client_id or settings.oidc_client_secret):
        doubts.append(Problem(("oidc_issuer",), "À renseigner avec oidc_client_id, ou retirez celui-ci et son secret."))
    if settings.cleartext == "no" and not _is_safe(settings.base_url):
        doubts.append(
            Problem(
                ("base_url",),
                "En http, mots de passe et cookies passent en clair : servez en https, ou dites que c'est voulu par "
                'cleartext = "yes".',
            )
        )
    if settings.accessibility != "none" and not (
        settings.accessibility_audited_by and settings.accessibility_audited_on
    ):
        doubts.append(
            Problem(
                ("accessibility",),
                "Une conformité se déclare après un audit : renseignez accessibility_audited_by et "
                "accessibility_audited_on, ou retirez cette clé.",
            )
        )
    return doubts


def remarks_on(settings: Settings) -> list[Problem]:
    """Return what works, and could be safer: `clas config check` says it, and refuses nothing for it."""
    remarks = []
    if settings.second_factor == "optional" and settings.base_url.startswith("https://"):
        remarks.append(
            Problem(
                ("second_factor",),
                "Agents, responsables, équipe nationale et administrateurs peuvent entrer par leur seul mot de passe : "
                '"required" leur demande un second facteur.',
            )
        )
    if settings.second_factor == "required" and settings.secret_key is None:
        remarks.append(
            Problem(
                ("secret_key",),
                "Sans elle, la clé qui protège les seconds facteurs est dans la base : qui en a une copie les lit. "
                "Réglez-en une avant que quiconque ait un second facteur.",
            )
        )
    missing = [name for name in LEGAL if not getattr(settings, name)]
    if missing and settings.base_url.startswith("https://"):
        remarks.append(
            Problem(
                (missing[0],),
                f"Avant d'ouvrir au public, renseignez {', '.join(missing)} : les mentions légales et la page des "
                "données personnelles disent sinon que l'exploitant ne l'a pas encore indiqué.",
            )
        )
    return remarks


def _is_safe(address: str) -> bool:
    """Tell whether what goes to an address is out of reach of those on the way: by TLS, or because it stays here."""
    return address.startswith("https://") or urlsplit(address).hostname in ("127.0.0.1", "localhost", "::1")
