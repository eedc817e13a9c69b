"""JSON by orjson: several times faster than the standard library on long lists, and it refuses NaN."""

from typing import Any

import orjson
from flask import Response
from flask.json.provider import JSONProvider


class FastJson(JSONProvider):
    """Flask's JSON, written in UTF-8."""

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        return orjson.loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Any:
        body = orjson.dumps(self._prepare_response_obj(args, kwargs))
        return Response(body, mimetype="application/json")
