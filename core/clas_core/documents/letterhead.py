"""Who gives a document, to whom it is sent, and who signs it.

A document with a `Sender` has its name and logo at the head and how to reach it at the foot; one with a `Letterhead`
too is a letter, folded into an envelope with a window (NF Z 11-001: the addressee on the right).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from clas_core.departments import Department
from clas_core.departments.logo import Logo

MOST_LINES_OF_AN_ADDRESS = 6
"""What the window of an envelope shows; more lines are written all the same, below it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who gives a document: its name, the lines of its address, and how it is reached, one way a line."""

    name: str
    address: Sequence[str] = ()
    contacts: Sequence[str] = ()
    logo: Logo | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What makes a document a letter, its title being the object of it. `addressee` are the lines on the envelope, the
    name first; `place_and_date` as it is read: « À Reims, le 3 juin 2025 »; `reference` what to recall in an answer."""

    addressee: Sequence[str]
    place_and_date: str
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signs. Without a `picture` of the signature there is room to sign; `place_and_date` may be left to be filled
    by hand: « Fait à ……, le …… »."""

    name: str = ""
    quality: str = ""
    place_and_date: str = ""
    picture: Logo | None = None


def sender_of(department: Department) -> Sender:
    """Return the Caf of a department as who gives its documents."""
    caf = department.caf
    ways = (caf.phone and f"Tél. {caf.phone}", caf.email, caf.website)
    return Sender(
        name=caf.name,
        address=tuple(caf.address),
        contacts=tuple(each for each in ways if each),
        logo=department.picture,
    )
