"""A dossier that has gone beyond its deposit, for the tests of the pages that follow it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from clas_api.context import Context
from clas_api.scenario import Seat
from clas_api.services.instruction.messaging import write_message, write_note
from clas_api.services.year.bilans import file_bilan, return_bilan, save_bilan
from clas_api.services.year.notifying import notify_decision
from clas_api.services.year.paying import list_payments, make_payment
from clas_api.services.year.settling import settle_dossier
from clas_api.store.bilans import bilan_of
from clas_api.store.models import DossierRow
from clas_api.store.reading import end
from clas_core.committees.decision import Decision
from clas_core.departments import DepartmentRegistry
from tests.api.departments import MakeDepartment
from tests.api.pages.porteur.conftest import NOW, PutSite, Site
from tests.api.year.conftest import MORE
from tests.browsing import Browser
from tests.casts import of_alex, two_groups
from tests.decided import decide


@dataclass(frozen=True)
class Followed:
    """The dossier of Alex in a Marne that states advances: two groups, the first with the bonus « children ».

    By hand: 33 % of 8 500,00 € is above the published maximum: 2 800,70, with 329,00: 3 129,70. 33 % of 5 500,00 €
    is 1 815,00. In all 4 944,70; its advances are 2 472,35 and 1 646,59.
    """

    site: Site
    address: str

    @property
    def key(self) -> UUID:
        return UUID(self.address.rpartition("/")[2])

    def porteur(self) -> Browser:
        return self.site.browser("alex")

    def caf(self) -> Browser:
        return self.site.browser("agent")

    def act(
        self, name: str, use_case: Callable[..., Any], *given: Any, of: str = "", minutes: int = 0, **more: Any
    ) -> Any:
        """Let somebody do something with the dossier, some minutes on; `of` says whose revision it goes by."""
        with self.site.app.test_request_context():
            context = self.site.context(name)
            context = replace(context, now=context.now + timedelta(minutes=minutes))
            if of:
                more["revision"] = self._revision(context, of)
            return use_case(context, self.key, *given, **more)

    def _revision(self, context: Context, of: str) -> int:
        context.open_wholly()
        row = context.session.get_one(DossierRow, self.key) if of == "dossier" else bilan_of(context.session, self.key)
        assert row is not None
        end(context.session)
        return row.revision

    def decide(self, decision: Decision | None = None) -> None:
        decide(self.site.known, str(self.key), decision)

    def notify(self) -> None:
        self.act("agent", notify_decision, of="dossier")

    def begin(self) -> None:
        """Approve the dossier as it was asked, notify it, begin it."""
        cast = of_alex(two_groups(), "running")
        sitting = replace(cast.sitting, body="departmental")
        self.site.world = self.site.known.to(
            "year begun", replace(cast, sitting=sitting, seats=(Seat(institution="caf", name="Dominique Roy"),))
        )

    def pay(self, reference: str = "VIR-1") -> None:
        """Make every advance."""
        for each in self.act("agent", list_payments):
            with self.site.app.test_request_context():
                context = self.site.context("agent")
                make_payment(context, each.id, reference=reference, paid_on=NOW.date(), revision=each.revision)

    def write(self, text: str, *, minutes: int = 0) -> None:
        self.act("agent", write_message, text, minutes=minutes)

    def note(self, text: str) -> None:
        self.act("agent", write_note, text)

    def save(self, **sections: Any) -> None:
        self.act("alex", save_bilan, sections, of="bilan")

    def file(self, *costs: str, text: str = "Ce qui a été fait.") -> None:
        """Write a whole bilan, the groups having cost `costs`, and file it."""
        self.save(**whole_bilan(*costs, text=text))
        self.act("alex", file_bilan, of="bilan")

    def give_back(self, reason: str) -> None:
        self.act("agent", return_bilan, reason=reason, of="bilan")

    def settle(self) -> None:
        self.act("agent", settle_dossier, of="dossier")


def whole_bilan(*costs: str, text: str = "Ce qui a été fait.") -> dict[str, Any]:
    group = {
        "children": [{"level": "ce2", "girls": 6, "boys": 6}],
        "attendance": 95,
        "sessions_held": 58,
        "parents": 9,
        "paid_adults": 1,
        "volunteer_adults": 1,
        "bonus_use": text,
    }
    return {
        "groups": [{"position": place, "running_costs": cost, **group} for place, cost in enumerate(costs, 1)],
        "schools": 1,
        "axes": dict.fromkeys(("children", "parents", "school", "territory"), text),
        "budget": [
            {"account": "64", "amount": "14000.00"},
            {"account": "74", "funder": "caf", "label": text[:100], "amount": "14000.00"},
        ],
    }


def follow(put_site: PutSite, make_department: MakeDepartment, kind: str) -> Followed:
    """Return a dossier that is deposited, its porteur Alex and an agent of its Caf having accounts."""
    marne = make_department("marne", "51", '"Marne"', more=MORE)
    site = put_site("deposited", of_alex(two_groups()), kind=kind, registry=DepartmentRegistry([marne]))
    return Followed(site, f"/espace/dossiers/{site.known.dossier('alex')}")
