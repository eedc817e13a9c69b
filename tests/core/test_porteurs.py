"""Porteurs: what an organisation says of itself, read with every mistake at once."""

from typing import Any

import pytest
from marshmallow import ValidationError

from clas_core.porteurs import NATURES, Porteur, PorteurSchema
from clas_core.reading import flatten
from tests.core.dossiers.conftest import PORTEUR


def _problems(**fields: Any) -> dict[str, str]:
    data = {key: value for key, value in {**PORTEUR, **fields}.items() if value is not ...}
    try:
        PorteurSchema().load(data)
    except ValidationError as error:
        return {problem.pointer: problem.message for problem in flatten(error.messages)}
    return {}


def test_a_porteur_needs_a_name_a_siret_and_a_nature_alone() -> None:
    porteur: Porteur = PorteurSchema().load({"name": "Les Tilleuls", "siret": PORTEUR["siret"], "nature": "commune"})
    assert (porteur.siret, porteur.siren) == ("73282932000074", "732829320")
    assert (porteur.rna, porteur.address, porteur.representative, porteur.email) == (None,) * 4
    assert set(_problems(name=..., siret=..., nature=...)) == {"/name", "/siret", "/nature"}


@pytest.mark.parametrize("nature", NATURES)
def test_every_nature_is_accepted(nature: str) -> None:
    assert _problems(nature=nature) == {}


def test_every_mistake_is_said_at_once() -> None:
    found = _problems(
        name=" ",
        siret="73282932000075",
        siret_since="2025-02-30",
        rna="511",
        nature="asso",
        address={"lines": [], "postal_code": "5110", "city": ""},
        representative={"name": "x", "rôle": "x"},
        email="x",
        phone="appelez-moi",
        naem="x",
    )
    assert set(found) == {
        "/name",
        "/siret",
        "/siret_since",
        "/rna",
        "/nature",
        "/address/lines",
        "/address/postal_code",
        "/address/city",
        "/representative/rôle",
        "/representative/role",
        "/email",
        "/phone",
        "/naem",
    }
    assert "clé de contrôle" in found["/siret"]
    assert found["/siret_since"] == "« 2025-02-30 » n'est pas un jour du calendrier."
    assert found["/naem"] == "Champ inconnu. Vouliez-vous dire « name » ?"
    assert found["/representative/rôle"] == "Champ inconnu. Vouliez-vous dire « role » ?"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "\0\u200b "),
        ("name", "x" * 201),
        ("siret", 73282932000074),
        ("email", "a" * 250 + "@exemple.fr"),
        ("email", "a@exemple.fr\nb"),
        ("email", "élodie@exemple.fr"),
        ("email", "a@exemple.fr\nBcc: b@exemple.fr"),
        ("phone", "...."),
        ("phone", "()()()"),
        ("phone", "poste 12"),
        ("phone", "٠٣٢٦٧٩١٥٤١"),
        ("siret_since", "20250101"),
        ("nature", None),
    ],
)
def test_what_no_column_could_keep_or_no_mail_could_carry_is_refused(field: str, value: Any) -> None:
    assert list(_problems(**{field: value})) == [f"/{field}"]


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("name", "Association\nRetour\u202e", "Association Retour"),
        ("phone", "03\u00a026\u202f79\u00a015\u00a041", "03 26 79 15 41"),
        ("phone", "03/26/79/15/41", "03/26/79/15/41"),
        ("phone", "03 26 79 15 41 poste 12", "03 26 79 15 41 poste 12"),
        ("phone", "+33 (0)3 26 79 15 41", "+33 (0)3 26 79 15 41"),
        ("email", "\ufeffcontact@exemple.fr\u200b", "contact@exemple.fr"),
        ("email", "contact\u00a0@mon\u2011asso.fr", "contact@mon-asso.fr"),
    ],
)
def test_what_was_pasted_is_what_one_sees(field: str, typed: str, kept: str) -> None:
    assert getattr(PorteurSchema().load({**PORTEUR, field: typed}), field) == kept


def test_a_postal_code_is_taken_with_its_blank() -> None:
    address = {"lines": ["1 rue"], "postal_code": "51\u202f100", "city": "Reims"}
    assert PorteurSchema().load({**PORTEUR, "address": address}).address.postal_code == "51100"


def test_an_address_has_four_lines_at_most() -> None:
    address = {"lines": ["x"] * 5, "postal_code": "51100", "city": "Reims"}
    assert list(_problems(address=address)) == ["/address/lines"]
