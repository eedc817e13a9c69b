"""What the trace tells of a change to whoever comes second: which actions change which rows, and their French names."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from clas_api.context import Context
from clas_api.store.database import Scope, open_session
from clas_api.store.entries import whole
from clas_api.store.models import (
    NATIONAL,
    Account,
    AgendaItem,
    AuditEntry,
    BilanRow,
    CommitteeSession,
    DossierRow,
    Opinion,
    Payment,
    PorteurRow,
    RoleRow,
    Vote,
)
from clas_core.years import write_when

Versioned = DossierRow | BilanRow | Payment | CommitteeSession | AgendaItem | Vote | Opinion | PorteurRow | Account
"""A row with a revision, which goes up at each change."""

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "dossier.started": "dossier commencé",
        "dossier.saved": "dossier enregistré",
        "dossier.deposited": "dossier déposé",
        "dossier.withdrawn": "dossier retiré",
        "dossier.given_up": "agrément abandonné",
        "dossier.assigned": "affectation changée",
        "dossier.complements_asked": "compléments demandés",
        "dossier.complements_answered": "réponse aux compléments",
        "dossier.admissibility": "recevabilité déclarée",
        "dossier.admissibility.not_met": "irrecevabilité déclarée",
        "dossier.studied": "étude enregistrée",
        "dossier.decided": "décision du comité enregistrée",
        "dossier.corrected": "décision corrigée",
        "dossier.notified": "décision notifiée",
        "dossier.begun": "année commencée",
        "dossier.settled": "dossier soldé",
        "dossier.closed": "dossier clos",
        "bilan.saved": "bilan enregistré",
        "bilan.filed": "bilan déposé",
        "bilan.returned": "bilan rendu pour être corrigé",
        "bilan.reminded": "rappel du bilan envoyé",
        "payment.made": "paiement noté",
        "session.planned": "séance prévue",
        "session.amended": "séance modifiée",
        "session.seated": "sièges modifiés",
        "session.attended": "présences notées",
        "session.agenda": "ordre du jour modifié",
        "session.opened": "séance ouverte",
        "session.closed": "séance close",
        "session.cancelled": "séance annulée",
        "session.convened": "membres convoqués",
        "session.reminded": "séance rappelée aux membres",
        "session.decision_prepared": "décision préparée",
        "session.voted": "voix notée",
        "session.opinion_drafted": "avis enregistré",
        "session.opinion_given": "avis rendu",
        "porteur.created": "fiche enregistrée",
        "porteur.changed": "fiche enregistrée",
        "porteur.confirmed": "porteur confirmé par une Caf",
        "account.create": "compte fait",
        "account.disable": "compte fermé",
        "account.enable": "compte rouvert",
        "account.renamed": "nom changé",
        "account.address": "adresse changée",
    }
)
"""Every action that changes a row with a revision, in words; after its name, the verdict that calls it otherwise."""

ACTIONS: Mapping[str, str] = MappingProxyType(
    {
        **WORDS,
        "account.copied": "copie de ce qui concerne la personne",
        "account.opened": "compte ouvert",
        "account.link": "compte lié au service d'identité",
        "account.password": "mot de passe choisi",
        "account.sessions_ended": "sessions fermées par un administrateur",
        "account.password_renewed": "empreinte du mot de passe renouvelée",
        "bilan.due": "échéance du bilan fixée",
        "campaign.amended": "appel complété par la Caf",
        "comment.asked": "consultation annoncée aux Cafs",
        "comment.written": "avis donné sur un projet de règles",
        "comment.changed": "avis changé sur un projet de règles",
        "comment.withdrawn": "avis retiré sur un projet de règles",
        "comment.answered": "réponse à un avis sur un projet de règles",
        "complements.reminded": "rappel des compléments envoyé",
        "agenda.address_made": "adresse d'agenda faite",
        "agenda.address_ended": "adresse d'agenda retirée",
        "backup.made": "sauvegarde faite",
        "department.disabled": "département désactivé",
        "department.enabled": "département activé",
        "document.attached": "pièce jointe",
        "document.examined": "pièce vérifiée par l'antivirus",
        "document.taken_out": "pièce retirée",
        "draft.reminded": "rappel du brouillon envoyé",
        "dossier.complements_lifted": "demande de compléments levée",
        "dossier.letters_sent": "courriers envoyés après la notification",
        "dossier.labelled": "étiquettes changées",
        "dossier.removed": "brouillon supprimé",
        "export.taken": "données exportées",
        "extension.granted": "délai accordé",
        "import.made": "fichier importé",
        "import.undone": "import annulé",
        "installation.key_forgotten": "clé de l'installation oubliée",
        "label.made": "étiquette faite",
        "label.removed": "étiquette retirée",
        "link.made": "lien envoyé",
        "template.kept": "modèle de texte gardé",
        "template.dropped": "modèle de texte retiré",
        "link.withdrawn": "invitation retirée",
        "mail.failed": "courriel en échec",
        "mail.resent": "courriel remis en attente",
        "mail.sent": "courriel envoyé",
        "mail.uncertain": "courriel à l'envoi incertain",
        "message.written": "message écrit",
        "note.written": "note interne écrite",
        "person.answered": "réponse à une invitation",
        "person.forgotten": "personne oubliée",
        "person.invited": "personne invitée",
        "person.uninvited": "invitation retirée",
        "open_data.published": "données ouvertes publiées",
        "porteur.handed_over": "porteur remis à qui de droit",
        "porteur.joined": "porteur vu par une Caf",
        "referential.begun": "projet de règles commencé",
        "referential.corrected": "année de règles corrigée",
        "referential.replaced": "projet de règles remplacé",
        "referential.step": "étape d'une année de règles franchie",
        "retention.applied": "durées de conservation appliquées",
        "role.grant": "rôle donné",
        "role.take_away": "rôle retiré",
        "rows.written": "lignes écrites",
        "rules.kept": "texte de règles gardé",
        "rules.served": "règles servies",
        "second_factor.add": "second facteur mis en place",
        "second_factor.new_codes": "codes de secours renouvelés",
        "second_factor.refused": "codes inexacts du second facteur",
        "second_factor.remove": "second facteur retiré",
        "second_factor.use": "connexion avec le second facteur",
        "session.close": "session fermée",
        "session.open": "connexion",
        "session.recusal_settled": "déport réglé",
        "session.recused": "déport déclaré",
        "token.create": "clé faite",
        "token.revoke": "clé retirée",
        "webhook.disabled": "webhook désactivé",
        "webhook.registered": "webhook enregistré",
        "webhook.removed": "webhook retiré",
        "trace.verified": "trace vérifiée",
    }
)
"""Every action of the trace, in words."""

UNTOLD = frozenset({"dossier.assigned", "dossier.decided", "dossier.corrected"})
"""What is the Caf's own, or a decision that may not be notified yet: a porteur is told that the Caf studies."""

