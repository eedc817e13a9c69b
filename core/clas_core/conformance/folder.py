"""The folder of a department: which files are read, which are left aside, and what the distribution around it says."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from importlib.resources.abc import Traversable
from pathlib import Path as FolderPath
from typing import Any

from clas_core.conformance.found import Found, Level
from clas_core.conformance.reviewed import FileRead, call_read, who_read
from clas_core.errors import UNKNOWN, InvalidFile, InvalidInput, Problem
from clas_core.reading import line_of, parse_toml, reason_of, text_of

_CALL = re.compile(r"\d{4}-\d{4}(?:-[^.]+)?\.toml\Z", re.ASCII)
_ALMOST = re.compile(r"(\d{4})[-_ /]?(\d{2}|\d{4})?.*\.(?:toml|tml|yaml|yml|json|txt)\Z", re.IGNORECASE)
_SPARE = re.compile(r"(?:~|\.(?:bak|orig|old|swp|tmp|rej)|^\.ds_store|^thumbs\.db|copie|copy|\(\d\))", re.IGNORECASE)
_OURS = ("__pycache__", "py.typed", "cases", "tests")
_FOREIGN = (".yaml", ".yml", ".json", ".txt", ".xlsx", ".xls", ".ods", ".docx", ".odt", ".pdf", ".csv", ".ini")


def entries_of(folder: Traversable) -> list[Traversable]:
    """Return what lies in a folder, in the order of the names; nothing where it cannot be read."""
    try:
        return sorted(folder.iterdir(), key=lambda each: each.name)
    except OSError:
        return []


def files_of(folder: Traversable) -> Iterator[FileRead]:
    """Yield the files of a department that are TOML, sound or not."""
    for entry in entries_of(folder):
        if not entry.name.endswith(".toml"):
            continue
        name = f"{folder.name}/{entry.name}"
        try:
            text = text_of(entry, name=name)
            tables = parse_toml(text, name=name)
        except InvalidFile:
            continue
        yield who_read(name, text, tables) if entry.name == "department.toml" else call_read(name, text, tables)


def unread(error: InvalidInput, name: str = "") -> Iterator[Found]:
    """Yield the problems of files that could not be read, each with its check."""
    files = getattr(error, "files", [error])
    for file in files:
        for problem in file.problems:
            told = getattr(file, "file", name)
            yield Found(_check_of(problem), "error", problem.path, problem.message, file=told, line=problem.line)


_CHECKS = (
    (r"écrite deux fois", "file.twice"),
    (r"Ce n'est pas du TOML", "file.syntax"),
    (r"UTF-|document \(Word", "file.encoding"),
    (r"ne peut pas être lu|Kio", "file.unreadable"),
    (r"nommez-le|s'appelle department", "file.name"),
    (r"Ce champ est obligatoire", "file.missing_key"),
    (r"n'est pas déclarée", "names.unknown"),
    (r"est déjà l'identifiant", "twice.id"),
    (r"fait écrire le nom", "people.child"),
    (r"se clôt|loin de l'année", "calendar.order"),
    (r"acomptes de la campagne", "amounts.advances"),
    (r"Le HTML n'est pas", "prose.html"),
    (r"Pas de titre", "prose.heading"),
    (r"Une image sans", "prose.image"),
    (r"Un lien ", "prose.link"),
)


def _check_of(problem: Problem) -> str:
    if problem.message.startswith(UNKNOWN) or "champs inconnus" in problem.message:
        return "file.unknown_key"
    for shape, check in _CHECKS:
        if re.search(shape, problem.message):
            return check
    return {"criteria": "criteria.shape", "questions": "questions.shape"}.get(
        str(problem.path[:1] and problem.path[0]), "file.value"
    )


def _is_logo(folder: Traversable, entry: Traversable) -> bool:
    """Tell whether a file is the logo that ``department.toml`` names."""
    if not entry.name.endswith((".svg", ".png")):
        return False
    try:
        text = text_of(folder / "department.toml", name="department.toml")
    except InvalidFile:
        return False
    return bool(re.search(rf"^\s*logo\s*=\s*[\"']{re.escape(entry.name)}[\"']", text, re.MULTILINE))


def check_folder_shape(folder: Traversable) -> Iterator[Found]:
    """Report files that nobody reads, and those that somebody left."""
    try:
        names = sorted(each.name for each in folder.iterdir())
    except OSError as error:
        yield Found("folder.unreadable", "error", (), f"Le dossier ne peut pas être lu : {reason_of(error)}.")
        return
    for entry in entries_of(folder):
        name, told = entry.name, f"{folder.name}/{entry.name}"
        if entry.name.endswith(".toml") and entry.is_file():
            yield from _bytes(entry, told)
        elif name in _OURS or name.endswith((".py", ".pyi", ".typed")) or _is_logo(folder, entry):
            continue
        elif _SPARE.search(name):
            yield _aside("folder.spare", told, "Ce fichier est une copie que nul ne lit.", "Retirez-le du paquet.")
        elif _ALMOST.match(name) or name.lower().endswith(_FOREIGN) or name.lower().endswith(".toml"):
            mend = "Un appel s'appelle AAAA-AAAA.toml, par exemple 2025-2026.toml, ou 2025-2026-janvier.toml."
            level: Level = "error" if _ALMOST.match(name) or "toml" in name.lower() else "warning"
            yield _aside("folder.name", told, "Ce fichier n'est pas lu.", mend, level)
        else:
            yield _aside("folder.spare", told, "Nul ne lit ce fichier.", "Retirez-le du paquet.", "remark")
    if "department.toml" in names and not any(_CALL.match(each) for each in names):
        mend = "Ajoutez un fichier AAAA-AAAA.toml."
        yield Found("folder.no_call", "warning", (), "Aucun appel.", mend, file=f"{folder.name}/department.toml")


def _aside(check: str, file: str, reason: str, mend: str, level: Level = "warning") -> Found:
    return Found(check, level, (), reason, mend, file=file)


def _bytes(entry: Traversable, told: str) -> Iterator[Found]:
    try:
        with entry.open("rb") as opened:
            written = opened.read(2_000_000)
    except OSError:
        return
    if not written.strip(b"\xef\xbb\xbf \t\r\n"):
        yield Found("file.empty", "error", (), "Ce fichier est vide.", "Écrivez-le, ou retirez-le.", file=told)
    if written.startswith(b"\xef\xbb\xbf"):
        reason = "Le fichier commence par une marque (BOM) que Windows ajoute."
        yield Found("file.bom", "remark", (), reason, "Elle est acceptée ; « UTF-8 sans BOM » l'évite.", file=told)
    if b"\r\n" in written and re.search(rb"[^\r]\n", written):
        reason = "Les fins de ligne sont de deux sortes."
        yield Found("file.lines", "remark", (), reason, "Elles sont acceptées ; réenregistrez le fichier.", file=told)


def check_project(folder: Traversable, slug: str) -> Iterator[Found]:
    """Report what the distribution around the files of `slug` says otherwise than they do."""
    if not slug:
        return
    package = f"clas_{slug}"
    if folder.name.startswith("clas_") and folder.name != package:
        reason = f"Le paquet s'appelle « {folder.name} », et le département « {slug} »."
        yield Found(
            "identity.package", "error", ("slug",), reason, f"Attendu : {package}.", f"{folder.name}/department.toml"
        )
    if not isinstance(folder, FolderPath):
        return
    project_file = folder.parent / "pyproject.toml"
    if folder.name.startswith("clas_") and not (folder / "__init__.py").is_file() and project_file.is_file():
        yield _aside(
            "folder.module",
            f"{folder.name}/__init__.py",
            "Le paquet n'a pas de module.",
            "Écrivez ses cinq lignes.",
            "error",
        )
    if not project_file.is_file():
        return
    told = f"{folder.parent.name}/pyproject.toml"
    try:
        data: Any = tomllib.loads(text_of(project_file, name=told))
    except (InvalidFile, ValueError):
        yield Found("file.syntax", "error", (), "Ce n'est pas du TOML.", "Reprenez celui d'un autre greffon.", told)
        return
    text = text_of(project_file, name=told)
    for path, reason, mend in _project(data, slug, package):
        yield Found("identity.project", "error", path, reason, mend, told, line_of(text, path))
    if not (folder / "py.typed").is_file():
        yield _aside(
            "folder.typed",
            f"{folder.name}/py.typed",
            "Le paquet ne se dit pas typé.",
            "Ajoutez ce fichier vide.",
            "remark",
        )


def _promised() -> str:
    major, minor = version("clas-core").split(".")[:2]
    return f"clas-core>={major}.{minor},<{major}.{int(minor) + 1}"


def _admits(written: str) -> bool:
    """Tell whether a range of versions begins and ends with the promise of the core that checks it."""
    given = [re.search(rf"{sign}=?\s*(\d+)\.(\d+)", written) for sign in (">", "<")]
    return [each.groups() for each in given if each] == re.findall(r"(\d+)\.(\d+)", _promised())


def _project(data: Any, slug: str, package: str) -> Iterator[tuple[tuple[str, ...], str, str]]:
    project = data.get("project")
    project = project if isinstance(project, Mapping) else {}
    wanted = f"clas-{slug.replace('_', '-')}"
    if project.get("name") != wanted:
        yield ("project", "name"), f"La distribution s'appelle « {project.get('name')} ».", f"Attendu : {wanted}."
    points = project.get("entry-points")
    points = points.get("clas.departments") if isinstance(points, Mapping) else None
    if not isinstance(points, Mapping) or points != {slug: package}:
        mend = f'Attendu, sous [project.entry-points."clas.departments"] : {slug} = "{package}".'
        yield ("project", "entry-points"), "Le point d'entrée n'est pas celui du département.", mend
    depends = [
        each
        for each in project.get("dependencies", [])
        if isinstance(each, str) and re.match(r"clas[-_.]core\b", each, re.IGNORECASE)
    ]
    if not depends:
        yield ("project", "dependencies"), "clas-core n'est pas demandé.", 'Ajoutez "clas-core>=0.1,<0.2".'
    elif not re.search(r">=\s*\d", depends[0]) or not re.search(r"<\s*\d", depends[0]):
        reason = f"« {depends[0]} » ne borne pas les versions que ce greffon connaît."
        yield ("project", "dependencies"), reason, 'Écrivez "clas-core>=0.1,<0.2".'
    elif not _admits(depends[0]):
        reason = f"« {depends[0]} » n'est pas la version sur laquelle ce greffon peut compter."
        yield ("project", "dependencies"), reason, f'Écrivez "{_promised()}".'
    foreign = [each for each in project.get("dependencies", []) if isinstance(each, str) and each not in depends]
    if foreign:
        reason = f"Un département n'a besoin que de clas-core, et non de : {', '.join(foreign)[:80]}."
        yield ("project", "dependencies"), reason, "Retirez les autres."
    if not isinstance(project.get("version"), str) and "version" not in project.get("dynamic", []):
        yield ("project", "version"), "La distribution n'a pas de version.", 'Écrivez version = "0.1.0".'
    if isinstance(project.get("version"), str) and not re.match(r"\d+(?:\.\d+)*\w*\Z", project["version"]):
        yield ("project", "version"), f"« {project['version']} » n'est pas une version.", 'Écrivez version = "0.1.0".'
    tool = data.get("tool")
    for name in ("hatch", "build", "targets", "wheel"):
        tool = tool.get(name) if isinstance(tool, Mapping) else None
    packages = tool.get("packages") if isinstance(tool, Mapping) else None
    if packages is not None and packages != [package]:
        yield ("tool", "hatch"), f"La distribution emporte {packages}.", f'Attendu : packages = ["{package}"].'
