"""The columns of a file of groups: which there are, how each may be written, and what a row is refused for.

A row is refused by one reason, the first that applies, and is counted under it: never dropped, never mended. The same
expressions read a Polars frame, a DuckDB relation or a Spark one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import narwhals as nw

from clas_core.eligibility import LEVELS
from clas_core.errors import Problem, did_you_mean
from clas_core.estimates.request import MOST_ADULTS, MOST_CHILDREN
from clas_core.money import LARGEST_COST, write_euros
from clas_core.simulation.amounts import costs_columns
from clas_core.simulation.texts import Texts, departments_read, levels_read

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "department": "le département, par son code (« 51 », « 2A ») ou son nom de service (« marne »)",
        "dossier": "le dossier, comme on le retrouve",
        "group": "le groupe, comme on le retrouve",
        "children": "les enfants inscrits ; vide s'ils ne sont pas connus",
        "adults": "les adultes qui encadrent ; vide s'ils ne sont pas connus",
        "levels": "les niveaux scolaires, séparés par une espace (« ce2 cm1 ») ; vide s'ils ne sont pas connus",
        "running_costs": "les dépenses de fonctionnement, en euros (« 9000.00 »)",
        "bonus_children": "oui ou non : le bonus enfants est demandé ou accordé",
        "bonus_parents": "oui ou non : le bonus parents est demandé ou accordé",
    }
)
"""The columns that a file must have, with what each says."""

OPTIONAL: Mapping[str, str] = MappingProxyType(
    {
        "nature": "la nature du porteur",
        "outside_school_time": "oui ou non : le groupe se tient hors du temps scolaire",
    }
)

BONUS = "bonus_"
"""What the column of a bonus begins with, before the identifier of the bonus."""

_YES, _NO = ("oui", "true", "vrai", "1"), ("non", "false", "faux", "0")
_SAID_AS = "écrivez oui ou non (ou vrai, faux, 1, 0)"
_WORDS, _KEYS = ("department", "levels", "nature"), ("dossier", "group")
_NUMBERS = ("children", "adults", "running_costs")
_LIKE_WORDS = (nw.String, nw.Categorical, nw.Enum, nw.Unknown)
"""Types of words; a column that says nothing at all has none, and reads as one of empty cells."""

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "department": "Le département manque, ou n'est pas l'un des 101 : écrivez son code, « 51 » ou « 02 ».",
        "costs_missing": "Les dépenses de fonctionnement manquent : le groupe ne peut pas être calculé.",
        "costs_unread": (
            "Les dépenses ne sont pas un montant : écrivez des euros en chiffres, sans espace ni signe, « 9000.00 » ou "
            "« 9000,00 »."
        ),
        "costs_negative": "Les dépenses sont négatives : écrivez ce qui est dépensé, sans signe.",
        "costs_above": f"Plus de {write_euros(LARGEST_COST)} pour un groupe : vérifiez le montant.",
        "costs_finer": (
            "Les dépenses sont plus fines que le centime : arrondissez-les vous-même à deux décimales, rien ne l'est à "
            "votre place."
        ),
        "children": f"Le nombre d'enfants n'est pas un nombre entier de 0 à {MOST_CHILDREN} : écrivez « 10 ».",
        "adults": f"Le nombre d'adultes n'est pas un nombre entier de 0 à {MOST_ADULTS} : écrivez « 2 ».",
        "levels": f"Un niveau scolaire n'est pas connu ; niveaux possibles : {', '.join(LEVELS)}.",
        "outside_school_time": f"« Hors temps scolaire » n'est pas lisible : {_SAID_AS}.",
        "bonus": f"Un bonus n'est pas lisible : {_SAID_AS}.",
        "bonus_unpublished": (
            "Un bonus est demandé dont le montant n'est pas publié pour l'une des deux années : comparez sans les "
            "bonus, ou donnez son montant dans un fichier de règles."
        ),
    }
)
"""Why a row cannot be computed, in the order in which they are looked for."""

SAID_BY: Mapping[str, str] = MappingProxyType({each: "running_costs" for each in REASONS if each.startswith("costs")})
"""The column that a reason is about, where it has not its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadColumns:
    """How the values of a frame are read: an expression for each value, and a condition for each reason of refusal."""

    values: Mapping[str, nw.Expr]
    refusals: Sequence[tuple[str, nw.Expr]]


def is_read(name: str) -> bool:
    """Tell whether a column may be one that a simulation reads."""
    return name in COLUMNS or name in OPTIONAL or name.startswith(BONUS)


def check_columns(schema: Mapping[str, nw.dtypes.DType], *, file: str, bonuses: Collection[str] = ()) -> list[Problem]:
    """Return what is wrong with the columns of a file, all at once; `bonuses` are those that are looked at."""
    problems = [
        Problem((file, name), f"La colonne « {name} » manque : {about}.{_perhaps(name, schema)}")
        for name, about in COLUMNS.items()
        if name not in schema
    ]
    flags = {"outside_school_time", *(name for name in COLUMNS if name.startswith(BONUS)), *map(BONUS.__add__, bonuses)}
    for name, dtype in schema.items():
        said = _wrong_type(name, dtype, is_flag=name in flags)
        if said:
            problems.append(Problem((file, name), said))
    return problems


