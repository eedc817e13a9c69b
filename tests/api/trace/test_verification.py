"""Whatever is done to the trace behind the service's back is found, and said with its chain and its number."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clas_api.services.maintenance.verifying import Fault, Head, open_chains, verify
from clas_api.store.chains import links_of
from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.entries import FIRST, digest_of_entry
from clas_api.store.models import AuditEntry
from clas_core.errors import InvalidInput, Unknown
from tests.api.trace.conftest import Tamper, add_entries
from tests.contexts import context_on


def faults_of(engine: Engine, *expected: Head) -> list[Fault]:
    with context_on(engine) as context:
        return list(verify(context, open_chains(context), expected))


def places_of(engine: Engine, *expected: Head) -> list[tuple[str, int | None]]:
    return [(each.chain, each.number) for each in faults_of(engine, *expected)]


def head_of(engine: Engine, chain: str) -> Head:
    """Return the head of a chain as somebody would have noted it."""
    with Session(engine) as session:
        open_session(session, EVERYTHING)
        last = list(links_of(session, chain))[-1]
        return Head(chain, last.number, last.digest)


def entry_of(engine: Engine, number: int) -> str:
    with Session(engine) as session:
        open_session(session, EVERYTHING)
        asked = select(AuditEntry.entry).where(AuditEntry.chain == "marne", AuditEntry.number == number)
        return session.scalars(asked).one()


def digest_at(engine: Engine, number: int) -> str:
    with Session(engine) as session:
        open_session(session, EVERYTHING)
        return {link.number: link.digest for link in links_of(session, "marne")}.get(number, FIRST)


def test_an_untouched_trace_is_intact(traced: Engine) -> None:
    assert faults_of(traced, head_of(traced, "marne"), head_of(traced, "national")) == []


def test_an_altered_entry_is_found_where_it_stands(traced: Engine, tamper: Tamper) -> None:
    tamper("UPDATE audit_entries SET entry = replace(entry, 'essai-2', 'essai-9') WHERE chain='marne' AND number=3")
    assert places_of(traced) == [("marne", 3)]


def test_an_altered_entry_with_its_digest_made_again_breaks_the_next_one(traced: Engine, tamper: Tamper) -> None:
    forged = entry_of(traced, 3).replace('"subject":"essai-2"', '"subject":"essai-7"')
    digest = digest_of_entry(digest_at(traced, 2), forged)
    tamper(
        "UPDATE audit_entries SET entry=:e, digest=:d, subject='essai-7' WHERE chain='marne' AND number=3",
        e=forged,
        d=digest,
    )
    assert places_of(traced) == [("marne", 4)]


def test_an_altered_subject_is_found(traced: Engine, tamper: Tamper) -> None:
    tamper("UPDATE audit_entries SET subject='essai-9' WHERE chain='marne' AND number=3")
    assert places_of(traced) == [("marne", 3)]


def test_a_removed_entry_is_found(traced: Engine, tamper: Tamper) -> None:
    tamper("DELETE FROM audit_entries WHERE chain='marne' AND number IN (3, 4)")
    (fault,) = faults_of(traced)
    assert str(fault) == "Chaîne marne, entrée 3 : les entrées 3 à 4 manquent."


def test_a_removed_entry_whose_hole_is_closed_is_found(traced: Engine, tamper: Tamper) -> None:
    tamper(
        "DELETE FROM audit_entries WHERE chain='marne' AND number = 3",
        "UPDATE audit_entries SET number = 3 WHERE chain='marne' AND number = 4",
        "UPDATE audit_entries SET number = 4 WHERE chain='marne' AND number = 5",
        "UPDATE audit_entries SET number = 5 WHERE chain='marne' AND number = 6",
    )
    assert places_of(traced)[0] == ("marne", 3)


def test_an_inserted_entry_is_found(traced: Engine, tamper: Tamper) -> None:
    tamper(
        "UPDATE audit_entries SET number = 7 WHERE chain='marne' AND number = 6",
        "INSERT INTO audit_entries (chain, number, subject, entry, digest) VALUES ('marne', 6, 'x', '{}', :d)",
        d=digest_of_entry(digest_at(traced, 5), "{}"),
    )
    assert places_of(traced)[0] == ("marne", 6)


def test_an_entry_added_without_the_service_is_found(traced: Engine, tamper: Tamper) -> None:
    entry = entry_of(traced, 6).replace('"number":6', '"number":7')
    digest = digest_of_entry(digest_at(traced, 6), entry)
    tamper(
        "INSERT INTO audit_entries (chain, number, subject, entry, digest) VALUES ('marne', 7, 'essai-5', :e, :d)",
        e=entry,
        d=digest,
    )
    assert set(places_of(traced)) == {("marne", 7)}


def test_two_entries_that_changed_places_are_found(traced: Engine, tamper: Tamper) -> None:
    tamper(
        "UPDATE audit_entries SET number = 99 WHERE chain='marne' AND number = 2",
        "UPDATE audit_entries SET number = 2 WHERE chain='marne' AND number = 3",
        "UPDATE audit_entries SET number = 3 WHERE chain='marne' AND number = 99",
    )
    assert {("marne", 2), ("marne", 3)} <= set(places_of(traced))


def test_an_entry_moved_to_another_chain_is_found(traced: Engine, tamper: Tamper) -> None:
    tamper("UPDATE audit_entries SET chain = 'aube' WHERE chain='marne' AND number = 1")
    assert {chain for chain, _ in places_of(traced)} == {"aube", "marne"}


@pytest.mark.parametrize(
    ("change", "number"),
    [("number = 5", 6), ("number = 8", 7), ("digest = 'sha256:0'", 6)],
)
def test_a_head_that_does_not_match_is_found(traced: Engine, tamper: Tamper, change: str, number: int) -> None:
    tamper(f"UPDATE audit_heads SET {change} WHERE chain = 'marne'")
    assert places_of(traced) == [("marne", number)]


def test_a_head_that_was_removed_is_found(traced: Engine, tamper: Tamper) -> None:
    tamper("DELETE FROM audit_heads WHERE chain = 'marne'")
    assert places_of(traced) == [("marne", 6)]


def test_an_end_removed_with_its_head_is_found_by_whoever_noted_the_head(traced: Engine, tamper: Tamper) -> None:
    noted, kept = head_of(traced, "marne"), digest_at(traced, 4)
    tamper(
        "DELETE FROM audit_entries WHERE chain='marne' AND number > 4",
        "UPDATE audit_heads SET number = 4, digest = :d WHERE chain = 'marne'",
        d=kept,
    )
    assert places_of(traced) == []
    (fault,) = faults_of(traced, noted)
    assert str(fault) == "Chaîne marne, entrée 5 : les entrées 5 à 6 manquent."


def test_an_end_written_anew_is_found_by_whoever_noted_the_head(traced: Engine, tamper: Tamper) -> None:
    noted, forged = head_of(traced, "marne"), entry_of(traced, 6).replace('"request":', '"forged":')
    tamper(
        "UPDATE audit_entries SET entry = :e, digest = :d WHERE chain = 'marne' AND number = 6",
        "UPDATE audit_heads SET digest = :d WHERE chain = 'marne'",
        e=forged,
        d=digest_of_entry(digest_at(traced, 5), forged),
    )
    assert places_of(traced) == []
    assert places_of(traced, noted) == [("marne", 6)]


def test_a_chain_removed_whole_is_found_by_whoever_noted_its_head(traced: Engine, tamper: Tamper) -> None:
    noted = head_of(traced, "marne")
    tamper("DELETE FROM audit_entries WHERE chain='marne'", "DELETE FROM audit_heads WHERE chain='marne'")
    assert places_of(traced) == []
    assert places_of(traced, noted) == [("marne", 6)]


def test_a_chain_longer_than_a_page_is_read_whole(traced: Engine) -> None:
    with Session(traced) as session:
        open_session(session, EVERYTHING)
        for page in (1, 2, 3, 6, 7):
            assert [link.number for link in links_of(session, "marne", page)] == [1, 2, 3, 4, 5, 6]


def test_entries_recorded_at_once_follow_one_another_without_a_hole(engine: Engine) -> None:
    """Eight requests begin the same chain at the same moment, then go on."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: add_entries(engine, "marne", 10), range(8)))
    assert head_of(engine, "marne").number == 80
    assert faults_of(engine) == []


def test_a_chain_is_verified_as_it_was_when_the_reading_began(traced: Engine) -> None:
    with context_on(traced) as context:
        faults = verify(context, open_chains(context), advance=lambda _: add_entries(traced, "marne", 1))
        assert list(faults) == []


def test_a_chain_that_does_not_exist_is_refused(traced: Engine) -> None:
    with context_on(traced) as context, pytest.raises(Unknown, match="marne, national"):
        open_chains(context, "aube")


@pytest.mark.parametrize("text", ["", "marne", "marne:6", "marne:six:sha256:" + "0" * 64, "marne:6:sha256:0"])
def test_a_head_that_cannot_be_read_is_refused_in_a_sentence(text: str, assert_french: Callable[[str], None]) -> None:
    with pytest.raises(InvalidInput) as refused:
        Head.parse(text)
    assert_french(str(refused.value))
