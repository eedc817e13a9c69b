"""The life of a dossier: its states, and one table of the steps between them, with who may take each.

Every step of the service goes through `step`; the diagram of the guide is drawn from the same table.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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


def decided(outcome: str | None) -> str:
    """Say what was last decided of a dossier."""
    return next((STATES[each] for each in OUTCOMES if each == outcome), "sans décision")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is called, from which states, to which one, who may take it.

    `outcomes` says which last decisions a state must stand on, `None` for none at all, where not any will do;
    `unbegun` are the states from which it is not taken any more once the year of the dossier has begun; `reasoned` are
    those, with their last decisions, from which it is not taken without a reason; `paid` those from which it waits for
    what is due to be paid; `instead` says, by state or by last decision, what there is to do where it is refused.
    """

    name: str
    label: str
    before: tuple[State, ...]
    after: State
    actors: tuple[Actor, ...]
    outcomes: Mapping[State, tuple[Outcome | None, ...]] = field(default_factory=dict)
    unbegun: tuple[State, ...] = ()
    reasoned: Mapping[State, tuple[Outcome | None, ...]] = field(default_factory=dict)
    paid: tuple[State, ...] = ()
    instead: Mapping[str, str] = field(default_factory=dict)

    def starts_from(self, state: State, outcome: str | None, *, begun: bool = False) -> bool:
        """Tell whether it is taken from `state`, the last decision being `outcome`."""
        return (
            state in self.before
            and (state not in self.outcomes or outcome in self.outcomes[state])
            and not (begun and state in self.unbegun)
        )

    @property
    def needs(self) -> str:
        """What a dossier must be, in words."""
        return ", ".join(
            f"{STATES[state]} ({' ou '.join(map(decided, self.outcomes[state]))})"
            if state in self.outcomes
            else STATES[state]
            for state in self.before
        )


_CAF: tuple[Actor, ...] = ("agent", "head")
_OPEN: tuple[Outcome, ...] = ("reserve", "deferred")
"""The outcomes that leave a dossier to be decided again, by a later session."""
_UNDECIDED: tuple[Outcome | None, ...] = (None, *_OPEN)
"""Those of a dossier of which no session has settled anything."""
_GRANTED: Mapping[State, tuple[Outcome | None, ...]] = MappingProxyType({"notified": ("approved",)})
"""A grant that its porteur was told of, and whose year has not begun."""
TO_DECIDE: tuple[State, ...] = ("examined", "reserve", "deferred", "notified")
"""The states of what a committee may decide of; of what is notified, only what was left open (see `is_decidable`)."""


def _deciding(name: str, label: str, after: Outcome, unbegun: tuple[State, ...] = ("examined",)) -> Step:
    return Step(name, label, TO_DECIDE, after, ("committee",), {"notified": _OPEN}, unbegun)


_BY_A_SESSION = "Le comité n'a pas tranché : une prochaine séance en décide de nouveau."

STEPS: tuple[Step, ...] = (
    Step("deposit", "déposer", ("draft", "deposited", "complements_asked"), "deposited", ("porteur",)),
    Step("answer_complements", "répondre aux compléments", ("complements_asked",), "deposited", ("porteur",)),
    Step(
        "ask_complements",
        "demander des compléments",
        ("deposited", "complements_asked", "admissible", "examined", "notified"),
        "complements_asked",
        _CAF,
        {"examined": _UNDECIDED, "notified": _OPEN},
        unbegun=("examined",),
        instead=dict.fromkeys(_OPEN, "Notifiez d'abord la décision au porteur."),
    ),
    Step(
        "find_admissible",
        "déclarer recevable",
        ("deposited", "complements_asked", "inadmissible"),
        "admissible",
        _CAF,
    ),
    Step(
        "find_inadmissible",
        "déclarer irrecevable",
        ("deposited", "complements_asked", "admissible", "examined"),
        "inadmissible",
        _CAF,
        {"examined": _UNDECIDED},
        unbegun=("examined",),
        reasoned={"admissible": (None, *OUTCOMES), "examined": _UNDECIDED},
        instead=dict.fromkeys(("approved", "refused"), "Le comité en a décidé : une séance en décide de nouveau."),
    ),
    Step("examine", "étudier", ("admissible", "examined"), "examined", _CAF),
    _deciding("approve", "agréer", "approved", unbegun=()),
    _deciding("reserve", "mettre en liste d'attente", "reserve"),
    _deciding("defer", "ajourner", "deferred"),
    _deciding("refuse", "refuser", "refused"),
    Step(
        "correct",
        "reprendre la décision",
        ("approved", "refused", "notified", "running", "bilan_filed"),
        "examined",
        ("head",),
        {"notified": ("approved", "refused")},
        instead={
            **dict.fromkeys(_OPEN, _BY_A_SESSION),
            "settled": "Un solde est définitif : la décision ne se corrige plus.",
        },
    ),
    Step("notify", "notifier", OUTCOMES, "notified", _CAF),
    Step("begin", "commencer", ("notified",), "running", _CAF, {"notified": ("approved",)}),
    Step("file_bilan", "déposer le bilan", ("running",), "bilan_filed", ("porteur",)),
    Step("return_bilan", "rendre le bilan à corriger", ("bilan_filed",), "running", _CAF),
    Step("settle", "solder", ("bilan_filed",), "settled", _CAF),
    Step(
        "give_up",
        "abandonner l'agrément",
        ("notified",),
        "withdrawn",
        _CAF,
        _GRANTED,
        unbegun=("notified",),
        reasoned=_GRANTED,
    ),
    Step(
        "close",
        "clore",
        ("inadmissible", "notified", "settled", "withdrawn"),
        "closed",
        _CAF,
        {"notified": (*_OPEN, "refused")},
        unbegun=("notified",),
        reasoned={"notified": _OPEN},
        paid=("settled",),
        instead={
            **dict.fromkeys(OUTCOMES, "Notifiez d'abord la décision au porteur."),
            **dict.fromkeys(("running", "bilan_filed"), "Un dossier agréé se clôt une fois soldé."),
            "notified": "Commencez l'année, ou enregistrez que le porteur abandonne l'agrément.",
        },
    ),
    Step(
        "withdraw",
        "retirer",
        ("deposited", "complements_asked", "admissible", "examined", "reserve", "deferred", "notified"),
        "withdrawn",
        ("porteur",),
        {"notified": ("approved", *_OPEN)},
        unbegun=("examined", "notified"),
        reasoned=_GRANTED,
    ),
)
"""Every step that there is."""

