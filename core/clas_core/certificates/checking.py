"""Whether a certificate holds: everything in it that follows from its facts and from the rules is made again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clas_core.certificates.certificate import Certified
from clas_core.certificates.written import certificate_json
from clas_core.departments.funders import Aid
from clas_core.errors import Path, Problem
from clas_core.estimates import Estimator
from clas_core.groups import Group
from clas_core.money import Rate, cents_of, write_euros

MOST_TOLD = 50
"""Faults that are told of one certificate: one altered figure makes every step after it another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing of a certificate that does not hold: its place, and a French sentence."""

    path: Path
    message: str

    @property
    def pointer(self) -> str:
        """The place as a JSON pointer."""
        return Problem(self.path, self.message).pointer


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What checking a certificate comes to: without any fault, its `amount` is right, found in so many `steps`."""

    amount: str
    digest: str
    faults: Sequence[Fault]
    steps: int

    @property
    def holds(self) -> bool:
        """Whether every step gives what it says, by the rules of its year."""
        return not self.faults

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "holds": self.holds,
            "amount": self.amount,
            "steps": self.steps,
            "digest": self.digest,
            "faults": [{"pointer": each.pointer, "message": each.message} for each in self.faults],
        }


def check(data: Mapping[str, Any], certified: Certified, estimator: Estimator, noted: str = "") -> Check:
    """Check a certificate: `data` as it was given, `certified` what was read of it, `estimator` the rules it names.

    `noted` is its digest as it was noted elsewhere, on paper.
    """
    faults = [*_noted(data, noted), *_of_another_year(certified, estimator), *_bonuses(certified, estimator)]
    if any(each.path != ("digest",) for each in faults):
        return Check(amount=data["amount"], digest=data["digest"], faults=faults[:MOST_TOLD], steps=0)
    made = certificate_json(certified, estimator)
    faults += [*_differing(data, made), *_aids(certified, estimator), *_payers(certified, estimator)]
    return Check(amount=made["amount"], digest=made["digest"], faults=faults[:MOST_TOLD], steps=len(made["steps"]))


def _noted(data: Mapping[str, Any], noted: str) -> Iterator[Fault]:
    if noted and noted != data["digest"]:
        yield Fault(
            path=("digest",), message=f"L'empreinte notée ailleurs est {noted} : ce certificat en est un autre."
        )


def _of_another_year(certified: Certified, estimator: Estimator) -> Iterator[Fault]:
    """Yield rules that are of another year or another call than the certificate: their digest alone does not say so."""
    call, year = certified.call, estimator.referential.school_year
    if year != call.year:
        message = f"Ces règles nationales sont celles de {year}, et le certificat est de {call.year}."
        yield Fault(path=("rules", "referential"), message=message)
    if estimator.campaign is not None and estimator.campaign.name != call:
        message = (
            f"Ces règles locales sont celles de l'appel {estimator.campaign.name}, et le certificat est de {call}."
        )
        yield Fault(path=("rules", "campaign"), message=message)


def _bonuses(certified: Certified, estimator: Estimator) -> Iterator[Fault]:
    """Yield the bonuses that the rules of the year give no amount for: nothing is calculated with them."""
    for place, group in enumerate(certified.groups):
        for side, facts in (("told", group.told), ("actual", group.actual)):
            for number, name in enumerate(facts.group.bonuses if facts else ()):
                if estimator.bonuses_on_offer.get(name) != "":
                    message = f"Les règles de l'année ne donnent aucun montant pour le bonus « {name[:80]} »."
                    yield Fault(path=("groups", place, side, "bonuses", number), message=message)


