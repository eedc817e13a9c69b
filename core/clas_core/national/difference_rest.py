"""What differs between two years and has no sentence of its own: sources, words, days, and the keys that few look at.

No difference of any key of the files is silent: what the sentences of `clas_core.national.difference` tell is left out
here, and all the rest is told by the words that declare the key.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from clas_core.national.change import Change, ChangeKind
from clas_core.national.difference_words import FAMILIES
from clas_core.national.leaves import Leaf, differing_leaves
from clas_core.national.referential import Referential
from clas_core.questions.question import PAIRED

_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "ps": "Chiffre",
        "thresholds": "Seuil",
        "sources": "Document cité",
        "scheme": "Présentation du Clas",
        "gaps": "Ce qui n'est pas connu",
        "status": "Règles de l'année",
        **{name: family.title for name, family in FAMILIES.items()},
    }
)
_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "status": "état",
        "standing": "statut",
        "unit": "unité",
        "label": "nom",
        "short": "nom court",
        "field": "ce qu'il juge",
        "question": "question dont il juge la réponse",
        "value": "réponse retenue",
        "checked_on": "jour de sa dernière vérification",
    }
)

_FIGURE = frozenset({"value", "standing"})
_TOLD: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "ps": _FIGURE,
        "thresholds": _FIGURE,
        "bonuses": frozenset({"label"}),
        "axes": frozenset({"text"}),
        "base_actions": frozenset({"label"}),
        "dossier_parts": frozenset({"label"}),
        "assumptions": frozenset({"question", "answer"}),
        "criteria": frozenset({"label", "severity", "standing"}),
        "questions": frozenset({"label", "kind", "least", "most", "required", "hint", "programme"}),
    }
)
"""The keys that a sentence tells whatever they become."""

_ASKED = frozenset({"kind", "min", "max", "options", "day", "territory"})
"""Of a criterion: what it asks, told whole where it asks something else."""

_APPLY: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "ps": frozenset({"unit"}),
        "thresholds": frozenset({"unit"}),
        "bonuses": frozenset({"axis", "unit"}),
        "base_actions": frozenset({"axis"}),
        "criteria": _ASKED | {"subject", "field", "question", "decides"},
        "assumptions": frozenset({"value"}),
        "retention": frozenset({"since", "fate", "shortened"}),
        "questions": frozenset(
            {"subject", "natures", "when", "choices", "carried", "counted", "paired", "shown_to", "weight"}
        ),
    }
)
"""The keys by which something applies otherwise. Every other says, or cites, the same thing in other words."""

_TOGETHER = frozenset({"source", "checked_on"})
"""The keys that change alike for many things at once, which are then told once."""

_MOST_NAMED = 8
_CODED = "le calcul applique une autre réponse qu'avant"
"""Said of an assumption whose value, which programs read, is another."""


def said_otherwise(older: Referential, newer: Referential) -> Iterator[Change]:
    """Yield each difference that no sentence of its own tells, those alike of many things as one."""
    alike: dict[tuple[str, ...], list[Leaf]] = defaultdict(list)
    years = older, newer
    found = [each for each in differing_leaves(older, newer) if not _is_told(each, *years)]
    for leaf in found:
        if leaf.key in _TOGETHER:
            alike[_title(leaf, newer), leaf.key, leaf.before or "", leaf.after or ""].append(leaf)
    for leaf in found:
        same = (
            alike[_title(leaf, newer), leaf.key, leaf.before or "", leaf.after or ""] if leaf.key in _TOGETHER else []
        )
        if len(same) > 1:
            if same[0] is leaf:
                yield _of_many(same, _title(leaf, newer))
        else:
            yield _of_one(leaf, newer)


def _is_told(leaf: Leaf, older: Referential, newer: Referential) -> bool:
    table, key = leaf.table, leaf.key
    if table == "bonuses" and "amount" in leaf.path[2:]:
        return key in _FIGURE or key == "amount"
    if len(leaf.path) == 2 and table in (*FAMILIES, "thresholds"):
        return True  # what comes and what goes
    if len(leaf.path) == 3 or table == "ps":
        if key in _TOLD.get(table, ()):
            return True
        one, other = (_item(year, leaf) for year in (older, newer))
        match table, key:
            case "criteria", key if key in _ASKED:
                return bool(one.expected != other.expected)
            case "retention", "months" | "since" | "fate" | "standing":
                return bool(one.text != other.text)
            case "questions", "page":
                return bool(one.page_name != other.page_name)
            case "questions", "choices":
                named, beside = ([_choices(each)[rank] for each in (one, other)] for rank in (0, 1))
                return named[0] != named[1] and beside[0] == beside[1]
    return False


def _item(year: Referential, leaf: Leaf) -> Any:
    """Return the table of a year that a value stands in, where the sentences tell it by more than one key."""
    items: Iterable[Any] = {
        "criteria": [each for _, each in year.rules.criteria],
        "retention": year.retention,
        "questions": year.questions,
    }.get(leaf.table, ())
    return next((each for each in items if each.id == leaf.path[1]), None)


def _choices(question: Any) -> tuple[object, object]:
    return [each.label for each in question.choices], [(each.id, each.points) for each in question.choices]


def _title(leaf: Leaf, newer: Referential) -> str:
    if leaf.table == "questions":
        asked = next((each for each in newer.questions if each.id == leaf.path[1]), None)
        return _TITLES["bilan_questions" if asked is not None and asked.subject in PAIRED else "questions"]
    return _TITLES.get(leaf.table, leaf.label)


def _of_one(leaf: Leaf, newer: Referential) -> Change:
    title = _title(leaf, newer)
    named = leaf.item and leaf.item.lower() != title.lower() and leaf.item != leaf.after
    what = f"{title} « {leaf.item} »" if named else title
    if leaf.label != title and (len(leaf.path) > 2 or leaf.table in ("status", "scheme")) and leaf.table != "gaps":
        what += f", {_LABELS.get(leaf.key, leaf.label)}"
    applies = leaf.key in _APPLY.get(leaf.table, ())
    return Change(
        kind=_kind(leaf),
        effect="rule" if applies else "said",
        family=leaf.table,
        subject=".".join(leaf.path),
        name=what,
        sentence=f"{what} : {_CODED if leaf.path[::2] == ('assumptions', 'value') else _becomes(leaf)}.",
        before=leaf.before,
        after=leaf.after,
        source=leaf.source,
    )


def _of_many(leaves: list[Leaf], title: str) -> Change:
    first = leaves[0]
    names = list(dict.fromkeys(each.item for each in leaves))
    named = ", ".join(f"« {each} »" for each in names[:_MOST_NAMED])
    left = len(names) - _MOST_NAMED
    rest = f" et {left} autre{'s' if left > 1 else ''}" if left > 0 else ""
    label = _LABELS.get(first.key, first.label)
    return Change(
        kind=_kind(first),
        effect="said",
        family=first.table,
        subject=", ".join(".".join(each.path) for each in leaves),
        name=f"{title}, {label} : {len(leaves)} fois",
        sentence=f"{title}, {label} : {_becomes(first)}, pour {named}{rest}.",
        before=first.before,
        after=first.after,
        source=first.source,
    )


def _kind(leaf: Leaf) -> ChangeKind:
    if leaf.before is None:
        return "added"
    return "removed" if leaf.after is None else "changed"


def _becomes(leaf: Leaf) -> str:
    match leaf.before, leaf.after:
        case None, after:
            return f"en plus, « {after} »"
        case before, None:
            return f"en moins, « {before} »"
    return f"« {leaf.before} » devient « {leaf.after} »"
