"""A certificate is calculated again from its facts and its rules; whatever is altered in it shows."""

import copy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clas_core.certificates import Certified, Check, certificate_json, check
from clas_core.certificates import read_certificate as read
from clas_core.departments import CallName, DepartmentPlugin
from clas_core.errors import InvalidInput
from clas_core.estimates import Estimator
from clas_core.money import euros_of
from clas_core.national import ReferentialLibrary
from clas_core.reading import digest_of
from clas_core.years import SchoolYear
from tests.core.certificates.conftest import altered, leaves

JSON = dict[str, Any]


def _checked(data: JSON, estimator: Estimator, noted: str = "") -> Check:
    return check(data, read(data), estimator, noted)


def test_a_certificate_holds_and_is_read_back_equal(certificate: JSON, estimator: Estimator) -> None:
    found = _checked(certificate, estimator, certificate["digest"])
    assert (found.holds, list(found.faults)) == (True, [])
    assert certificate_json(read(certificate), estimator) == certificate


def test_the_amount_granted_is_a_chain_that_begins_with_facts_and_rules(
    granted: Certified, estimator: Estimator
) -> None:
    made = certificate_json(granted, estimator)
    steps = {each["id"]: each for each in made["steps"]}
    # 33 % of 9 000 € is above the maximum: 2 800,70; two bonuses of 329; 150,50 and 200 of local aid; 500 of programme.
    assert made["amount"] == "4309.20"
    assert steps["g1.told.running_costs"]["operands"] == [
        {"value": "8000.00", "from": "fact:groups/0/told/own_costs"},
        {"value": "1000.00", "from": "fact:groups/0/told/common_costs"},
    ]
    assert steps["g1.told.share"]["operands"] == [
        {"value": "0.33", "from": "rule:ps.rate"},
        {"value": "9000.00", "from": "step:g1.told.running_costs"},
    ]
    assert [each["from"] for each in steps["g1.told.ps"]["operands"]] == ["step:g1.told.share", "rule:ps.maximum"]
    assert [each["from"] for each in steps["g1.told.total"]["operands"]] == [
        f"step:g1.told.{name}"
        for name in ("ps", "bonus.children", "bonus.parents", "supplement.ville", "supplement.agglo")
    ]
    assert steps["g2.told.total"]["result"] == "0.00"
    assert "8 à 12" in steps["g2.told.total"]["source"]
    assert steps["g4.told.total"]["source"] == "Une famille paie trop."


def test_what_is_settled_is_at_most_what_was_granted_part_by_part_and_payer_by_payer(
    settled: Certified, estimator: Estimator
) -> None:
    made = certificate_json(settled, estimator)
    steps = {each["id"]: each for each in made["steps"]}
    # 33 % of 8 000 € are 2 640; aid of the second group comes to the first, which is really worth 180 of it.
    assert steps["g1.due.ps"]["result"] == "2640.00"
    assert steps["g1.most.supplement.agglo"]["result"] == "360.00"
    assert steps["g1.due.supplement.agglo"]["result"] == "180.00"
    assert (steps["g2.due.ps"]["result"], steps["g2.due"]["result"]) == ("0.00", "0.00")
    assert made["amount"] == "4028.50"
    assert steps["payer.caf.due"]["result"] == "3298.00"
    assert steps["payer.caf.balance"]["result"] == "2298.00"
    assert (steps["payer.agglo.due"]["result"], steps["payer.agglo.balance"]["result"]) == ("730.50", "30.50")
    assert steps["payer.agglo.overpayment"]["result"] == "0.00"


def _is_caught(data: JSON, estimator: Estimator, noted: str = "") -> bool:
    try:
        return not _checked(data, estimator, noted).holds
    except InvalidInput:
        return True


@given(st.data())
def test_who_also_writes_the_digest_again_is_caught_by_the_steps_and_in_any_case_by_the_digest_on_paper(
    certificate: JSON, estimator: Estimator, data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(list(leaves(certificate))))
    forged = altered(certificate, path)
    forged["digest"] = digest_of({name: each for name, each in forged.items() if name != "digest"})
    follows = path[0] in ("rules", "steps", "amount", "provisional")
    counts = path[:2] == ("groups", 0) and path[-1] in ("own_costs", "common_costs")  # of a group that is paid for
    if follows or counts or path[-1] == "spent":
        assert _is_caught(forged, estimator), path
    assert path == ("digest",) or _is_caught(forged, estimator, certificate["digest"]), path


