"""Whether a dossier may be studied follows from what the call says of deposits and bilans, told once in its file."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from clas_core.departments import Campaign, read_department_directory
from clas_core.eligibility import Fact, assess, verdict_of
from clas_core.years import SchoolYear

IN_TIME: Mapping[str, Fact] = {
    "deposited_on": date(2025, 6, 30),
    "deposited_online": True,
    "previous_bilan_filed": True,
}


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({}, []),
        ({"deposited_on": date(2025, 7, 1)}, ["essai.deadline"]),
        ({"deposited_online": False}, ["essai.online"]),
        ({"previous_bilan_filed": False}, ["essai.previous_bilan"]),
        ({"deposited_on": None, "deposited_online": False}, ["essai.online"]),
    ],
)
def test_a_dossier_is_studied_when_in_time_online_and_with_the_bilan_before(
    essai_campaign: Campaign, changed: Mapping[str, Fact], refused: list[str]
) -> None:
    findings = assess(essai_campaign.rules.about("dossier"), {**IN_TIME, **changed})
    assert [finding.criterion.id for finding in findings if finding.blocks] == refused
    assert verdict_of(findings, "admissibility") == ("not_met" if refused else "met")
    assert verdict_of(findings, "eligibility") == "met"


def test_a_dossier_of_which_nothing_is_known_is_not_refused(essai_campaign: Campaign) -> None:
    findings = assess(essai_campaign.rules.about("dossier"), {})
    assert verdict_of(findings, "admissibility") == "unknown"


def test_each_condition_says_which_day_and_which_document(essai_campaign: Campaign) -> None:
    criteria = {
        criterion.id: criterion
        for _, criterion in essai_campaign.rules.about("dossier").criteria
        if criterion.decides == "admissibility"
    }
    deadline = criteria["essai.deadline"]
    assert deadline.expected == "le 30 juin 2025 au plus tard"
    assert deadline.message.startswith("L'appel se clôt le 30 juin 2025")
    assert criteria["essai.previous_bilan"].label == "bilan 2024-2025 déposé"
    assert {each.source.citation for each in criteria.values()} == {"Note d'essai, partie 1"}
    assert {(each.standing, each.severity) for each in criteria.values()} == {("published", "blocking")}


@pytest.mark.parametrize(
    ("written", "instead", "left"),
    [
        ("online_only = true", "online_only = false", ["essai.deadline", "essai.previous_bilan"]),
        (
            "needed_for_next_deposit = true",
            "needed_for_next_deposit = false",
            ["essai.deadline", "essai.online"],
        ),
    ],
)
def test_what_a_call_does_not_ask_is_no_condition(
    write_essai: Callable[..., Path], written: str, instead: str, left: list[str]
) -> None:
    directory = write_essai({"2025-2026.toml": {written: instead}})
    rules = read_department_directory(directory).campaign(SchoolYear(2025)).rules
    asked = [each.id for _, each in rules.about("dossier").criteria if each.decides == "admissibility"]
    assert asked == left


def test_moving_the_closing_day_moves_the_condition(write_essai: Callable[..., Path]) -> None:
    directory = write_essai({"2025-2026.toml": {"closes = 2025-06-30": "closes = 2025-07-14"}})
    call = read_department_directory(directory).campaign(SchoolYear(2025))
    findings = assess(call.rules.about("dossier"), {**IN_TIME, "deposited_on": date(2025, 7, 14)})
    assert verdict_of(findings, "admissibility") == "met"
