"""What a comment on a draft of national rules is asked, and an answer to one."""

from clas_core.fields import Choice, Identifier, JsonDay, Line, Words
from clas_core.limits import LONGEST_TEXT
from clas_core.national.items import LONGEST_PLACE
from clas_core.national.outcomes import OUTCOMES
from clas_core.strict import StrictSchema


class CommentTextSchema(StrictSchema):
    text = Words(required=True, longest=LONGEST_TEXT)


class CommentSchema(CommentTextSchema):
    """What is said of one item of a draft."""

    department = Identifier(required=True)
    place = Line(required=True, longest=LONGEST_PLACE, metadata={"example": "ps.maximum"})


class CommentAnswerSchema(StrictSchema):
    """What is answered to a comment: every Caf may read it, without whose comment it was."""

    outcome = Choice(tuple(OUTCOMES), required=True)
    reason = Words(required=True, longest=LONGEST_TEXT)


class YearStepSchema(StrictSchema):
    """A step of a year of rules; `seen` is the digest of the file that was read."""

    reference = Line(load_default="", longest=300)
    seen = Line(required=True, longest=80)


class CorrectionSchema(StrictSchema):
    """Why a year in force is corrected, and the document that says so; the values are asked one by one."""

    reason = Line(required=True, longest=500)
    title = Line(required=True, longest=300)
    published_on = JsonDay(load_default=None)
