"""What publishing is asked."""

from clas_core.fields import Line
from clas_core.strict import StrictSchema


class PublicationSchema(StrictSchema):
    """`seen` is the preview that whoever publishes has read, as it names itself."""

    seen = Line(required=True, longest=71)
