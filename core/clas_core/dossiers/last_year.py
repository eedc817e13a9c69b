"""Last year's answers beside the blanks of a dossier that was taken up from it: group by group, by their names."""

from collections.abc import Mapping
from typing import Any

from clas_core.questions import Questionnaire, answer_in, write_answer


def places_of_last_year(content: Mapping[str, Any], older: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """Return, by the place of each action and group of `content`, what `older` said of the one of the same name.

    Both are JSON. Groups may have been moved, removed or called otherwise since: without a name in common, nothing is
    told.
    """
    actions = {_name(each, "title"): each for each in older.get("actions") or () if _name(each, "title")}
    found: dict[str, Mapping[str, Any]] = {"": older}
    for rank, action in enumerate(content.get("actions") or ()):
        before = actions.get(_name(action, "title"))
        if before is None:
            continue
        found[f"actions/{rank}"] = before
        groups = {_name(each, "label"): each for each in before.get("groups") or () if _name(each, "label")}
        for place, group in enumerate(action.get("groups") or ()):
            if (same := groups.get(_name(group, "label"))) is not None:
                found[f"actions/{rank}/groups/{place}"] = same
    return found


def _name(said: Mapping[str, Any], key: str) -> str:
    return str(said.get(key) or "").casefold().strip()


def told_of_last_year(questionnaire: Questionnaire, subject: str, said: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the short answers of last year to what is asked anew, in words, by the question."""
    return {
        each.id: words
        for each in questionnaire.on(subject)
        if not each.carried and each.kind != "narrative" and (words := write_answer(each, answer_in(each, said)))
    }
