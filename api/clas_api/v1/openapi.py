"""The OpenAPI document, written when it is first asked for: writing it takes longer than all else at the start."""

from threading import Lock
from typing import Any

from flask import Flask, Response, jsonify
from flask_smorest import Api, Blueprint
from werkzeug.exceptions import HTTPException

from clas_api.v1.documented import describe
from clas_api.v1.problems import ProblemSchema, problem_of_http


class DocumentedApi(Api):  # type: ignore[misc]  # flask-smorest is not typed
    """flask-smorest with errors in the form of RFC 9457, and its document put off until somebody reads it."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = "DEFAULT_ERROR"

    def __init__(self, app: Flask) -> None:
        self._resources: list[Blueprint] = []
        self._document: dict[str, Any] = {}
        self._writing = Lock()
        super().__init__(app, spec_kwargs={"info": {"license": {"name": "MIT", "identifier": "MIT"}}})
        self.ma_plugin.converter.add_attribute_function(describe)

    def handle_http_exception(self, error: HTTPException) -> Response:
        return problem_of_http(error)

    def register_blueprint(self, blueprint: Blueprint, **options: Any) -> None:
        """Serve resources; they are documented when the document is written."""
        self._app.extensions["flask-smorest"]["blp_name_to_api"][blueprint.name] = self
        self._app.register_blueprint(blueprint, **options)
        self._resources.append(blueprint)

    def document(self) -> dict[str, Any]:
        """Return the document of all resources, as JSON values."""
        with self._writing:
            if not self._document:
                for each in self._resources:
                    each.register_views_in_doc(self, self._app, self.spec, name=each.name, parameters=None)
                    self.spec.tag({"name": each.name, "description": each.description})
                _declare_problems(self.spec.components.responses)
                _declare_keys(self.spec)
                self._document = self.spec.to_dict()
        return self._document

    def _openapi_json(self) -> Response:
        return jsonify(self.document())


def _declare_problems(responses: dict[str, Any]) -> None:
    """Say in the document that errors are problems: flask-smorest declares them as plain JSON."""
    for response in responses.values():
        content = response.get("content", {})
        if "application/json" in content:
            content["application/problem+json"] = content.pop("application/json")


def _declare_keys(spec: Any) -> None:
    """Say in the document that a key goes into the ``Authorization`` header, where one is needed."""
    spec.components.security_scheme("key", {"type": "http", "scheme": "bearer"})
    spec.options["security"] = [{"key": []}, {}]
