"""What the tables keep of a person, list by list: by which column a row is theirs, and what of it they are told.

A copy of it is given to that person alone. Of a row that others had a part in, only the person's own part is told: no
other name, no other address, nothing that somebody else has written. No column that is secret is among these.
"""

from collections.abc import Mapping
from typing import Any

from clas_api.security.principal import ROLES
from clas_api.services.people.own_desk import DESK_PARTS
from clas_api.services.people.own_outward import OUTWARD_PARTS
from clas_api.services.people.own_parts import Part, Told
from clas_api.store.models import (
    AgendaAddress,
    AgendaItem,
    AmendmentRow,
    Attachment,
    CommitteeSession,
    ComplementRequest,
    DecisionRow,
    DossierRow,
    DossierVersion,
    Examination,
    Extension,
    InternalNote,
    MailedLink,
    Message,
    MessageReading,
    Notification,
    Opinion,
    OutgoingMail,
    Payment,
    PorteurInvitation,
    PorteurRow,
    Recusal,
    RoleRow,
    SeatRow,
    SecondFactor,
    SettlementRow,
    TextTemplate,
    Token,
    Vote,
)
from clas_core.committees.committee import CHOICES, SCALES

_PURPOSES = {"invitation": "choisir un premier mot de passe", "reset": "changer de mot de passe"}
_MAILED = {
    "waiting": "à envoyer",
    "sending": "en cours d'envoi",
    "sent": "envoyé",
    "failed": "pas envoyé",
    "uncertain": "peut-être envoyé",
}
_KEYS = {"pages": "les pages", "session": "le service JSON"}
_SIDES = {"caf": "pour la Caf", "porteur": "pour le porteur"}
_KINDS = {"admissibility": "recevabilité", "study": "étude"}

_PORTEUR = {"porteur": Told("Porteur", PorteurRow.name), "siret": Told("SIRET", PorteurRow.siret)}


def _of_porteur(name: str, title: str, by: Any, key: Any, told: Mapping[str, Told], after: Mapping[str, Told]) -> Part:
    """Return a list of rows that are of a porteur, or of none."""
    return Part(name, title, by, {**told, **_PORTEUR, **after}, joins=((PorteurRow, PorteurRow.id == key),))


def _on_dossier(name: str, title: str, by: Any, at: Any, /, **told: Told) -> Part:
    """Return a list of what was done on dossiers, each at a moment."""
    row = by.class_
    key = row.id if row is DossierRow else row.dossier_id
    return Part(name, title, by, {"at": Told("Le", at), **told, "dossier": Told("Dossier", key, leads=True)})


def _of_seat(name: str, title: str, row: Any, at: Told, /, **told: Told) -> Part:
    """Return a list of what somebody's seats did, each on a dossier."""
    joins = ((SeatRow, SeatRow.id == row.seat_id), (AgendaItem, AgendaItem.id == row.item_id))
    told = {"at": at, **told, "dossier": Told("Dossier", AgendaItem.dossier_id, leads=True)}
    return Part(name, title, SeatRow.account_id, told, of=row, joins=joins)


