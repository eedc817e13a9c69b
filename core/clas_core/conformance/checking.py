"""The check of a department, whole: of a folder of files or of what is installed, by all that looks for mistakes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from clas_core.conformance.aids import check_aids
from clas_core.conformance.allocations import check_allocations
from clas_core.conformance.amounts import check_amounts
from clas_core.conformance.calendar import check_calendar
from clas_core.conformance.code import check_code
from clas_core.conformance.committees import check_committees
from clas_core.conformance.committees_said import check_committees_said
from clas_core.conformance.criteria import check_local_criteria
from clas_core.conformance.days_said import check_days_said
from clas_core.conformance.deposit_said import check_deposit_said
from clas_core.conformance.figures import check_figures
from clas_core.conformance.folder import check_folder_shape, check_project, files_of, unread
from clas_core.conformance.found import Found, Report
from clas_core.conformance.identity import check_identity
from clas_core.conformance.leftovers import check_leftovers
from clas_core.conformance.letters_said import check_letters
from clas_core.conformance.levels_said import check_levels_said
from clas_core.conformance.links import check_links
from clas_core.conformance.markup import check_markup
from clas_core.conformance.money_said import check_money_said
from clas_core.conformance.names import check_names
from clas_core.conformance.people import check_people
from clas_core.conformance.places_said import check_places_said
from clas_core.conformance.questions_said import check_questions_said
from clas_core.conformance.reviewed import FileRead, Reviewed, text_at
from clas_core.conformance.scheme_said import check_scheme_said
from clas_core.conformance.secrets import check_secrets
from clas_core.conformance.shares_said import check_shares_said
from clas_core.conformance.sizes import check_sizes
from clas_core.conformance.soundness import check_data_served, check_served
from clas_core.conformance.territories import check_territories_held
from clas_core.conformance.titles import check_titles
from clas_core.conformance.twice import check_twice
from clas_core.departments import Department, DepartmentRegistry, read_department_directory
from clas_core.errors import DepartmentUnavailable, InvalidFiles
from clas_core.national import ReferentialLibrary

_CHECKS: Sequence[Callable[[Reviewed], Iterator[tuple[FileRead, Found]]]] = (
    check_calendar,
    check_days_said,
    check_deposit_said,
    check_money_said,
    check_committees,
    check_committees_said,
    check_letters,
    check_amounts,
    check_aids,
    check_allocations,
    check_twice,
    check_names,
    check_identity,
    check_places_said,
    check_titles,
    check_questions_said,
    check_local_criteria,
    check_territories_held,
    check_figures,
    check_shares_said,
    check_sizes,
    check_levels_said,
    check_scheme_said,
    check_links,
    check_markup,
    check_leftovers,
    check_secrets,
    check_people,
)
MOST_FOUND = 500
"""Of one department: whoever has more of them mends these first."""


def package_in(folder: Path) -> Path:
    """Return the folder of the TOML files: `folder` itself, or the package of the plugin that it is."""
    try:
        packages = [] if (folder / "department.toml").exists() else list(folder.glob("clas_*/department.toml"))
    except OSError:
        packages = []
    return packages[0].parent if len(packages) == 1 else folder


def check_folder(folder: Traversable, library: ReferentialLibrary, today: date | None = None) -> Report:
    """Check the files of a department that need not be installed; its code is read and not run.

    `today` is the day on which nothing should be in the future, where it is known.
    """
    department, found = _read(folder)
    found += _reviewed(folder, library, today)
    found += check_code(folder)
    if department is not None:
        found += check_data_served(department, folder, library)
    return Report.of(found)


def check_department(
    registry: DepartmentRegistry, slug: str, library: ReferentialLibrary, today: date | None = None
) -> Report:
    """Check an installed department whole: its code answers. Raises `UnknownDepartment` when none has this slug."""
    try:
        plugin = registry.get(slug)
    except DepartmentUnavailable as error:
        found = [Found("served.unavailable", "error", (), each) for each in error.reason.splitlines()]
        folder = _installed(slug)
        if folder is not None:
            _, unreadable = _read(folder)
            found = [*(unreadable or found), *_reviewed(folder, library, today), *check_code(folder)]
        return Report.of(found)
    folder = _installed(slug)
    found = list(check_served(plugin, library, folder))
    if folder is not None:
        found += [*_reviewed(folder, library, today), *check_code(folder)]
    return Report.of(found)


def check_installed(slug: str, library: ReferentialLibrary, today: date | None = None) -> Report | None:
    """Check the files of an installed department as `check_folder` does; `None` where it has none that can be found."""
    folder = _installed(slug)
    return None if folder is None else check_folder(folder, library, today)


def _installed(slug: str) -> Traversable | None:
    try:
        folder = files(f"clas_{slug}")
    except (ImportError, ValueError, SyntaxError):
        return None
    except Exception:  # noqa: BLE001  # importing somebody else's package may raise anything, and was told already
        return None
    return folder if (folder / "department.toml").is_file() else None


def _read(folder: Traversable) -> tuple[Department | None, list[Found]]:
    try:
        return read_department_directory(folder), []
    except InvalidFiles as error:
        return None, list(unread(error))
    except OSError:
        return None, []  # the shape of the folder says why


def _reviewed(folder: Traversable, library: ReferentialLibrary, today: date | None) -> list[Found]:
    """Return what the files say of themselves and of one another."""
    read = list(files_of(folder))
    who = next((each for each in read if each.name.endswith("/department.toml")), None)
    calls = tuple(each for each in read if each is not who)
    slug = text_at(who.tables, "slug") if who else ""
    reviewed = Reviewed(slug, who, calls, library, today)
    found = [*check_folder_shape(folder), *check_project(folder, slug)]
    for check in _CHECKS:
        for file, each in check(reviewed):
            found.append(replace(each, file=file.name))
            if len(found) > MOST_FOUND:
                return _lined(found, read)
    for call in calls:
        gaps = call.tables.get("gaps")
        for rank, gap in enumerate(gaps if isinstance(gaps, list) else ()):
            if isinstance(gap, str) and not any(each.path == ("gaps", rank) for each in found):
                found.append(Found("unknown.gap", "remark", ("gaps", rank), f"Non communiqué : {gap}", file=call.name))
    return _lined(found, read)


def _lined(found: Iterable[Found], read: Sequence[FileRead]) -> list[Found]:
    by_name = {each.name: each for each in read}
    return [
        replace(each, line=by_name[each.file].line(each.path)) if each.line is None and each.file in by_name else each
        for each in found
    ]
