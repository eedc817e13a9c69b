"""The demonstration: as many porteurs and actions as the framing note counts, every state, the same each time."""

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

from clas_api.config import Settings
from clas_api.installation import Installation
from clas_api.scenario.demonstration import fill, logins
from clas_api.scenario.organisations import organisations
from clas_api.services.maintenance.verifying import open_chains, verify
from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import Account, BilanRow, DossierRow, Examination, OutgoingMail, Payment
from clas_core.departments import DepartmentPlugin, DepartmentRegistry, campaign_of_text
from clas_core.dossiers.lifecycle import STATES
from clas_core.identifiers import parse_siret
from clas_core.questions import KINDS as QUESTION_KINDS
from clas_core.years import SchoolYear
from tests.asked import of_each_kind, question
from tests.contexts import context_on

SUBJECTS = ("dossier", "action", "group", "bilan", "bilan_group")

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


def _asking(installation: Installation, slug: str, year: int, source: str) -> DepartmentPlugin:
    """Return a department that requires an answer of each kind of whatever may be asked about."""
    asked = of_each_kind(SUBJECTS, "required = true", slug=slug, source=source)
    points = 'choices = [{ id = "a", label = "Un", points = 1 }, { id = "b", label = "Deux", points = 2 }]'
    grid = (
        question(f"{slug}.study_one_of", "study", "one_of", "required = true", points, source=source),
        question(f"{slug}.study_whole", "study", "whole", "required = true", "least = 2", "most = 5", source=source),
    )
    plugin = installation.registry.get(slug)
    campaign = plugin.department.campaign(SchoolYear(year))
    return plugin.with_campaign(campaign_of_text("\n".join((campaign.text, asked, *grid)), slug, name=str(year)))


def test_a_department_that_requires_an_answer_of_each_kind_is_demonstrated_all_the_same(
    make_database: Callable[[str], str],
) -> None:
    """Each question that may be asked of porteurs, and of whoever studies, is answered by the story alone."""
    installation = Installation.load(Settings())
    departments = [
        _asking(installation, slug, year, source)
        for slug, year, source in (("marne", 2025, "note"), ("seine_et_marne", 2024, "appel"))
    ]
    engine = create_engine(make_database("sqlite"))
    assert list(fill(replace(installation, registry=DepartmentRegistry(departments)), engine))
    with Session(engine) as session:
        open_session(session, EVERYTHING)
        contents = session.scalars(select(DossierRow.content).where(DossierRow.versions > 0)).all()
        bilans = session.scalars(select(BilanRow.content).where(BilanRow.state == "filed")).all()
        studies = session.scalars(select(Examination.grid).where(Examination.kind == "study")).all()
    answered = [each["answers"] for each in contents] + [each["answers"] for each in bilans]
    answered += [group["answers"] for each in bilans for group in each["groups"]]
    assert bilans
    assert {frozenset(name.rpartition(".")[2].partition("_")[2] for name in each) for each in answered} >= {
        frozenset(QUESTION_KINDS)
    }
    assert all(len(each) == len(QUESTION_KINDS) for each in answered)
    assert {each["total"] for each in studies if each} == {"6"}
    engine.dispose()
