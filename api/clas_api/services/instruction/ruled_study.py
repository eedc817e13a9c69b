"""The study of a dossier as the rules give it: for whoever studies many, and has nothing of their own to judge."""

from collections.abc import Sequence
from uuid import UUID

from clas_api.context import Context
from clas_api.services.instruction.instructing import study, weigh_dossier
from clas_api.services.instruction.weighing import Weighed
from clas_api.services.rules.sealed_rules import sealed_questionnaire
from clas_api.store.models import DossierRow, Examination
from clas_core.committees.decision import Decision
from clas_core.committees.ruling import judgements, ruled_decision
from clas_core.errors import InvalidInput, Problem
from clas_core.questions.grid import SUBJECT


def proposal_by_rule(weighed: Weighed) -> Decision:
    """Return what the rules propose of a deposit: what meets them, as it was asked, and no bonus."""
    return ruled_decision(weighed.asked, weighed.ruling, weighed.check.programmes)


def left_to_judge(context: Context, row: DossierRow, weighed: Weighed) -> Sequence[str]:
    """Return what of a dossier the rules do not settle, in words: somebody has to study it. Nothing where they settle
    all of it: bonuses that were asked, a grid to fill in, a rule that the dossier as a whole misses, or whose answer is
    not known."""
    judged = [*judgements(proposal_by_rule(weighed), weighed.asked, weighed.ruling, weighed.check.programmes)]
    nature = row.porteur.nature
    grid = sealed_questionnaire(context, weighed.version).of(SUBJECT)
    if any(not each.natures or nature in each.natures for each in grid):
        judged.append("la grille d'étude est à remplir")
    assessment = weighed.check.assessment
    judged += (each.criterion.message for each in assessment.findings if each.blocks)
    if assessment.eligible == "unknown":
        judged.append("l'éligibilité n'est pas connue, une condition est à vérifier")
    return judged


def study_as_ruled(context: Context, key: UUID, *, revision: int | None) -> tuple[DossierRow, Examination]:
    """Study an admissible dossier as the rules give it: what meets them is proposed as it was asked, what they leave
    out is said in their words, and nobody types anything.

    Raises `InvalidInput` where something is left to judge, and all that `study` raises. Commits.
    """
    row, weighed = weigh_dossier(context, key)
    if judged := left_to_judge(context, row, weighed):
        message = f"Ce dossier demande un jugement : {' ; '.join(judged)}."
        raise InvalidInput([Problem((), message)], message)
    return study(context, key, proposal_by_rule(weighed), "", revision=revision)
