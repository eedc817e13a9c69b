"""Reading the body and the query of a request: content type, syntax, then the schema of the envelope."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, TypeVar, cast

from flask import Response, abort, request
from flask_smorest import Blueprint as SmorestBlueprint
from marshmallow import Schema, ValidationError, fields

from clas_api.json_bodies import NotJson, parse_json
from clas_api.refusals import Unreadable
from clas_api.v1.problems import ProblemSchema
from clas_api.v1.sending import sender
from clas_core.errors import InvalidInput, Problem
from clas_core.reading import flatten, read_json
from clas_core.strict import StrictSchema

View = TypeVar("View", bound=Callable[..., Any])


class ReadByTheCore(StrictSchema):
    """A body that the core reads itself, with every problem; the schema only documents it."""

    def load(self, data: Any, **options: Any) -> Any:
        if not isinstance(data, dict):
            raise ValidationError("Un objet est attendu : des champs et leurs valeurs.")
        return data


def read_body(schema: Schema, *, required: bool = True) -> Any:
    """Return the body of the current request as read by `schema`: an empty object where none is sent nor `required`.

    Ends the request with 415 when it is not declared as JSON; raises `Unreadable` when it is not JSON, `InvalidInput`
    with every problem of its envelope.
    """
    if not required and not request.content_length and "Transfer-Encoding" not in request.headers:
        return schema.load({})
    if request.content_type != "application/json" and not request.is_json:
        abort(415)
    data = request.get_data()
    if request.content_length is None:
        request.stream.read(1)  # a body sent in pieces is cut at the limit in silence; one byte more ends in a 413
    try:
        body = parse_json(data)
    except NotJson as error:
        raise Unreadable(str(error)) from None
    return read_json(body, schema)


def read_query(schema: Schema) -> Any:
    """Return the query of the current address as read by `schema`. Raises `InvalidInput` with every problem."""
    given: dict[str, Any] = {}
    repeated = []
    for key, values in request.args.lists():
        several = isinstance(schema.fields.get(key), fields.List)
        given[key] = values if several else values[0]
        if len(values) > 1 and not several and key in schema.fields:
            repeated.append(Problem((key,), "Cette clé est donnée plusieurs fois."))
    try:
        loaded = schema.load(given)
    except ValidationError as error:
        raise InvalidInput([*repeated, *flatten(error.messages)]) from None
    if repeated:
        raise InvalidInput(repeated)
    return loaded


class Blueprint(SmorestBlueprint):  # type: ignore[misc]  # flask-smorest is not typed
    """A group of documented routes; a typed face of flask-smorest's.

    Only the documentation is taken from its decorators: what they would wrap around a view, to read any place of a
    request and to write any answer, costs as much as the estimate itself.
    """

    def __init__(self, *named: Any, **options: Any) -> None:
        super().__init__(*named, **options)
        self._undescribed: list[Callable[[], None]] = []

    def _store_endpoint_docs(self, *view: Any, **options: Any) -> None:
        """Put off the description of a view: it copies every schema of the view, for a document that is seldom read."""
        self._undescribed.append(partial(super()._store_endpoint_docs, *view, **options))

    def register_views_in_doc(self, *document: Any, **options: Any) -> None:
        """Describe the views, once, and write them into the document."""
        while self._undescribed:
            self._undescribed.pop(0)()
        super().register_views_in_doc(*document, **options)

    def get(self, rule: str, **options: Any) -> Callable[[View], View]:
        return cast("Callable[[View], View]", super().get(rule, **options))

    def post(self, rule: str, **options: Any) -> Callable[[View], View]:
        return cast("Callable[[View], View]", super().post(rule, **options))

    def put(self, rule: str, **options: Any) -> Callable[[View], View]:
        return cast("Callable[[View], View]", super().put(rule, **options))

    def patch(self, rule: str, **options: Any) -> Callable[[View], View]:
        return cast("Callable[[View], View]", super().patch(rule, **options))

    def delete(self, rule: str, **options: Any) -> Callable[[View], View]:
        return cast("Callable[[View], View]", super().delete(rule, **options))

    def query(self, schema: type[Schema]) -> Callable[[View], View]:
        """Read the query of the address by `schema`, and give it to the view as `query`."""
        reading = schema()
        document = super().arguments(reading, location="query")

        def decorate(view: View) -> View:
            @wraps(view)
            def with_query(*body: Any, **place: Any) -> Any:
                return view(*body, query=read_query(reading), **place)

            return _documented(cast("View", with_query), document(view))

        return decorate

    def arguments(self, schema: type[Schema], **options: Any) -> Callable[[View], View]:
        """Read the body by `schema`, made once and not at each request, and give it to the view."""
        reading = schema()
        document = super().arguments(reading, **options)
        required = options.get("required", True)

        def decorate(view: View) -> View:
            @wraps(view)
            def with_body(**place: Any) -> Any:
                return view(read_body(reading, required=required), **place)

            return _documented(cast("View", with_body), document(view))

        return decorate

    def header(self, name: str, description: str, *, pattern: str, required: bool = False) -> Callable[[View], View]:
        """Document a header of the request, which the view reads itself."""
        said = {"in": "header", "name": name, "description": description, "required": required}
        parameter = {**said, "schema": {"type": "string", "pattern": pattern}}

        def decorate(view: View) -> View:
            manual = vars(view).setdefault("_apidoc", {}).setdefault("manual_doc", {})
            manual.setdefault("parameters", []).append(parameter)
            return view

        return decorate

    def upload(self, schema: type[Schema]) -> Callable[[View], View]:
        """Document a form with a file, which the view reads itself."""
        document = super().arguments(schema(), location="files", content_type="multipart/form-data")
        return lambda view: _documented(view, document(view))

    def answers(self, status: int, schema: type[Schema], **options: Any) -> Callable[[View], View]:
        """Write what the view returns, a value or a `Sent`, by `schema`, which is also what is documented."""
        document, send = super().response(status, schema, **options), sender(schema, status)

        def decorate(view: View) -> View:
            @wraps(view)
            def with_answer(*body: Any, **place: Any) -> Response:
                return send(view(*body, **place))

            return _documented(cast("View", with_answer), document(view))

        return decorate

    def response(self, status: int, schema: Any = None, **options: Any) -> Callable[[View], View]:
        """Document an answer, which the view makes itself: nothing need be wrapped around it."""
        document = super().response(status, schema, **options)
        return lambda view: _documented(view, document(view))

    def problem(self, status: int, description: str) -> Callable[[View], View]:
        """Document a refusal."""
        said = {"schema": ProblemSchema, "content_type": "application/problem+json", "description": description}
        document = super().alt_response(status, **said)
        return lambda view: _documented(view, document(view))

    def alt_response(self, status: int, **options: Any) -> Callable[[View], View]:
        """Document another answer."""
        return cast("Callable[[View], View]", super().alt_response(status, **options))


def _documented(view: View, documented: Any) -> View:
    """Give `view` what flask-smorest has written about it."""
    vars(view)["_apidoc"] = documented._apidoc
    return view
