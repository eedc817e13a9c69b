"""What a simulation takes from the service: the groups that were deposited, and what departments may pay."""

import csv
from collections.abc import Mapping
from typing import TextIO

from clas_api.context import Context
from clas_api.installation import Installation
from clas_api.store.simulated import simulated_groups
from clas_core.departments.names import NAMES
from clas_core.money import amount_text, cents_of
from clas_core.simulation.columns import BONUS, COLUMNS
from clas_core.years import SchoolYear

PAID = ("ps", "bonuses")
"""The kinds of envelopes that a simulation can tell exceeded."""


def write_deposited_groups(context: Context, year: SchoolYear, stream: TextIO) -> int:
    """Write the groups of a year that whoever asks may read as a file of groups, in pieces; return how many there are.

    Counts and amounts alone: neither names nor labels. What a bonus column says is what was asked for.
    """
    context.open("dossiers.read")
    bonuses = [name.removeprefix(BONUS) for name in COLUMNS if name.startswith(BONUS)]
    writer = csv.writer(stream)
    writer.writerow((*COLUMNS, "nature"))
    written = 0
    for rows in simulated_groups(context.session, str(year)):
        for row in rows:
            asked = row.bonuses.split()
            writer.writerow(
                (
                    row.department,
                    row.receipt,
                    row.position,
                    row.children,
                    row.adults,
                    row.levels,
                    amount_text(row.running_costs_cents),
                    *("oui" if each in asked else "non" for each in bonuses),
                    row.nature,
                )
            )
        written += len(rows)
    return written


def departments_known(installation: Installation) -> Mapping[str, str]:
    """Return the code of each department, as a file of groups may write it: by its code, or its name for machines."""
    served = {each.department.slug: each.department.code for each in installation.registry}
    return {**{code: code for code in NAMES}, **served}


def envelopes_in_force(installation: Installation, year: SchoolYear) -> Mapping[str, Mapping[str, int]]:
    """Return what each served department may pay in a year, in cents, by its code and by what the envelope pays."""
    found: dict[str, dict[str, int]] = {}
    for plugin in installation.registry:
        for campaign in plugin.department.campaigns.values():
            for envelope in campaign.envelopes if campaign.school_year == year else ():
                if envelope.kind in PAID:
                    kinds = found.setdefault(plugin.department.code, {})
                    kinds[envelope.kind] = kinds.get(envelope.kind, 0) + cents_of(envelope.amount)
    return found
