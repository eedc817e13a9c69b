"""What the pages of the installation say of roles, mails, settings and entries of the trace, in words."""

from collections.abc import Mapping
from datetime import date, datetime

from clas_api.installation import Installation
from clas_api.security.principal import ROLES, SCOPES
from clas_core.departments.absent import plain_name

MAILS: Mapping[str, str] = {
    "waiting": "en attente",
    "sending": "en cours d'envoi",
    "sent": "envoyé",
    "failed": "en échec",
    "uncertain": "incertain",
}
"""The states of a mail."""

SETTINGS: Mapping[str, str] = {
    "database_url": "Base de données",
    "attachments": "Dossier des documents",
    "today": "Jour fixé, pour une démonstration",
    "departments": "Départements servis",
    "referentials": "Dossier d'années de règles ajoutées",
    "base_url": "Adresse du service",
    "smtp_url": "Serveur de courriel",
    "mail_from": "Expéditeur des courriels",
    "audit_heads_to": "À qui les têtes de la trace sont envoyées",
    "secret_key": "Clé des cookies",
    "oidc_issuer": "Service d'identité",
    "oidc_client_id": "Identifiant auprès du service d'identité",
    "oidc_client_secret": "Secret auprès du service d'identité",
    "oidc_email": "Adresses données par le service d'identité",
    "second_factor": "Second facteur",
    "cleartext": "Servi sans chiffrement",
    "proxies": "Relais devant le service",
    "clamav": "Antivirus",
    "publisher": "Éditeur du service",
    "publication_director": "Directeur de la publication",
    "hosting": "Hébergeur",
    "contact": "Adresse où écrire au service",
    "dpo": "Délégué à la protection des données",
    "accessibility": "Accessibilité déclarée",
    "accessibility_audited_by": "Auditeur de l'accessibilité",
    "accessibility_audited_on": "Jour de cet audit",
    "log": "Ce que le journal écrit",
}
"""The settings, in words; one without words is told by its name."""

_VALUES: Mapping[tuple[str, str], str] = {
    ("oidc_email", "verified"): "quand il les dit vérifiées",
    ("oidc_email", "trusted"): "toutes",
    ("second_factor", "optional"): "à qui le veut",
    ("second_factor", "required"): "exigé des agents, de l'équipe nationale et des administrateurs",
    ("cleartext", "no"): "non",
    ("cleartext", "yes"): "oui",
    ("accessibility", "none"): "non conforme",
    ("accessibility", "partial"): "partiellement conforme",
    ("accessibility", "full"): "totalement conforme",
    ("log", "requests"): "une ligne par requête",
    ("log", "errors"): "les seules erreurs",
}

NOT_SET: Mapping[str, str] = {"departments": "tous ceux qui sont installés", "smtp_url": "aucun : rien ne part"}

CHAINS = {"national": "Ce qui n'est d'aucun département"}


def setting_told(name: str, value: str | None) -> str:
    """Write the value of a setting."""
    return NOT_SET.get(name, "pas réglé") if value is None else _VALUES.get((name, value), value)


def department_name(installation: Installation, slug: str) -> str:
    """Return the name of a department, served or not."""
    return next((each.department.name for each in installation.registry if each.slug == slug), plain_name(slug))


def role_told(installation: Installation, role: Mapping[str, str | None]) -> str:
    """Write a role: ``membre du comité, Marne (Éducation nationale)``."""
    told = ROLES[str(role["kind"])]
    slug, institution = role["department"], role["institution"]
    if slug:
        told += f", {department_name(installation, slug)}"
    if institution:
        told += f" ({institution_name(installation, slug, institution)})"
    return told


def institution_name(installation: Installation, slug: str | None, identifier: str) -> str:
    """Return the name of an institution or of a funder of a department; its identifier in words where none says it."""
    for plugin in installation.registry:
        if plugin.slug == slug:
            for campaign in plugin.department.in_order:
                if identifier in campaign.institutions:
                    return campaign.institution_name(identifier)
                for funder in campaign.funders:
                    if funder.id == identifier:
                        return funder.name
    return identifier.replace("-", " ").capitalize()


def scopes_told(scopes: list[str]) -> str:
    """Write what a key opens."""
    return ", ".join(SCOPES[each] for each in scopes if each in SCOPES)


def age_told(moment: datetime | None, today: date) -> str:
    """Write how long ago something was done, in days."""
    if moment is None:
        return "jamais"
    days = (today - moment.date()).days
    return "aujourd'hui" if days <= 0 else "hier" if days == 1 else f"il y a {days} jours"
