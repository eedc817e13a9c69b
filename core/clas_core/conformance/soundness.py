"""Whether a department answers when it is served, and loosens no national rule: its hooks are asked, its pages made."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import product

from clas_core.conformance.found import Found
from clas_core.departments import Campaign, Department, DepartmentEvent, DepartmentPlugin
from clas_core.departments.admission import DERIVED, OF_ITS_TERRITORY
from clas_core.departments.hookspecs import hookimpl
from clas_core.documents.call_page import call_page
from clas_core.documents.framing_note import framing_note
from clas_core.dossiers import DeclaredDossier, assess_dossier
from clas_core.dossiers.asked import national_references
from clas_core.eligibility import AXES, Fact
from clas_core.eligibility.asked import faults_of_asking
from clas_core.errors import ClasError, DepartmentUnavailable, InvalidFile, Problem
from clas_core.estimates import Estimator
from clas_core.estimates.cases import failures, read_cases
from clas_core.groups import Group
from clas_core.national import Referential, ReferentialLibrary
from clas_core.national.awaiting import Family, awaited
from clas_core.national.life import STEP_WORDS
from clas_core.national.retention import check_shorter
from clas_core.reading import line_of


class _Data:
    """A department of data alone, as its five lines would answer."""

    def __init__(self, department: Department) -> None:
        self.department = department

    @hookimpl
    def clas_department(self) -> Department:
        return self.department


def check_data_served(department: Department, folder: Traversable, library: ReferentialLibrary) -> Iterator[Found]:
    """Report what goes wrong when the data of a department are served, whatever its code does besides."""
    plugin = DepartmentPlugin(_Data(department), name=department.slug)
    yield from check_served(plugin, library, folder)


def check_served(
    plugin: DepartmentPlugin, library: ReferentialLibrary, folder: Traversable | None = None
) -> Iterator[Found]:
    """Report hooks that do not answer, rules that are loosened, cases that come out otherwise, pages that fail."""
    department = plugin.department
    try:
        cases = read_cases((files(f"clas_{plugin.slug}") if folder is None else folder) / "cases")
    except ModuleNotFoundError:
        cases = {}
    except InvalidFile as error:
        cases = {}
        yield from (
            Found("served.cases", "error", each.path, each.message, "", error.file, each.line)
            for each in error.problems
        )
    for name, campaign in department.campaigns.items():
        year = name.year
        told = f"{department.slug}/{name}.toml" if folder is None else f"{folder.name}/{name}.toml"
        if year not in library:
            reason = f"Aucune règle nationale n'est connue pour {year} ; aucun montant ne sera calculé."
            yield Found("unknown.nation", "warning", ("school_year",), reason, "", told)
            continue
        if library.get(year).is_project:
            yield Found("unknown.project", "remark", ("school_year",), _provisional(library.get(year)), "", told)
        for problem in check_shorter(campaign.retention, library.get(year).retention):
            line = line_of(campaign.text, problem.path)
            yield Found("served.retention", "error", problem.path, problem.message, "", told, line)
        for problem in _asking_nobody(plugin.department, campaign, library.get(year)):
            line = line_of(campaign.text, problem.path)
            yield Found("criteria.asking", "error", problem.path, problem.message, "", told, line)
        for problem in national_references(campaign, library.get(year)):
            line = line_of(campaign.text, problem.path)
            yield Found("questions.asking", "error", problem.path, problem.message, "", told, line)
        try:
            for sentence in _served(plugin, campaign, library.get(year)):
                yield Found("served.answers", "error", (), f"{name} : {sentence}", "", told)
            # The cases of a year are those of its first call.
            worked = cases.get(year, ()) if department.calls_of(year)[0] is campaign else ()
            for sentence in failures(worked, library.get(year), plugin, name):
                yield Found("served.cases", "error", (), f"{name} : {sentence}", "", told)
        except DepartmentUnavailable as error:
            yield Found("served.answers", "error", (), f"{name} : {error.reason}", "", told)
        except ClasError as error:
            yield Found("served.answers", "error", (), f"{name} : {error}", "", told)


def _provisional(year: Referential) -> str:
    """Say what of a call is provisional, since the rules of its year are a draft."""
    waits = Counter(each.family for each in awaited(year))
    named = [f"{count} {_WAITS[family][count > 1]}" for family, count in waits.items()]
    left = f" Encore à confirmer par l'équipe nationale : {', '.join(named)}." if named else ""
    return (
        f"Les règles nationales de {year.school_year} sont {STEP_WORDS[year.status]} : tout montant est provisoire, et "
        f"rien ne se dépose avant leur entrée en vigueur.{left}"
    )


_WAITS: Mapping[Family, tuple[str, str]] = {
    "figures": ("chiffre", "chiffres"),
    "bonuses": ("montant de bonus", "montants de bonus"),
    "criteria": ("critère", "critères"),
    "questions": ("question", "questions"),
}


def _asking_nobody(department: Department, campaign: Campaign, referential: Referential) -> Iterator[Problem]:
    """Report local criteria on questions that nobody is asked, or whose answers they cannot judge."""
    made = DERIVED if campaign.territory is None else (*DERIVED, OF_ITS_TERRITORY)
    derived = {f"{department.slug}.{each}" for each in made}
    written = enumerate(each for _, each in campaign.rules.criteria if each.id not in derived)
    known = {each.id: each for each in (*referential.questions, *campaign.questions)}
    return faults_of_asking(written, known, str(campaign.school_year))


def _served(plugin: DepartmentPlugin, campaign: Campaign, referential: Referential) -> Iterator[str]:
    yield from _hooks_answer(plugin, campaign)
    yield from _loosened(plugin, campaign, referential)
    framing_note(plugin.department, campaign, referential)
    call_page(plugin.department, campaign, referential)


def _hooks_answer(plugin: DepartmentPlugin, campaign: Campaign) -> Iterator[str]:
    """Call each hook once: a plugin that fails does so here and not before a porteur."""
    year = campaign.school_year
    group = Group(label="Essai", children=10, running_costs=500_000, adults=2)
    plugin.review(year, {"axes": AXES})
    plugin.notify(DepartmentEvent(kind="check", school_year=year, subject="conformance", details={}))
    if any(aid.amount < Decimal(0) for aid in plugin.supplements(campaign.name, group, 165_000)):
        yield "un complément local est négatif."


def _loosened(plugin: DepartmentPlugin, campaign: Campaign, referential: Referential) -> Iterator[str]:
    """Compare verdicts with and without the department: none may be better with it."""
    nationally, locally = Estimator(referential), Estimator(referential, plugin, campaign.name)
    groups = list(_sample_groups())
    for group, alone, within in zip(
        groups, nationally.estimate(groups).groups, locally.estimate(groups).groups, strict=True
    ):
        if within.eligible and not alone.eligible:
            yield f"un groupe de {group.children} enfants devient éligible."
    for facts in _sample_dossiers():
        dossier = DeclaredDossier(facts=facts)
        alone_verdict = assess_dossier(referential, None, dossier).eligible
        within_verdict = assess_dossier(referential, plugin, dossier, campaign.name).eligible
        if alone_verdict == "not_met" and within_verdict != "not_met":
            yield "un dossier refusé par les règles nationales ne l'est plus."


def _sample_groups() -> Iterator[Group]:
    for children, adults in product((0, 5, 7, 8, 12, 13, 15), (None, 0, 1, 2)):
        yield Group(label="Essai", children=children, running_costs=500_000, adults=adults)


def _sample_dossiers() -> Iterable[dict[str, Fact]]:
    return ({"axes": AXES[:count], "beyond_homework": beyond} for count in range(5) for beyond in (True, False))
