"""Certificates of calculation: an amount with all that it was calculated from, which anybody can calculate again."""

from clas_core.certificates.certificate import KINDS, CalculationKind, Certified, CertifiedGroup, GroupFacts
from clas_core.certificates.checking import Check, Fault, check
from clas_core.certificates.schemas import read_certificate
from clas_core.certificates.written import certificate_json

__all__ = [
    "KINDS",
    "CalculationKind",
    "Certified",
    "CertifiedGroup",
    "Check",
    "Fault",
    "GroupFacts",
    "certificate_json",
    "check",
    "read_certificate",
]
