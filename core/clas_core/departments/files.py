"""Reading a department from the TOML files of its package."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from clas_core.departments.admission import admission_criteria
from clas_core.departments.amending import amended
from clas_core.departments.amendment import Amendment
from clas_core.departments.amendment_text import AMENDMENTS, text_in_force
from clas_core.departments.call_name import ByCall, CallName
from clas_core.departments.campaign import Campaign
from clas_core.departments.checks import campaign_checks
from clas_core.departments.department import Department
from clas_core.departments.logo import Logo, read_logo
from clas_core.departments.orientations import questions_of
from clas_core.eligibility import Rules, located
from clas_core.errors import InvalidFile, InvalidFiles, Problem
from clas_core.reading import digest_of, line_of, parse_toml, read_tables, text_of
from clas_core.tables import parts_of, schema_of

_CAMPAIGN_FILE = re.compile(r"\d{4}-\d{4}(-[^.]+)?\.toml", re.ASCII)


def read_department(package: str | None) -> Department:
    """Read the department whose files lie in `package`. Raises `InvalidFiles` with all that is wrong in them."""
    if not package:
        raise ValueError("read_department is called with the name of the package that holds the TOML files")
    return read_department_directory(files(package))


def read_department_directory(directory: Traversable) -> Department:
    """Read the department whose files lie in `directory`. Raises `InvalidFiles` with all that is wrong in them."""
    faults: list[InvalidFile] = []
    who: Mapping[str, Any] = {}
    digests: dict[str, str] = {}
    picture: Logo | None = None
    home = directory / "department.toml"
    slug = ""
    try:
        name = _display_name(directory, home)
        text = text_of(home, name=name)
        tables = parse_toml(text, name=name)
        slug = str(tables.get("slug", ""))
        who = parts_of(Department, read_tables(tables, text, schema_of(Department), name=name))
        digests["department"] = digest_of(tables)
        picture = _read_logo(directory, who.get("logo"), text, name)
    except InvalidFile as error:
        faults.append(error)
    campaigns: dict[CallName, Campaign] = {}
    for file in sorted(directory.iterdir(), key=lambda each: each.name):
        if not file.name.endswith(".toml") or file.name == "department.toml":
            continue
        try:
            campaign = _read_campaign(directory, file, slug)
            campaigns[campaign.name] = campaign
            digests[str(campaign.name)] = campaign.digest
        except InvalidFile as error:
            faults.append(error)
    if faults:
        raise InvalidFiles(faults)
    return Department(**who, campaigns=ByCall(campaigns), digest=digest_of(digests), picture=picture)


def _read_logo(directory: Traversable, logo: str | None, text: str, name: str) -> Logo | None:
    if logo is None:
        return None
    try:
        return read_logo(directory, logo)
    except ValueError as error:
        raise InvalidFile(name, [Problem(("logo",), str(error), line_of(text, ("logo",)))]) from None


def _display_name(directory: Traversable, file: Traversable) -> str:
    return f"{directory.name}/{file.name}"


def _read_campaign(directory: Traversable, file: Traversable, slug: str) -> Campaign:
    name = _display_name(directory, file)
    if not _CAMPAIGN_FILE.fullmatch(file.name):
        message = (
            "Un fichier TOML de département s'appelle department.toml ou AAAA-AAAA.toml, par exemple 2025-2026.toml ; "
            "un autre appel de la même année, 2025-2026-janvier.toml."
        )
        raise InvalidFile(name, [Problem((), message)])
    campaign = campaign_of_text(text_of(file, name=name), slug, name=name)
    if campaign.amendments:
        message = "Un avenant n'est pas du fichier : la Caf le fait sur la plateforme. Écrivez ici ce qu'il dit."
        raise InvalidFile(name, [Problem((AMENDMENTS,), message, line_of(campaign.text, (AMENDMENTS,)))])
    if file.name != f"{campaign.name}.toml":
        message = f"Ce fichier décrit l'appel {campaign.name} : nommez-le {campaign.name}.toml."
        key = ("call" if campaign.call else "school_year",)
        raise InvalidFile(name, [Problem(key, message, line_of(campaign.text, key))])
    return campaign


def campaign_of_text(text: str, slug: str, *, name: str) -> Campaign:
    """Return the call that the text of a file of the department `slug` says, with its amendments where it was written
    in force: the same text gives the same call, years later.

    Raises `InvalidFile` with every problem and its line.
    """
    tables = parse_toml(text, name=name)
    published = {key: each for key, each in tables.items() if key != AMENDMENTS}
    data = read_tables(published, text, schema_of(Campaign), campaign_checks(slug), name=name)
    said = parts_of(Campaign, data)
    criteria = said.pop("rules", ())
    said["questions"] = (*said.get("questions", ()), *questions_of(said.get("orientations", ())))
    campaign = Campaign(**said, digest=digest_of(tables), text=text)
    if AMENDMENTS in tables:
        kept = [read_tables(each, text, schema_of(Amendment), name=name) for each in tables[AMENDMENTS]]
        campaign = amended(campaign, [Amendment(**parts_of(Amendment, each)) for each in kept])
    areas = {each.id: each for each in campaign.territories}
    rules = Rules.of((*admission_criteria(slug, campaign), *criteria), origin=slug).located(areas)
    aids = [replace(each, criteria=tuple(located(one, areas) for one in each.criteria)) for each in campaign.aids]
    return replace(campaign, rules=rules.named(campaign.questions), aids=tuple(aids))


def campaign_in_force(published: Campaign, amendments: Sequence[Amendment], slug: str) -> Campaign:
    """Return the call in force: `published`, as its file says, and what its Caf has stated since, the oldest first."""
    text = text_in_force(published.text, amendments)
    return campaign_of_text(text, slug, name=f"{slug}/{published.name}.toml")
