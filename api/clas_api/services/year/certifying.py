"""The certificate of an amount of a dossier, asked, granted or settled: made from what was sealed, to the cent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple
from uuid import UUID

from clas_api.context import Context
from clas_api.installation import Installation
from clas_api.services.committees.correcting import list_decisions
from clas_api.services.dossiers.reading import load_dossier
from clas_api.services.rules.kept_calls import title_of
from clas_api.services.rules.sealed_rules import sealed_estimator
from clas_api.services.year.bilans import load_bilan
from clas_api.services.year.settling import settlement_of
from clas_api.store.dossiers import version_of
from clas_api.store.granted import decided_aids, decided_programmes, groups_of
from clas_api.store.models import DecidedGroup, DecisionRow, DossierRow, DossierVersion, SettlementRow
from clas_core.certificates import KINDS, CalculationKind, Certified, CertifiedGroup, GroupFacts, certificate_json
from clas_core.certificates.certificate import CertifiedProgramme, PaidBefore
from clas_core.departments import CallName
from clas_core.documents import Document
from clas_core.documents.certificate import certificate_document
from clas_core.dossiers import kept_content
from clas_core.dossiers.checking import estimable
from clas_core.errors import NotFound, Refused
from clas_core.estimates import Estimator, kept_aid
from clas_core.groups import Group
from clas_core.money import amount_text, parse_amount

OF_KIND: Mapping[str, CalculationKind] = {"demande": "estimated", "decision": "granted", "solde": "settled"}
"""Which amount an address names."""


class Certificate(NamedTuple):
    """A certificate as it is given: its JSON, and how people name the call of its dossier."""

    content: dict[str, Any]
    title: str


def certificate_read(found: Certificate, installation: Installation) -> Document:
    """Return a certificate as a document, with the address of the page that verifies it."""
    digest = found.content["digest"].removeprefix("sha256:")
    address = f"{installation.settings.base_url}/verifier?empreinte={digest}"
    return certificate_document(found.content, found.title, address)


def certify(context: Context, key: UUID, kind: CalculationKind) -> Certificate:
    """Return the certificate of an amount of a dossier, as whoever asks may know it.

    Raises `NotFound`, or `Refused` when there is no such amount yet, or when its rules were not kept.
    """
    row = load_dossier(context, key)
    match kind:
        case "estimated":
            found, sealed, version = _estimated(context, row)
        case "granted":
            found, sealed, version = _granted(context, row)
        case "settled":
            found, sealed, version = _settled(context, row)
    content = certificate_json(found, sealed_estimator(context, version))
    if content["amount"] != amount_text(sealed):
        raise Refused(
            f"Le {KINDS[kind]} de ce dossier est scellé à {amount_text(sealed)} €, et se recalcule à "
            f"{content['amount']} € : aucun certificat n'en est donné. Signalez-le à l'équipe nationale."
        )
    return Certificate(content, title_of(context, row))


Found = tuple[Certified, int, DossierVersion]
"""What an amount was calculated from, the amount as it was sealed, in cents, and its deposit."""


def _estimated(context: Context, row: DossierRow) -> Found:
    version = version_of(context.session, row.id, row.versions) if row.versions else None
    if version is None:
        raise Refused("Ce dossier n'est pas déposé : son montant n'est pas encore scellé.")
    estimator = sealed_estimator(context, version)
    groups = [
        CertifiedGroup(position=position, told=_sealed(group, estimate, estimator))
        for position, (group, estimate) in enumerate(
            zip(_asked(version, estimator), version.estimate["groups"], strict=True), start=1
        )
    ]
    programmes = [_programme(each) for each in version.programmes]
    at = version.deposited_at.isoformat()
    return _certified("estimated", row, version, at, estimator, groups, programmes), version.asked_cents, version


def _granted(context: Context, row: DossierRow) -> Found:
    told = list_decisions(context, row.id)
    if not told or told[-1].decision.outcome != "approved":
        raise Refused("Ce dossier n'est pas agréé : aucun montant ne lui est accordé.")
    decision = told[-1].decision
    version = _version(context, decision)
    estimator = sealed_estimator(context, version)
    groups = list(_decided(version, [group for group, _ in told[-1].groups], estimator))
    at = decision.decided_at.isoformat()
    certified = _certified("granted", row, version, at, estimator, groups, _programmes(decision))
    return certified, decision.granted_cents, version


def _settled(context: Context, row: DossierRow) -> Found:
    load_bilan(context, row.id)
    made = settlement_of(context, row)
    if made is None:
        raise Refused("Ce dossier n'est pas encore soldé.")
    decision = context.session.get_one(DecisionRow, made.decision_id)
    version = _version(context, decision)
    estimator = sealed_estimator(context, version)
    decided = groups_of(context.session, [decision.id]).get(decision.id, ())
    told = {each.position: each for each in _decided(version, [group for group, _ in decided], estimator)}
    groups = [_as_done(told[each["position"]], each, estimator) for each in made.comparison["groups"]]
    spent = {each["id"]: parse_amount(each["actual"]) for each in made.comparison.get("programmes", ())}
    programmes = [
        replace(each, spent=spent[f"programme.{each.id}"])
        for each in _programmes(decision)
        if f"programme.{each.id}" in spent
    ]
    at = made.settled_at.isoformat()
    certified = _certified("settled", row, version, at, estimator, groups, programmes)
    return replace(certified, paid=_paid(made)), made.due_cents, version


def _version(context: Context, decision: DecisionRow) -> DossierVersion:
    version = version_of(context.session, decision.dossier_id, decision.version)
    if version is None:
        raise NotFound("Ce dépôt")
    return version


def _certified(
    kind: CalculationKind,
    row: DossierRow,
    version: DossierVersion,
    at: str,
    estimator: Estimator,
    groups: Sequence[CertifiedGroup],
    programmes: Sequence[CertifiedProgramme],
) -> Certified:
    return Certified(
        kind=kind,
        receipt=version.receipt,
        porteur=(version.porteur["name"], version.porteur["siret"]),
        department=row.department,
        call=CallName.parse(row.call),
        at=at,
        referential_digest=version.referential_digest,
        campaign_digest=version.campaign_digest,
        amendments=estimator.campaign.amendments if estimator.campaign else (),
        groups=groups,
        programmes=programmes,
    )


def _asked(version: DossierVersion, estimator: Estimator) -> Sequence[Group]:
    """Return the groups of a deposit."""
    return estimable(kept_content(version.content), estimator.bonuses_on_offer)[1]


def _sealed(group: Group, estimate: Mapping[str, Any], estimator: Estimator) -> GroupFacts:
    """Return a group with the aid that a sealed estimate gave it, and why it refused it beyond what is told of it."""
    return GroupFacts(
        group=group,
        aids=tuple(map(kept_aid, estimate["supplements"])),
        refusals=() if estimate["eligible"] else tuple(_beyond(group, estimate, estimator)),
    )


def _beyond(group: Group, estimate: Mapping[str, Any], estimator: Estimator) -> Iterator[str]:
    verdict, _ = estimator.judged(group.children, group.adults, group.levels, group.outside_school_time)
    if verdict != "not_met":
        yield from (each["message"] for each in estimate["reasons"])


def _decided(
    version: DossierVersion, decided: Sequence[DecidedGroup], estimator: Estimator
) -> Iterator[CertifiedGroup]:
    """Yield the groups that a decision retains, as it retains them."""
    asked = _asked(version, estimator)
    for each in decided:
        if each.retained:
            group = asked[each.position - 1].with_costs(each.running_costs_cents)
            group = group._replace(bonuses=tuple(sorted(each.bonuses)))
            facts = GroupFacts(group=group, aids=tuple(decided_aids(each)))
            yield CertifiedGroup(position=each.position, told=facts)


def _as_done(group: CertifiedGroup, compared: Mapping[str, Any], estimator: Estimator) -> CertifiedGroup:
    """Return a group with what its settlement found that it really was."""
    side = compared["actual"]
    costs = parse_amount(side["running_costs"])
    done = group.told.group._replace(children=side["children"], adults=side["adults"], running_costs=costs, common=0)
    moved = {
        each["id"].removeprefix("supplement."): parse_amount(each["moved"])
        for each in compared["parts"]
        if "moved" in each
    }
    return replace(group, actual=_sealed(done, side, estimator), moved=moved)


def _programmes(decision: DecisionRow) -> Sequence[CertifiedProgramme]:
    return [
        CertifiedProgramme(id=each.id, label=each.label, amount=each.amount, funder=each.funder, payer=each.payer)
        for each in decided_programmes(decision)
        if each.amount
    ]


def _programme(asked: Mapping[str, str]) -> CertifiedProgramme:
    return CertifiedProgramme(
        id=asked["id"],
        label=asked["label"],
        amount=parse_amount(asked["amount"]),
        funder=asked.get("funder", ""),
        payer=asked.get("payer", ""),
    )


def _paid(made: SettlementRow) -> Sequence[PaidBefore]:
    shares = made.comparison.get("payers")
    if not shares:
        return (PaidBefore(funder="", payer="", amount=made.paid_cents),)
    return [
        PaidBefore(funder=each["funder"], payer=each["payer"], amount=parse_amount(each["paid"])) for each in shares
    ]
