"""What taking a sheet out is asked, on its page: a format, for whom, and which columns."""

from clas_api.exchange.writing import FORMATS
from clas_core.fields import Choice, Line, Listing
from clas_core.strict import StrictSchema

STYLES = {"people": "pour le lire : mots, virgule décimale", "machine": "pour un programme : noms, point décimal"}
"""For whom a file is."""

MOST_COLUMNS = 2_000
LONGEST_NAME = 200


class ExportSchema(StrictSchema):
    form = Choice(FORMATS, load_default="xlsx")
    style = Choice(STYLES, load_default="people")
    columns = Listing(Line(longest=LONGEST_NAME), load_default=(), most=MOST_COLUMNS)
