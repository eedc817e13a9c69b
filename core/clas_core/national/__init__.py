"""The national referential: one closed block of rules for each school year.

What is done to a year now and then (compared, remarked, taken a step on) is imported from its module.
"""

from clas_core.national.change import Change
from clas_core.national.corrections import Correction
from clas_core.national.files import read_referential, referential_of_text
from clas_core.national.library import ReferentialLibrary
from clas_core.national.life import LifeStep, Status
from clas_core.national.referential import Bonus, Figure, PsFigures, Referential

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
    "read_referential",
    "referential_of_text",
]
