"""A file is tried, taken in, given again and undone; what is known is never written over, and nothing is half done."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, func, select

from clas_api.services.importing import importing
from clas_api.services.importing.importing import read_upload, take_in, try_file
from clas_api.services.importing.reports import Report
from clas_api.services.importing.undoing import list_imports, undo_import
from clas_api.services.maintenance.verifying import open_chains, verify
from clas_api.services.trace import record
from clas_api.store.models import ImportedPorteur, PastYearRow, PorteurDepartment, PorteurRow
from clas_api.store.porteurs import join_department
from clas_core.errors import InvalidInput, NotFound, Refused
from clas_core.imports.past_columns import PAST_YEARS
from clas_core.imports.porteurs import PORTEURS
from tests.api.conftest import LendDatabase
from tests.contexts import NOW, context_on, writing_on

A, B, C = "35338402700036", "44306184100047", "73282932000074"
SAME_SIREN = "73282932000082"
PORTEURS_FILE = f"Nom;SIRET;Nature\nLes Loups;{A};asso\nVille de Là;{B};mairie\nFaux;123;asso\n"
YEARS_FILE = (
    "Année;SIRET;Nom;N° dossier;Décision;Accordé;Versé;Droit réel;Nb enfants\n"
    f"2023-2024;{A};Les Loups;E1;favorable;2 800,70;1 400,35;2 640,00;13\n"
    f"2023-2024;{B};Ville;E2;refusé;;;;\n"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, lend_database: LendDatabase) -> Iterator[Engine]:
    made = create_engine(lend_database(request.param))
    yield made
    made.dispose()


def given(engine: Engine, text: str, target: Any = PORTEURS, mapping: Any = None, *, tried: bool = False) -> Report:
    with context_on(engine) as context:
        upload = read_upload(io.BytesIO(text.encode()), "fichier.csv", target)
        return (try_file if tried else take_in)(context, "marne", target, upload, mapping)


def count(engine: Engine, model: Any) -> int:
    with context_on(engine) as context:
        context.open_wholly()
        return context.session.scalar(select(func.count()).select_from(model)) or 0


def undone(engine: Engine, number: int = 1) -> None:
    with context_on(engine) as context:
        undo_import(context, "marne", number)


def test_trying_a_file_tells_what_it_would_make_and_changes_nothing(engine: Engine) -> None:
    report = given(engine, PORTEURS_FILE, tried=True)
    assert (report.number, report.made, report.unchanged, report.refused) == (None, 2, 0, 1)
    assert [(each.row, each.column) for each in report.faults] == [(4, "SIRET")]
    assert count(engine, PorteurRow) == 0


def test_the_same_file_twice_changes_nothing_and_undone_it_leaves_nothing(engine: Engine) -> None:
    first, second = given(engine, PORTEURS_FILE), given(engine, PORTEURS_FILE)
    assert (first.number, first.made, first.refused) == (1, 2, 1)
    assert (second.number, second.made, second.unchanged) == (None, 0, 2)
    assert [count(engine, each) for each in (PorteurRow, PorteurDepartment, ImportedPorteur)] == [2, 2, 2]
    undone(engine)
    assert [count(engine, each) for each in (PorteurRow, PorteurDepartment, ImportedPorteur)] == [0, 0, 0]
    with pytest.raises(Refused, match="déjà annulé"):
        undone(engine)
    assert given(engine, PORTEURS_FILE).number == 2
    with context_on(engine) as context:
        assert [(each.number, each.undone_at is None) for each in list_imports(context, "marne")] == [
            (2, True),
            (1, False),
        ]
        assert list(verify(context, open_chains(context))) == []


def test_an_import_is_not_undone_once_something_stands_on_it(engine: Engine) -> None:
    given(engine, PORTEURS_FILE)
    with writing_on(engine) as context:
        porteur = context.session.scalars(select(PorteurRow).where(PorteurRow.siret == A)).one()
        join_department(context.session, porteur.id, "seine_et_marne", NOW)
        record(context, "porteur.joined", porteur.id, chain="seine_et_marne")
        context.session.commit()
    with pytest.raises(Refused, match="« Les Loups »"):
        undone(engine)
    assert count(engine, PorteurRow) == 2


def test_a_known_porteur_keeps_its_name_and_another_establishment_is_asked_about(engine: Engine) -> None:
    given(engine, f"Nom;SIRET;Nature\nLes Loups;{C};asso\n")
    report = given(engine, f"Nom;SIRET;Nature\nLES LOUPS;{C};asso\nAnnexe;{SAME_SIREN};asso\n", tried=True)
    assert (report.made, report.unchanged, report.refused) == (0, 1, 1)
    assert any("« Les Loups »" in each for each in report.remarks)
    assert "plusieurs établissements" in report.faults[0].reason
    accepted = {**report.mapping.json(), "other_establishments": True}
    assert given(engine, f"Nom;SIRET;Nature\nAnnexe;{SAME_SIREN};asso\n", mapping=accepted).made == 1


def test_what_another_department_knows_is_said_without_its_name(engine: Engine) -> None:
    given(engine, PORTEURS_FILE)
    with context_on(engine) as context:
        upload = read_upload(io.BytesIO(PORTEURS_FILE.encode()), "fichier.csv", PORTEURS)
        report = try_file(context, "seine_et_marne", PORTEURS, upload)
    assert (report.made, report.unchanged) == (0, 2)
    assert any(each.startswith("2 porteur(s) connu(s) de la plateforme") for each in report.remarks)
    assert not any("Loups" in each for each in report.remarks)


def test_a_file_that_was_interrupted_is_finished_by_giving_it_again(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 1)

    def interrupted(rows: int) -> None:
        raise KeyboardInterrupt

    upload = read_upload(io.BytesIO(PORTEURS_FILE.encode()), "fichier.csv", PORTEURS)
    with context_on(engine) as context, pytest.raises(KeyboardInterrupt):
        take_in(context, "marne", PORTEURS, upload, None, interrupted)
    assert count(engine, PorteurRow) == 1
    report = given(engine, PORTEURS_FILE)
    assert (report.number, report.made, report.unchanged) == (2, 1, 1)


def test_how_a_file_is_read_is_kept_for_the_next_one_of_its_header(engine: Engine) -> None:
    text = f"Qui;Code;Quoi\nLes Loups;{A};club\n"
    mapping = {
        "columns": {"name": "Qui", "siret": "Code", "nature": "Quoi"},
        "words": {"nature": {"club": "association"}},
    }
    with pytest.raises(InvalidInput):
        given(engine, text, tried=True)
    assert given(engine, text, mapping=mapping).made == 1
    assert given(engine, text.replace(A, B)).made == 1


def test_past_years_say_what_their_file_says_and_are_undone(engine: Engine) -> None:
    report = given(engine, YEARS_FILE, PAST_YEARS)
    assert (report.number, report.made, report.refused) == (1, 2, 0)
    with context_on(engine) as context:
        context.open_wholly()
        first, second = context.session.scalars(select(PastYearRow).order_by(PastYearRow.row)).all()
    assert (first.granted_cents, first.paid_cents, first.settled_cents, first.children) == (280070, 140035, 264000, 13)
    assert (second.outcome, second.granted_cents, second.children) == ("refused", None, None)
    assert count(engine, PorteurRow) == 0
    assert given(engine, YEARS_FILE, PAST_YEARS).number is None
    differing = given(engine, YEARS_FILE.replace("2 800,70", "2 800,71"), PAST_YEARS)
    assert [(each.row, each.column) for each in differing.faults] == [(2, "Accordé")]
    undone(engine)
    assert count(engine, PastYearRow) == 0
    with context_on(engine) as context:
        assert list(verify(context, open_chains(context))) == []


def test_an_import_of_another_department_is_not_found(engine: Engine) -> None:
    given(engine, PORTEURS_FILE)
    with context_on(engine) as context, pytest.raises(NotFound):
        undo_import(context, "seine_et_marne", 1)


def test_thirteen_children_of_a_past_year_are_taken_as_they_were_and_said(engine: Engine) -> None:
    told = YEARS_FILE.replace("2023-2024", "2024-2025")
    report = given(engine, told, PAST_YEARS)
    assert (report.made, report.refused) == (2, 0)
    assert any(each.startswith("Ligne 2 : 13 enfants, qui ne font aucun") for each in report.remarks)
    unknown = given(engine, YEARS_FILE, PAST_YEARS)  # the rules of that year are not known here
    assert not any("13 enfants" in each for each in unknown.remarks)


def test_a_row_without_siret_is_proposed_who_it_may_be_and_taken_once_said(engine: Engine) -> None:
    given(engine, PORTEURS_FILE)
    text = "Année;SIRET;Nom;N° dossier\n2024-2025;;ASSOC. LOUPS;E1\n2024-2025;;Personne;E2\n"
    report = given(engine, text, PAST_YEARS, tried=True)
    assert (report.made, report.refused) == (0, 2)
    assert [(each.name, each.rows, each.proposed) for each in report.nameless] == [
        ("ASSOC. LOUPS", [2], {A: "Les Loups"}),
        ("Personne", [3], {}),
    ]
    said = given(engine, text, PAST_YEARS, {**report.mapping.json(), "same": {"ASSOC. LOUPS": A}})
    assert (said.made, said.refused) == (1, 1)
    with context_on(engine) as context:
        context.open_wholly()
        assert context.session.scalars(select(PastYearRow.siret)).all() == [A]
        upload = read_upload(io.BytesIO(text.encode()), "fichier.csv", PAST_YEARS)
        assert try_file(context, "seine_et_marne", PAST_YEARS, upload).nameless[0].proposed == {}
