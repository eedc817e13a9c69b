"""The years that are journeyed through: their days, their amounts by hand, and how far one has come."""

from dataclasses import dataclass, field
from typing import Any

from tests.installations import Caller, Installation, Letterbox
from tests.journey.people import sign_in


@dataclass(frozen=True)
class Year:
    """The days of a department's year, and its amounts by hand."""

    slug: str
    code: str
    year: str
    next_year: str
    days: dict[str, str]
    first: tuple[str, str, str]
    granted: str
    advance: str
    due: str
    balance: str
    counted: dict[str, str]
    """Asked, approved and settled, of the four porteurs together."""
    provisional: bool


# The first porteur asks for groups of 8 000,00, 9 000,00 and 5 000,00, and 100,00 in common (33,34 + 33,33 + 33,33).
#   33 % of 8 033,34 = 2 651,0022, so 2 651,00; of 9 033,33 = 2 980,9989, so the maximum, 2 800,70;
#   of 5 033,33 = 1 660,9989, so 1 661,00.
#   Marne: one bonus, 2 651,00 + 329,00 = 2 980,00; two, 2 800,70 + 658,00 = 3 458,70; none: 1 661,00. In all 8 099,70.
#   Seine-et-Marne 2024-2025, no bonus published: 2 651,00 + 2 800,70 + 1 661,00 = 7 112,70.
#   Advance, 70 %: 5 669,79; 4 978,89.
# Its bilan: 6 000,00 (lower), 9 500,00 (higher), 4 000,00 (lower).
#   33 % of 6 000 = 1 980,00; of 9 500 -> 2 800,70, as granted; of 4 000 = 1 320,00
#   Marne: 1 980 + 329 = 2 309,00; 3 458,70; 1 320,00: 7 087,70 due, 7 087,70 - 5 669,79 = 1 417,91 still to pay.
#   Seine-et-Marne: 1 980,00 + 2 800,70 + 1 320,00 = 6 100,70 due, 6 100,70 - 4 978,89 = 1 121,81 still to pay.
# The second porteur asks for one group of 8 000,00; 7 000,00 are retained: 2 310,00. Advance 1 617,00. It spends
#   3 000,00: 990,00 due, and 627,00 was paid too much.
# The third and the fourth ask for one group of 8 000,00 each: 2 640,00. In all, asked: 8 099,70 + 3 x 2 640,00 =
#   16 019,70 in the Marne, 15 032,70 in Seine-et-Marne; approved 8 099,70 + 2 310,00 = 10 409,70, and 9 422,70; settled
#   7 087,70 + 990,00 = 8 077,70, and 7 090,70.
YEARS = (
    Year(
        slug="marne",
        code="51",
        year="2025-2026",
        next_year="2026-2027",
        days={
            "deposits": "2025-06-02",
            "instruction": "2025-08-25",
            "session": "2025-09-15",
            "advance": "2025-11-20",
            "next": "2026-06-10",
            "settlement": "2026-07-10",
        },
        first=("2980.00", "3458.70", "1661.00"),
        granted="8099.70",
        advance="5669.79",
        due="7087.70",
        balance="1417.91",
        counted={"asked": "16019.70", "approved": "10409.70", "settled": "8077.70"},
        provisional=False,
    ),
    Year(
        slug="seine_et_marne",
        code="77",
        year="2024-2025",
        next_year="2025-2026",
        days={
            "deposits": "2024-05-20",
            "instruction": "2024-06-25",
            "session": "2024-09-16",
            "advance": "2024-11-20",
            "next": "2025-05-20",
            "settlement": "2025-07-10",
        },
        first=("2651.00", "2800.70", "1661.00"),
        granted="7112.70",
        advance="4978.89",
        due="6100.70",
        balance="1121.81",
        counted={"asked": "15032.70", "approved": "9422.70", "settled": "7090.70"},
        provisional=True,
    ),
)


@dataclass
class Journey:
    """The year as it goes: whoever takes part by their address, the dossiers by their porteur."""

    installation: Installation
    box: Letterbox
    year: Year
    porteurs: dict[str, str] = field(default_factory=dict)
    dossiers: dict[str, str] = field(default_factory=dict)
    next_draft: str = ""

    @property
    def bonuses(self) -> tuple[tuple[str, ...], ...]:
        return (("children",), ("children", "parents"), ()) if self.year.slug == "marne" else ((), (), ())


def change(caller: Caller, method: str, path: str, body: Any = None, *, of: str = "", status: int = 200) -> Any:
    """Change something in the version that is there now; `of` is where that version is read, when it is elsewhere."""
    tag = caller.ask("GET", of or path).headers["ETag"]
    answer = caller.ask(method, path, body, If_Match=tag)
    assert answer.status_code == status, f"{answer.status_code} {path}: {answer.text}"
    return answer.json() if answer.content else None


def mail_of(name: str) -> str:
    return f"{name}@porteur.example"


def caf_of(journey: Journey, url: str) -> Caller:
    return sign_in(url, f"agent@caf{journey.year.code}.example")
