"""The guide to the life of a dossier, ``docs/cycle-de-vie.md``, written from the one table of its steps.

``python -m clas_core.dossiers.lifecycle_guide > docs/cycle-de-vie.md`` writes it again.
"""

import sys

from clas_core.dossiers.lifecycle import ACTORS, OUTCOMES, STATES, STEPS, Outcome, State, Step, decided

_BEGINNING = """\
# Le cycle de vie d'un dossier

Cette page est produite par `python -m clas_core.dossiers.lifecycle_guide` à partir de la table des étapes
(`core/clas_core/dossiers/lifecycle.py`) : ne la modifiez pas à la main. Le service refuse toute étape qui n'y est pas,
en disant ce qu'il faudrait.
"""


def drawn() -> str:
    """Return the table as a state diagram, in the Mermaid notation that guides and code forges show as a picture."""
    lines = ["stateDiagram-v2", "    direction TB", "    [*] --> draft"]
    lines += [f'    state "{label}" as {state}' for state, label in STATES.items()]
    for each in STEPS:
        who = ", ".join(ACTORS[actor] for actor in each.actors)
        lines += [f"    {before} --> {each.after}: {each.label} ({who})" for before in each.before]
    return "\n".join([*lines, "    closed --> [*]", ""])


def guide() -> str:
    """Return the guide, in Markdown: the diagram, the states, the steps with who may take each."""
    return "\n".join(
        [
            _BEGINNING,
            "## Le schéma",
            "",
            "```mermaid",
            drawn() + "```",
            "",
            "## Les états",
            "",
            "| État | Dans l'API |",
            "|---|---|",
            *(f"| {label} | `{state}` |" for state, label in STATES.items()),
            "",
            "## Les étapes",
            "",
            "| Étape | Depuis | Vers | Par |",
            "|---|---|---|---|",
            *map(_row, STEPS),
            "",
        ]
    )


def _row(each: Step) -> str:
    before = each.needs
    if each.unbegun:
        states = " ou ".join(f"« {STATES[state]} »" for state in each.unbegun)
        before += f" ; pas depuis {states} si l'année a déjà commencé"
    if each.reasoned:
        before += " ; avec un motif depuis " + ", ".join(_stood(state, each.reasoned[state]) for state in each.reasoned)
    if each.paid:
        states = " ou ".join(f"« {STATES[state]} »" for state in each.paid)
        before += f" ; depuis {states}, une fois tout payé"
    actors = ", ".join(ACTORS[actor] for actor in each.actors)
    return f"| {each.label} | {before} | {STATES[each.after]} | {actors} |"


def _stood(state: State, outcomes: tuple[Outcome | None, ...]) -> str:
    if set(outcomes) == {None, *OUTCOMES}:
        return f"« {STATES[state]} »"
    return f"« {STATES[state]} ({' ou '.join(map(decided, outcomes))}) »"


if __name__ == "__main__":
    sys.stdout.write(guide())
