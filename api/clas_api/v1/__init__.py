"""The JSON service, with its OpenAPI 3.1 document at ``/api/v1/openapi.json``."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

PREFIX = "/api/v1"


def attach(app: "Flask") -> None:
    """Register the resources and their documentation."""
    # Imported here: commands take the shapes of this package, and none of its routes.
    from clas_api.v1 import (
        accounts,
        amendments,
        assessments,
        assignments,
        attachments,
        audit,
        bilans,
        certificates,
        committees,
        consultations,
        decisions,
        departments,
        dossiers,
        estimates,
        exports,
        extensions,
        funders,
        health,
        imports,
        instruction,
        jobs,
        letters,
        notifications,
        open_data,
        people,
        porteurs,
        readiness,
        referentials,
        sessions,
        simulations,
        statistics,
        tokens,
        votes,
        webhooks,
    )
    from clas_api.v1.openapi import DocumentedApi

    app.config.update(
        API_TITLE="Clas",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = DocumentedApi(app)
    rules = (estimates, assessments, departments, referentials, consultations)
    for module in (
        *rules,
        porteurs,
        dossiers,
        attachments,
        extensions,
        amendments,
        audit,
        sessions,
        accounts,
        tokens,
        webhooks,
        open_data,
        people,
    ):
        api.register_blueprint(module.blueprint, url_prefix=PREFIX)
    for module in (
        assignments,
        instruction,
        committees,
        votes,
        decisions,
        letters,
        notifications,
        bilans,
        certificates,
        readiness,
        simulations,
        statistics,
        funders,
        exports,
        imports,
        jobs,
    ):
        api.register_blueprint(module.blueprint, url_prefix=PREFIX)
    api.register_blueprint(health.blueprint)
    app.extensions["clas-openapi"] = api
