"""Local criteria beside the nation's: none looser, none that no dossier can meet, none that says another figure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clas_core.conformance.found import Found, Level
from clas_core.conformance.french import in_figures, said_days
from clas_core.conformance.reviewed import FileRead, Reviewed, day_at, number_at, text_at
from clas_core.eligibility.criteria import KINDS
from clas_core.eligibility.vocabulary import FIELDS, LEVELS
from clas_core.errors import Path
from clas_core.national import Referential

_MOST = {"sessions_per_week": 7, "weeks": 52, "children": 60, "adults": 20, "groups": 100, "partner_schools": 100}
_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a criterion wants of a field, the nation's or a local one: its bounds, or the values that it takes."""

    subject: str
    field: str
    kind: str
    low: int
    high: int
    options: frozenset[str]
    blocking: bool
    path: Path = ()

    @property
    def number(self) -> bool:
        return self.kind in ("range", "at_least", "at_most")


def nations(nation: Referential | None) -> Sequence[Wanted]:
    """Return what the nation wants of groups, actions and dossiers."""
    rules = nation.rules.criteria if nation else ()
    return tuple(
        Wanted(
            each.subject,
            each.about,
            each.kind,
            each.min,
            each.max,
            frozenset(each.options),
            each.severity == "blocking",
        )
        for _, each in rules
    )


def locals_of(call: FileRead) -> Sequence[Wanted]:
    """Return what the criteria of a call want, those that are sound enough to be understood."""
    found = []
    for path, table in call.each("criteria"):
        kind, subject, field = (text_at(table, key) for key in ("kind", "subject", "field"))
        if kind in KINDS and field in FIELDS.get(subject, {}):  # type: ignore[call-overload]  # any text is looked for
            low, high = number_at(table, "min"), number_at(table, "max")
            options = table.get("options")
            given = frozenset(each for each in options if isinstance(each, str)) if isinstance(options, list) else ()
            blocking = table.get("severity") != "warning"
            bounds = (int(low) if low is not None else 0, int(high) if high is not None else _LARGEST)
            found.append(Wanted(subject, field, kind, *bounds, frozenset(given), blocking, path))
    return tuple(found)


def check_local_criteria(reviewed: Reviewed) -> Iterator[tuple[FileRead, Found]]:
    """Report criteria that loosen, cannot be met, ask for nothing, or say another thing than their bounds."""
    for call in reviewed.calls:
        national, local = nations(reviewed.nation(call)), locals_of(call)
        for rank, wanted in enumerate(local):
            yield from ((call, found) for found in _beside(wanted, national))
            yield from ((call, found) for found in _met(wanted, [*national, *local[:rank]]))
            yield from ((call, found) for found in _plausible(wanted))
            asked = (wanted.subject, wanted.field, wanted.kind)
            if any(asked == (each.subject, each.field, each.kind) for each in local[:rank]):
                reason = "Un autre critère du fichier demande la même chose du même champ."
                yield call, Found("criteria.twice", "warning", wanted.path, reason, "Réunissez-les.")
        for path, table in call.each("criteria"):
            yield from ((call, found) for found in _worded(path, table))
            yield from ((call, found) for found in _day(path, table, call))


def _place(wanted: Wanted, *keys: str) -> Path:
    return (*wanted.path, *keys)


def _beside(local: Wanted, national: Sequence[Wanted]) -> Iterator[Found]:
    for nation in national:
        if (local.subject, local.field) != (nation.subject, nation.field):
            continue
        theirs = f"de {nation.low} à {nation.high}" if nation.kind == "range" else f"de {nation.low} au moins"
        same = (local.kind, local.low, local.high, local.options) == (
            nation.kind,
            nation.low,
            nation.high,
            nation.options,
        )
        level: Level = "error" if local.blocking and nation.blocking else "warning"
        if same:
            yield Found("criteria.national", "remark", local.path, "Redit un critère national.", "Retirez-le.")
        elif local.number and nation.number:
            looser_low = local.kind in ("range", "at_least") and local.low < nation.low
            looser_high = local.kind in ("range", "at_most") and local.high > nation.high
            if looser_low or looser_high:
                reason = f"Plus large que la règle nationale ({theirs}) : il ne desserre rien, et le laisse croire."
                key = "min" if looser_low else "max"
                yield Found("criteria.looser", level, _place(local, key), reason, "Resserrez-le, ou retirez-le.")
        elif local.kind == nation.kind == "one_of" and (further := local.options - nation.options):
            named = ", ".join(LEVELS.get(each, each) for each in sorted(further))
            reason = f"Plus large que la règle nationale : elle n'admet pas {named}."
            yield Found("criteria.looser", level, _place(local, "options"), reason, "Retirez ces valeurs.")
        elif local.kind == nation.kind == "covers" and local.options < nation.options:
            reason = f"Plus large que la règle nationale, qui en demande {len(nation.options)} à la fois."
            yield Found("criteria.looser", level, _place(local, "options"), reason, "Retirez ce critère.")


