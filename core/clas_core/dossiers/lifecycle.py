"""The life of a dossier: its states, and one table of the steps between them, with who may take each.

Every step of the service goes through `step`; the diagram of the guide is drawn from the same table.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from clas_core.errors import Refused

State = Literal[
    "draft",
    "deposited",
    "complements_asked",
    "admissible",
    "inadmissible",
    "examined",
    "approved",
    "reserve",
    "deferred",
    "refused",
    "notified",
    "running",
    "bilan_filed",
    "settled",
    "closed",
    "withdrawn",
]

STATES: Mapping[State, str] = MappingProxyType(
    {
        "draft": "brouillon",
        "deposited": "déposé",
        "complements_asked": "compléments demandés",
        "admissible": "recevable",
        "inadmissible": "irrecevable",
        "examined": "étudié",
        "approved": "agréé",
        "reserve": "en liste d'attente",
        "deferred": "ajourné",
        "refused": "refusé",
        "notified": "notifié",
        "running": "en cours",
        "bilan_filed": "bilan déposé",
        "settled": "soldé",
        "closed": "clos",
        "withdrawn": "retiré",
    }
)
"""The states in the order of the year, with how they are written."""

Actor = Literal["porteur", "agent", "head", "committee"]
ACTORS: Mapping[Actor, str] = MappingProxyType(
    {"porteur": "le porteur", "agent": "la Caf", "head": "le responsable de service", "committee": "le comité"}
)
_TO: Mapping[Actor, str] = MappingProxyType(
    {"porteur": "au porteur", "agent": "à la Caf", "head": "au responsable de service", "committee": "au comité"}
)

Outcome = Literal["approved", "reserve", "deferred", "refused"]
OUTCOMES: tuple[Outcome, ...] = ("approved", "reserve", "deferred", "refused")
"""What a committee may decide of a dossier."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is called, from which states, to which one, who may take it, and the decision that it needs."""

    name: str
    label: str
    before: tuple[State, ...]
    after: State
    actors: tuple[Actor, ...]
    outcome: Outcome | None = None


_CAF: tuple[Actor, ...] = ("agent", "head")

STEPS: tuple[Step, ...] = (
    Step("deposit", "déposer", ("draft", "deposited", "complements_asked"), "deposited", ("porteur",)),
    Step(
        "ask_complements",
        "demander des compléments",
        ("deposited", "complements_asked", "admissible"),
        "complements_asked",
        _CAF,
    ),
    Step("find_admissible", "déclarer recevable", ("deposited", "inadmissible"), "admissible", _CAF),
    Step("find_inadmissible", "déclarer irrecevable", ("deposited", "complements_asked"), "inadmissible", _CAF),
    Step("examine", "étudier", ("admissible", "examined"), "examined", _CAF),
    Step("approve", "agréer", ("examined", "reserve", "deferred"), "approved", ("committee",)),
    Step("reserve", "mettre en liste d'attente", ("examined", "deferred"), "reserve", ("committee",)),
    Step("defer", "ajourner", ("examined", "reserve", "deferred"), "deferred", ("committee",)),
    Step("refuse", "refuser", ("examined", "reserve", "deferred"), "refused", ("committee",)),
    Step("correct", "reprendre la décision", ("approved", "refused", "notified"), "examined", ("head",)),
    Step("notify", "notifier", ("approved", "refused"), "notified", _CAF),
    Step("begin", "commencer", ("notified",), "running", _CAF, "approved"),
    Step("file_bilan", "déposer le bilan", ("running",), "bilan_filed", ("porteur",)),
    Step("return_bilan", "rendre le bilan à corriger", ("bilan_filed",), "running", _CAF),
    Step("settle", "solder", ("bilan_filed",), "settled", _CAF),
    Step("close", "clore", ("inadmissible", "notified", "settled", "reserve", "deferred", "withdrawn"), "closed", _CAF),
    Step(
        "withdraw",
        "retirer",
        ("deposited", "complements_asked", "admissible", "examined", "reserve", "deferred"),
        "withdrawn",
        ("porteur",),
    ),
)
"""Every step that there is."""

_BY_NAME: Mapping[str, Step] = MappingProxyType({each.name: each for each in STEPS})

DECIDING: Mapping[Outcome, str] = MappingProxyType(
    {"approved": "approve", "reserve": "reserve", "deferred": "defer", "refused": "refuse"}
)
"""The step that each outcome of a committee takes."""

LIVE: tuple[State, ...] = tuple(state for state in STATES if state not in ("withdrawn", "closed"))
"""The states of a dossier that is on its way."""


class StepRefused(Refused):
    """A step that the state of the dossier, or the role of whoever asks, does not allow."""


def step(name: str, state: State, actors: Iterable[str], outcome: str | None = None) -> State:
    """Return the state that the step `name` leads to from `state`, taken by somebody who is one of `actors`.

    `outcome` is that of the last decision, where there is one. Raises `StepRefused` with what the step needs.
    """
    wanted = _BY_NAME[name]
    if not set(actors) & set(wanted.actors):
        who = " ou ".join(_TO[actor] for actor in wanted.actors)
        raise StepRefused(f"Étape « {wanted.label} » : elle revient {who}.")
    if state not in wanted.before:
        needed = ", ".join(STATES[each] for each in wanted.before)
        raise StepRefused(
            f"Étape « {wanted.label} » impossible : le dossier est « {STATES[state]} » ; il faut qu'il soit : {needed}."
        )
    if wanted.outcome not in (None, outcome):
        raise StepRefused(
            f"Étape « {wanted.label} » impossible : il faut que la dernière décision soit « {STATES[wanted.outcome]} »."
        )
    return wanted.after


def steps_from(state: State, actors: Iterable[str], outcome: str | None = None) -> Sequence[Step]:
    """Return the steps that somebody who is one of `actors` may take from `state`, after a decision of `outcome`."""
    able = set(actors)
    return tuple(
        each for each in STEPS if state in each.before and able & set(each.actors) and each.outcome in (None, outcome)
    )


def as_told(state: State) -> State:
    """Return what a porteur knows of a state: what a committee decides is told when it is notified, and not before."""
    return "examined" if state in OUTCOMES else state


def drawn() -> str:
    """Return the table as a state diagram, in the Mermaid notation that guides and code forges show as a picture."""
    lines = ["stateDiagram-v2", "    direction TB", "    [*] --> draft"]
    lines += [f'    state "{label}" as {state}' for state, label in STATES.items()]
    for each in STEPS:
        who = ", ".join(ACTORS[actor] for actor in each.actors)
        lines += [f"    {before} --> {each.after}: {each.label} ({who})" for before in each.before]
    return "\n".join([*lines, "    closed --> [*]", ""])
