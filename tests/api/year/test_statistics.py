"""What a year comes to: whole for the department, without small counts outside, and into the next framing note."""

from typing import Any

import pytest
from sqlalchemy import select

from bench.filled import siret_of
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import (
    DecidedGroup,
    DecisionRow,
    DepositedGroup,
    DossierRow,
    DossierVersion,
    PorteurRow,
    ReceiptRank,
)
from tests.api.year.conftest import Year
from tests.decided import decide
from tests.world import NOW

NONE_SHOWN = dict.fromkeys(("porteurs", "dossiers", "asked", "approved", "settled"))


def _statistics(year: Year, who: str = "agent51", path: str = "/departments/marne/statistics/2025-2026") -> Any:
    answer = year.world.ask(who, "GET", path)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def _by(lines: list[dict[str, Any]], figure: str) -> dict[str, Any]:
    return {line["key"]: line[figure] for line in lines}


# The Marne has two deposits. That of porteur51: one action, one group of 10 children and 2 adults, of CE2 and CM1,
# asked at 9 000,00 € with a bonus, 3 129,70; it is not decided. That of neighbour51, approved: one action, two groups
# of 10 children and 2 adults, one of CE2 and CM1, one of 6e, asked and approved at 4 944,70. 8 074,40 are asked in all.


def test_a_department_counts_what_was_asked_and_approved(approved: Year) -> None:
    found = _statistics(approved)
    assert found["least_shown"] == 0
    assert found["total"] == {
        "key": "",
        "porteurs": 2,
        "dossiers": 2,
        "actions": 2,
        "groups": 3,
        "children": 30,
        "adults": 6,
        "asked": "8074.40",
        "approved": "4944.70",
        "settled": "0.00",
    }
    assert _by(found["by_outcome"], "groups") == {"approved": 2, "pending": 1}
    assert _by(found["by_outcome"], "approved") == {"approved": "4944.70", "pending": "0.00"}
    assert _by(found["by_level"], "groups") == {"6e": 1, "ce2": 2, "cm1": 2}
    assert _by(found["by_level"], "porteurs") == {"6e": 1, "ce2": 2, "cm1": 2}
    assert _by(found["by_level"], "asked") == {"6e": "1815.00", "ce2": "6259.40", "cm1": "6259.40"}
    assert _by(found["by_level"], "settled") == dict.fromkeys(("6e", "ce2", "cm1"))
    assert _by(found["by_territory"], "actions") == {"Reims": 2}
    assert _by(found["by_nature"], "children") == {"association": 30}
    retained = found["retained"]
    assert [retained[each] for each in ("porteurs", "actions", "groups", "children")] == [1, 1, 2, 20]


def test_only_the_groups_that_were_retained_are_approved(deposited: Year) -> None:
    decide(deposited.app, deposited.dossier, NOW, retained={2: 400_000}, reason="Un groupe.")
    found = _statistics(deposited)
    # 33 % of 4 000,00: 1 320,00.
    assert (found["retained"]["groups"], found["retained"]["approved"]) == (1, "1320.00")
    assert _by(found["by_level"], "approved") == {"6e": "1320.00", "ce2": "0.00", "cm1": "0.00"}


def test_what_was_settled_is_counted(approved: Year) -> None:
    approved.begin()
    approved.file("4000.00", "5500.00")
    approved.step("agent51", "/settlement")
    found = _statistics(approved)
    assert found["total"]["settled"] == "3464.00"
    assert _by(found["by_nature"], "settled") == {"association": "3464.00"}


def test_a_draft_and_what_was_withdrawn_are_not_counted(deposited: Year) -> None:
    deposited.step("neighbour51", "/withdrawal")
    assert _statistics(deposited)["total"]["dossiers"] == 1


def test_a_year_without_dossiers_counts_nothing(deposited: Year) -> None:
    found = _statistics(deposited, path="/departments/marne/statistics/2031-2032")
    assert (found["total"]["porteurs"], found["total"]["asked"], found["by_level"]) == (0, "0.00", [])


@pytest.mark.parametrize("year", ["2025", "2025-2027", "hier"])
def test_what_is_no_year_is_not_found(deposited: Year, year: str) -> None:
    answer = deposited.world.ask("agent51", "GET", f"/departments/marne/statistics/{year}")
    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/departments/marne/statistics/2025-2026", "/statistics/2025-2026"])
