"""A call that publishes rules of allocation, whose envelope serves two of the three bonuses that are proposed."""

from collections.abc import Callable

from tests.stages import World

RULES = """
[[territories]]
id = "reims"
name = "Reims"
communes = ["51454"]
source = "note"
[[envelopes]]
kind = "bonuses"
amount = 700
source = "note"
[[allocations]]
id = "tour"
label = "Chacun son tour"
order = ["turn"]
tie = "lot"
source = "note"
[[allocations]]
id = "ensemble"
label = "Reims d'abord, ensemble"
order = ["territory"]
territory = "reims"
tie = "together"
source = "note"
[[allocations.reserved]]
bonus = "parents"
share = 0.5
"""

Told = Callable[[str], World]
"""Tells a session of three dossiers, by a call that says more."""
