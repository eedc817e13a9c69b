"""Reading the JSON body of a request: its content type, its syntax, then the schema of its envelope."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

import orjson
from flask import abort, request
from flask_smorest import Blueprint as SmorestBlueprint
from marshmallow import Schema, ValidationError

from clas_core.errors import InvalidInput
from clas_core.reading import flatten

View = TypeVar("View", bound=Callable[..., Any])


def read_body(schema: Schema) -> Any:
    """Return the body of the current request as read by `schema`.

    Ends the request with 415 when it is not declared as JSON and 400 when it is not JSON; raises `InvalidInput` with
    every problem of its envelope.
    """
    if not request.is_json:
        abort(415)
    try:
        data = request.get_data()
        request.stream.read(1)  # a body sent in pieces is cut at the limit in silence; one byte more ends in a 413
        body = orjson.loads(data)
    except orjson.JSONDecodeError:
        abort(400)
    try:
        return schema.load(body)
    except ValidationError as error:
        raise InvalidInput(flatten(error.messages)) from None


class BodyReader:
    """What flask-smorest asks of a parser, for JSON bodies alone: it costs half of the general one."""

    DEFAULT_VALIDATION_STATUS = 422

    def use_args(self, schema: Schema, *, location: str) -> Callable[[View], View]:
        """Give the body, read by `schema`, to the view as its last positional argument."""
        if location != "json":
            raise NotImplementedError(f"no reader for {location}")

        def decorate(view: View) -> View:
            @wraps(view)
            def with_body(*args: Any, **kwargs: Any) -> Any:
                return view(*args, read_body(schema), **kwargs)

            return cast("View", with_body)

        return decorate


class Blueprint(SmorestBlueprint):  # type: ignore[misc]  # flask-smorest is not typed
    """A group of documented routes whose bodies are read by `BodyReader`; a typed face of flask-smorest's."""

    ARGUMENTS_PARSER = BodyReader()

    def get(self, rule: str, **options: Any) -> Callable[[View], View]:
        return cast("Callable[[View], View]", super().get(rule, **options))

    def post(self, rule: str, **options: Any) -> Callable[[View], View]:
        return cast("Callable[[View], View]", super().post(rule, **options))

    def arguments(self, schema: type[Schema], **options: Any) -> Callable[[View], View]:
        """Read the body by `schema`, made once and not at each request, and give it to the view."""
        return cast("Callable[[View], View]", super().arguments(schema(), **options))

    def response(self, status: int, schema: Any = None, **options: Any) -> Callable[[View], View]:
        """Document an answer."""
        return cast("Callable[[View], View]", super().response(status, schema, **options))

    def alt_response(self, status: int, **options: Any) -> Callable[[View], View]:
        """Document another answer."""
        return cast("Callable[[View], View]", super().alt_response(status, **options))
