"""What a dossier answers, page by page, each answer with the way to its field: what one reads before depositing it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from clas_api.pages.porteur.folder import Folder
from clas_api.pages.porteur.questions import capitalised
from clas_api.services.dossiers.attaching import list_documents
from clas_core.dossiers import ATTESTATIONS, document_kinds, layout_of, totals_of
from clas_core.dossiers.kept_contents import kept_content
from clas_core.errors import Path
from clas_core.money import parse_amount, write_euros
from clas_core.questions import answer_in, write_answer
from clas_core.questions.pages import PROGRAMMES
from clas_core.years import SchoolYear


@dataclass(frozen=True, slots=True)
class CheckedAnswer:
    """An answer in words, `None` where a required one is missing; `address` is that of its field, `remark` is why it
    keeps something from being paid."""

    name: str
    text: str | None
    address: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class CheckedPage:
    """A page that a dossier is written on, or the part of one action or group, with what is answered there."""

    title: str
    address: str
    answers: Sequence[CheckedAnswer]


def checked_pages(folder: Folder) -> Sequence[CheckedPage]:
    """Return every page of a dossier with its answers, in their order, the porteur's own first."""
    pages = [_porteur(folder)]
    for slug, title in folder.pages.items():
        answers = [*_answers(folder, "dossier", folder.content, (), slug), *_beside(folder, slug)]
        address = url_for("porteur.section", key=folder.row.id, slug=slug)
        pages.append(CheckedPage(title, address, answers))
        if slug == "actions":
            pages += _actions(folder)
    return pages


def _answers(
    folder: Folder, subject: str, said: Mapping[str, Any], place: Path, page: str | None = None
) -> Iterator[CheckedAnswer]:
    """Yield the answers to the questions of a page, or of all, but those that are not asked of this porteur."""
    asked = folder.asked.questionnaire
    put = {each.id for each, _ in asked.asked(subject, said, folder.asked.nature)}
    for each in asked.on(subject, page):
        answer = write_answer(each, answer_in(each, said))
        one_of_several = each.known is not None and (each.known.together or each.known.bonus)
        if not answer and (each.id not in put or one_of_several):
            continue
        path = (*place, *each.place)
        text = answer or (None if each.required else "non donné")
        yield CheckedAnswer(capitalised(each.name), text, folder.address(path), _remark(folder, path))


def _remark(folder: Folder, path: Path) -> str:
    return folder.remarks.get("/".join(map(str, path)), "")


def _porteur(folder: Folder) -> CheckedPage:
    porteur = folder.row.porteur
    address = url_for("porteur.organisation", key=porteur.id)
    return CheckedPage(
        "Organisme",
        address,
        [
            CheckedAnswer("Nom", porteur.name, f"{address}#name"),
            CheckedAnswer("SIRET", porteur.siret, f"{address}#siret"),
        ],
    )


def _actions(folder: Folder) -> Iterator[CheckedPage]:
    for rank, action in enumerate(folder.content.get("actions", [])):
        place, number = ("actions", rank), rank + 1
        title = f"Action {number} : {action.get('title') or 'sans intitulé'}"
        address = url_for("porteur.action", key=folder.row.id, number=number)
        yield CheckedPage(title, address, list(_answers(folder, "action", action, place)))
        for index, group in enumerate(action.get("groups", [])):
            title = f"Action {number}, groupe {index + 1} : {group.get('label') or 'sans nom'}"
            address = url_for("porteur.group", key=folder.row.id, number=number, rank=index + 1)
            yield CheckedPage(title, address, list(_group(folder, group, (*place, "groups", index))))


def _group(folder: Folder, group: Mapping[str, Any], place: Path) -> Iterator[CheckedAnswer]:
    yield from _answers(folder, "group", group, place)
    named = {bonus.id: bonus.label for bonus in folder.call.estimator.referential.bonuses}
    for claim in group.get("bonuses", []):
        name = f"{named.get(claim['id'], 'Bonus')}, au-delà du socle"
        yield CheckedAnswer(name, claim.get("beyond"), folder.address((*place, "bonuses")))


def _beside(folder: Folder, slug: str) -> Iterator[CheckedAnswer]:
    """Yield what a page says that is not the answer to a question."""
    address = url_for("porteur.section", key=folder.row.id, slug=slug)
    if slug == "budget":
        yield from _budget(folder, address)
    elif slug == PROGRAMMES:
        named = folder.call.questionnaire.programmes
        for each in folder.content.get("programmes", []):
            amount = _euros(each.get("amount"))
            yield CheckedAnswer(named.get(each["id"], ""), amount, f"{address}#programmes/{each['id']}/amount")
    elif slug == "pieces":
        kinds = document_kinds(folder.call.campaign)
        for each in list_documents(folder.context, folder.row.id):
            yield CheckedAnswer(capitalised(kinds.get(each.kind, "pièce")), each.filename, address)
    elif slug == "attestations":
        for name, signed in (folder.content.get("attestations") or {}).items():
            if signed and name in ATTESTATIONS:
                yield CheckedAnswer(ATTESTATIONS[name].label, "attesté", f"{address}#attestations/{name}")


def _budget(folder: Folder, address: str) -> Iterator[CheckedAnswer]:
    layout = layout_of(SchoolYear.parse(folder.row.school_year))
    lines = folder.content.get("budget") or []
    for rank, line in enumerate(lines):
        named = f"{line['account']} {layout.accounts.get(line['account'], '')}"
        funder = layout.funders.get(line.get("funder") or "", "")
        name = ", ".join(filter(None, (named, funder, line.get("label"))))
        yield CheckedAnswer(name, _euros(line.get("amount")), f"{address}#budget/{rank}/amount")
    totals = totals_of(kept_content(folder.content).budget)
    if lines:
        balance = totals.imbalance or f"Équilibré, {write_euros(totals.charges)} de chaque côté."
        yield CheckedAnswer("Équilibre", balance, f"{address}#equilibre")


def _euros(amount: str | None) -> str | None:
    return None if amount is None else write_euros(parse_amount(amount))
