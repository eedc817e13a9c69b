"""What is asked of the instruction of a dossier: who studies it, messages and notes, admissibility, the study."""

from clas_core.committees.decision_schemas import DecisionSchema
from clas_core.dossiers.text_templates import LONGEST_TITLE, USES, TemplateText
from clas_core.fields import ByQuestion, Choice, Key, Line, Listing, Table, Whole, Words
from clas_core.limits import LONGEST_TEXT
from clas_core.strict import StrictSchema

MOST_AT_ONCE = 500


class AssignmentSchema(StrictSchema):
    account = Key(required=True, allow_none=True, metadata={"description": "of an agent; null for nobody"})


class DossierRevisionSchema(StrictSchema):
    """The revision of a dossier that was read: when one has changed since, none is assigned."""

    dossier = Key(required=True)
    revision = Whole(required=True, least=1)


class AssignmentsSchema(AssignmentSchema):
    dossiers = Listing(Key(), required=True, least=1, most=MOST_AT_ONCE)
    revisions = Listing(Table(DossierRevisionSchema), load_default=(), most=MOST_AT_ONCE)


class WordsSchema(StrictSchema):
    """A message or a note to write."""

    text = Words(required=True, longest=LONGEST_TEXT)


class TextTemplateSchema(StrictSchema):
    """A text of a department, to begin from."""

    makes = TemplateText

    use = Choice(tuple(USES), required=True)
    title = Line(required=True, longest=LONGEST_TITLE)
    text = Words(required=True, longest=LONGEST_TEXT)


class AdmissibilityRequestSchema(StrictSchema):
    verdict = Choice(("met", "not_met"), required=True)
    reason = Words(load_default=None, allow_none=True, longest=LONGEST_TEXT)


class StudyRequestSchema(StrictSchema):
    proposal = Table(DecisionSchema, required=True)
    advice = Words(load_default=None, allow_none=True, longest=LONGEST_TEXT)
    grid = ByQuestion(
        load_default=dict, metadata={"description": "of each question of the study grid, its `score` and its `reason`"}
    )
