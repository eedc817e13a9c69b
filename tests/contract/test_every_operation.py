"""Every operation of the OpenAPI document, asked with generated requests, sound and unsound, by several roles.

Each generated request is sent as it is, to what it invents or to what is there, by whoever's turn it is; and, unless it
was granted, once more with real keys and values in the place of invented ones, by somebody who may. The requests are
the same ones on each database: inventing them takes as long as answering them. What they are depends on the order of
Python's sets, which each run draws: an operation to which nothing was granted is asked many more times.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # published without types
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.core import NotSet
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Response

from tests.contract.stages import REFUSED_HERE, order_of, who_asks
from tests.contract.stock import SAID_WHOLE, Stock
from tests.stages import Stages

EXAMPLES = 8
"""Generated requests of each operation, for each of sound and unsound: what fits in the time of the environment."""

EXAMPLES_OF_THE_REFUSED = 60
"""Sound requests, once more, of an operation that granted none of the first ones."""

Operation = APIOperation[Any, Any, Any, Any]
Sent = Case[Any]

ROLES = ("porteur51", "agent51", "head51", "admin", "committee51", "program51", "anonymous", "agent77")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@dataclass
class Examination:
    """What was asked, what succeeded, what was wrong."""

    app: Flask
    document: dict[str, Any]
    stock: Stock
    turns: Iterator[int] = field(default_factory=count)
    succeeded: Counter[str] = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)

    def examine(self, case: Sent) -> None:
        path = _path(case)
        allowed, place = who_asks(case.method, path), self.stock.place(case.method, path)
        body, headers = case.body, dict(case.headers or {})
        if isinstance(body, dict):
            said = {} if path in SAID_WHOLE else _with(body, self.stock.values(case.method, path))
            body = {**said, **self.stock.musts(case.method, path)}
        if "If-Match" in _headers_of(case.operation):
            headers["If-Match"] = self.stock.version(case.method, path)
        sent = {"method": case.method, "query": case.query, "media_type": case.media_type}
        asked = {**sent, "query": self.stock.query(path) or case.query}
        meant = case.operation.Case(path_parameters=place, headers=headers, body=body, **asked)
        turn = next(self.turns)
        if turn % 3:
            # As it was generated, to what is there; every other time by somebody who may.
            case = case.operation.Case(path_parameters=place, headers=headers, body=case.body, **sent)
        if self._send(case, allowed if turn % 2 else ROLES[turn // 2 % len(ROLES)]):
            self.stock.used(case.method, path)
            return
        if self._send(meant, allowed, form=self.stock.form(path)):
            self.stock.used(case.method, path)

    def _send(self, case: Sent, who: str, form: dict[str, Any] | None = None) -> bool:
        """Send a request as somebody; examine its answer, and tell whether it was granted."""
        key = self.stock.world.keys.get(who)
        if (case.method, _path(case)) == ("DELETE", "/session") and key:
            key = self.stock.key_to_end()
        headers = {"Accept-Encoding": "identity", **({"Authorization": f"Bearer {key}"} if key else {})}
        asked = case.as_transport_kwargs(headers=headers)
        if form and case.media_type == "multipart/form-data":
            asked = {**asked, "data": form, "headers": headers, "content_type": case.media_type}
        with Client(self.app).open(**asked) as response:
            response.get_data()
        label = case.operation.label
        granted = 200 <= response.status_code < 300
        if granted:
            self.succeeded[label] += 1
            for problem in self._unpromised(case):
                self.faults.setdefault(f"{label} accepts {problem[:120]}", repr(case.body)[:1500])
        for problem in faults_of_headers(response):
            self.faults.setdefault(f"{label}: {problem}", str(dict(response.headers)))
        try:
            case.validate_response(response, checks=CHECKS)
        except BaseExceptionGroup as failures:
            for failure in failures.exceptions:
                told = f"{label} by {who}: {type(failure).__name__}"
                self.faults.setdefault(told, f"{failure}\n{case.path_parameters} {case.query} {case.body!r:.1000}")
        return granted

    def _unpromised(self, case: Sent) -> list[str]:
        """Return why the body that was accepted is none that the document says is accepted."""
        definition = case.operation.definition.raw.get("requestBody")
        if definition is None or case.media_type != "application/json" or isinstance(case.body, NotSet):
            return []
        schema = {**definition["content"]["application/json"]["schema"], "components": self.document["components"]}
        found = Draft202012Validator(schema).iter_errors(case.body)
        return [f"{error.json_path}: {error.message}" for error in found]


def _path(case: Sent) -> str:
    return case.path.removeprefix("/api/v1")


def _headers_of(operation: Operation) -> set[str]:
    parameters = operation.definition.raw.get("parameters", [])
    return {each["name"] for each in parameters if each["in"] == "header"}


def _with(value: Any, known: dict[str, Any]) -> Any:
    """Put the known values into the fields of those names, which are there."""
    if isinstance(value, dict):
        return {name: known[name] if name in known else _with(each, known) for name, each in value.items()}
    return [_with(each, known) for each in value] if isinstance(value, list) else value


def faults_of_headers(response: Response) -> list[str]:
    """Return what the headers of an answer lack, or say too much."""
    headers = {name.lower(): value for name, value in response.headers.items()}
    status = response.status_code
    wanted = {"x-content-type-options": "nosniff", "x-request-id": r"[\w-]{1,64}"}
    if status == 401:
        wanted["www-authenticate"] = "Bearer"
    if status == 405:
        wanted["allow"] = r"[A-Z, ]+"
    if status == 415:
        wanted["content-type"] = "application/problem.json"
    if "etag" in headers:
        wanted["etag"] = r'(W/)?"[^"]+"'
    faults = [f"{name} is {headers.get(name)!r}" for name, form in wanted.items() if not _is(form, headers.get(name))]
    faults += [f"{name} is sent" for name in ("set-cookie", "server") if name in headers]
    if status == 200 and "public" in headers.get("cache-control", ""):
        faults.append("the answer may be kept by anybody")
    return faults


def _is(form: str, value: str | None) -> bool:
    return value is not None and re.fullmatch(form, value) is not None


def _place(operation: Operation) -> tuple[str, str]:
    return operation.method.upper(), operation.path.removeprefix("/api/v1")


def _operations(schema: Any) -> list[Operation]:
    return [each.ok() for each in schema.get_all_operations()]


def _can_be_unsound(operation: Operation) -> bool:
    said = operation.definition.raw
    return "requestBody" in said or any(each["in"] != "path" for each in said.get("parameters", []))


SHARES = 2
"""Tests among which the operations are dealt, to be run at once."""


@pytest.mark.parametrize("share", range(SHARES))
def test_every_operation_answers_as_its_document_says(apps: dict[str, Flask], stages: Stages, share: int) -> None:
    config = SchemathesisConfig()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", apps["sqlite"], config=config)
    schema.config.generation.with_security_parameters = False
    examinations = {
        kind: Examination(app, app.extensions["clas-openapi"].document(), Stock(app, stages))
        for kind, app in apps.items()
    }
    # One stage after the other: it is put back for the first operation that is taken there, and for few others.
    operations = sorted(_operations(schema)[share::SHARES], key=lambda each: order_of(*_place(each)))
    for operation in operations:
        for mode in GenerationMode:
            if mode is GenerationMode.NEGATIVE and not _can_be_unsound(operation):
                continue
            _generate(operation, mode, list(examinations.values()))
        if operation.label not in REFUSED_HERE and not all(
            each.succeeded[operation.label] for each in examinations.values()
        ):
            _generate(operation, GenerationMode.POSITIVE, list(examinations.values()), EXAMPLES_OF_THE_REFUSED)
    for kind, each in examinations.items():
        told = "\n\n".join(f"{what}\n{detail}" for what, detail in each.faults.items())
        assert not each.faults, f"{kind}:\n{told}"
        asked = {operation.label for operation in operations} - REFUSED_HERE
        never = sorted(label for label in asked if not each.succeeded[label])
        assert not never, f"{kind}: refused everywhere: " + ", ".join(never)


def _generate(
    operation: Operation, mode: GenerationMode, examinations: Sequence[Examination], examples: int = EXAMPLES
) -> None:
    @settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def examine(case: Sent) -> None:
        for each in examinations:
            each.examine(case)

    examine()


_KEY = "0b6c7a52-5d0e-4b8e-9a55-3f3d9d8a1c11"
"""A key of nothing."""


def test_no_operation_answers_a_method_that_is_not_documented(apps: dict[str, Flask]) -> None:
    for app in apps.values():
        paths, client = app.extensions["clas-openapi"].document()["paths"], app.test_client()
        for path, said in paths.items():
            formats = {each["name"]: each["schema"].get("format") for each in said.get("parameters", ())}
            keyed = re.sub(r"{(\w+)}", lambda found: _KEY if formats[found[1]] == "uuid" else found[0], path)  # noqa: B023
            place = re.sub(r"{\w+}", "x", re.sub(r"{(number|one|other)}", "1", keyed))
            documented = {method for other, each in paths.items() if _leads(other, place) for method in each}
            for method in {"get", "post", "put", "patch", "delete"} - documented:
                answer: TestResponse = client.open(place, method=method)
                assert answer.status_code == 405, (method, path)
                assert answer.mimetype == "application/problem+json"
                assert method.upper() not in answer.headers["Allow"]


def _leads(path: str, place: str) -> bool:
    return re.fullmatch(re.sub(r"{\w+}", "[^/]+", path), place) is not None
