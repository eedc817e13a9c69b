"""What is answered of what a Caf does with a dossier: complements, messages, notes, examinations, comparisons."""

from clas_api.answers import Answer, Call, Count, Day, Flag, Kept, Key, Many, Moment, Money, One, OneOf, Words, Year
from clas_api.v1.dossier_answers import DossierSummarySchema, ValueChangeSchema
from clas_api.v1.kept_forms import EvidenceSchema, GridSchema
from clas_core.committees.decision_schemas import DecisionSchema
from clas_core.dossiers.lifecycle import STATES
from clas_core.eligibility import VERDICTS
from clas_core.errors import Problem


class AgentSchema(Answer):
    id = Key()
    name = Words()
    dossiers = Count(about="assigned to them, and on their way")


class AgentsSchema(Answer):
    agents = Many(AgentSchema)


class AssignedSchema(Answer):
    dossiers = Many(DossierSummarySchema)


class ComplementsSchema(Answer):
    id = Key()
    text = Words()
    due_on = Day()
    asked_at = Moment()
    answered_at = Moment(allow_none=True)
    answer = Words(allow_none=True, about="in words; null where a changed deposit answered")
    lifted_at = Moment(allow_none=True)
    reminded_at = Moment(allow_none=True)


class ComplementsListSchema(Answer):
    complements = Many(ComplementsSchema)


class NoteSchema(Answer):
    id = Key()
    author_name = Words()
    text = Words()
    written_at = Moment()


class NotesSchema(Answer):
    notes = Many(NoteSchema)


class MessageSchema(NoteSchema):
    side = OneOf(("caf", "porteur"))


class MessagesSchema(Answer):
    messages = Many(MessageSchema)


_JUDGED = {"admissibility": "admissible", "study": "eligible"}
"""What is computed beside each kind of examination."""


class ExaminationSchema(Answer):
    """The agent's verdict, and what was computed beside it."""

    number = Count()
    version = Count()
    kind = OneOf(_JUDGED)
    verdict = OneOf(VERDICTS)
    computed = OneOf(VERDICTS, of=lambda made: made.evidence["assessment"][_JUDGED[made.kind]])
    evidence = Kept(EvidenceSchema)
    proposal = Kept(DecisionSchema, allow_none=True)
    advice = Words()
    grid = Kept(GridSchema, allow_none=True, about="the scores of a study, where the call has a grid")
    examined_by = Words()
    examined_at = Moment()


class ExaminedSchema(Answer):
    dossier = One(DossierSummarySchema)
    examination = One(ExaminationSchema)


class ExaminationsSchema(Answer):
    admissibility = One(ExaminationSchema, allow_none=True)
    study = One(ExaminationSchema, allow_none=True)


class AlikeWordsSchema(Answer):
    said = Words(of=lambda each: each[0], about="as the claim writes it")
    socle = Words(of=lambda each: each[1], about="as the base action writes it")


class AlikeSchema(Answer):
    sentence = Words()
    words = Many(AlikeWordsSchema)


class CoveredSchema(Answer):
    id = Words(of="action.id")
    label = Words(of="action.label")
    source = Words(of="action.source.citation")
    repeated = Many(Words())
    repeats = Flag(about="to be judged by people: nothing is granted or refused by it")
    alike = Many(AlikeSchema, about="the sentences of the claim that repeat it")


class ClaimSchema(Answer):
    """A claimed bonus beside the socle."""

    position = Count()
    pointer = Words(of=lambda claimed: Problem(claimed.path, "").pointer)
    group = Words(of="label")
    bonus = Words(of="claim.id")
    label = Words(of=lambda claimed: claimed.bonus and claimed.bonus.label, allow_none=True)
    purpose = Words(of=lambda claimed: claimed.bonus and claimed.bonus.purpose, allow_none=True)
    beyond = Words(of="claim.beyond", allow_none=True)
    source = Words(of=lambda claimed: claimed.bonus and claimed.bonus.source.citation, allow_none=True)
    socle = Many(CoveredSchema)
    new = Many(Words(), about="the sentences that repeat no base action")
    warnings = Many(Words())


class AdditionalitySchema(Answer):
    claims = Many(ClaimSchema)


class YearSchema(Answer):
    """A dossier of one year, in figures."""

    dossier = Key(of="row.id")
    receipt = Words(of="row.receipt", allow_none=True)
    school_year = Year(of="row.school_year")
    call = Call(of="row.call")
    state = OneOf(STATES, of="row.state")
    state_label = Words(of=lambda side: STATES[side.row.state])
    actions = Count(of="row.actions")
    groups = Count(of="row.groups")
    children = Count(of="row.children")
    asked = Money(of="row.asked_cents")
    granted = Money(allow_none=True)
    settled = Money(allow_none=True)


class AskedGroupSchema(Answer):
    label = Words()
    city = Words(about="of its action")


class AskedAgainSchema(Answer):
    """Groups and programmes that another dossier of the porteur asks for in the same year."""

    dossier = Key(of="row.id")
    receipt = Words(of="row.receipt")
    call = Call(of="row.call")
    state = OneOf(STATES, of="row.state")
    groups = Many(AskedGroupSchema)
    programmes = Many(Words(), about="other programmes than the Clas, by their labels")


class YearsSchema(Answer):
    current = One(YearSchema)
    previous = One(YearSchema, allow_none=True)
    changes = Many(ValueChangeSchema)
    twice = Many(AskedAgainSchema, about="asked for twice in the year, in two dossiers: paid once")