def _payers(certified: Certified, estimator: Estimator) -> Iterator[Fault]:
    """Yield what a settlement leaves out: a payer, or where aid that moves comes from or goes to."""
    if certified.kind != "settled":
        return
    told = {each.funder for each in certified.paid}
    owing = {aid.funder for group in certified.groups for aid in group.told.aids}
    for funder in sorted({"", *owing, *(each.funder for each in certified.programmes)} - told):
        yield Fault(path=("paid",), message=f"Ce qu'a versé « {funder or 'la Caf'} » n'est pas dit.")
    for name in sorted({name for group in certified.groups for name in group.moved}):
        if sum(group.moved.get(name, 0) for group in certified.groups):
            message = f"Ce qui passe d'un groupe à l'autre de l'aide « {name} » ne s'équilibre pas."
            yield Fault(path=("groups",), message=message)


def _differing(data: Mapping[str, Any], made: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what differs from what is made again: rules first, then steps, and the digest last."""
    for name in sorted(made, key=lambda each: (each == "digest", each != "rules")):
        if name == "steps":
            yield from _steps(data[name], made[name])
        else:
            yield from _below((name,), data[name], made[name])


def _steps(given: Sequence[Mapping[str, Any]], made: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    """Yield what differs in the steps, each by its own name; those that are missing, and those that are not asked."""
    there = {each["id"]: place for place, each in enumerate(given)}
    order = [each["id"] for each in made]
    for step in made:
        place = there.get(step["id"])
        if place is None:
            yield Fault(path=("steps",), message=f"L'étape « {step['id']} » manque : {step['label']}.")
            continue
        for fault in _below(("steps", place), given[place], step):
            yield Fault(path=fault.path, message=f"Étape « {step['id']} » : {fault.message}")
    for place, each in enumerate(given):
        if each["id"] not in order or there[each["id"]] != place:
            yield Fault(path=("steps", place), message=f"L'étape « {each['id'][:80]} » est de trop.")
    if sorted(there) == sorted(order) and list(there) != order:
        yield Fault(path=("steps",), message="Les étapes ne sont plus dans leur ordre.")


def _below(path: Path, given: Any, made: Any) -> Iterator[Fault]:
    if isinstance(made, Mapping) and isinstance(given, Mapping):
        for name in {**made, **given}:
            yield from _below((*path, str(name)), given.get(name), made.get(name))
    elif isinstance(made, list) and isinstance(given, list) and len(made) == len(given):
        for place, (one, other) in enumerate(zip(given, made, strict=True)):
            yield from _below((*path, place), one, other)
    elif type(given) is not type(made) or given != made:
        yield Fault(path=path, message=_sentence(path, given, made))


def _sentence(path: Path, given: Any, made: Any) -> str:
    if path == ("digest",):
        return f"l'empreinte de ce que dit ce certificat est {made}, et non {str(given)[:80]} : il a été modifié."
    return f"« {str(given)[:80]} » est écrit, « {str(made)[:80]} » se calcule."


def _aids(certified: Certified, estimator: Estimator) -> Iterator[Fault]:
    """Yield local aid above what its rule gives: what a group may get of it is known, unless the committee set it."""
    campaign = estimator.campaign
    rules = {each.id: each for each in campaign.local_aid} if campaign else {}
    for place, group in enumerate(certified.groups):
        for number, aid in enumerate(group.told.aids):
            rule = rules.get(aid.id)
            most = None if rule is None or aid.ruled is not None else _most(rule, group.told.group)
            if most is not None and cents_of(aid.amount) > most:
                message = (
                    f"L'aide « {aid.id} » est de {write_euros(most)} au plus pour ce groupe, par la règle de l'appel."
                )
                yield Fault(path=("groups", place, "told", "aids", number, "amount"), message=message)


def _most(aid: Aid, group: Group) -> int | None:
    """Return what an aid gives a group at most, in cents; `None` where the committee sets it."""
    if aid.rate is not None:
        return int(Rate.of(aid.rate).share_of(group.running_costs))
    if aid.amount is None:
        return None
    cents = cents_of(aid.amount)
    return cents * (group.children or 0) if aid.per == "child" else cents