_BY_NAME: Mapping[str, Step] = MappingProxyType({each.name: each for each in STEPS})

DECIDING: Mapping[Outcome, str] = MappingProxyType(
    {"approved": "approve", "reserve": "reserve", "deferred": "defer", "refused": "refuse"}
)
"""The step that each outcome of a committee takes."""

DECIDABLE = _BY_NAME["approve"].needs
"""What a dossier must be for a committee to decide of it, in words."""

LIVE: tuple[State, ...] = tuple(state for state in STATES if state not in ("withdrawn", "closed"))
"""The states of a dossier that is on its way."""


class StepRefused(Refused):
    """A step that the state of the dossier, or the role of whoever asks, does not allow."""


def step(
    name: str,
    state: State,
    actors: Iterable[str],
    outcome: str | None = None,
    *,
    begun: bool = False,
    unpaid: str = "",
) -> State:
    """Return the state that the step `name` leads to from `state`, taken by somebody who is one of `actors`.

    `outcome` is that of the last decision, where there is one; `begun` tells whether the year of the dossier has
    begun, even where its decision is being corrected; `unpaid` says in words what is still to be paid, if anything.
    Raises `StepRefused` with what the step needs.
    """
    wanted = _BY_NAME[name]
    if not set(actors) & set(wanted.actors):
        who = " ou ".join(_TO[actor] for actor in wanted.actors)
        raise StepRefused(f"Étape « {wanted.label} » : elle revient {who}.")
    if begun and state in wanted.unbegun:
        raise StepRefused(f"Étape « {wanted.label} » impossible : l'année a commencé. {_BEGUN}")
    if not wanted.starts_from(state, outcome):
        said = STATES[state] if state not in wanted.outcomes else f"{STATES[state]} ({decided(outcome)})"
        instead = wanted.instead.get(state) or wanted.instead.get(outcome or "") or ""
        raise StepRefused(
            f"Étape « {wanted.label} » impossible : le dossier est « {said} » ; il faut qu'il soit : {wanted.needs}. "
            f"{instead}".rstrip()
        )
    if unpaid and state in wanted.paid:
        raise StepRefused(f"Étape « {wanted.label} » impossible : {unpaid}. Notez d'abord le paiement.")
    return wanted.after


_BEGUN = "Le dossier reste agréé, pour un montant qui peut baisser ; ce qui a été versé en trop se rend au solde."


def needs_reason(name: str, state: State, outcome: str | None) -> bool:
    """Tell whether the step `name` is not taken from `state` without a reason, the last decision being `outcome`."""
    return outcome in _BY_NAME[name].reasoned.get(state, ())


def steps_from(state: State, actors: Iterable[str], outcome: str | None = None) -> Sequence[Step]:
    """Return the steps that somebody who is one of `actors` may take from `state`, after a decision of `outcome`."""
    able = set(actors)
    return tuple(each for each in STEPS if able & set(each.actors) and each.starts_from(state, outcome))


def is_decidable(state: State, outcome: str | None) -> bool:
    """Tell whether a committee may decide of a dossier, for the first time or again."""
    return _BY_NAME["approve"].starts_from(state, outcome)


def as_told(state: State) -> State:
    """Return what a porteur knows of a state: what a committee decides is told when it is notified, and not before."""
    return "examined" if state in OUTCOMES else state


def outcome_told(state: State, outcome: Outcome | None) -> Outcome | None:
    """Return the last decision once its porteur has been told of it, while the dossier stands on it."""
    return outcome if state in ("notified", "running", "bilan_filed", "settled") else None
