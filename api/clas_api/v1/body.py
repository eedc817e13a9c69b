"""Reading the JSON body of a request: its content type, its syntax, then the schema of its envelope."""

from typing import Any

import orjson
from flask import Request, abort
from flask_smorest import Blueprint as SmorestBlueprint
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


class Blueprint(SmorestBlueprint):  # type: ignore[misc]  # flask-smorest is not typed
    """A group of documented routes whose bodies are read by `JsonParser`."""

    ARGUMENTS_PARSER = JsonParser()
