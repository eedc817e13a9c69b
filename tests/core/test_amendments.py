"""A call in force is one text: its file, then what its Caf has stated; the same text gives the same call for ever."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clas_core.departments import Campaign, campaign_in_force, campaign_of_text, read_department_directory
from clas_core.departments.amending import amended, left_open, refusals
from clas_core.departments.amendment import Amendment, StatedAdvance, StatedEnvelope, StatedSession
from clas_core.departments.amendment_text import amendment_json, kept_amendment, text_in_force
from clas_core.departments.contacts import Contact
from clas_core.departments.own_envelopes import StatedOwnEnvelope
from clas_core.departments.programmes import Programme
from clas_core.documents.amendments_part import said_by
from clas_core.errors import InvalidFiles
from clas_core.plain_text import line_of
from clas_core.reading import parse_toml
from tests.core.conftest import ESSAI

DAY = date(2025, 6, 12)
WORDS = st.text(min_size=1, max_size=60).map(line_of).filter(str.strip)
DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))
AMENDMENTS = st.builds(
    Amendment,
    stated_on=DAYS,
    source=WORDS,
    closes=st.none() | DAYS,
    bilan_due=st.none() | DAYS,
    decides=st.none() | st.just("technical"),
    envelopes=st.lists(
        st.builds(
            StatedEnvelope,
            kind=st.sampled_from(("ps", "bonuses")),
            amount=st.integers(0, 10**11).map(lambda cents: Decimal(cents) / 100),
        ),
        max_size=2,
    ).map(tuple),
    own_envelopes=st.lists(
        st.builds(StatedOwnEnvelope, id=st.just("ville"), amount=st.integers(0, 10**9).map(Decimal)), max_size=1
    ).map(tuple),
    advances=st.lists(
        st.builds(StatedAdvance, share=st.integers(1, 1000).map(lambda each: Decimal(each) / 1000), on=DAYS), max_size=2
    ).map(tuple),
    contacts=st.lists(st.builds(Contact, institution=st.just("caf"), role=WORDS, name=WORDS), max_size=2).map(tuple),
    sessions=st.lists(st.builds(StatedSession, title=WORDS, on=DAYS, place=WORDS), max_size=2).map(tuple),
)


@given(AMENDMENTS)
def test_whatever_is_stated_is_read_again_as_it_was(amendment: Amendment) -> None:
    assert kept_amendment(amendment_json(amendment)) == amendment
    (table,) = parse_toml(text_in_force('school_year = "2025-2026"', [amendment]), name="essai")["amendments"]
    assert table["source"] == amendment.source
    assert [each["name"] for each in table.get("contacts", ())] == [each.name for each in amendment.contacts]


def test_the_call_in_force_is_read_again_from_its_text(essai_campaign: Campaign) -> None:
    amendment = Amendment(stated_on=DAY, source="Courrier", bilan_due=date(2026, 9, 30), decides="technical")
    in_force = campaign_in_force(essai_campaign, [amendment], "essai")
    assert in_force.text.startswith(essai_campaign.text.rstrip())
    assert in_force.digest != essai_campaign.digest
    again = campaign_of_text(in_force.text, "essai", name="essai")
    assert (again, again.digest) == (in_force, in_force.digest)
    assert in_force.bilan_due == date(2026, 9, 30)
    assert [each.decides for each in in_force.committees] == [True]
    assert campaign_of_text(essai_campaign.text, "essai", name="essai").digest == essai_campaign.digest


_ENVELOPE = '[[envelopes]]\nkind = "bonuses"\namount = 100000\nsource = "note"\n'


def test_a_later_amendment_holds_thing_by_thing(essai_campaign: Campaign) -> None:
    def envelope(kind: str, amount: str) -> StatedEnvelope:
        return StatedEnvelope(kind=kind, amount=Decimal(amount))

    first = Amendment(
        stated_on=DAY,
        source="Premier",
        envelopes=(envelope("ps", "100"), envelope("bonuses", "10")),
        advances=(StatedAdvance(share=Decimal("0.7"), on=date(2025, 10, 1)),),
    )
    second = Amendment(
        stated_on=DAY,
        source="Second",
        envelopes=(envelope("ps", "200"),),
        advances=(StatedAdvance(share=Decimal("0.5"), on=date(2025, 11, 1)),),
    )
    said = essai_campaign.text
    for written in ('[[advances]]\nshare = 0.5\non = 2025-12-01\nsource = "note"\n', _ENVELOPE):
        assert written in said
        said = said.replace(written, "")
    in_force = campaign_in_force(campaign_of_text(said, "essai", name="essai"), [first, second], "essai")
    found = {each.kind: (each.amount, each.source.title) for each in in_force.envelopes}
    assert found == {"ps": (Decimal(200), "Second"), "bonuses": (Decimal(10), "Premier")}
    assert [(each.share, each.source.title) for each in in_force.advances] == [(Decimal("0.5"), "Second")]


def test_a_contact_is_completed_and_never_replaced(essai_campaign: Campaign) -> None:
    known = essai_campaign.contacts[0]
    named = Amendment(stated_on=DAY, source="Courrier", contacts=(replace(known, name="Une Autre"),))
    (problem,) = refusals(essai_campaign, essai_campaign, named, DAY)
    assert problem.path == ("contacts", 0, "name")
    bare = replace(essai_campaign, contacts=(replace(known, name=None, phone=None),))
    completed = replace(named, contacts=(Contact(institution="caf", role="référente parentalité", name="Une Autre"),))
    assert list(refusals(bare, bare, completed, DAY)) == []
    text = essai_campaign.text.replace('name = "Camille Exemple"\n', "")
    opened = campaign_of_text(text, "essai", name="essai")
    (contact,) = campaign_in_force(opened, [completed], "essai").contacts
    assert (contact.name, contact.email, contact.role) == ("Une Autre", known.email, known.role)


def test_the_envelope_of_a_programme_is_stated_where_the_file_gives_none(essai_campaign: Campaign) -> None:
    source = next(iter(essai_campaign.sources.values()))
    reaap = Programme(id="reaap", label="Reaap", source=source)
    fixed = Programme(id="fixe", label="Fixe", envelope=Decimal(1000), source=source)
    published = replace(essai_campaign, programmes=(reaap, fixed), aids=())
    assert {"own_envelopes/reaap"} <= left_open(published)
    assert "own_envelopes/fixe" not in left_open(published)
    stated = [StatedOwnEnvelope(id=name, amount=Decimal(5000)) for name in ("reaap", "fixe", "autre")]
    amendment = Amendment(stated_on=DAY, source="Courrier", own_envelopes=stated)
    problems = {each.path: each.message for each in refusals(published, published, amendment, DAY)}
    assert problems.keys() == {("own_envelopes", 1, "id"), ("own_envelopes", 2, "id")}
    assert "connus : reaap, fixe" in problems["own_envelopes", 2, "id"]
    in_force = amended(published, [amendment])
    assert [each.envelope for each in in_force.programmes] == [Decimal(5000), Decimal(1000)]
    assert "Enveloppe de « Reaap » : 5\u202f000,00\u00a0€." in list(said_by(in_force, amendment))


def test_no_file_of_a_department_has_amendments(tmp_path: Path, essai_campaign: Campaign) -> None:
    (tmp_path / "department.toml").write_text((ESSAI / "department.toml").read_text(encoding="utf-8"), encoding="utf-8")
    amendment = Amendment(stated_on=DAY, source="Courrier", bilan_due=date(2026, 9, 30))
    text = text_in_force(essai_campaign.text, [amendment])
    (tmp_path / "2025-2026.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidFiles) as refused:
        read_department_directory(tmp_path)
    assert "Un avenant n'est pas du fichier" in str(refused.value)


@pytest.mark.parametrize("words", ['"]\n[calendar]\ncloses = 2025-01-01', "\\u0022", "\x7f", "é\u2028è", "'''"])
def test_no_word_becomes_a_table(essai_campaign: Campaign, words: str) -> None:
    stated = Amendment(stated_on=DAY, source=words, bilan_due=date(2026, 9, 30))
    tables = parse_toml(text_in_force(essai_campaign.text, [stated]), name="essai")
    assert tables["amendments"][0]["source"] == words
    assert tables["calendar"] == parse_toml(essai_campaign.text, name="essai")["calendar"]
