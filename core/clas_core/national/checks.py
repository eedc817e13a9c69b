"""Checks of a national file that its declaration cannot make."""

from clas_core.eligibility.asked import asking
from clas_core.eligibility.checks import check_criteria
from clas_core.national.contradictions import check_figures
from clas_core.national.impossible import check_coherent, check_possible
from clas_core.national.life import check_confirmed, check_life
from clas_core.national.referential import Referential
from clas_core.national.retention import check_retention
from clas_core.questions import asks_no_child, check_questions
from clas_core.questions.shown import check_shown
from clas_core.tables import checks_of

CHECKS_OF_FILES = (check_possible, check_coherent)
"""Checks that a file is held to, and rules that were kept are not."""

CHECKS = (
    *checks_of(Referential),
    check_figures,
    check_life,
    check_confirmed,
    check_retention,
    check_criteria,
    check_questions(None),
    asking(None),
    check_shown,
    asks_no_child,
)
