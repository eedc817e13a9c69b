"""Dossiers: what a porteur declares, whether it is complete, what the rules say of it, and what it would be paid."""

from clas_core.dossiers.asked import national_questions, national_references, questionnaire_of
from clas_core.dossiers.assessment import (
    DeclaredAction,
    DeclaredDossier,
    DeclaredGroup,
    DossierAssessment,
    assess_dossier,
)
from clas_core.dossiers.attestations import ATTESTATIONS, Attestation, attestations_of
from clas_core.dossiers.budget import BudgetLine, Layout, Totals, layout_of, layouts, totals_of
from clas_core.dossiers.changes import Change, changes_between
from clas_core.dossiers.checking import DossierCheck, check_dossier
from clas_core.dossiers.completeness import Point, completeness, missing
from clas_core.dossiers.content import (
    BonusClaim,
    DossierAction,
    DossierContact,
    DossierContent,
    DossierGroup,
    Place,
)
from clas_core.dossiers.contract import (
    assessment_json,
    check_json,
    points_json,
    read_dossier,
    sealed_estimate,
    unpaid_json,
)
from clas_core.dossiers.copying import copied_for_next_year
from clas_core.dossiers.documents import (
    DOCUMENT_TYPES,
    LARGEST_DOCUMENT,
    MOST_BYTES,
    MOST_DOCUMENTS,
    accepted_type,
    check_kind,
    document_kinds,
    media_type_of,
)
from clas_core.dossiers.filenames import safe_filename
from clas_core.dossiers.kept_contents import kept_content
from clas_core.dossiers.receipts import receipt_number
from clas_core.dossiers.schemas import SECTIONS, content_json, read_content
from clas_core.dossiers.unpaid import Unpaid

__all__ = [
    "ATTESTATIONS",
    "DOCUMENT_TYPES",
    "LARGEST_DOCUMENT",
    "MOST_BYTES",
    "MOST_DOCUMENTS",
    "SECTIONS",
    "Attestation",
    "BonusClaim",
    "BudgetLine",
    "Change",
    "DeclaredAction",
    "DeclaredDossier",
    "DeclaredGroup",
    "DossierAction",
    "DossierAssessment",
    "DossierCheck",
    "DossierContact",
    "DossierContent",
    "DossierGroup",
    "Layout",
    "Place",
    "Point",
    "Totals",
    "Unpaid",
    "accepted_type",
    "assess_dossier",
    "assessment_json",
    "attestations_of",
    "changes_between",
    "check_dossier",
    "check_json",
    "check_kind",
    "completeness",
    "content_json",
    "copied_for_next_year",
    "document_kinds",
    "kept_content",
    "layout_of",
    "layouts",
    "media_type_of",
    "missing",
    "national_questions",
    "national_references",
    "points_json",
    "questionnaire_of",
    "read_content",
    "read_dossier",
    "receipt_number",
    "safe_filename",
    "sealed_estimate",
    "totals_of",
    "unpaid_json",
]
