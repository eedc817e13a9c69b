"""A call of the Marne that leaves things open, and the head of its Caf, who states them."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from clas_api.services.rules.amending import amend_campaign
from clas_api.store.models import AmendmentRow
from clas_core.departments import DepartmentRegistry
from clas_core.departments.amendment_text import request_schema
from tests.api.departments import MakeDepartment
from tests.api.pages.porteur.conftest import NOW, Site
from tests.stages import Stages

CALL = "/api/v1/departments/marne/campaigns/2025-2026"
PAGE = "/espace/departements/marne/avenants/2025-2026"
HEAD = {"kind": "head", "department": "marne"}
AGENT = {"kind": "agent", "department": "marne"}
COMMITTEES = """
[[committees]]
id = "technical"
kind = "technical"
label = "Comité technique"
members = ["caf"]
source = "note"
[[calendar.events]]
kind = "committee"
when = "2025-09"
title = "Comité technique"
"""


SOURCE = "Délibération du 12 juin 2025"


@pytest.fixture
def site(make_app: Callable[..., Flask], make_department: MakeDepartment, stages: Stages, database_url: str) -> Site:
    registry = DepartmentRegistry(
        [make_department("marne", "51", '"Marne"', dates="opens = 2025-05-26", more=COMMITTEES)]
    )
    return Site(make_app(database_url=database_url, today=NOW, registry=registry, own=True), database_url, stages)


def amend(site: Site, **stated: Any) -> tuple[AmendmentRow, bool]:
    """State something as the head of the service."""
    site.person("head", HEAD)
    asked = request_schema().load({"source": SOURCE, **stated})
    with site.app.test_request_context():
        return amend_campaign(site.context("head"), "marne", "2025-2026", asked)
