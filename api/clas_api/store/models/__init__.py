"""The tables, typed."""

from clas_api.store.models.accounts import (
    Account,
    AgendaAddress,
    InstallationKey,
    MailedLink,
    RoleRow,
    SecondFactor,
    SignInAttempt,
    Token,
)
from clas_api.store.models.base import Base, canonical, digest
from clas_api.store.models.committees import AgendaItem, CommitteeSession, Opinion, Recusal, SeatRow, Vote
from clas_api.store.models.consultations import RuleComment
from clas_api.store.models.decisions import (
    BilanRow,
    DecidedGroup,
    DecisionRow,
    FinalCount,
    Notification,
    Payment,
    SettlementRow,
    YearCount,
)
from clas_api.store.models.desks import BulkAct, Desk, Label, LabelledDossier, MailChoice, OpenedArrival
from clas_api.store.models.dossiers import (
    EXAMINED,
    Attachment,
    DepositedGroup,
    DossierRow,
    DossierVersion,
    Extension,
    ReceiptRank,
)
from clas_api.store.models.imports import ImportDraft, ImportedPorteur, ImportMapping, ImportRow, PastYearRow
from clas_api.store.models.instruction import ComplementRequest, Examination, InternalNote, Message, MessageReading
from clas_api.store.models.jobs import Job, JobPiece
from clas_api.store.models.letters import LetterRow
from clas_api.store.models.outward import Publication, Webhook, WebhookDelivery
from clas_api.store.models.porteurs import PorteurDepartment, PorteurInvitation, PorteurRow
from clas_api.store.models.rules import AmendmentRow, KeptRules, ServedRules
from clas_api.store.models.texts import TextTemplate
from clas_api.store.models.trace import NATIONAL, AuditEntry, AuditHead, Erasing, GivenAnswer, OutgoingMail

__all__ = [
    "EXAMINED",
    "NATIONAL",
    "Account",
    "AgendaAddress",
    "AgendaItem",
    "AmendmentRow",
    "Attachment",
    "AuditEntry",
    "AuditHead",
    "Base",
    "BilanRow",
    "BulkAct",
    "CommitteeSession",
    "ComplementRequest",
    "DecidedGroup",
    "DecisionRow",
    "DepositedGroup",
    "Desk",
    "DossierRow",
    "DossierVersion",
    "Erasing",
    "Examination",
    "Extension",
    "FinalCount",
    "GivenAnswer",
    "ImportDraft",
    "ImportMapping",
    "ImportRow",
    "ImportedPorteur",
    "InstallationKey",
    "InternalNote",
    "Job",
    "JobPiece",
    "KeptRules",
    "Label",
    "LabelledDossier",
    "LetterRow",
    "MailChoice",
    "MailedLink",
    "Message",
    "MessageReading",
    "Notification",
    "OpenedArrival",
    "Opinion",
    "OutgoingMail",
    "PastYearRow",
    "Payment",
    "PorteurDepartment",
    "PorteurInvitation",
    "PorteurRow",
    "Publication",
    "ReceiptRank",
    "Recusal",
    "RoleRow",
    "RuleComment",
    "SeatRow",
    "SecondFactor",
    "ServedRules",
    "SettlementRow",
    "SignInAttempt",
    "TextTemplate",
    "Token",
    "Vote",
    "Webhook",
    "WebhookDelivery",
    "YearCount",
    "canonical",
    "digest",
]
