"""Whether a department is sound: its files, its hooks, its years, and that it loosens no national rule.

Used by ``clas departments check`` and by the tests, over whatever is installed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import product

from clas_core.departments import Department, DepartmentEvent, DepartmentPlugin, DepartmentRegistry
from clas_core.departments.admission import DERIVED
from clas_core.departments.crosschecks import crosschecked, located, misidentified
from clas_core.departments.drift import drifted, left_over, unused_sources
from clas_core.departments.files import read_department_directory
from clas_core.documents import call_page, framing_note
from clas_core.dossiers import DeclaredDossier, assess_dossier
from clas_core.eligibility import AXES, Fact
from clas_core.eligibility.asked import faults_of_asking
from clas_core.errors import ClasError, DepartmentUnavailable, InvalidFiles
from clas_core.estimates import Estimator
from clas_core.estimates.cases import failures, read_cases
from clas_core.groups import Group
from clas_core.national import Referential, ReferentialLibrary
from clas_core.national.retention import check_shorter


@dataclass(frozen=True, slots=True)
class Report:
    """What was found: `problems` make a department unfit, `remarks` do not; `to_write` is still to be written."""

    problems: Sequence[str] = ()
    remarks: Sequence[str] = ()
    to_write: Sequence[str] = ()

    @property
    def valid(self) -> bool:
        return not self.problems


def check_folder(folder: Traversable, library: ReferentialLibrary) -> Report:
    """Check the TOML files of a department that need not be installed."""
    try:
        department = read_department_directory(folder)
    except InvalidFiles as error:
        return Report(problems=tuple(error.lines))
    return _reported(department, library)


def check_department(registry: DepartmentRegistry, slug: str, library: ReferentialLibrary) -> Report:
    """Check an installed department whole. Raises `UnknownDepartment` when none has this slug."""
    try:
        plugin = registry.get(slug)
    except DepartmentUnavailable as error:
        return Report(problems=tuple(error.reason.splitlines()))
    return _reported(plugin.department, library, _problems(plugin, library))


def _reported(department: Department, library: ReferentialLibrary, further: Iterable[str] = ()) -> Report:
    """Return what the files of a department say, with the `further` problems that its code has."""
    drifts = [
        (year, contradicts, each)
        for year, campaign in department.campaigns.items()
        if year in library
        for contradicts, each in drifted(campaign, library.get(year))
    ]
    contradictions = [f"{year}, {each}" for year, contradicts, each in drifts if contradicts]
    restated = [f"{year}, {each}" for year, contradicts, each in drifts if not contradicts]
    return Report(
        problems=(
            *crosschecked(department),
            *contradictions,
            *_kept_longer(department, library),
            *_asking_nobody(department, library),
            *further,
        ),
        remarks=(*_remarks(department, library), *restated),
        to_write=tuple(_to_write(department)),
    )


def _remarks(department: Department, library: ReferentialLibrary) -> Iterator[str]:
    yield from misidentified(department)
    if not department.campaigns:
        yield "aucun appel : ajoutez un fichier AAAA-AAAA.toml."
    for year, campaign in department.campaigns.items():
        if year not in library:
            yield f"{year} : aucune règle nationale n'est connue pour cette année ; aucun montant ne sera calculé."
        for gap in campaign.gaps:
            yield f"{year} : non communiqué : {gap}"
        yield from (f"{year}, {each}" for each in unused_sources(campaign))


def _to_write(department: Department) -> Iterator[str]:
    for year, campaign in department.campaigns.items():
        yield from (f"{year}, {each}" for each in left_over(campaign))


def _problems(plugin: DepartmentPlugin, library: ReferentialLibrary) -> Iterator[str]:
    try:
        cases = read_cases(files(f"clas_{plugin.slug}") / "cases")
    except ModuleNotFoundError:
        cases = {}
    for year in plugin.department.campaigns:
        if year not in library:
            continue
        referential = library.get(year)
        try:
            yield from _hooks_answer(plugin, referential)
            yield from _loosened(plugin, referential)
            yield from failures(cases.get(year, ()), referential, plugin)
            campaign = plugin.department.campaign(year)
            framing_note(plugin.department, campaign, referential)
            call_page(plugin.department, campaign, referential)
        except DepartmentUnavailable as error:
            yield f"{year} : {error.reason}"
        except ClasError as error:
            yield f"{year} : {error}"


def _kept_longer(department: Department, library: ReferentialLibrary) -> Iterator[str]:
    """Report durations that a call lengthens, or may not shorten, each with its file and its line."""
    for year, campaign in department.campaigns.items():
        national = library.get(year).retention if year in library else ()
        yield from located(department, campaign, check_shorter(campaign.retention, national))


def _asking_nobody(department: Department, library: ReferentialLibrary) -> Iterator[str]:
    """Report local criteria on questions that nobody is asked, or whose answers they cannot judge."""
    for year, campaign in department.campaigns.items():
        if year not in library:
            continue
        derived = {f"{department.slug}.{each}" for each in DERIVED}
        written = enumerate(each for _, each in campaign.rules.criteria if each.id not in derived)
        known = {each.id: each for each in (*library.get(year).questions, *campaign.questions)}
        yield from located(department, campaign, faults_of_asking(written, known, str(year)))


def _hooks_answer(plugin: DepartmentPlugin, referential: Referential) -> Iterator[str]:
    """Call each hook once: a plugin that fails does so here and not before a porteur."""
    year = referential.school_year
    group = Group(label="Essai", children=10, running_costs=500_000, adults=2)
    plugin.review(year, {"axes": AXES})
    plugin.notify(DepartmentEvent(kind="check", school_year=year, subject="conformance", details={}))
    if any(aid.amount < Decimal(0) for aid in plugin.supplements(year, group, 165_000)):
        yield f"{year} : un complément local est négatif."


def _loosened(plugin: DepartmentPlugin, referential: Referential) -> Iterator[str]:
    """Compare verdicts with and without the department: none may be better with it."""
    nationally, locally = Estimator(referential), Estimator(referential, plugin)
    groups = list(_sample_groups())
    for group, alone, within in zip(
        groups, nationally.estimate(groups).groups, locally.estimate(groups).groups, strict=True
    ):
        if within.eligible and not alone.eligible:
            yield f"{referential.school_year} : un groupe de {group.children} enfants devient éligible."
    for facts in _sample_dossiers():
        dossier = DeclaredDossier(facts=facts)
        alone_verdict = assess_dossier(referential, None, dossier).eligible
        if alone_verdict == "not_met" and assess_dossier(referential, plugin, dossier).eligible != "not_met":
            yield f"{referential.school_year} : un dossier refusé par les règles nationales ne l'est plus."


def _sample_groups() -> Iterator[Group]:
    for children, adults in product((0, 5, 7, 8, 12, 13, 15), (None, 0, 1, 2)):
        yield Group(label="Essai", children=children, running_costs=500_000, adults=adults)


def _sample_dossiers() -> Iterable[dict[str, Fact]]:
    return ({"axes": AXES[:count], "beyond_homework": beyond} for count in range(5) for beyond in (True, False))
