"""At each stage of a year, each dossier has the certificates of the amounts that it has, and of no other; they hold by
the platform and by the script of one file, the stages of the contract of the JSON service included."""

import pytest
from flask import Flask

from clas_api.scenario import STAGES
from tests.certified import certified_amounts
from tests.contract.stages import CAST, SHARED, USING_UP
from tests.stages import Stages

_ORDER = tuple(STAGES)
AFTER_A_DEPOSIT = _ORDER[_ORDER.index("deposited") : _ORDER.index("next year")]


@pytest.mark.parametrize("stage", AFTER_A_DEPOSIT)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_each_dossier_has_the_certificates_of_its_stage(
    apps: dict[str, Flask], stages: Stages, kind: str, stage: str
) -> None:
    app = apps[kind]
    world = stages.put_back(app, stage, CAST)
    place = _ORDER.index(stage)
    kinds = ["estimated"]
    kinds += ["granted"] if place >= _ORDER.index("closed") else []
    kinds += ["settled"] if place >= _ORDER.index("settled") else []
    ends = {each.key: each.end for each in CAST.parts}
    for key, dossier in world.made.dossiers.items():
        found = certified_amounts(app, str(dossier))
        if ends[key] in ("draft", "described"):
            assert found == {}, key
        else:
            assert list(found) == (kinds if key == "deposited" else ["estimated"]), key
            assert set(found.values()) == {"3129.70"}, key


def test_every_stage_of_the_contract_is_told() -> None:
    told = {*SHARED.values(), *USING_UP.values()} - {"people", "drafts"}
    assert told <= set(AFTER_A_DEPOSIT)
