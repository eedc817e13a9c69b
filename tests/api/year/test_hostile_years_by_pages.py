"""The pages of the life of a year, used as nobody should: nothing is half written, each refusal is a page in French."""

import io
from pathlib import Path
from typing import Any

import pytest

from clas_api.replacing import alone_in
from tests.api.year.kept_years import PAGE, YEARS, Kept, confirmed
from tests.drafts import YEAR, added_year

HEADERS = {"Sec-Fetch-Site": "same-origin"}


def files(folder: Path) -> dict[str, bytes]:
    return {str(each): each.read_bytes() for each in sorted(folder.rglob("*")) if each.is_file()}


def send(kept: Kept, address: str, **fields: Any) -> Any:
    """Send a form as a program would, with the word of the page alone."""
    word = kept.nation.open("/espace").forms[0].values["csrf_token"]
    return kept.nation.client.post(address, data={"csrf_token": word, **fields}, headers=HEADERS)


HOSTILE = {
    "nul": b"\x00" * 1000,
    "utf16": b"\xff\xfe\x00",
    "latin1": "année = é".encode("latin-1"),
    "pdf": b"%PDF-1.4",
    "zip": b"PK\x03\x04",
    "deep": b"[" * 100_000,
    "number": b"a = " + b"9" * 6000,
}


@pytest.mark.parametrize("part", ["rules", "questions"])
def test_hostile_files_are_refused_in_words_and_replace_nothing(kept: Kept, part: str) -> None:
    added_year(kept.folder, "draft")
    before = files(kept.folder)
    for name, body in HOSTILE.items():
        given = {"rules": (io.BytesIO(kept.text().encode()), "r.toml"), part: (io.BytesIO(body), "x.toml")}
        answer = send(kept, f"{PAGE}/fichiers", seen="", **given)
        assert answer.status_code in (413, 422), name
        assert "Traceback" not in answer.text
        answer.close()
    assert files(kept.folder) == before


def test_two_wrong_files_are_told_at_once(kept: Kept) -> None:
    added_year(kept.folder, "draft")
    questions = (kept.folder / "questions" / f"{YEAR}.toml").read_text("utf-8")
    given = {
        "rules": (io.BytesIO(kept.text().replace("value = 329", "value = 329,00").encode()), "r.toml"),
        "questions": (io.BytesIO(questions.replace('kind = "', "kind = ", 1).encode()), "q.toml"),
    }
    answer = send(kept, f"{PAGE}/fichiers", seen="", **given)
    assert answer.status_code == 422
    assert f"questions/{YEAR}.toml:" in answer.text
    assert "329.00" in answer.text


def test_a_step_that_is_sent_twice_is_taken_once(kept: Kept) -> None:
    added_year(kept.folder, "draft")
    kept.restart()
    form = kept.nation.open(f"{PAGE}/consultation").form("step")
    sent = {**form.values.to_dict(), "reference": " Note 12 ", "action": "step"}
    answers = [kept.nation.client.post(f"{PAGE}/consultation", data=sent, headers=HEADERS) for _ in range(3)]
    assert [each.status_code for each in answers] == [303, 303, 303]
    assert kept.text().count("[[life]]") == 1
    assert [each[1] for each in kept.house.traced()].count("referential.step") == 1


@pytest.mark.parametrize("stage", ["vigueur", "cloture"])
def test_a_step_out_of_order_is_refused_by_its_address_too(kept: Kept, stage: str) -> None:
    added_year(kept.folder, "draft")
    kept.restart()
    before = files(kept.folder)
    answer = send(kept, f"{PAGE}/{stage}", reference="Circulaire", seen="sha256:0", action="step")
    assert answer.status_code == 409
    assert files(kept.folder) == before


@pytest.mark.parametrize("address", [f"{PAGE}/consultation", f"{PAGE}/fichiers", f"{YEARS}/2026-2027/projet"])
def test_a_caf_takes_no_step(kept: Kept, address: str) -> None:
    added_year(kept.folder, "draft")
    before = files(kept.folder)
    word = kept.agent.open("/espace").forms[0].values["csrf_token"]
    answer = kept.agent.client.post(address, data={"csrf_token": word, "action": "step"}, headers=HEADERS)
    assert answer.status_code in (403, 404)
    assert files(kept.folder) == before


def test_what_a_command_writes_meanwhile_is_not_written_over(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    added_year(kept.folder, "draft")
    kept.restart()
    page = kept.nation.open(f"{PAGE}/consultation")
    alone = alone_in

    def beaten(folder: Path) -> Any:
        (folder / f"{YEAR}.toml").write_text(kept.text() + "# d'une commande\n", "utf-8")
        return alone(folder)

    with monkeypatch.context() as patch:
        patch.setattr("clas_api.year_files.alone_in", beaten)
        page.send("step")
    assert page.status == 409
    assert "viennent de changer" in page.text
    assert kept.text().endswith("# d'une commande\n")
    assert 'status = "draft"' in kept.text()


def test_a_year_in_force_whose_steps_were_rewritten_is_told_on_its_page(kept: Kept) -> None:
    added_year(kept.folder, "draft")
    for file in (kept.folder / f"{YEAR}.toml", kept.folder / "questions" / f"{YEAR}.toml"):
        file.write_text(confirmed(file.read_text("utf-8")), "utf-8")
    kept.restart()
    page = kept.nation.open(f"{PAGE}/consultation").send("step")
    page.open(f"{PAGE}/vigueur").send("step", reference="Circulaire n° 12")
    text = kept.text()
    (kept.folder / f"{YEAR}.toml").write_text(text.replace("Circulaire n° 12", "Circulaire n° 13"), "utf-8")
    assert "leurs étapes ont été réécrites" in page.open(PAGE).text
