"""The JSON service, with its OpenAPI 3.1 document at ``/api/v1/openapi.json``."""

from typing import Any

from flask import Flask, Response
from flask_smorest import Api
from werkzeug.exceptions import HTTPException

from clas_api.v1 import (
    accounts,
    assessments,
    assignments,
    attachments,
    audit,
    bilans,
    committees,
    decisions,
    departments,
    dossiers,
    estimates,
    extensions,
    health,
    instruction,
    notifications,
    people,
    porteurs,
    referentials,
    sessions,
    statistics,
    tokens,
    votes,
)
from clas_api.v1.documented import describe
from clas_api.v1.problems import ProblemSchema, problem_of_http

PREFIX = "/api/v1"


class ProblemApi(Api):  # type: ignore[misc]  # flask-smorest is not typed
    """flask-smorest with errors in the form of RFC 9457."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = "DEFAULT_ERROR"

    def handle_http_exception(self, error: HTTPException) -> Response:
        return problem_of_http(error)


def _declare_problems(responses: dict[str, Any]) -> None:
    """Say in the OpenAPI document that errors are problems: flask-smorest declares them as plain JSON."""
    for response in responses.values():
        content = response.get("content", {})
        if "application/json" in content:
            content["application/problem+json"] = content.pop("application/json")


def _declare_keys(spec: Any) -> None:
    """Say in the OpenAPI document that a key goes into the ``Authorization`` header, where one is needed."""
    spec.components.security_scheme("key", {"type": "http", "scheme": "bearer"})
    spec.options["security"] = [{"key": []}, {}]


def attach(app: Flask) -> None:
    """Register the resources and their documentation."""
    app.config.update(
        API_TITLE="Clas",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = ProblemApi(app, spec_kwargs={"info": {"license": {"name": "MIT", "identifier": "MIT"}}})
    api.ma_plugin.converter.add_attribute_function(describe)
    rules = (estimates, assessments, departments, referentials)
    for module in (*rules, porteurs, dossiers, attachments, extensions, audit, sessions, accounts, tokens, people):
        api.register_blueprint(module.blueprint, url_prefix=PREFIX)
    for module in (assignments, instruction, committees, votes, decisions, notifications, bilans, statistics):
        api.register_blueprint(module.blueprint, url_prefix=PREFIX)
    api.register_blueprint(health.blueprint)
    _declare_problems(api.spec.components.responses)
    _declare_keys(api.spec)
    app.extensions["clas-openapi"] = api.spec
