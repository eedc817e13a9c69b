"""What is asked and answered of files that a Caf takes in."""

from flask_smorest.fields import Upload
from marshmallow import fields

from clas_api.answers import Answer, Count, Flag, Kept, Key, Many, Moment, OneOf, Words
from clas_api.v1.body import ReadByTheCore
from clas_core.fields import Choice, Line
from clas_core.imports.targets import TARGETS
from clas_core.strict import StrictSchema


def _by_name(about: str, *, required: bool = False) -> fields.Dict:
    """Return a field of texts by names."""
    said = {"description": about}
    return fields.Dict(keys=fields.String(), values=fields.String(), required=required, metadata=said)


class NewImportSchema(StrictSchema):
    kind = Choice(TARGETS, required=True)
    sheet = Line(longest=200, metadata={"description": "of a workbook; its first sheet that holds something without"})
    file = Upload(required=True)


class MappingSchema(ReadByTheCore):
    """How a file is read: each by the id of a column of ours."""

    columns = _by_name("under which header of the file each column stands", required=True)
    constants = _by_name("one value for all rows")
    words = fields.Dict(
        keys=fields.String(),
        values=fields.Dict(keys=fields.String(), values=fields.String()),
        metadata={"description": "of a column of a few choices, what words of the file mean"},
    )
    decimal = fields.String(allow_none=True, metadata={"enum": [",", ".", None]})
    lost_zeros = fields.Boolean(metadata={"description": "give back the zero that a SIRET begins with"})
    other_establishments = fields.Boolean(metadata={"description": "accept several establishments of an organisation"})
    same = _by_name("the SIRET of names that stand without one")


class FaultSchema(Answer):
    row = Count(about="of the file, the first one being 1")
    column = Words()
    value = Words()
    reason = Words()


class LikeSchema(Answer):
    siret = Words()
    name = Words()


class NamelessSchema(Answer):
    name = Words()
    rows = Many(Count())
    proposed = Many(LikeSchema, about="the likest first")
    same = Words(allow_none=True, about="the SIRET that the mapping gives it")


class MappingProblemSchema(Answer):
    pointer = Words()
    detail = Words()


class TriedFileSchema(Answer):
    id = Key()
    department = Words()
    kind = OneOf(TARGETS)
    file = Words()
    rows = Count()
    headers = Many(Words())
    mapping = Kept(MappingSchema)
    problems = Many(MappingProblemSchema, about="of the mapping; while there are some, rows are not judged")
    made = Count(allow_none=True, about="rows that make something")
    unchanged = Count(allow_none=True, about="rows that tell nothing new")
    refused = Count(allow_none=True, about="rows to be corrected")
    remarks = Many(Words())
    faults = Many(FaultSchema, about="the first thousand; the file of rows to correct tells all")
    nameless = Many(NamelessSchema, about="names without a SIRET, with the porteurs of a like name")
    number = Count(allow_none=True, about="of the import, once the file is taken in")


class ImportSchema(Answer):
    number = Count()
    kind = OneOf(TARGETS)
    file = Words(of="filename")
    made = Count()
    unchanged = Count()
    refused = Count()
    imported_at = Moment()
    undone = Flag(of=lambda row: row.undone_at is not None)
    undone_at = Moment(allow_none=True)


class ImportsSchema(Answer):
    items = Many(ImportSchema)
