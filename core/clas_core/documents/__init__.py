"""Documents: what a framing note or a call page says, made from the same data as the amounts."""

from clas_core.documents.amendments_part import said_by
from clas_core.documents.blank_form import blank_form
from clas_core.documents.call_bilan import call_bilan
from clas_core.documents.call_page import call_page
from clas_core.documents.decision_matrix import decision_matrix
from clas_core.documents.differences import HEADER as DIFFERENCE_HEADER
from clas_core.documents.differences import (
    case_sections,
    difference_rows,
    difference_sections,
    differences_document,
)
from clas_core.documents.figures_chart import CHARTS, figures_chart
from clas_core.documents.framing_note import framing_note
from clas_core.documents.minutes import minutes
from clas_core.documents.model import Document, of_a_rehearsal, title_of_a_rehearsal
from clas_core.documents.national_rules import national_rules
from clas_core.documents.preparation import preparation_sections
from clas_core.documents.session_papers import agenda, attendance_sheet, convening_letter

__all__ = [
    "CHARTS",
    "DIFFERENCE_HEADER",
    "Document",
    "agenda",
    "attendance_sheet",
    "blank_form",
    "call_bilan",
    "call_page",
    "case_sections",
    "convening_letter",
    "decision_matrix",
    "difference_rows",
    "difference_sections",
    "differences_document",
    "figures_chart",
    "framing_note",
    "minutes",
    "national_rules",
    "of_a_rehearsal",
    "preparation_sections",
    "said_by",
    "title_of_a_rehearsal",
]
