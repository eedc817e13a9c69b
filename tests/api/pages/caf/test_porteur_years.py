"""What a file told of past years is shown where it helps: of the porteur, in its study, in statistics; as told."""

import io
from html import unescape

import pytest

from clas_api.context import asked_by
from clas_api.security.principal import SYSTEM
from clas_api.services.importing.importing import read_upload, take_in
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import DossierRow
from clas_core.imports.targets import TARGETS
from tests.api.pages.caf.conftest import CALL, Caf
from tests.api.pages.porteur.conftest import NOW
from tests.api.pages.test_sound_html import _faults

STATISTICS, BILAN = f"{CALL}/statistiques", f"{CALL}/bilan-de-l-appel"
HEADER = "Année;SIRET;Nom;N° dossier;Décision;Demandé;Accordé;Versé;Nb groupes;Nb enfants"


def siret_of(caf: Caf) -> str:
    with caf.site.app.app_context():
        open_session(database.session, EVERYTHING)
        return database.session.get_one(DossierRow, caf.key).porteur.siret


def take(caf: Caf, *rows: str) -> None:
    text = "\n".join((HEADER, *rows)).encode()
    with caf.site.app.test_request_context():
        context, target = asked_by(SYSTEM, NOW), TARGETS["past-years"]
        report = take_in(context, "marne", target, read_upload(io.BytesIO(text), "elan.csv", target))
    assert (report.made, report.refused) == (len(rows), 0)


@pytest.fixture
def with_past(caf: Caf) -> Caf:
    siret = siret_of(caf)
    take(
        caf,
        f"2024-2025;{siret};<b>Loups;E-7;favorable;3 000,00;2 800,70;1 400,35;1;11",
        f"2023-2024;{siret};Loups;E-3;refusé;900,00;;;;9",
        "2024-2025;44306184100047;Ailleurs;E-9;favorable;;500,00;;;",
    )
    return caf


def test_the_page_of_a_porteur_tells_its_years_with_the_file_that_says_so(with_past: Caf) -> None:
    page = with_past.agent.open(f"{with_past.work}/annees")
    assert (page.status, _faults(page.response)) == (200, [])
    text = " ".join(unescape(page.text).split())
    for told in ("2024-2025", "E-7", "2 800,70 €", "1 400,35 €", "« elan.csv », ligne 2", "import 1"):
        assert told in text
    assert "E-3" in text
    assert "E-9" not in text  # of another porteur
    assert f"{with_past.work}/annees" in with_past.agent.open(with_past.work).links


def test_a_study_stands_beside_the_year_that_a_file_told(caf: Caf) -> None:
    siret = siret_of(caf)
    assert "repris d'un fichier" not in unescape(caf.agent.open(f"{caf.work}/etude").text)
    take(
        caf,
        f"2024-2025;{siret};Loups;E-7;favorable;3 000,00;2 800,70;1 400,35;1;11",
        f"2024-2025;{siret};Loups;E-8;favorable;;100,00;;;",
        f"2023-2024;{siret};Loups;E-3;favorable;7 777,00;;;;",
    )
    page = caf.agent.open(f"{caf.work}/etude")
    assert (page.status, _faults(page.response)) == (200, [])
    text = " ".join(unescape(page.text).split())
    assert "2024-2025, repris d'un fichier" in text
    assert "2 900,70 €" in text  # granted, of both dossiers
    assert "dit par 1 dossier sur 2" in text  # and asked by one of them alone
    assert "7 777,00" not in text


def test_statistics_and_the_bilan_tell_the_year_before_as_files_told_it(with_past: Caf) -> None:
    text = " ".join(unescape(with_past.agent.open(STATISTICS).text).split())
    assert "2024-2025, repris d'un fichier" in text
    assert "3 300,70 €" in text
    assert "« elan.csv » (import 1" in text
    assert "il n'y a pas de comparaison" not in text
    told = with_past.agent.open(f"{BILAN}.md").text
    assert "L'année 2024-2025, reprise d'un fichier" in told
    assert "3\u202f300,70\u00a0€" in told
    assert "1 sur 2" in told
