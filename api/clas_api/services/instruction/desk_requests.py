"""What somebody of a Caf chooses of how they work: the columns of their list, saved filters, mails, labels."""

from clas_api.store.models.desks import LONGEST_LABEL
from clas_core.fields import Choice, Line, Listing
from clas_core.strict import StrictSchema

COLUMNS = (
    "state", "next", "due", "assignee", "amount", "labels", "receipt", "siret", "cities", "groups", "children",
    "deposited", "updated",
)  # fmt: skip
"""What a list of dossiers may show beside their porteurs, in its order."""

FIRST_COLUMNS = ("state", "next", "due", "assignee", "amount", "labels")
"""Those of whoever has not chosen."""

FILTERS = ("etat", "agent", "texte", "etiquette", "commune", "echeance", "tri")
"""What a list is filtered by, as its address says it."""

MAILS = ("messages", "at_once", "daily", "never")

LONGEST_NAME = 60
MOST_FILTERS = 20
MOST_LABELS = 40
MOST_OPENED = 5000
"""Of one person in a department."""


class ColumnsSchema(StrictSchema):
    columns = Listing(Choice(COLUMNS), load_default=(), most=len(COLUMNS))


class SavedFilterSchema(StrictSchema):
    name = Line(required=True, longest=LONGEST_NAME)


class MailsSchema(StrictSchema):
    mails = Choice(MAILS, required=True)


class NewLabelSchema(StrictSchema):
    name = Line(required=True, longest=LONGEST_LABEL)