PARTS = (
    _of_porteur(
        "roles",
        "Vos rôles, et les porteurs dont vous faites partie",
        RoleRow.account_id,
        RoleRow.porteur_id,
        {"since": Told("Depuis le", RoleRow.granted_at), "kind": Told("Rôle", RoleRow.kind, ROLES)},
        {
            "department": Told("Département", RoleRow.department),
            "institution": Told("Institution", RoleRow.institution),
        },
    ),
    Part(
        "sessions",
        "Vos sessions et vos clés",
        Token.account_id,
        {
            "begun_at": Told("Ouverte le", Token.created_at),
            "browser": Told("Navigateur", Token.browser),
            "label": Told("Pour", Token.label, _KEYS),
            "until": Told("Jusqu'au", Token.expires_at),
            "ended_at": Told("Fermée le", Token.revoked_at),
        },
    ),
    Part(
        "messages_read",
        "Les messages que vous avez lus, dossier par dossier",
        MessageReading.account_id,
        {
            "count": Told("Combien", MessageReading.messages),
            "dossier": Told("Dossier", MessageReading.dossier_id, leads=True),
        },
    ),
    Part(
        "second_factor",
        "Votre second facteur",
        SecondFactor.account_id,
        {"since": Told("En place depuis le", SecondFactor.since)},
    ),
    Part(
        "agenda",
        "L'adresse privée de votre agenda",
        AgendaAddress.account_id,
        {"since": Told("Faite le", AgendaAddress.made_at)},
    ),
    Part(
        "links",
        "Les liens qui vous ont été envoyés",
        MailedLink.account_id,
        {
            "sent_at": Told("Le", MailedLink.created_at),
            "purpose": Told("Pour", MailedLink.purpose, _PURPOSES),
            "until": Told("Jusqu'au", MailedLink.expires_at),
            "used_at": Told("Suivi le", MailedLink.used_at),
        },
    ),
    Part(
        "mails",
        "Les courriels qui vous ont été écrits",
        OutgoingMail.recipient,
        {
            "written_at": Told("Le", OutgoingMail.created_at),
            "subject": Told("Objet", OutgoingMail.subject),
            "state": Told("État", OutgoingMail.state, _MAILED),
        },
    ),
    _of_porteur(
        "invitations_received",
        "Les invitations à rejoindre un porteur que vous avez reçues",
        PorteurInvitation.email,
        PorteurInvitation.porteur_id,
        {"asked_at": Told("Le", PorteurInvitation.created_at), "name": Told("À votre nom", PorteurInvitation.name)},
        {
            "answered_at": Told("Réponse le", PorteurInvitation.answered_at),
            "accepted": Told("Acceptée", PorteurInvitation.accepted),
        },
    ),
    _of_porteur(
        "invitations_sent",
        "Les invitations à rejoindre un porteur que vous avez faites",
        PorteurInvitation.by_account,
        PorteurInvitation.porteur_id,
        {"asked_at": Told("Le", PorteurInvitation.created_at)},
        {"answered_at": Told("Réponse le", PorteurInvitation.answered_at)},
    ),
    Part(
        "porteurs_at_this_address",
        "Les porteurs dont l'adresse de courriel est la vôtre",
        PorteurRow.email,
        {"described_at": Told("Décrit le", PorteurRow.created_at), **_PORTEUR},
    ),
    _on_dossier(
        "deposits",
        "Les dossiers que vous avez déposés",
        DossierVersion.deposited_by,
        DossierVersion.deposited_at,
        receipt=Told("Récépissé", DossierVersion.receipt),
        number=Told("Version", DossierVersion.number),
    ),
    _on_dossier(
        "documents",
        "Les pièces que vous avez jointes",
        Attachment.added_by,
        Attachment.added_at,
        filename=Told("Fichier", Attachment.filename),
        size=Told("Octets", Attachment.size),
        taken_out_at=Told("Retirée le", Attachment.taken_out_at),
    ),
    _on_dossier(
        "messages",
        "Les messages que vous avez écrits",
        Message.author,
        Message.written_at,
        side=Told("Comme", Message.side, _SIDES),
        text=Told("Texte", Message.text),
    ),
    Part(
        "seats",
        "Les séances où vous avez un siège",
        SeatRow.account_id,
        {
            "held_on": Told("Le", CommitteeSession.held_on),
            "department": Told("Département", SeatRow.department),
            "institution": Told("Institution", SeatRow.institution),
            "name": Told("À votre nom", SeatRow.name),
            "present": Told("En séance", SeatRow.present),
            "presides": Told("Présidence", SeatRow.presides),
            "siren": Told("SIREN déclaré", SeatRow.siren),
        },
        joins=((CommitteeSession, CommitteeSession.id == SeatRow.session_id),),
    ),
    _of_seat(
        "recusals",
        "Vos déports",
        Recusal,
        Told("Le", Recusal.recorded_at),
        detected=Told("Relevé par la plateforme", Recusal.detected),
        lifted=Told("Levé", Recusal.lifted),
    ),
    _of_seat(
        "opinions",
        "Vos avis",
        Opinion,
        Told("Rendu le", Opinion.given_at),
        scale=Told("Avis", Opinion.scale, SCALES),
        reason=Told("Motif", Opinion.reason),
    ),
    _of_seat("votes", "Vos voix", Vote, Told("Le", Vote.voted_at), choice=Told("Voix", Vote.choice, CHOICES)),
    _on_dossier(
        "assigned",
        "Les dossiers qui vous sont affectés",
        DossierRow.assigned_to,
        DossierRow.created_at,
        receipt=Told("Récépissé", DossierRow.receipt),
    ),
    _on_dossier(
        "complements_asked",
        "Les compléments que vous avez demandés",
        ComplementRequest.asked_by,
        ComplementRequest.asked_at,
        text=Told("Texte", ComplementRequest.text),
    ),
    _on_dossier(
        "notes",
        "Les notes internes que vous avez écrites",
        InternalNote.author,
        InternalNote.written_at,
    ),
    _on_dossier(
        "studies",
        "Les études que vous avez faites",
        Examination.examined_by,
        Examination.examined_at,
        kind=Told("Pour", Examination.kind, _KINDS),
    ),
    _on_dossier(
        "decisions",
        "Les décisions que vous avez enregistrées",
        DecisionRow.decided_by,
        DecisionRow.decided_at,
    ),
    _on_dossier(
        "notifications_made",
        "Les décisions que vous avez notifiées",
        Notification.notified_by,
        Notification.notified_at,
    ),
    _on_dossier(
        "notifications_received",
        "Les décisions qui vous ont été notifiées",
        Notification.recipient,
        Notification.notified_at,
    ),
    _on_dossier("payments", "Les paiements que vous avez prévus", Payment.recorded_by, Payment.created_at),
    _on_dossier("settlements", "Les soldes que vous avez faits", SettlementRow.settled_by, SettlementRow.settled_at),
    Part(
        "extensions",
        "Les délais que vous avez accordés",
        Extension.granted_by,
        {
            "at": Told("Le", Extension.granted_at),
            "until": Told("Jusqu'au", Extension.until),
            "reason": Told("Motif", Extension.reason),
        },
    ),
    Part(
        "amendments",
        "Les avenants que vous avez faits à un appel",
        AmendmentRow.stated_by,
        {
            "at": Told("Le", AmendmentRow.stated_at),
            "department": Told("Département", AmendmentRow.department),
            "school_year": Told("Année scolaire", AmendmentRow.school_year),
            "call": Told("Appel", AmendmentRow.call),
            "number": Told("Avenant", AmendmentRow.number),
        },
    ),
    Part(
        "templates",
        "Les modèles de textes que vous avez écrits",
        TextTemplate.changed_by,
        {"at": Told("Le", TextTemplate.changed_at), "title": Told("Nom", TextTemplate.title)},
    ),
    *OUTWARD_PARTS,
    *DESK_PARTS,
)
"""The lists of a copy, in order. What else the tables say of a person is read by `own_copy.py`: their account itself,
the contacts of dossiers, the trace."""
