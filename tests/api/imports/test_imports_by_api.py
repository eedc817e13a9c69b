"""A file is tried, read otherwise, taken in and undone by JSON, as its page does; asked twice, it is done once."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from clas_api.exchange.reading import read_file
from tests.api.conftest import LendDatabase
from tests.casts import SMALL
from tests.stages import Stages, World

IMPORTS = "/departments/marne/imports"
FILE = "Qui;Code;Quoi\nLoups;35338402700036;asso\nVille;44306184100047;mairie\nFaux;123;asso\n"
MAPPING = {"columns": {"name": "Qui", "siret": "Code", "nature": "Quoi"}}


@pytest.fixture(params=["sqlite", "postgresql"])
def world(
    request: pytest.FixtureRequest, make_app: Callable[..., Flask], stages: Stages, lend_database: LendDatabase
) -> World:
    app = make_app(database_url=lend_database(request.param, empty=False))
    return stages.put_back(app, "deposited", SMALL)


def give(world: World, text: str = FILE, who: str = "agent51", **more: Any) -> Any:
    form = {"kind": "porteurs", "file": (io.BytesIO(text.encode()), "porteurs.csv"), **more}
    return world.ask(who, "POST", IMPORTS, data=form, content_type="multipart/form-data")


def done(world: World, job: str) -> Any:
    for _ in range(5):
        told = world.ask("agent51", "POST", f"/jobs/{job}/work").get_json()
        if told["ended_at"]:
            return told
    raise AssertionError(told)


def test_a_file_is_tried_read_otherwise_taken_in_and_undone(world: World) -> None:
    given = give(world)
    assert (given.status_code, given.get_json()["made"]) == (201, None)
    assert [each["pointer"] for each in given.get_json()["problems"]] == ["/columns/name", "/columns/nature"]
    tried = given.headers["Location"].removeprefix("/api/v1")
    again = give(world)
    assert (again.status_code, again.get_json()["id"]) == (200, given.get_json()["id"])
    assert world.ask("agent51", "PUT", f"{tried}/mapping", {"columns": {"name": "Absent"}}).status_code == 422
    read = world.ask("agent51", "PUT", f"{tried}/mapping", MAPPING).get_json()
    assert (read["made"], read["refused"], read["problems"]) == (2, 1, [])
    assert [(each["row"], each["column"], each["value"]) for each in read["faults"]] == [(4, "Code", "123")]
    assert world.ask("agent51", "GET", tried).get_json() == read
    rows = read_file(io.BytesIO(world.ask("agent51", "GET", f"{tried}/to-correct.xlsx").data)).rows
    assert rows[1].cells[:3] == ("Faux", "123", "asso")

    begun = [world.ask("agent51", "POST", f"{tried}/confirmation") for _ in range(2)]
    assert [each.status_code for each in begun] == [202, 202]
    jobs = {each.get_json()["id"] for each in begun}
    assert len(jobs) == 1
    told = done(world, jobs.pop())
    assert (told["state"], told["done"], told["total"], told["result"]) == ("done", 2, 2, "a-corriger.xlsx")
    with world.ask("agent51", "GET", f"/jobs/{told['id']}/file") as file:
        assert read_file(io.BytesIO(file.data)).rows[1].cells[0] == "Faux"
    assert world.ask("agent51", "POST", f"{tried}/confirmation").get_json()["id"] == told["id"]
    (made,) = world.ask("agent51", "GET", IMPORTS).get_json()["items"]
    assert (made["number"], made["made"], made["undone"]) == (1, 2, False)
    assert world.ask("agent51", "GET", tried).get_json()["number"] == 1
    assert world.ask("agent51", "PUT", f"{tried}/mapping", MAPPING).status_code == 409

    undone = world.ask("agent51", "POST", f"{IMPORTS}/1/undoing")
    assert (undone.status_code, undone.get_json()["undone"]) == (200, True)
    assert world.ask("agent51", "POST", f"{IMPORTS}/1/undoing").status_code == 409


def test_a_name_without_siret_is_told_with_who_it_may_be_and_said(world: World) -> None:
    text = "Nom;SIRET;Nature\nLes Loups;35338402700036;asso\nASSO LOUPS;;asso\n"
    tried = give(world, text).get_json()
    assert [(each["name"], each["rows"], each["same"]) for each in tried["nameless"]] == [("ASSO LOUPS", [3], None)]
    (like,) = tried["nameless"][0]["proposed"]
    said = {**tried["mapping"], "same": {"ASSO LOUPS": like["siret"]}}
    read = world.ask("agent51", "PUT", f"{IMPORTS}/tried/{tried['id']}/mapping", said).get_json()
    assert read["nameless"][0]["same"] == like["siret"]
    assert "dit « Les Loups »" in read["faults"][0]["reason"]  # two ways to write one name: which is right is asked


@pytest.mark.parametrize(
    ("more", "status", "pointer"),
    [
        ({"kind": "autre"}, 422, "/kind"),
        ({"colour": "bleu"}, 422, "/colour"),
        ({"file": (io.BytesIO(b"%PDF-1.7"), "a.pdf")}, 422, "/file"),
        ({"sheet": ["a", "b"]}, 422, "/sheet"),
    ],
)
def test_a_form_that_says_something_else_is_refused_at_its_place(
    world: World, more: dict[str, Any], status: int, pointer: str
) -> None:
    if "file" in more:
        more = {"file": (io.BytesIO(b"%PDF-1.7"), "a.pdf")}
    answer = give(world, **more)
    assert (answer.status_code, [each["pointer"] for each in answer.get_json()["errors"]]) == (status, [pointer])


def test_no_file_and_no_form_are_refused(world: World) -> None:
    assert world.ask("agent51", "POST", IMPORTS, {"kind": "porteurs"}).status_code == 415
    answer = world.ask("agent51", "POST", IMPORTS, data={"kind": "porteurs"}, content_type="multipart/form-data")
    assert (answer.status_code, answer.get_json()["errors"][0]["pointer"]) == (422, "/file")


def test_the_file_of_somebody_else_and_the_work_of_elsewhere_are_not_there(world: World) -> None:
    tried = give(world, FILE.replace("Qui;Code;Quoi", "Nom;SIRET;Nature")).headers["Location"].removeprefix("/api/v1")
    job = world.ask("agent51", "POST", f"{tried}/confirmation").get_json()["id"]
    assert world.ask("head51", "GET", tried).status_code == 404
    assert give(world, who="agent77").status_code == 404
    for method, path in (("GET", ""), ("POST", "/work"), ("GET", "/file")):
        assert world.ask("agent77", method, f"/jobs/{job}{path}").status_code == 404
    assert world.ask("agent51", "GET", f"/jobs/{job}/file").status_code == 409
    assert world.ask("agent77", "GET", "/jobs").get_json() == {"items": []}