def _met(wanted: Wanted, others: Sequence[Wanted]) -> Iterator[Found]:
    for other in others:
        if (wanted.subject, wanted.field) != (other.subject, other.field) or not (wanted.blocking and other.blocking):
            continue
        apart = wanted.number and other.number and max(wanted.low, other.low) > min(wanted.high, other.high)
        none = wanted.kind == other.kind == "one_of" and not wanted.options & other.options
        kinds = {wanted.kind: wanted, other.kind: other}
        crossed = set(kinds) == {"covers", "one_of"} and not kinds["covers"].options <= kinds["one_of"].options
        if apart or none or crossed:
            whose = "un autre critère du fichier" if other.path else "la règle nationale"
            reason = f"Aucun dossier ne peut remplir à la fois ce critère et {whose}."
            yield Found("criteria.impossible", "error", wanted.path, reason, "Corrigez ses bornes.")


def _plausible(wanted: Wanted) -> Iterator[Found]:
    most = _MOST.get(wanted.field)
    if wanted.kind in ("range", "at_least") and most is not None and wanted.low > most:
        reason = f"{wanted.low} au moins : personne n'en a autant ({most} au plus)."
        yield Found("criteria.impossible", "error", _place(wanted, "min"), reason, "Corrigez le minimum.")
    if wanted.kind == "at_least" and wanted.low == 0:
        reason = "Zéro au moins : ce critère ne demande rien."
        yield Found("criteria.empty", "warning", _place(wanted, "min"), reason, "Écrivez un minimum, ou retirez-le.")
    if wanted.kind == "at_most" and wanted.high == 0:
        reason = "Zéro au plus : ce critère refuse tout."
        yield Found("criteria.impossible", "warning", _place(wanted, "max"), reason, "Vérifiez le maximum.")


_LEVEL = re.compile(
    r"\b(maternelle|cp|ce1|ce2|cm1|cm2|[3-6](?:e|ème)|seconde|première|terminale|"
    r"sixième|cinquième|quatrième|troisième)\b",
    re.IGNORECASE,
)
_KEYS = {
    "sixième": "6e",
    "cinquième": "5e",
    "quatrième": "4e",
    "troisième": "3e",
    "première": "premiere",
    "6ème": "6e",
    "5ème": "5e",
    "4ème": "4e",
    "3ème": "3e",
}


def levels_in(text: str) -> Sequence[str]:
    """Return the school levels that a text names, by their keys, in its order."""
    return tuple(_KEYS.get(found.lower(), found.lower()) for found in _LEVEL.findall(text))


def _worded(path: Path, table: Mapping[str, Any]) -> Iterator[Found]:
    """Report words of a criterion that say another figure than its bounds."""
    kind, field = text_at(table, "kind"), text_at(table, "field")
    bounds = {int(each) for key in ("min", "max") if (each := number_at(table, key)) is not None}
    options = table.get("options")
    for key in ("label", "message"):
        text = in_figures(text_at(table, key))
        if kind in ("range", "at_least", "at_most") and bounds:
            figures = {int(each) for each in re.findall(r"(?<![\w-])\d{1,4}(?![\d%]|er?\b| ?(?:ans|€|%|h\b))", text)}
            if figures and not figures <= bounds and not figures & bounds:
                reason = f"Le texte dit {_listed(figures)}, et le critère demande {_listed(bounds)}."
                yield Found("criteria.words", "error", (*path, key), reason, "Écrivez les mêmes.")
            elif figures - bounds and len(figures) <= 2:
                reason = f"Le texte dit aussi {_listed(figures - bounds)}, que le critère ne demande pas."
                yield Found("criteria.words", "error", (*path, key), reason, "Écrivez les mêmes.")
        if field == "levels" and isinstance(options, list):
            named = levels_in(text)
            if named and (named[0] not in options or named[-1] not in options):
                reason = "Le texte nomme des niveaux que le critère n'admet pas."
                yield Found("criteria.words", "error", (*path, key), reason, "Écrivez les mêmes.")


def _listed(figures: set[int]) -> str:
    return " et ".join(map(str, sorted(figures)))


def _day(path: Path, table: Mapping[str, Any], call: FileRead) -> Iterator[Found]:
    day = day_at(table, "day")
    opens, closes = (day_at(call.table("calendar"), key) for key in ("opens", "closes"))
    if day is None:
        return
    if opens and day < opens:
        reason = "Ce jour passe avant l'ouverture de l'appel : aucun dossier ne le respecte."
        yield Found("criteria.impossible", "error", (*path, "day"), reason, "Corrigez ce jour.")
    if closes and day != closes and text_at(table, "field") == "deposited_on":
        reason = "L'appel se clôt un autre jour."
        yield Found("criteria.day", "error", (*path, "day"), reason, "Retirez ce critère : la clôture en tient lieu.")
    for key in ("label", "message"):
        for said in said_days(text_at(table, key)):
            if (said.month, said.number) != (day.month, day.day) or said.year not in (None, day.year):
                reason = f"Le texte dit « {said.text} », et le critère un autre jour."
                yield Found("criteria.words", "error", (*path, key), reason, "Écrivez le même.")
