"""Dossiers: what a porteur declares, and what the rules say of it."""

from clas_core.dossiers.assessment import (
    DeclaredAction,
    DeclaredDossier,
    DeclaredGroup,
    DossierAssessment,
    assess_dossier,
)
from clas_core.dossiers.contract import assessment_json, read_dossier

__all__ = [
    "DeclaredAction",
    "DeclaredDossier",
    "DeclaredGroup",
    "DossierAssessment",
    "assess_dossier",
    "assessment_json",
    "read_dossier",
]
