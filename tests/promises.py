"""Whether an answer of the JSON service is the one that its OpenAPI document promises."""

import re
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # published without types
from werkzeug.test import TestResponse

JSON = dict[str, Any]


def template_of(document: JSON, path: str) -> str:
    matching = [each for each in document["paths"] if re.fullmatch(re.sub(r"\{\w+\}", r"[^/]+?", each), path)]
    return str(max(matching, key=len))  # the most literal one


def _documented(document: JSON, path: str, method: str, status: int) -> JSON:
    """Return what the document says of one answer of an operation, its references followed."""
    responses = document["paths"][template_of(document, path)][method]["responses"]
    found: JSON = responses.get(str(status), responses["default"])
    if "$ref" in found:
        found = document["components"]["responses"][found["$ref"].rsplit("/", 1)[1]]
    return found


def faults_of(document: JSON, path: str, method: str, response: TestResponse) -> list[str]:
    """Return how `response` differs from what the document says of it."""
    content = _documented(document, path, method, response.status_code).get("content")
    if content is None:
        return ["a body that no one promised"] if response.data else []
    if response.mimetype not in content:
        return [f"{response.mimetype} is not one of {list(content)}"]
    if not response.is_json:
        return []
    schema = {**content[response.mimetype]["schema"], "components": document["components"]}
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(response.get_json())]
