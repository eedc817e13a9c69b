"""Writing the plugin of a new department: files that install, pass the check, and say what to complete."""

import re
from datetime import date
from pathlib import Path
from string import Template

from clas_core.conformance.checking import check_folder
from clas_core.conformance.leftovers import TO_COMPLETE
from clas_core.errors import InvalidInput, Problem
from clas_core.national import ReferentialLibrary
from clas_core.years import SchoolYear

PYPROJECT = Template("""\
[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[project]
name = "$distribution"
version = "0.1.0"
description = "$name: what its department adds to the national rules of the Clas."
readme = "README.md"
license = "MIT"
requires-python = ">=3.11"
dependencies = ["clas-core>=0.1,<0.2"]

[project.entry-points."clas.departments"]
$slug = "$package"

[tool.hatch.build.targets.wheel]
packages = ["$package"]
""")

README = Template("""\
# $distribution

What $name adds to the national rules of the Clas: `department.toml` says who, one `YYYY-YYYY.toml` per school
year says what holds. Check it with `clas departments check $slug`.
""")

INIT = Template('''\
"""$name: this department's data lives in the TOML files beside this module."""

from clas_core import Department, hookimpl, read_department


@hookimpl
def clas_department() -> Department:
    """Return the department described by the TOML files of this package."""
    return read_department(__package__)
''')

_DEPARTMENT = Template("""\
slug = "$slug"
code = "$code"
name = "$name"

[caf]
name = "Caf, $name"   # À compléter : son nom exact, puis address, phone, email, website
""")

_CAMPAIGN = Template("""\
# L'appel à projets Clas $year, $name : ce que son document dit et qui n'est pas national.
# Les règles et les montants nationaux ne s'écrivent pas ici : ils viennent du référentiel de l'année.

school_year = "$year"
checked_on = $today   # À confirmer : le jour où ce fichier a été comparé avec le document
gaps = ["$todo : ce que le document ne dit pas, ou retirez cette ligne."]

[sources.note]
title = "$todo : titre du document, $name, $year"

[institutions.caf]
name = "Caf, $name"   # À confirmer

[[contacts]]
institution = "caf"
role = "$todo : rôle de la personne à joindre"

[[committees]]
id = "technical"
kind = "technical"
label = "Comité technique"   # À confirmer
members = ["caf"]   # À compléter : chaque institution membre, déclarée sous [institutions.…]
secretariat = "caf"   # À confirmer
source = "note"

[calendar]
# Aucun jour n'est deviné : retirez le « # » de ceux que dit le document, et corrigez-les.
# opens = $opens     # À compléter : le jour d'ouverture
# closes = $closes    # À compléter : le dernier jour, jusqu'à 23 h 59 min 59 s à Paris ; sans lui l'appel est annoncé

# [[calendar.events]]
# kind = "committee"
# when = "$committee"   # À compléter : un mois suffit quand le jour n'est pas connu
# title = "Comité technique"

[deposit]
online_only = true   # À confirmer
rules = ["$todo : ce que le porteur doit faire pour déposer."]
source = "note"
# Facultatif : several_dossiers = true, quand un porteur peut déposer plusieurs dossiers la même année, et les
# documents à joindre : attachments = [{ id = "statutes", label = "Statuts", natures = ["association"] }]

[bilan]
about = "$previous"   # À confirmer
service = "$todo : où se dépose le bilan"
needed_for_next_deposit = true   # À confirmer
source = "note"

[[orientations]]
title = "$todo : une orientation de l'année"
text = "$todo : ce qu'elle demande aux projets."
source = "note"

# Facultatif : [[articulations]], [[animations]], [support], [[documents]], [[approved]], [[criteria]], [[supplements]],
# [[funders]] et leurs [[aids]], [cap], [[advances]], [[envelopes]].
# Un critère local s'ajoute aux critères nationaux et ne peut pas les assouplir.
""")

_SLUG = re.compile(r"(?=.{2,40}\Z)[a-z][a-z0-9]*(_[a-z0-9]+)*", re.ASCII)


def write_plugin(into: Path, *, code: str, slug: str, name: str, year: SchoolYear, today: date) -> Path:
    """Write the plugin of a department in ``into/slug`` and return that folder.

    Raises `InvalidInput` when the slug, the code or the name is unfit, or when the folder exists: nothing is then
    written.
    """
    home = into / slug
    problems = []
    if not _SLUG.fullmatch(slug):
        message = f"« {slug} » : écrivez l'identifiant en minuscules sans accent, par exemple « seine_et_marne »."
        problems.append(Problem(("slug",), message))
    elif home.exists():
        problems.append(Problem(("slug",), f"Le dossier {home} existe déjà : rien n'est écrit par-dessus."))
    if not name.strip() or any(each in name for each in '"\\\n') or len(name) > 80:
        problems.append(Problem(("name",), "Le nom compte de 1 à 80 caractères, sans guillemet ni barre inverse."))
    if problems:
        raise InvalidInput(problems, "Le greffon n'est pas créé.")
    package = home / f"clas_{slug}"
    values = {
        "slug": slug,
        "code": code,
        "name": name.strip(),
        "package": package.name,
        "distribution": f"clas-{slug.replace('_', '-')}",
        "year": str(year),
        "previous": str(year.previous),
        "today": today.isoformat(),
        "opens": f"{year.start}-05-15",
        "closes": f"{year.start}-06-30",
        "committee": f"{year.start}-09",
        "todo": TO_COMPLETE,
    }
    files = {
        home / "pyproject.toml": PYPROJECT,
        home / "README.md": README,
        package / "__init__.py": INIT,
        package / "department.toml": _DEPARTMENT,
        package / f"{year}.toml": _CAMPAIGN,
    }
    _refuse_unsound(values, _DEPARTMENT.substitute(values))
    package.mkdir(parents=True)
    for path, template in files.items():
        path.write_text(template.substitute(values), encoding="utf-8")
    (package / "py.typed").touch()
    report = check_folder(package, ReferentialLibrary.load())
    unread = [each.text for each in report.of_level("error") if each.kind in ("file", "folder", "names")]
    assert not unread, unread
    return home


def _refuse_unsound(values: dict[str, str], department: str) -> None:
    """Refuse before writing what the department's own file would refuse afterwards: its code above all."""
    from clas_core.departments import Department
    from clas_core.reading import read_text
    from clas_core.tables import schema_of

    read_text(department, schema_of(Department), name=f"{values['slug']}/department.toml")
