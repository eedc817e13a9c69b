"""The story of a call can be told of any department: of those that are installed, and of each example, to its end."""

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from clas_api.config import Settings
from clas_api.installation import Installation
from clas_api.rehearsal import MORNING
from clas_api.scenario.call_days import STAGES_OFFERED, days_of
from clas_api.scenario.rehearsed import ToldStory, tell_call
from clas_api.services.maintenance.verifying import open_chains, verify
from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import Attachment, DossierRow, Payment
from clas_core.departments import CallName, DepartmentPlugin, DepartmentRegistry, campaign_of_text
from tests.contexts import context_on

EXAMPLES = Path(__file__).parents[1] / "examples"
INSTALLED = ("marne", "seine_et_marne")
CALLS = (
    ("marne", "2025-2026"),
    ("seine_et_marne", "2024-2025"),
    *sorted((each.parent.name.removeprefix("clas_"), each.stem) for each in EXAMPLES.glob("clas_*/20*.toml")),
)
"""Each call of each department, by its name."""
ENDS = {
    "approved", "bilan_filed", "closed", "complements_asked", "deferred", "draft", "inadmissible", "notified",
    "refused", "reserve", "running", "settled",
}  # fmt: skip


@pytest.fixture
def examples() -> Iterator[None]:
    """Have the examples where Python looks for packages."""
    sys.path.insert(0, str(EXAMPLES))
    yield
    sys.path.remove(str(EXAMPLES))
    for name in [each for each in sys.modules if (EXAMPLES / each).is_dir()]:
        sys.modules.pop(name)


def _alone(slug: str) -> DepartmentRegistry:
    plugin = DepartmentPlugin(import_module(f"clas_{slug}"), name=slug, distribution=f"clas-{slug}", version="1")
    return DepartmentRegistry([plugin])


@dataclass(frozen=True)
class Seen:
    """A story that was told, and what there is then: how many dossiers of each state, documents, payments made."""

    story: ToldStory
    states: Mapping[str, int]
    documents: int
    paid: int


Tell = Callable[..., Seen]


@pytest.fixture
def tell(make_database: Callable[[str], str], tmp_path: Path) -> Tell:
    """Return a function that tells the story of a department in a database of its own, and gives what is there then."""

    def told(registry: DepartmentRegistry, *, call: str = "", stage: str = "closed", day: date | None = None) -> Seen:
        settings = Settings(database_url=make_database("sqlite"), attachments=tmp_path / "documents")
        installation = Installation.load(settings, registry)
        engine = create_engine(settings.database_url)
        (department,) = (plugin.department for plugin in registry)
        campaign = department.campaigns[CallName.parse(call)] if call else department.latest
        story = tell_call(installation, engine, department, campaign, stage=stage, day=day, password="essai")
        with Session(engine) as session:
            open_session(session, EVERYTHING)
            states = Counter(map(str, session.scalars(select(DossierRow.state))))
            documents = len(session.scalars(select(Attachment.id)).all())
            paid = len(session.scalars(select(Payment.id).where(Payment.paid_on.is_not(None))).all())
        with context_on(engine) as context:
            assert list(verify(context, open_chains(context))) == []
        engine.dispose()
        return Seen(story, states, documents, paid)

    return told


@pytest.mark.usefixtures("examples")
@pytest.mark.parametrize(("slug", "call"), CALLS)
def test_it_is_told_of_each_call_to_its_end_and_to_the_drafts_of_one_that_is_announced(
    slug: str, call: str, tell: Tell
) -> None:
    seen = tell(_alone(slug), call=call)
    if seen.story.stage == "drafts":
        assert slug == "aube"
        assert (seen.states, "rien ne s'y dépose" in seen.story.remark) == ({"draft": 12}, True)
        return
    assert (seen.story.stage, seen.story.remark) == ("closed", "")
    if call == "2025-2026-janvier":  # its envelope is enough for one dossier: the others wait
        assert (seen.states["closed"], seen.states["reserve"]) == (1, 6)
    else:
        assert seen.states == dict.fromkeys(ENDS, 1)
    assert seen.paid >= 1


