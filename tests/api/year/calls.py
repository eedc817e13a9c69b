"""A second call of the Marne's year, in January, and a porteur with a dossier in each."""

from dataclasses import dataclass, replace

from flask import Flask

from tests.api.year.conftest import Year
from tests.casts import of_a_year
from tests.stages import Stages, World

JANUARY = "2025-2026-janvier"
TITLE = "2025-2026, Seconde session, janvier 2026"
SECOND = """
school_year = "2025-2026"
call = "janvier"
call_name = "Seconde session, janvier 2026"
checked_on = 2026-11-21
[sources.avis]
title = "Avis de seconde session"
[institutions.caf]
name = "Caf d'essai"
[calendar]
opens = 2025-06-01
closes = 2026-01-09
[deposit]
online_only = true
source = "avis"
[[envelopes]]
kind = "ps"
amount = 6000
source = "avis"
[[advances]]
share = 0.25
on = 2026-03-02
source = "avis"
[[questions]]
id = "marne.since_january"
subject = "dossier"
kind = "yes_no"
label = "Le groupe est-il ouvert depuis janvier ?"
counted = true
source = "avis"
"""


@dataclass
class Calls:
    """The dossier of `neighbour51` in the main call, approved, and perhaps its second one, in January."""

    main: Year
    second: Year

    @property
    def world(self) -> World:
        return self.second.world


def told(app: Flask, stages: Stages, until: str, end: str = "approved") -> Calls:
    """Tell the second call `until` a stage, whose dossier goes as far as `end`; the main one is closed."""
    main = of_a_year("approved")
    world = stages.put_back(app, "closed", main)
    (part,) = [each for each in main.parts if each.key == "draft"]
    cast = replace(main, year=JANUARY, parts=(replace(part, key="again", end=end),))
    made = world.tell(cast, after="people", until=until, made=world.made)
    return Calls(Year(app, world, world.draft), Year(app, world, str(made.dossiers["again"])))