def test_counts_under_five_are_withheld_outside_the_department(approved: Year, path: str) -> None:
    found = _statistics(approved, "national", path)
    assert found["least_shown"] == 5
    assert {name: found["total"][name] for name in NONE_SHOWN} == NONE_SHOWN
    assert found["total"]["children"] == 30
    for name in ("by_outcome", "by_level", "by_territory", "by_nature"):
        for line in found[name]:
            assert {each: line[each] for each in NONE_SHOWN} == NONE_SHOWN


def test_the_national_team_still_reads_no_dossier(approved: Year) -> None:
    _statistics(approved, "national", "/statistics/2025-2026")
    assert approved.world.ask("national", "GET", "/dossiers").status_code == 403
    assert approved.ask("national", "GET").status_code == 403


def _approve_many(year: Year, porteurs: int) -> None:
    """Put approved dossiers of 2024-2025 beside: two actions of one group each, for each of other porteurs."""
    with year.app.app_context():
        session = database.session
        open_session(session, EVERYTHING, writing=True)
        session.add(ReceiptRank(department="marne", school_year="2024-2025", last=porteurs))
        version = session.scalars(select(DossierVersion)).first()
        assert version is not None
        for number in range(porteurs):
            porteur = PorteurRow(
                name=f"P{number}",
                siret=siret_of(number),
                siren=siret_of(number)[:9],
                nature="commune",
                created_at=NOW,
                updated_at=NOW,
            )
            session.add(porteur)
            session.flush()
            own = {"department": "marne", "porteur_id": porteur.id}
            dossier = DossierRow(
                **own,
                school_year="2024-2025",
                state="closed",
                outcome="approved",
                content={},
                receipt=f"51-2024-{number:05d}",
                deposited_at=NOW,
                versions=1,
                granted_cents=528_000,
                created_at=NOW,
                updated_at=NOW,
            )
            session.add(dossier)
            session.flush()
            sealed = DossierVersion(
                **own,
                dossier_id=dossier.id,
                school_year="2024-2025",
                number=1,
                receipt=dossier.receipt or "",
                content={},
                content_digest=version.content_digest,
                porteur={},
                referential_digest=version.referential_digest,
                campaign_digest=version.campaign_digest,
                estimate={},
                forecast_cents=528_000,
                deposited_at=NOW,
                deposited_by="system",
            )
            decision = DecisionRow(
                **own,
                dossier_id=dossier.id,
                school_year="2024-2025",
                number=1,
                version=1,
                outcome="approved",
                reason="",
                granted_cents=528_000,
                estimate={},
                referential_digest=version.referential_digest,
                decided_by="system",
                decided_at=NOW,
            )
            session.add_all((sealed, decision))
            session.flush()
            for position in (1, 2):
                group = {
                    "position": position,
                    "ps_cents": 264_000,
                    "total_cents": 264_000,
                    "running_costs_cents": 800_000,
                }
                session.add(
                    DepositedGroup(
                        **own,
                        **group,
                        version_id=sealed.id,
                        action=position,
                        label="x",
                        levels="cp",
                        city="Reims",
                        children=10,
                        paid_adults=1,
                        volunteer_adults=1,
                        eligible=True,
                        bonuses="",
                    )
                )
                session.add(
                    DecidedGroup(
                        **own,
                        **group,
                        decision_id=decision.id,
                        retained=True,
                        bonuses={},
                        bonus_cents=0,
                        supplement_cents=0,
                    )
                )
        session.commit()


def _note(year: Year) -> str:
    answer = year.world.client.get("/api/v1/departments/marne/campaigns/2025-2026/framing-note.md")
    text: str = answer.text
    return text


def test_what_was_approved_last_year_comes_into_the_next_framing_note(deposited: Year) -> None:
    before = deposited.world.client.get("/api/v1/departments/marne/campaigns/2025-2026/framing-note.md")
    assert "agréés" not in before.text
    _approve_many(deposited, 6)
    after = deposited.world.client.get("/api/v1/departments/marne/campaigns/2025-2026/framing-note.md")
    assert "En 2024-2025 : 6 porteurs et 12 actions agréés." in after.text
    assert after.headers["ETag"] != before.headers["ETag"]
    page = deposited.world.client.get("/departements/marne/2025-2026/note-de-cadrage")
    assert "6 porteurs et 12 actions" in page.text


def test_a_public_note_tells_no_count_under_five(deposited: Year) -> None:
    _approve_many(deposited, 4)
    assert "agréés" not in _note(deposited)


def test_the_nation_is_told_by_department(deposited: Year) -> None:
    _approve_many(deposited, 5)
    found = _statistics(deposited, "national", "/statistics/2024-2025")
    (line,) = found["by_territory"]
    assert (line["key"], line["porteurs"], line["actions"], line["approved"]) == ("marne", 5, 10, "26400.00")
