"""A bilan as its pages show it: the pages that it is written on, what is left on each, what was foreseen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from flask import url_for

from clas_api.context import Context
from clas_api.pages.porteur.bilan_typed import place_of
from clas_api.pages.porteur.folder import A_DOSSIER, Folder, open_folder
from clas_api.pages.porteur.questions import Asked
from clas_api.services.dossiers.shown_answers import shown_questions
from clas_api.services.year.approved import approval_of, asked_of_bilan, foreseen
from clas_api.services.year.bilans import BilanCheck, judge_bilan, load_bilan
from clas_api.store.models import BilanRow
from clas_core.bilans.comparison import comparison_json
from clas_core.bilans.forecast import foreseen_groups
from clas_core.calculation.settlement import SettledPart
from clas_core.dossiers import Point, missing
from clas_core.dossiers.content import DossierContent
from clas_core.errors import NotFound, Path
from clas_core.questions import PAGES, Questionnaire
from clas_core.questions.pages import PROGRAMMES
from clas_core.questions.question import PAIRED

BUDGET = "budget"
"""The page that is there whatever is asked; any other is where something is."""


@dataclass(frozen=True, slots=True)
class BilanPage:
    """A page that a bilan is written on; `id` tells it from the others, `left` is how many points are open there."""

    id: str
    name: str
    address: str
    left: int


@dataclass(frozen=True)
class BilanFolder:
    """A bilan with its dossier, its check, what the dossier foresaw, and what it is asked."""

    folder: Folder
    row: BilanRow
    checked: BilanCheck
    foreseen: DossierContent
    asked: Asked

    @property
    def writable(self) -> bool:
        return self.folder.mine and self.row.state == "draft"

    @property
    def labels(self) -> Mapping[int, str]:
        """The groups that the bilan is about, by their place in the deposit."""
        return {each.approved.position: each.approved.group.label for each in self.checked.comparison.groups}

    @staticmethod
    def place_of(position: int) -> str:
        """Return the place of a group's fields."""
        return place_of(position)

    @cached_property
    def comparison(self) -> dict[str, Any]:
        return comparison_json(self.checked.comparison)

    @cached_property
    def missing(self) -> Sequence[Point]:
        return missing(self.checked.points)

    @property
    def sections(self) -> Mapping[str, str]:
        """The pages that are of the bilan as a whole, by their address."""
        if self.programmes and not self.labels:
            return {slug: PAGES["bilan"][slug] for slug in (PROGRAMMES, BUDGET)}  # nothing is asked of the Clas
        there = {BUDGET, PROGRAMMES} if self.programmes else {BUDGET}
        return {
            slug: name
            for slug, name in PAGES["bilan"].items()
            if slug in there or (slug != PROGRAMMES and self.asked.asks("", slug))
        }

    @property
    def programmes(self) -> Mapping[str, SettledPart]:
        """The other programmes than the Clas that were granted, by their names."""
        parts = self.checked.comparison.settlement.programmes
        return {part.id.removeprefix("programme."): part for part in parts}

    @cached_property
    def questions(self) -> Questionnaire:
        """What the bilan is asked, without what its dossier was."""
        return self.asked.questionnaire.about(PAIRED)

    @cached_property
    def pages(self) -> Sequence[BilanPage]:
        """The pages that the bilan is written on, in their order."""
        key = self.folder.row.id
        groups = [
            (group_page(place), f"Groupe {place} : {label}", url_for("porteur.bilan_group", key=key, number=place))
            for place, label in self.labels.items()
        ]
        whole = [
            (slug, name, url_for("porteur.bilan_section", key=key, slug=slug)) for slug, name in self.sections.items()
        ]
        pages = [self.page_of(point.path) for point in self.missing]
        return [BilanPage(page, name, address, pages.count(page)) for page, name, address in (*groups, *whole)]

    def page_of(self, path: Path) -> str:
        """Return the page that a place of the bilan is written on; nothing for a group that is missing whole."""
        match path:
            case ("groups", int(index), *_):
                return group_page(self.row.content["groups"][index]["position"])
            case ("budget", *_):
                return BUDGET
            case ("programmes", *_):
                return PROGRAMMES
        found = self.asked.questionnaire.at("bilan", path)
        return found[0].stands_on if found else ""

    def address(self, path: Path) -> str:
        """Return the address of the field in which a place of the bilan is answered."""
        page = self.page_of(path)
        addresses = {each.id: each.address for each in self.pages}
        if page not in addresses:
            return url_for("porteur.bilan", key=self.folder.row.id)
        return f"{addresses[page]}#{field_of(path, self.row.content)}"

    def next_step(self, here: str) -> tuple[str, str]:
        """Return where to go from a page, and how that is said: the page that follows, the check after the last."""
        if not self.writable:
            return "", ""
        ids = [each.id for each in self.pages]
        following = self.pages[ids.index(here) + 1 :] if here in ids else ()
        if following:
            return following[0].address, f"Continuer : {following[0].name}"
        return url_for("porteur.bilan_check", key=self.folder.row.id), "Continuer : Vérifier et déposer le bilan"


def group_page(position: int) -> str:
    """Return the name of the page of a group."""
    return f"groupes/{position}"


def field_of(path: Path, content: Mapping[str, Any]) -> str:
    """Return the name of the field that a place of a bilan is typed in.

    A group is told by its place in the deposit, counted from 0 as the names of fields are, and not by its rank in the
    bilan; its children, by their level.
    """
    match path:
        case ("groups", int(index), "children", int(rank), *rest):
            group = content["groups"][index]
            level = group["children"][rank]["level"]
            place = f"groups/{group['position'] - 1}/children"
            return f"{place}/{level}/{rest[0]}" if rest in (["girls"], ["boys"]) else place
        case ("programmes", int(index), *_):
            return f"programmes/{content['programmes'][index]['id']}/spent"
        case (*_, "answers", str(), int()):
            path = path[:-1]  # a choice among several is one of the boxes of its question
        case ("groups", int(index), *rest):
            return "/".join(["groups", str(content["groups"][index]["position"] - 1), *map(str, rest)])
    return "/".join(map(str, path))


def open_bilan(context: Context, key: UUID) -> BilanFolder:
    """Return the bilan of a dossier. Raises `NotFound`, or `Refused` when there is none to see yet."""
    folder = open_folder(context, key)
    row, bilan = load_bilan(context, key)
    granted = approval_of(context, row.id)
    checked = judge_bilan(context, row, bilan, granted)
    questions = shown_questions(context, row, asked_of_bilan(context, granted))
    before = foreseen(context, row)
    groups = [each.approved for each in checked.comparison.groups]
    asked = Asked(
        questions,
        row.porteur.nature,
        "bilan",
        {"": before, **{place_of(rank): each for rank, each in foreseen_groups(groups, before).items()}},
        frozenset(place_of(each.position) for each in groups if each.group.bonuses)
        | {place_of(each["position"]) for each in bilan.content["groups"] if each["bonus_use"]},
    )
    return BilanFolder(folder, bilan, checked, before, asked)


def open_own_bilan(context: Context, key: UUID) -> BilanFolder:
    """Return a bilan that whoever asks may write. Raises `NotFound` for anybody else's."""
    bilan = open_bilan(context, key)
    if not bilan.folder.mine:
        raise NotFound(A_DOSSIER)
    return bilan
