"""Reading the JSON body of a request: its content type, its syntax, then the schema of its envelope."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import orjson
from flask import Request, abort
from flask_smorest import Blueprint as SmorestBlueprint
from marshmallow import Schema
from webargs.flaskparser import FlaskParser


class JsonParser(FlaskParser):
    """Refuses what is not declared as JSON (415) or is not JSON (400), and reads the rest fast."""

    def _raw_load_json(self, req: Request) -> Any:
        if not req.is_json:
            abort(415)
        try:
            return orjson.loads(req.get_data())
        except orjson.JSONDecodeError:
            abort(400)


View = TypeVar("View", bound=Callable[..., Any])


class Blueprint(SmorestBlueprint):  # type: ignore[misc]  # flask-smorest is not typed
    """A group of documented routes whose bodies are read by `JsonParser`; a typed face of flask-smorest's."""

    ARGUMENTS_PARSER = JsonParser()

    def get(self, rule: str, **options: Any) -> Callable[[View], View]:
        return cast("Callable[[View], View]", super().get(rule, **options))

    def post(self, rule: str, **options: Any) -> Callable[[View], View]:
        return cast("Callable[[View], View]", super().post(rule, **options))

    def arguments(self, schema: type[Schema], **options: Any) -> Callable[[View], View]:
        """Read the body by `schema` and give it to the view."""
        return cast("Callable[[View], View]", super().arguments(schema, **options))

    def response(self, status: int, schema: Any = None, **options: Any) -> Callable[[View], View]:
        """Document an answer."""
        return cast("Callable[[View], View]", super().response(status, schema, **options))

    def alt_response(self, status: int, **options: Any) -> Callable[[View], View]:
        """Document another answer."""
        return cast("Callable[[View], View]", super().alt_response(status, **options))
