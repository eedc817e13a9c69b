"""The tables, typed."""

from clas_api.store.models.accounts import Account, InstallationKey, MailedLink, RoleRow, SignInAttempt, Token
from clas_api.store.models.base import Base, canonical, digest
from clas_api.store.models.dossiers import (
    Attachment,
    DepositedGroup,
    DossierRow,
    DossierVersion,
    Extension,
    ReceiptRank,
)
from clas_api.store.models.porteurs import PorteurDepartment, PorteurRow
from clas_api.store.models.rules import ServedRules
from clas_api.store.models.trace import NATIONAL, AuditEntry, AuditHead, GivenAnswer, OutgoingMail

__all__ = [
    "NATIONAL",
    "Account",
    "Attachment",
    "AuditEntry",
    "AuditHead",
    "Base",
    "DepositedGroup",
    "DossierRow",
    "DossierVersion",
    "Extension",
    "GivenAnswer",
    "InstallationKey",
    "MailedLink",
    "OutgoingMail",
    "PorteurDepartment",
    "PorteurRow",
    "ReceiptRank",
    "RoleRow",
    "ServedRules",
    "SignInAttempt",
    "Token",
    "canonical",
    "digest",
]