def in_plain_types(frame: Any) -> Any:
    """Return a frame of which the words that are read are text, however an engine keeps them."""
    found = nw.from_native(frame)
    schema = found.collect_schema()
    kept = [name for name, dtype in schema.items() if is_read(name) and dtype in _LIKE_WORDS and dtype != nw.String]
    return found.with_columns(nw.col(each).cast(nw.String()) for each in kept).to_native() if kept else frame


def left_aside(names: Iterable[str], bonuses: Collection[str] = ()) -> list[str]:
    """Return the columns that a simulation does not read."""
    looked_at = set(map(BONUS.__add__, bonuses))
    return [name for name in names if name not in COLUMNS and name not in OPTIONAL and name not in looked_at]


def unsaid(names: Collection[str], bonuses: Iterable[str]) -> list[str]:
    """Return the bonuses that no column says anything of: nobody asks for them."""
    return [bonus for bonus in bonuses if BONUS + bonus not in names]


def read_columns(
    schema: Mapping[str, nw.dtypes.DType], departments: Collection[str], bonuses: Sequence[str], texts: Texts
) -> ReadColumns:
    """Return how a frame of this `schema` is read, where `departments` are known and `bonuses` are looked at."""
    department = departments_read(as_words("department", schema["department"]), departments, texts.get("department"))
    levels = levels_read(as_words("levels", schema["levels"]), texts.get("levels"))
    cents, refusals = costs_columns(schema["running_costs"])
    values: dict[str, nw.Expr] = {"department": department.value, "levels": levels.value, "cents": cents}
    conditions = [("department", department.wrong), *refusals, ("levels", levels.wrong)]
    for name, most in (("children", MOST_CHILDREN), ("adults", MOST_ADULTS)):
        values[name], wrong = _whole(name, schema[name], most)
        conditions.append((name, wrong))
    if "outside_school_time" in schema:
        values["outside_school_time"], unread = _flag("outside_school_time", schema["outside_school_time"])
        conditions += [("outside_school_time", each) for each in unread]
    if "nature" in schema:
        values["nature"] = _text(as_words("nature", schema["nature"]))
    for bonus in bonuses:
        name = BONUS + bonus
        if name not in schema:  # a bonus that files may not know of yet
            values[name] = nw.lit(False)
            continue
        flag, unread = _flag(name, schema[name])
        values[name] = flag.fill_null(False)  # an empty cell asks for nothing
        conditions += [("bonus", each) for each in unread]
    return ReadColumns(values=values, refusals=conditions)


def as_words(name: str, dtype: nw.dtypes.DType) -> nw.Expr:
    """Return a column as text, written alike by every engine."""
    column = nw.col(name)
    text = column if dtype == nw.String else column.cast(nw.String())
    return text.str.to_lowercase() if dtype.is_float() else text  # « NaN » here is « nan » there


def _text(column: nw.Expr) -> nw.Expr:
    """Return a column of words; an empty one says nothing."""
    column = column.str.strip_chars()
    return nw.when(column != "").then(column)


def _whole(name: str, dtype: nw.dtypes.DType, most: int) -> tuple[nw.Expr, nw.Expr]:
    """Return a column of whole numbers of 0 to `most`, and where it is something else."""
    column = nw.col(name)
    if dtype == nw.String:
        text = _text(column)
        shaped = text.str.contains(r"^[0-9]{1,9}$")
        number = nw.when(shaped).then(text).cast(nw.Int64())
        return number, ~shaped | (number > most)
    within = (column >= 0) & (column <= most)
    number = nw.when(within).then(column).cast(nw.Int64())
    if dtype.is_integer():
        return number, ~within
    return number, ~within | (number.cast(nw.Float64()) != column.cast(nw.Float64()))


def _flag(name: str, dtype: nw.dtypes.DType) -> tuple[nw.Expr, Sequence[nw.Expr]]:
    """Return a column of yes and no, and where it is something else, if it can be."""
    column = nw.col(name)
    if dtype == nw.Boolean:
        return column, ()
    if dtype.is_numeric():
        return column == 1, (~((column == 0) | (column == 1)),)
    text = _text(column).str.to_lowercase()
    return text.is_in(list(_YES)), (~text.is_in([*_YES, *_NO]) & ~text.is_null(),)


def _wrong_type(name: str, dtype: nw.dtypes.DType, *, is_flag: bool) -> str:
    """Return what is wrong with the type of a column; nothing where it can be read."""
    words = dtype in _LIKE_WORDS
    if name in _WORDS and not words:
        return f"La colonne « {name} » n'est pas du texte ({dtype}) : écrivez-la en texte, « 02 » et « ce2 cm1 »."
    if name in _KEYS and not (words or dtype.is_numeric()):
        return f"La colonne « {name} » n'est ni du texte ni des nombres ({dtype}) : écrivez-la en texte."
    if name in _NUMBERS and not (words or dtype.is_numeric()):
        return f"La colonne « {name} » n'est faite ni de nombres ni de texte ({dtype}) : écrivez-la en chiffres."
    if is_flag and not (words or dtype == nw.Boolean or dtype.is_numeric()):
        return f"La colonne « {name} » ne dit pas oui ou non ({dtype}) : {_SAID_AS}."
    return ""


def _perhaps(name: str, given: Iterable[str]) -> str:
    """Return the column that was perhaps meant, whatever its capitals."""
    others = [each for each in given if each not in COLUMNS]
    same = [each for each in others if each.lower() == name]
    return did_you_mean(same[0], same) if same else did_you_mean(name, others)
