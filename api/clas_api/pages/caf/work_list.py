"""The filter of a Caf's list of dossiers: read from an address, kept from page to page, asked of the service."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from flask import has_request_context, request

from clas_api.pages.caf.department import ORDERS
from clas_api.pages.caf.site import blueprint
from clas_api.pages.typed import key_among
from clas_api.pages.writing import write_address
from clas_api.services.instruction.desk_requests import FILTERS
from clas_api.store.dossier_lists import NOBODY, Search
from clas_core.dossiers.lifecycle import STATES

LONGEST = 100
"""Of what an address asks of one filter, in characters."""

UNASSIGNED = "personne"
"""What a form calls nobody."""

FIRST_ORDER = "porteur"
"""A dossier that is treated stays where it is."""

DUE: Mapping[str, tuple[str, timedelta]] = {
    "retard": ("En retard", timedelta(days=-1)),
    "semaine": ("D'ici une semaine", timedelta(days=7)),
    "mois": ("D'ici un mois", timedelta(days=31)),
}
"""The days that a list may be filtered by: in words, and how far from today."""

COLUMNS: Mapping[str, str] = {
    "state": "État",
    "next": "Étape suivante",
    "due": "Échéance",
    "assignee": "Affecté à",
    "amount": "Estimé ou accordé",
    "labels": "Étiquettes",
    "receipt": "Récépissé",
    "siret": "SIRET",
    "cities": "Communes",
    "groups": "Groupes",
    "children": "Enfants",
    "deposited": "Déposé",
    "updated": "Modifié",
}
"""What the list may show, as it is headed."""

LIST = "liste"
"""In the address of a dossier: the filter of the list that it was opened from."""

OF_A_DOSSIER = frozenset(
    f"caf.{name}"
    for name in (
        "dossier", "assignment", "confirmation", "labelling", "admissibility", "complements", "study", "exchanges",
        "message", "note", "after", "act", "returning", "correction", "handover", "payment",
    )
)  # fmt: skip
"""The pages of one dossier, which keep the list that it was opened from."""


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What a list is filtered by, as its address says it; `order` is how it is sorted."""

    asked: Mapping[str, str]
    order: str

    @property
    def kept(self) -> dict[str, str]:
        """What an address says to ask the same list again."""
        said = {name: text for name, text in self.asked.items() if text}
        return {**said, "tri": self.order} if self.order != FIRST_ORDER else said

    @property
    def text(self) -> str:
        """The same, in one word for the address of a dossier."""
        return urlencode(self.kept) or "tout"

    def search(self, slug: str, call: str, today: date, **more: Any) -> Search:
        """Return what the service is asked for; `more` says which page of it."""
        state, agent, due = self.asked["etat"], self.asked["agent"], self.asked["echeance"]
        return Search(
            department=slug,
            call=call,
            states=(state,) if state else (),
            assigned_to=NOBODY if agent == UNASSIGNED else key_among(agent),
            text=self.asked["texte"] or None,
            label=key_among(self.asked["etiquette"]),
            city=self.asked["commune"] or None,
            due_by=today + DUE[due][1] if due else None,
            sort=self.order,
            **more,
        )


def read_filter(args: Mapping[str, str]) -> ListFilter:
    """Read a filter from what an address says, without what no list could mean."""
    asked = {name: _clean(args.get(name, "")) for name in FILTERS}
    order = asked.pop("tri")
    for name, known in (("etat", STATES), ("echeance", DUE)):
        asked[name] = asked[name] if asked[name] in known else ""
    for name in ("agent", "etiquette"):
        is_nobody = name == "agent" and asked[name] == UNASSIGNED
        asked[name] = asked[name] if is_nobody or key_among(asked[name]) else ""
    return ListFilter(asked, order if order in ORDERS else FIRST_ORDER)


def _clean(text: str) -> str:
    return "".join(filter(str.isprintable, text)).strip()[:LONGEST]


def list_of_address() -> ListFilter | None:
    """Return the filter of the list that the page of a dossier was opened from; none where it was opened otherwise."""
    text = request.args.get(LIST, "")
    return read_filter(dict(parse_qsl(text))) if 0 < len(text) <= LONGEST * len(FILTERS) else None


@blueprint.url_defaults
def keep_list(endpoint: str, values: dict[str, Any]) -> None:
    """Have each address of a dossier keep the list that its page was opened from."""
    if endpoint in OF_A_DOSSIER and has_request_context() and (kept := list_of_address()) is not None:
        values.setdefault(LIST, kept.text)


def address_in_list(endpoint: str, **values: Any) -> str:
    """Write an address as the templates do, and keep the list."""
    keep_list(endpoint, values)
    return write_address(endpoint, **values)


@dataclass(frozen=True, slots=True)
class Beside:
    """Where a dossier stands in the list that it was opened from: what comes before and after it, by key and porteur,
    and what the address of the list says."""

    kept: Mapping[str, str]
    before: tuple[UUID, str] | None
    after: tuple[UUID, str] | None
