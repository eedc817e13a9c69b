"""Reading the groups of a request: one tight pass over the rows, and every problem of every row at once."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from clas_core.eligibility import LEVELS
from clas_core.errors import MOST_PROBLEMS, REQUIRED, InvalidInput, Problem, unknown_fields
from clas_core.groups import Group
from clas_core.money import LARGEST_COST, parse_amount, write_euros
from clas_core.plain_text import is_line, line_of

MOST_GROUPS = 5_000
MOST_CHILDREN = 1_000
MOST_ADULTS = 1_000
LONGEST_LABEL = 200
MOST_WORDS = 50

GROUP_FIELDS = frozenset({"label", "children", "adults", "running_costs", "bonuses", "levels", "outside_school_time"})

_AMOUNT = re.compile(r"(\d{1,6})\.(\d\d)", re.ASCII).fullmatch
_AMOUNTS = re.compile(r"(?:\d{1,6}\.\d\d\n)+", re.ASCII).fullmatch
_NO_BONUS: tuple[str, ...] = ()
_NO_REFUSAL: Mapping[str, str] = MappingProxyType({})


def read_groups(rows: Any, bonuses: Mapping[str, str], year: object) -> list[Group]:
    """Turn JSON `rows` into groups. Raises `InvalidInput` with every problem of every row, or the first of very many.

    `bonuses` are those that exist in `year`, each with the reason for which it is refused, or nothing.
    """
    if not isinstance(rows, list):
        raise InvalidInput([Problem(("groups",), "Une liste de groupes est attendue.")])
    if not rows:
        raise InvalidInput([Problem(("groups",), "Aucun groupe : décrivez-en au moins un.")])
    if len(rows) > MOST_GROUPS:
        message = f"{len(rows)} groupes : {MOST_GROUPS} au plus par demande. Partagez-la en plusieurs."
        raise InvalidInput([Problem(("groups",), message)])
    problems: list[Problem] = []
    groups = []
    for index, row in enumerate(rows):
        groups.append(_read_group(row, index, bonuses, year, problems))
        if len(problems) > MOST_PROBLEMS:
            break
    if problems:
        raise InvalidInput(problems)
    return groups


def _read_group(row: Any, index: int, bonuses: Mapping[str, str], year: object, problems: list[Problem]) -> Group:
    """Read one row, adding what is wrong to `problems`; the group returned then counts for nothing."""
    if type(row) is not dict:
        problems.append(Problem(("groups", index), "Un groupe est un objet : des champs et leurs valeurs."))
        return _NOT_READ
    get = row.get
    label: Any
    label, children, adults, costs = get("label"), get("children"), get("adults"), get("running_costs")
    asked, levels, outside = get("bonuses"), get("levels"), get("outside_school_time")
    before = len(problems)

    def wrong(message: str, *below: str | int) -> None:
        problems.append(Problem(("groups", index, *below), message))

    if not row.keys() <= GROUP_FIELDS:
        problems += unknown_fields(row, GROUP_FIELDS, ("groups", index))
    if type(label) is str and len(label) <= 3 * LONGEST_LABEL and not is_line(label):
        label = line_of(label)
    if type(label) is not str or not 0 < len(label) <= LONGEST_LABEL:
        wrong(_missing(row, "label") or f"Un nom de 1 à {LONGEST_LABEL} caractères est attendu.", "label")
    if type(children) is not int or not 0 <= children <= MOST_CHILDREN:
        wrong(_missing(row, "children") or f"Un nombre d'enfants de 0 à {MOST_CHILDREN} est attendu.", "children")
    if adults is not None and (type(adults) is not int or not 0 <= adults <= MOST_ADULTS):
        wrong(f"Un nombre d'adultes de 0 à {MOST_ADULTS} est attendu ; sans réponse, retirez ce champ.", "adults")
    exact = _AMOUNT(costs) if type(costs) is str else None
    cents = int(exact[1] + exact[2]) if exact else _read_costs(row, wrong)
    if asked is None:
        asked = _NO_BONUS
    elif asked != [] or type(asked) is not list:
        asked = _read_words(asked, bonuses, "bonuses", f"bonus en {year}", wrong, bonuses)
    if levels is not None:
        levels = _read_words(levels, LEVELS, "levels", "niveau scolaire", wrong)
    if outside is not None and type(outside) is not bool:
        wrong("« true » ou « false » est attendu ; sans réponse, retirez ce champ.", "outside_school_time")
    if len(problems) > before:
        return _NOT_READ
    return Group(
        label=label,
        children=children,
        running_costs=cents,
        adults=adults,
        levels=levels,
        outside_school_time=outside,
        bonuses=tuple(asked),
    )


_NOT_READ = Group(label="", children=None, running_costs=0)


def _missing(row: Mapping[str, Any], key: str) -> str:
    return "" if key in row else REQUIRED


def _read_costs(row: Mapping[str, Any], wrong: Any) -> int:
    costs = row.get("running_costs")
    if not isinstance(costs, str):
        message = "Un montant s'écrit entre guillemets, en euros avec un point : « 9000.00 »."
        wrong(_missing(row, "running_costs") or message, "running_costs")
        return 0
    try:
        cents = parse_amount(costs)
    except ValueError as error:
        wrong(str(error), "running_costs")
        return 0
    if cents < 0:
        wrong("Des dépenses ne sont pas négatives.", "running_costs")
    elif cents > LARGEST_COST:
        wrong(f"Plus de {write_euros(LARGEST_COST)} pour un groupe : vérifiez le montant.", "running_costs")
    return cents


def _read_words(
    given: Any, known: Mapping[str, str], key: str, what: str, wrong: Any, refusals: Mapping[str, str] = _NO_REFUSAL
) -> Any:
    """Read a list of distinct known words, none of which `refusals` gives a reason against."""
    if not isinstance(given, list):
        wrong("Une liste est attendue.", key)
        return ()
    if len(given) > MOST_WORDS:
        wrong(f"{len(given)} réponses : {MOST_WORDS} au plus.", key)
        return ()
    for place, word in enumerate(given):
        if not isinstance(word, str) or word not in known:
            choices = ", ".join(known) or "aucun"
            wrong(f"« {str(word)[:40]} » n'est pas un {what} ; choix possibles : {choices}.", key, place)
        elif word in given[:place]:
            wrong(f"« {word} » est donné deux fois.", key, place)
        elif refusal := refusals.get(word):
            wrong(refusal, key, place)
    return tuple(given)


def amounts_in_cents(amounts: Sequence[str]) -> list[int] | None:
    """Read many amounts at once, if all are below a million euros and have two decimals."""
    text = "\n".join((*amounts, ""))
    if _AMOUNTS(text) is None or text.count("\n") != len(amounts):
        return None
    return [int(each) for each in text.replace(".", "").split()]
