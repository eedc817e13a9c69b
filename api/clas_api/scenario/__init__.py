"""The story of a year, told once as use cases, a function a stage: ``clas demo``, tests and measures play it."""

from clas_api.scenario.cast import Cast, Days, Part, Person, Seat
from clas_api.scenario.stages import STAGES, tell
from clas_api.scenario.story import Made, Story

__all__ = ["STAGES", "Cast", "Days", "Made", "Part", "Person", "Seat", "Story", "tell"]