def test_a_fault_says_where_it_is_and_what_is_calculated(granted: Certified, estimator: Estimator) -> None:
    certificate = certificate_json(granted, estimator)
    forged = copy.deepcopy(certificate)
    place = next(place for place, each in enumerate(forged["steps"]) if each["id"] == "g1.told.ps")
    forged["steps"][place]["operands"][1]["value"] = "2900.00"
    (first,) = _checked(forged, estimator).faults
    assert first.pointer == f"/steps/{place}/operands/1/value"
    assert first.message == "Étape « g1.told.ps » : « 2900.00 » est écrit, « 2800.70 » se calcule."
    forged = {**certificate, "digest": "sha256:0"}
    (only,) = _checked(forged, estimator).faults
    assert (only.pointer, "il a été modifié" in only.message) == ("/digest", True)
    (noted,) = _checked(certificate, estimator, "sha256:1").faults
    assert (noted.pointer, "sha256:1" in noted.message) == ("/digest", True)


def test_rules_of_another_year_are_a_fault_even_where_the_digest_is_theirs(
    granted: Certified, library: ReferentialLibrary, essai: DepartmentPlugin
) -> None:
    year = SchoolYear(2024)
    older = Estimator(library.get(year), essai, CallName(SchoolYear(2025)))
    certified = replace(
        granted,
        referential_digest=older.referential.digest,
        groups=[
            replace(each, told=replace(each.told, group=each.told.group._replace(bonuses=())))
            for each in granted.groups
        ],
    )
    faults = _checked(certificate_json(certified, older), older).faults
    assert [(each.pointer, "2024-2025" in each.message) for each in faults] == [("/rules/referential", True)]


def test_aid_above_its_rule_is_caught_unless_the_committee_set_it(granted: Certified, estimator: Estimator) -> None:
    first, *others = granted.groups
    aid = replace(first.told.aids[0], amount=euros_of(15_051))
    more = replace(granted, groups=(replace(first, told=replace(first.told, aids=(aid,))), *others))
    (fault,) = _checked(certificate_json(more, estimator), estimator).faults
    assert "150,50" in fault.message
    chosen = replace(aid, ruled=euros_of(15_050), reason="Le comité le décide.")
    more = replace(granted, groups=(replace(first, told=replace(first.told, aids=(chosen,))), *others))
    assert _checked(certificate_json(more, estimator), estimator).holds


def test_what_is_no_certificate_is_told_all_at_once(granted: Certified, estimator: Estimator) -> None:
    certificate = certificate_json(granted, estimator)
    wrong = {
        **certificate,
        "call": "hier",
        "groups": [{**certificate["groups"][0], "actual": certificate["groups"][0]["told"], "moved": {"ville": "x"}}],
    }
    with pytest.raises(InvalidInput) as error:
        read(wrong)
    assert [each.pointer for each in error.value.problems] == ["/call", "/groups/0/actual", "/groups/0/moved/ville"]
    with pytest.raises(InvalidInput) as error:
        read({"format": "clas-certificat/2"})
    assert len(error.value.problems) > 10
    amended = {**certificate, "rules": {**certificate["rules"], "amendments": [{"digest": "", "content": {"a": 1}}]}}
    with pytest.raises(InvalidInput, match="avenant"):
        read(amended)


def test_what_would_count_twice_or_be_hidden_is_refused(settled: Certified, estimator: Estimator) -> None:
    certificate = certificate_json(settled, estimator)
    doubled = copy.deepcopy(certificate)
    doubled["groups"][0]["told"]["bonuses"] = ["children", "children"]
    doubled["groups"].append(doubled["groups"][1])
    doubled["groups"][1]["moved"]["ville"] = "1.00"
    with pytest.raises(InvalidInput) as error:
        read(doubled)
    pointers = [each.pointer for each in error.value.problems]
    assert pointers == ["/groups/2", "/groups/0/told/bonuses/1", "/groups/1/moved/ville", "/groups/2/moved/ville"]
    hidden = replace(settled, paid=settled.paid[:1], groups=settled.groups[:1])
    faults = _checked(certificate_json(hidden, estimator), estimator).faults
    assert [each.message for each in faults] == [
        "Ce qu'a versé « agglo » n'est pas dit.",
        "Ce qui passe d'un groupe à l'autre de l'aide « agglo » ne s'équilibre pas.",
    ]