_STUDIED = "étude du dossier par la Caf"

_OF_A_DOSSIER = (*(each for each in WORDS if each.startswith("dossier.")), "bilan.filed", "bilan.returned")
_OF_A_BILAN = ("dossier.begun", *(each for each in WORDS if each.startswith("bilan.")))
_OF_A_SESSION = (
    "session.planned",
    "session.amended",
    "session.seated",
    "session.attended",
    "session.agenda",
    "session.opened",
    "session.closed",
    "session.cancelled",
    "session.convened",
)
_OF_AN_ITEM = ("session.agenda", "session.decision_prepared")
_OF_AN_OPINION = ("session.opinion_drafted", "session.opinion_given")
_OF_A_PORTEUR = ("porteur.created", "porteur.changed", "porteur.confirmed")
_OF_AN_ACCOUNT = ("account.create", "account.disable", "account.enable")
_STUDYING = ("agent", "head")


@dataclass(frozen=True, slots=True)
class About:
    """Where the trace tells of a row: its chain, the subject of its entries, the actions that change the row.

    `marks` are keys that an entry also names, where many rows share one subject, or places that it has changed: one of
    each group. `porteur` is whose the row is, where its people are told of one another.
    """

    chain: str
    subject: UUID
    actions: tuple[str, ...]
    marks: tuple[tuple[UUID | str, ...], ...] = ()
    porteur: UUID | None = None


