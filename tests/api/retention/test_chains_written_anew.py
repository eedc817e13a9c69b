"""What entries of before told in their text is taken out of it once, and heads that were noted are found again."""

from alembic import command
from sqlalchemy import text

from clas_api.services.maintenance.verifying import Head, open_chains, verify
from clas_api.store import migrations_for, upgrade
from tests.api.retention.conftest import House
from tests.contexts import context_on, writing_on

FORGED = (
    "INSERT INTO audit_entries (chain, number, subject, entry, digest) VALUES ('national', 999, 'x', '{}', :digest)"
)


def entries(house: House, chain: str) -> list[str]:
    with writing_on(house.engine) as context:
        asked = text("SELECT entry FROM audit_entries WHERE chain = :chain ORDER BY number")
        return list(context.session.connection().scalars(asked, {"chain": chain}))


def head(house: House) -> Head:
    with writing_on(house.engine) as context:
        asked = text("SELECT number, digest FROM audit_heads WHERE chain = 'marne'")
        return Head("marne", *context.session.connection().execute(asked).one())


def faults(house: House, *expected: Head) -> list[str]:
    with context_on(house.engine) as context:
        return [str(each) for each in verify(context, open_chains(context), expected)]


def test_entries_of_before_keep_their_heads_and_lose_what_they_told(house: House) -> None:
    command.downgrade(migrations_for(house.engine), "0028")
    before = entries(house, "marne")
    assert any('"school_year":"2025-2026"' in each for each in before)
    noted = head(house)
    upgrade(house.engine)
    after = entries(house, "marne")
    assert len(after) == len(before)
    assert [each for each in after if '"after"' in each or '"changes"' in each] == []
    assert head(house) != noted
    assert faults(house, noted) == []
    assert house.script_says(noted) == []
    command.downgrade(migrations_for(house.engine), "0028")
    assert (entries(house, "marne"), head(house)) == (before, noted)
    upgrade(house.engine)


def test_a_chain_that_does_not_hold_is_not_made_to_look_whole(house: House) -> None:
    command.downgrade(migrations_for(house.engine), "0028")
    before = entries(house, "national")
    with writing_on(house.engine) as context:
        context.session.connection().execute(text(FORGED), {"digest": "sha256:" + "0" * 64})
        context.session.commit()
    upgrade(house.engine)
    assert entries(house, "national") == [*before, "{}"]
    assert {each.partition(",")[0] for each in faults(house)} == {"Chaîne national"}
