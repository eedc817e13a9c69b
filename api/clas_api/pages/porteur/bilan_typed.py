"""From what was typed on the pages of a bilan to its sections as JSON, and back. The core judges; nothing here does."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.kept_answers import put_said
from clas_api.pages.porteur.questions import put_typed
from clas_api.pages.porteur.shown import form_of
from clas_api.pages.porteur.written import Sections, budget_line, lines_typed
from clas_api.pages.typed import write_amount
from clas_core.dossiers import BudgetLine
from clas_core.questions import Questionnaire
from clas_core.questions.pages import PROGRAMMES


def place_of(position: int) -> str:
    """Return the place of a group's fields."""
    return f"groups/{position - 1}"


# ——— read


def with_group(form: TypedForm, position: int, kept: Sequence[Mapping[str, Any]]) -> Sections:
    """Return the groups of a bilan, the one at `position` as it was typed and the others as they are kept."""
    others = [group for group in kept if group["position"] != position]
    group = _group_of(kept, position)
    put_typed(form, place_of(position), form.questionnaire.on("bilan_group"), group)
    if not group.get("answers"):
        group.pop("answers", None)
    return {"groups": sorted([*others, group], key=lambda group: group["position"])}


def _group_of(kept: Sequence[Mapping[str, Any]], position: int) -> dict[str, Any]:
    return dict(next((each for each in kept if each["position"] == position), {"position": position}))


def programmes(form: TypedForm, granted: Iterable[str]) -> Sections:
    """Return what was spent of each other programme than the Clas that was granted."""
    return {"programmes": [{"id": each, "spent": form.amount(f"programmes/{each}/spent")} for each in granted]}


def budget(form: TypedForm, foreseen: Sequence[BudgetLine]) -> Sections:
    """Return the lines of which something was typed, and those that were foreseen, at the rank of their row."""
    return {"budget": [budget_line(form, rank) for rank in lines_kept(form, foreseen)]}


def lines_kept(form: TypedForm, foreseen: Sequence[BudgetLine]) -> list[int]:
    """Return the ranks of the rows to keep: one that was foreseen stays, and is missing while it has no amount."""
    return sorted({*lines_typed(form), *foreseen_amounts(form, foreseen)})


def foreseen_amounts(form: TypedForm, foreseen: Sequence[BudgetLine]) -> Mapping[int, int]:
    """Return what was foreseen for each row of a budget, in cents: the line of the same account, funder and label."""
    left = list(foreseen)
    found: dict[int, int] = {}
    for rank in form.indices("budget"):
        row = budget_line(form, rank)
        wanted = (row["account"], row["funder"], row["label"])
        line = next((each for each in left if (each.account, each.funder, each.label) == wanted), None)
        if line is not None:
            left.remove(line)
            found[rank] = line.amount or 0
    return found


# ——— shown


def form_of_group(content: Mapping[str, Any], position: int, asked: Questionnaire) -> TypedForm:
    """Return the form of a group, as it is kept, with the answers to what is `asked`."""
    form = TypedForm(questionnaire=asked)
    put_said(form, place_of(position), asked.on("bilan_group"), _group_of(content["groups"], position))
    return form


def form_of_page(content: Mapping[str, Any], page: str, asked: Questionnaire) -> TypedForm:
    """Return the form of a page of the bilan as a whole, as it is kept, with the answers to what is `asked`."""
    form = form_of({"budget": content["budget"]} if page == "budget" else {}, asked)
    put_said(form, "", asked.on("bilan", page), content)
    for each in content.get("programmes", ()) if page == PROGRAMMES else ():
        if each["spent"] is not None:
            form.values[f"programmes/{each['id']}/spent"] = write_amount(each["spent"])
    return form