def about(context: Context, row: Versioned) -> About:
    """Return where the trace tells of `row`."""
    match row:
        case DossierRow():
            return About(row.department, row.id, _OF_A_DOSSIER, porteur=row.porteur_id)
        case BilanRow():
            of = context.session.get_one(DossierRow, row.dossier_id)
            return About(row.department, row.dossier_id, _OF_A_BILAN, porteur=of.porteur_id)
        case Payment():
            return About(row.department, row.id, ("payment.made",))
        case CommitteeSession():
            return About(row.department, row.id, _OF_A_SESSION)
        case AgendaItem():
            # Its decision is traced by its own key, its place on the agenda by that of its dossier.
            return About(row.department, row.session_id, _OF_AN_ITEM, ((row.id, row.dossier_id),))
        case Vote() | Opinion():
            session = context.session.get_one(AgendaItem, row.item_id).session_id
            actions = ("session.voted",) if isinstance(row, Vote) else _OF_AN_OPINION
            return About(row.department, session, actions, ((row.item_id,), (row.seat_id,)))
        case PorteurRow():
            return About(NATIONAL, row.id, _OF_A_PORTEUR)
        case Account():
            return About(NATIONAL, row.id, _OF_AN_ACCOUNT)


@dataclass(frozen=True, slots=True)
class LastChange:
    """The last change of something in a sentence, none when the trace tells of no change; whether it is one's own."""

    told: str = ""
    own: bool = False


def last_change(context: Context, row: About) -> LastChange:
    """Return what the last change of a row was and when, and to its own Caf which of its agents made it.

    Whoever asks may change the row: of the chain that tells of it, this one entry alone is read.
    """
    open_session(context.session, Scope(departments=frozenset({row.chain})))
    text = AuditEntry.entry
    marked = func.coalesce(AuditEntry.told, "")
    query = (
        select(text, AuditEntry.told)
        .where(AuditEntry.chain == row.chain, AuditEntry.subject == str(row.subject))
        .where(or_(*(text.contains(f'"action":"{each}"', autoescape=True) for each in row.actions)))
        .where(*(or_(*(marked.contains(str(each)) for each in group)) for group in row.marks))
    )
    found = context.session.execute(query.order_by(AuditEntry.number.desc()).limit(1)).first()
    if found is None:
        return LastChange()
    entry = whole(*found)
    at = write_when(datetime.fromisoformat(entry["at"]))
    told = f"Entre-temps : {_named(context, row, entry)}, le {at}{_by(context, row, entry)}."
    return LastChange(told, entry["who"] == context.who.id)


def _named(context: Context, row: About, entry: Mapping[str, Any]) -> str:
    action, after = entry["action"], entry["after"]
    if action in UNTOLD and not _is_of(context, row.chain):
        return _STUDIED
    verdict = after.get("verdict") if isinstance(after, Mapping) else None
    return WORDS.get(f"{action}.{verdict}", WORDS[action])


def _by(context: Context, row: About, entry: Mapping[str, Any]) -> str:
    """Name an agent to the agents of the same Caf, and people of a porteur to one another; nobody else is named, nor to
    anybody else."""
    colleague = row.porteur is not None and any(role.porteur == row.porteur for role in context.who.roles)
    if not colleague and not _is_of(context, row.chain, _STUDYING):
        return ""
    if entry["who"] == context.who.id:
        return ", par vous"
    kind, _, key = entry["who"].partition(":")
    if kind != "account":
        return ""
    theirs = (RoleRow.department == row.chain, RoleRow.kind.in_(_STUDYING))
    if colleague:
        theirs = (RoleRow.porteur_id == row.porteur, RoleRow.porteur_id.is_not(None))
    query = select(Account.name).join(RoleRow, RoleRow.account_id == Account.id).where(Account.id == UUID(key), *theirs)
    name = context.session.scalar(query.limit(1))
    return f", par {name}" if name else ""


def _is_of(context: Context, department: str, kinds: Collection[str] = ()) -> bool:
    """Tell whether whoever asks has a role in a department, one of `kinds` if they are said."""
    return context.who.id == "system" or any(
        role.department == department and (not kinds or role.kind in kinds) for role in context.who.roles
    )