def _marne(change: Callable[[str], str]) -> DepartmentRegistry:
    """Return a registry of the Marne alone, its call changed."""
    plugin = DepartmentRegistry.load(("marne",)).get("marne")
    (campaign,) = plugin.department.campaigns.values()
    changed = campaign_of_text(change(campaign.text), "marne", name="2025-2026.toml")
    assert changed != campaign
    return DepartmentRegistry([plugin.with_campaign(changed)])


def test_the_documents_that_a_call_asks_for_are_joined_by_those_of_whom_it_asks_them(tell: Tell) -> None:
    asked = """[deposit]
attachments = [{ id = "statutes", label = "Statuts" }, { id = "minutes", label = "Vote", natures = ["commune"] }]
"""
    seen = tell(_marne(lambda text: text.replace("[deposit]\n", asked)), stage="deposited")
    assert (seen.states, seen.story.remark) == ({"deposited": 11, "draft": 1}, "")
    assert seen.documents == 11 + 2


def test_where_the_rules_of_a_call_exclude_every_group_its_committee_refuses(tell: Tell) -> None:
    criterion = """
[[criteria]]
id = "marne.long"
subject = "group"
kind = "at_least"
field = "weeks"
min = 40
severity = "blocking"
label = "40 semaines"
message = "40 semaines sont attendues."
source = "note"
standing = "published"
checked_on = 2026-11-21
"""
    seen = tell(_marne(lambda text: text + criterion))
    assert (seen.story.stage, seen.story.remark) == ("closed", "")
    assert seen.states["refused"] == 7
    assert seen.states.keys().isdisjoint({"approved", "notified", "running", "settled", "closed"})


def test_where_no_body_decides_the_story_stops_at_its_session(tell: Tell) -> None:
    advice = _marne(lambda text: re.sub(r"(?m)^\[\[committees\]\]\n", "[[committees]]\ndecides = false\n", text))
    seen = tell(advice)
    assert seen.story.stage == "session"
    assert "Aucune instance de cet appel ne décide" in seen.story.remark
    assert seen.states["examined"] == 9


def test_without_the_rules_of_its_year_a_call_has_people_alone(tell: Tell) -> None:
    seen = tell(_marne(lambda text: text.replace("2025-0", "2031-0").replace('"2025-2026"', '"2031-2032"')))
    assert (seen.story.stage, seen.states) == ("people", {})
    assert "Les règles nationales de 2031-2032 ne sont pas connues ici." in seen.story.remark


@pytest.mark.parametrize(
    ("stage", "day", "reached", "said"),
    [
        ("decided", date(2025, 5, 2), "drafts", "n'est pas ouvert le 2 mai 2025"),
        ("people", date(2025, 5, 2), "people", ""),
        ("decided", date(2025, 6, 10), "deposited", "l'histoire s'arrête aux dépôts"),
        ("deposited", date(2027, 1, 4), "deposited", ""),
    ],
)
def test_a_day_is_looked_at_as_far_as_the_call_has_come_by_then(
    tell: Tell, stage: str, day: date, reached: str, said: str
) -> None:
    seen = tell(DepartmentRegistry.load(("marne",)), stage=stage, day=day)
    assert (seen.story.stage, seen.story.moment) == (reached, datetime.combine(day, MORNING))
    assert said in seen.story.remark
    assert bool(said) == bool(seen.story.remark)


def test_each_stage_has_its_day_and_none_is_before_another() -> None:
    for slug in INSTALLED:
        campaign = DepartmentRegistry.load((slug,)).get(slug).department.latest
        assert campaign is not None
        assert campaign.calendar.closing_day is not None
        days = days_of(campaign, None, date(2030, 1, 1))
        reached = [days.of(stage) for stage in STAGES_OFFERED]
        assert reached == sorted(reached)
        assert days.first <= days.working < campaign.calendar.closing_day < days.instructed < days.session


def test_dossiers_of_a_call_of_one_territory_are_held_there(tell: Tell) -> None:
    territory = '\n[[territories]]\nid = "nord"\nname = "Nord"\ncommunes = ["51573", "51649"]\nsource = "{source}"\n'

    def change(text: str) -> str:
        source = re.search(r'^source = "(.+)"$', text, re.MULTILINE)
        assert source is not None
        return f'territory = "nord"\n{text}\n{territory.format(source=source[1])}'

    assert tell(_marne(change)).states == dict.fromkeys(ENDS, 1), "none is refused for lying elsewhere"
