"""Checks of questions that their declaration cannot make: the kind, the bounds, the choices and the conditions of each
go together, and none asks for a child."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from clas_core.errors import Path, Problem, did_you_mean
from clas_core.questions.pages import CLAS, PAGES, pages_of_all
from clas_core.questions.question import COUNTABLE, KINDS, NUMBERS, PAIRED
from clas_core.questions.references import check_references
from clas_core.reading import tables_in

_BOUNDED = ("text", "narrative", "lines", "whole", "tenths", "amount", "several_of")
_CHOSEN = ("one_of", "several_of")
_SCORED = ("one_of", "whole")

_CHILD = r"(?:enfants?|élèves?|eleves?|mineurs?)"
_PERSONAL = (
    r"(?:pré)?noms?|prenoms?|date de naissance|né[es]* le|santé|sante|handicap\w*|maladies?|allergies?|adresses? "
    r"(?:des?|du|d')|photos?|origine\w*|religion\w*"
)
_OF_A_CHILD = re.compile(rf"\b(?:{_PERSONAL})\b.*\b{_CHILD}\b|\b{_CHILD}\b.*\b(?:{_PERSONAL})\b", re.IGNORECASE)
_WARNED = re.compile(r"\bjamais d(?:e |')[^.]*", re.IGNORECASE)
"""A hint may say that no child is to be named."""
OF_A_PROGRAMME = ("dossier", "bilan")
"""What a question of a programme may be asked of."""

_COUNTED = (*NUMBERS, "amount", "yes_no")
"""Kinds that can hold nothing of a person: how many children have a handicap is a count."""


def check_questions(slug: str | None) -> Callable[[Mapping[str, Any]], Iterator[Problem]]:
    """Return a check of the questions of a file whose parts do not go together: of a national file when `slug` is
    `None`."""

    def check(tables: Mapping[str, Any]) -> Iterator[Problem]:
        earlier: dict[str, Mapping[str, Any]] = {}
        programmes = [str(each.get("id")) for _, each in tables_in(tables, "programmes")]
        for path, table in tables_in(tables, "questions"):
            if len(path) != 2 or str(table.get("kind")) not in KINDS:
                continue
            yield from _check_bounds(path, table)
            yield from _check_choices(path, table)
            yield from _check_page(path, table)
            yield from check_references(path, table, earlier, slug)
            yield from _check_study(path, table)
            yield from _check_programme(path, table, programmes)
            if str(table.get("subject")) in PAIRED and "carried" in table:
                message = "Une réponse du bilan n'est pas reprise l'année suivante : retirez « carried »."
                yield Problem((*path, "carried"), message)
            if table.get("counted") is True and table["kind"] not in COUNTABLE:
                message = f"« {table['kind']} » ({KINDS[table['kind']]}) ne se compte pas : retirez « counted »."
                yield Problem((*path, "counted"), message)
            if slug is not None and "to_confirm" in table:
                message = "Seule une question nationale s'écrit ainsi : retirez « to_confirm »."
                yield Problem((*path, "to_confirm"), message)
            if isinstance(identifier := table.get("id"), str):
                earlier.setdefault(identifier, table)

    return check


def _check_bounds(path: Path, table: Mapping[str, Any]) -> Iterator[Problem]:
    kind, least, most = table["kind"], table.get("least"), table.get("most")
    for name in ("least", "most"):
        if name in table and kind not in _BOUNDED:
            yield Problem((*path, name), f"« {kind} » ({KINDS[kind]}) n'a pas de borne : retirez « {name} ».")
    if kind == "text" and isinstance(most, int) and most > 200:
        yield Problem((*path, "most"), "Une ligne compte 200 signes au plus : prenez « narrative » pour en lire plus.")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        yield Problem((*path, "most"), f"Le maximum ({most}) est sous le minimum ({least}).")


def _check_choices(path: Path, table: Mapping[str, Any]) -> Iterator[Problem]:
    kind, choices = table["kind"], table.get("choices")
    if kind in _CHOSEN and (not isinstance(choices, list) or len(choices) < 2):
        yield Problem((*path, "choices"), f"« {kind} » demande deux choix au moins, chacun avec « id » et « label ».")
    if kind not in _CHOSEN and "choices" in table:
        yield Problem((*path, "choices"), f"« {kind} » n'a pas de choix : retirez-les, ou prenez « one_of ».")
    least = table.get("least")
    if kind == "several_of" and isinstance(least, int) and isinstance(choices, list) and least > len(choices):
        yield Problem((*path, "least"), f"{least} choix demandés, et {len(choices)} proposés : nul ne peut répondre.")


def _check_page(path: Path, table: Mapping[str, Any]) -> Iterator[Problem]:
    """Report a page that exists, but where this subject is not written."""
    page, pages = table.get("page"), PAGES.get(str(table.get("subject")), {})
    if "subject" in table and page in pages_of_all() and page not in pages:
        listed = ", ".join(pages) or "aucune"
        yield Problem((*path, "page"), f"« {page} » ne porte pas sur « {table.get('subject')} » ; pages : {listed}.")


def _check_study(path: Path, table: Mapping[str, Any]) -> Iterator[Problem]:
    """Report a question of a grid that cannot be scored, and points and weights of what is none."""
    listed = table.get("choices")
    choices = [each for each in (listed if isinstance(listed, list) else ()) if isinstance(each, Mapping)]
    if table.get("subject") != "study":
        message = 'Seule une grille d\'étude (subject = "study") se note'
        if "weight" in table:
            yield Problem((*path, "weight"), f"{message} : retirez « weight ».")
        for rank, each in enumerate(choices):
            if "points" in each:
                yield Problem((*path, "choices", rank, "points"), f"{message} : retirez « points ».")
        return
    if table["kind"] not in _SCORED:
        message = f"Une grille se note par un choix (one_of) ou un nombre (whole), pas par « {table['kind']} »."
        yield Problem((*path, "kind"), message)
    if table["kind"] == "whole" and "most" not in table:
        yield Problem((*path, "most"), "Une note a un maximum : dites-le, par exemple most = 5.")
    if table["kind"] == "one_of":
        for rank, each in enumerate(choices):
            if "points" not in each:
                yield Problem((*path, "choices", rank, "points"), "Dites ce que vaut ce choix, par exemple points = 2.")
    for name in ("carried", "counted"):
        if table.get(name) is True:
            yield Problem((*path, name), f"Une note n'est ni reprise ni comptée : retirez « {name} ».")


def _check_programme(path: Path, table: Mapping[str, Any], programmes: Sequence[str]) -> Iterator[Problem]:
    """Report a question of a programme that the file does not have, or about a thing that belongs to no programme."""
    name, subject = table.get("programme"), table.get("subject")
    if not isinstance(name, str):
        return
    place = (*path, "programme")
    known = [*programmes, CLAS] if programmes else []
    if name not in known:
        yield Problem(place, f"« {name} » n'est pas un programme de ce fichier." + did_you_mean(name, known))
    if name != CLAS and "page" in table:
        yield Problem((*path, "page"), "Une question d'un programme est posée avec lui : retirez « page ».")
    if subject not in OF_A_PROGRAMME:
        listed = " ou ".join(f'"{each}"' for each in OF_A_PROGRAMME)
        yield Problem(place, f"Un programme n'a ni action ni groupe : sa question porte sur {listed}.")


def asks_no_child(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report questions whose answer would say who a child is, when it was born or how it fares."""
    for path, table in tables_in(tables, "questions"):
        for name in ("label", "hint"):
            text = table.get(name)
            if (
                isinstance(text, str)
                and str(table.get("kind")) not in _COUNTED
                and _OF_A_CHILD.search(_WARNED.sub("", text))
            ):
                message = (
                    "Cette question fait écrire le nom, la naissance, la santé ou l'adresse d'enfants : demandez un "
                    "nombre d'enfants, jamais qui ils sont."
                )
                yield Problem((*path, name), message)
