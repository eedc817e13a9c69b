"""``clas retention``: what is due to go, letting go of it, and forgetting a person."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from clas_api.cli.context import progress, system_context
from clas_api.cli.output import json_option, show_json, show_rows

if TYPE_CHECKING:
    from clas_api.services.retention.planning import Due

_DEPARTMENT = click.option("--department", metavar="SLUG", help="Un seul département.")
_HEADER = ("CLASSE", "ANNÉE", "DÉPARTEMENT", "NOMBRE", "LE PLUS ANCIEN", "DÛ DEPUIS", "RÈGLE")


@click.group()
def retention() -> None:
    """Combien de temps ce qui est gardé l'est : voir, effacer, oublier une personne."""


@retention.command("plan")
@_DEPARTMENT
@click.option("--as-of", "day", type=click.DateTime(["%Y-%m-%d"]), help="Un autre jour qu'aujourd'hui.")
@json_option
def show_plan(department: str | None, day: datetime | None, as_json: bool) -> None:
    """Montrer ce dont la durée de conservation est passée, sans rien changer."""
    from clas_api.services.retention.planning import plan

    with system_context() as context:
        today = day.date() if day else context.now.date()
        due = plan(context, today, department)
    if as_json:
        show_json({"as_of": today.isoformat(), "due": [_told(each) for each in due]})
        return
    _show(due)
    if not due:
        click.echo("Rien n'a dépassé sa durée de conservation.")


@retention.command("apply")
@_DEPARTMENT
@click.option("--provisional", is_flag=True, help="Appliquer aussi les durées qui restent à confirmer.")
@click.option("--yes", is_flag=True, help="Ne pas demander.")
@json_option
def apply_plan(department: str | None, provisional: bool, yes: bool, as_json: bool) -> None:
    """Effacer ou rendre anonyme ce dont la durée est passée. Cela ne se défait pas.

    Les durées à confirmer attendent --provisional. Ce qui est interrompu se reprend en relançant la commande.
    """
    from clas_api.services.retention.applying import apply
    from clas_api.services.retention.compacting import compact
    from clas_api.services.retention.planning import plan

    with system_context() as context:
        today = context.now.date()
        due = plan(context, today, department)
        waiting = [] if provisional else [each for each in due if each.waits]
        due = [each for each in due if each not in waiting]
        if not as_json:
            _show(due)
            _show_waiting(waiting)
        total = sum(each.count for each in due)
        if total and not yes:
            click.confirm("Effacer tout cela ? Cela ne se défait pas", abort=True, err=True)
        with progress(total, "Effacement") as advance:
            count = apply(context, today, due, advance)
        compacted = compact(context) if count else True
    if as_json:
        told = [_told(each) for each in due]
        waits = [_told(each) for each in waiting]
        show_json(
            {"as_of": today.isoformat(), "applied": told, "count": count, "waiting": waits, "compacted": compacted}
        )
        return
    click.echo(f"{count} effacé(s) ou rendu(s) anonyme(s)." if count else "Rien à effacer.")
    _warn(compacted)


@retention.command("forget")
@click.argument("email")
@click.option("--reason", required=True, help="Pourquoi : ce qu'elle a demandé, et quand. Sans nommer personne.")
@click.option("--yes", is_flag=True, help="Ne pas demander.")
@json_option
def forget_person(email: str, reason: str, yes: bool, as_json: bool) -> None:
    """Oublier une personne : son compte ne dit plus ni nom ni adresse, ni la trace. Cela ne se défait pas.

    Ce que la loi garde (dépôts, décisions, procès-verbaux) reste jusqu'à son terme, et est dit.
    """
    from clas_api.services.people.account_requests import MailAddressSchema
    from clas_api.services.retention.compacting import compact
    from clas_api.services.retention.forgetting import consequences, forget
    from clas_core.reading import read_json

    address = read_json({"email": email}, MailAddressSchema())["email"]
    with system_context() as context:
        found = consequences(context, address)
        if not as_json:
            click.echo(f"{found.person.name or 'Sans compte'} ({address})")
            _list("Ce que cela touche :", found.touched)
            _list("Ce qui reste jusqu'à son terme et la nomme peut-être :", found.kept)
        if not yes and not found.obstacles:
            click.confirm("Oublier cette personne ? Cela ne se défait pas", abort=True, err=True)
        forget(context, address, reason)
        compacted = compact(context)
    if as_json:
        show_json({"forgotten": True, "touched": found.touched, "kept": found.kept, "compacted": compacted})
        return
    click.echo("Cette personne est oubliée.")
    _warn(compacted)


def _list(title: str, lines: Sequence[str]) -> None:
    if lines:
        click.echo(title)
        for line in lines:
            click.echo(f"  - {line}")


def _show(due: "Sequence[Due]") -> None:
    if due:
        show_rows(_HEADER, [_row(each) for each in due])


def _show_waiting(waiting: "Sequence[Due]") -> None:
    if waiting:
        count = sum(each.count for each in waiting)
        labels = ", ".join(dict.fromkeys(each.rule.national.label for each in waiting))
        click.echo(f"{count} attendent que leur durée soit confirmée ({labels}) : --provisional les applique.")


def _row(due: "Due") -> tuple[str, ...]:
    from clas_api.words import STANDINGS

    rule = due.rule
    months = f"{rule.months_in(due.department)} mois"
    sure = months if rule.national.standing == "published" else f"{months} ({STANDINGS[rule.national.standing]})"
    oldest = f"{due.oldest:%d/%m/%Y}"
    place = due.department or "national"
    return rule.national.label, str(rule.year), place, str(due.count), oldest, f"{due.since:%d/%m/%Y}", sure


def _told(due: "Due") -> dict[str, Any]:
    national = due.rule.national
    return {
        "class": national.id,
        "label": national.label,
        "school_year": str(due.rule.year),
        "department": due.department,
        "count": due.count,
        "oldest": due.oldest.isoformat(),
        "due_since": due.since.isoformat(),
        "months": due.rule.months_in(due.department),
        "fate": national.fate,
        "standing": national.standing,
        "source": national.source.citation,
    }


def _warn(compacted: bool) -> None:
    if not compacted:
        click.echo(
            "Le fichier de la base n'a pas pu être réécrit : d'autres s'en servent. Ce qui est effacé peut s'y lire "
            "encore ; arrêtez le service et lancez « clas retention compact ».",
            err=True,
        )


@retention.command("compact")
@json_option
def compact_file(as_json: bool) -> None:
    """Réécrire le fichier d'une base SQLite, où ce qui est effacé pourrait se lire encore."""
    from clas_api.services.retention.compacting import compact

    with system_context() as context:
        compacted = compact(context)
    if as_json:
        show_json({"compacted": compacted})
        return
    if compacted:
        click.echo("Ce qui est effacé ne se lit plus dans le fichier de la base.")
    _warn(compacted)
