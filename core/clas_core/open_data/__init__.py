"""Open data: what a department has granted, as the public may read it, in the formats that others expect.

Whether the prestation de service is a grant (*subvention*) in the sense of decree 2017-779 is an open legal question:
a department publishes it only where its call says so.
"""

from clas_core.open_data.award import Award, Giver, Standing, award_json, kept_award
from clas_core.open_data.formats import FORMATS, Format, PublishedCall
from clas_core.open_data.gate import REASONS, Candidate, Gate, Weighed
from clas_core.open_data.opportunity import opportunity_of
from clas_core.open_data.succession import follow

__all__ = [
    "FORMATS",
    "REASONS",
    "Award",
    "Candidate",
    "Format",
    "Gate",
    "Giver",
    "PublishedCall",
    "Standing",
    "Weighed",
    "award_json",
    "follow",
    "kept_award",
    "opportunity_of",
]
