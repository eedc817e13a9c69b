"""The national referential: one closed block of rules for each school year."""

from clas_core.national.change import Change
from clas_core.national.corrections import Correction
from clas_core.national.difference import differences
from clas_core.national.files import read_referential, referential_of_text
from clas_core.national.library import ReferentialLibrary
from clas_core.national.life import LifeStep, Status
from clas_core.national.referential import Bonus, Figure, PsFigures, Referential
from clas_core.national.remarks import remarks_on
from clas_core.national.taking_steps import take_step

__all__ = [
    "Bonus",
    "Change",
    "Correction",
    "Figure",
    "LifeStep",
    "PsFigures",
    "Referential",
    "ReferentialLibrary",
    "Status",
    "differences",
    "read_referential",
    "referential_of_text",
    "remarks_on",
    "take_step",
]
