"""The demonstration: as many porteurs and actions as the framing note counts, every state, the same each time."""

from collections.abc import Callable

from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

from clas_api.config import Settings
from clas_api.installation import Installation
from clas_api.scenario.demonstration import fill, logins
from clas_api.scenario.organisations import organisations
from clas_api.services.maintenance.verifying import open_chains, verify
from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import Account, DossierRow, OutgoingMail, Payment
from clas_core.dossiers.lifecycle import STATES
from clas_core.identifiers import parse_siret
from tests.contexts import context_on

Told = tuple[str, str, str | None, str, int, int, int, int]


def _filled(engine: Engine) -> list[Told]:
    steps = list(fill(Installation.load(Settings()), engine))
    assert steps[-1][0] == steps[-1][1]
    with Session(engine) as session:
        open_session(session, EVERYTHING)
        rows = session.scalars(select(DossierRow)).all()
        return sorted(
            (
                row.department,
                row.porteur.name,
                row.receipt,
                row.state,
                row.actions,
                row.asked_cents,
                row.granted_cents,
                row.settled_cents,
            )
            for row in rows
        )


def test_nineteen_porteurs_and_eighty_six_actions_in_the_marne_and_every_state_somewhere(engine: Engine) -> None:
    told = _filled(engine)
    marne = [(porteur, actions) for department, porteur, _, _, actions, *_ in told if department == "marne"]
    assert (len({porteur for porteur, _ in marne}), len(marne), sum(actions for _, actions in marne)) == (19, 19, 86)
    assert {state for _, _, _, state, *_ in told} == set(STATES)
    with Session(engine) as session:
        open_session(session, EVERYTHING)
        known = set(session.scalars(select(Account.email)))
        waiting = select(func.count()).select_from(OutgoingMail).where(OutgoingMail.state != "sent")
        assert {login.email for login in logins()} <= known
        assert session.scalar(waiting) == 0
        made = select(Payment.kind, Payment.amount_cents).where(Payment.paid_on.is_not(None))
        assert [kind for kind, _ in session.execute(made)] == ["balance"]


def test_the_demonstration_is_the_same_each_time_and_is_not_filled_twice(make_database: Callable[[str], str]) -> None:
    first, second = (create_engine(make_database("sqlite")) for _ in range(2))
    told = _filled(first)
    assert told == _filled(second)
    assert list(fill(Installation.load(Settings()), first)) == []
    with context_on(first) as context:
        assert list(verify(context, open_chains(context))) == []
    for engine in (first, second):
        engine.dispose()


def test_invented_numbers_have_sound_check_digits() -> None:
    for slug in ("marne", "seine_et_marne"):
        numbers = [organisation.siret for organisation in organisations(slug)]
        assert len(set(numbers)) == len(numbers)
        assert all(parse_siret(number) == number and number.startswith("999") for number in numbers)
