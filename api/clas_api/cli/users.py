"""``clas users``: the accounts of the installation, the first administrator to begin with."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clas_api.cli.context import system_context
from clas_api.cli.output import deliver, json_option, show_json, show_rows

if TYPE_CHECKING:
    from uuid import UUID

    from clas_api.context import Context

_ROLE = click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    metavar="RÔLE",
    help="admin, national, agent:DÉPARTEMENT, head:DÉPARTEMENT, committee:DÉPARTEMENT:INSTITUTION ou "
    "funder:DÉPARTEMENT:FINANCEUR ; répétable.",
)


@click.group()
def users() -> None:
    """Les comptes : inviter, donner un rôle, fermer."""


@users.command("list")
@json_option
def list_users(as_json: bool) -> None:
    """Lister les comptes et leurs rôles, et dire qui a un second facteur."""
    from clas_api.services.people.listing_accounts import AccountSearch, list_accounts
    from clas_api.services.people.second_factor import accounts_with_one

    with system_context() as context:
        having = accounts_with_one(context)
        accounts = [{**each, "second_factor": each["id"] in having} for each in list_accounts(context, AccountSearch())]
    if as_json:
        show_json(accounts)
    else:
        rows = [(*_row(each), "oui" if each["second_factor"] else "non") for each in accounts]
        show_rows(("ADRESSE", "NOM", "ÉTAT", "RÔLES", "SECOND FACTEUR"), rows)


@users.command("invite")
@click.argument("email")
@click.option("--name", required=True, help="Prénom et nom.")
@_ROLE
@json_option
def invite_user(email: str, name: str, roles: tuple[str, ...], as_json: bool) -> None:
    """Inviter quelqu'un : un compte, des rôles, et un lien pour choisir son mot de passe.

    Sans serveur de courriel (smtp_url), le lien est affiché ici : transmettez-le.
    """
    from clas_api.services.people.account_requests import InvitationSchema
    from clas_api.services.people.inviting import invite
    from clas_core.reading import read_json

    told = {"email": email, "name": name, "roles": [_role(each) for each in roles]}
    asked = read_json(told, InvitationSchema())
    with system_context() as context:
        invitation = invite(context, asked["email"], asked["name"], asked["roles"])
        _show(context, invitation.account, invitation.link, as_json)


@users.command("grant")
@click.argument("email")
@_ROLE
@json_option
def grant_user(email: str, roles: tuple[str, ...], as_json: bool) -> None:
    """Donner un rôle à un compte."""
    from clas_api.services.people.account_requests import RoleSchema
    from clas_api.services.people.roles import grant_role
    from clas_core.reading import read_json

    asked = [read_json(_role(each), RoleSchema()) for each in roles]
    with system_context() as context:
        account_id, _ = _find(context, email)
        for role in asked:
            account = grant_role(context, account_id, role)
        _show(context, account, None, as_json)


@users.command("disable")
@click.argument("email")
@json_option
def disable_user(email: str, as_json: bool) -> None:
    """Fermer un compte : ses sessions et ses clés prennent fin aussitôt."""
    from clas_api.services.people.accounts import disable_account

    with system_context() as context:
        key, revision = _find(context, email)
        _show(context, disable_account(context, key, revision=revision), None, as_json)


@users.command("enable")
@click.argument("email")
@json_option
def enable_user(email: str, as_json: bool) -> None:
    """Rouvrir un compte fermé."""
    from clas_api.services.people.accounts import enable_account

    with system_context() as context:
        key, revision = _find(context, email)
        _show(context, enable_account(context, key, revision=revision), None, as_json)


@users.command("reset")
@click.argument("email")
@json_option
def reset_user(email: str, as_json: bool) -> None:
    """Envoyer un lien pour choisir un nouveau mot de passe."""
    from clas_api.services.people.inviting import send_reset

    with system_context() as context:
        account, link = send_reset(context, _find(context, email)[0])
        _show(context, account, link, as_json)


@users.command("remove-factor")
@click.argument("email")
@click.option("--reason", required=True, help="Pourquoi : la personne le lit, et la trace le garde.")
@json_option
def remove_factor_of_user(email: str, reason: str, as_json: bool) -> None:
    """Retirer le second facteur de qui a perdu son téléphone et ses codes de secours.

    Assurez-vous d'abord de qui le demande : il entrera ensuite par son seul mot de passe. Ses sessions prennent fin, et
    un courriel l'en prévient, avec le motif.
    """
    from clas_api.services.people.account_requests import ReasonSchema
    from clas_api.services.people.enrolling import remove_factor
    from clas_core.reading import read_json

    asked = read_json({"reason": reason}, ReasonSchema())
    with system_context() as context:
        _show(context, remove_factor(context, _find(context, email)[0], asked["reason"]), None, as_json)


@users.command("copy")
@click.argument("email")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Fichier à écrire, que vous seul pourrez lire : .json, .html ou .md.",
)
@json_option
def copy_user(email: str, output: Path | None, as_json: bool) -> None:
    """Copier tout ce qui concerne une personne, pour elle : elle le demande, vous le lui remettez.

    Rien de ce qui est à d'autres n'y est. La demande est notée dans la trace.
    """
    import orjson

    from clas_api.rendering import render
    from clas_api.services.people.own_copy import copy_own
    from clas_api.services.people.own_copy_document import own_copy_document

    form = "json" if as_json else "md" if output is None else output.suffix.removeprefix(".").lower()
    if form not in ("json", "html", "md"):
        raise click.BadParameter(f"« {output} » : le nom du fichier se termine par .json, .html ou .md.")
    with system_context() as context:
        own = copy_own(context, _find(context, email)[0])
        rehearsal = context.installation.is_rehearsal
    if form == "json":
        body = orjson.dumps(own.values(), option=orjson.OPT_INDENT_2) + b"\n"
    else:
        body, _ = render(own_copy_document(own), form, rehearsal=rehearsal)
    deliver(body, output, private=True)


def _role(text: str) -> dict[str, str]:
    """Read ``committee:marne:caf`` as the JSON service would be given it."""
    return dict(zip(("kind", "department", "institution"), text.split(":", 2), strict=False))


def _find(context: "Context", email: str) -> "tuple[UUID, int]":
    from clas_api.services.people.account_requests import MailAddressSchema
    from clas_api.services.people.accounts import find_account
    from clas_core.reading import read_json

    return find_account(context, read_json({"email": email}, MailAddressSchema())["email"])


def _row(account: Mapping[str, Any]) -> tuple[str, str, str, str]:
    roles = ", ".join(_written(each) for each in account["roles"])
    return account["email"], account["name"], "fermé" if account["disabled"] else "ouvert", roles or "aucun"


def _written(role: Mapping[str, Any]) -> str:
    where = ":".join(filter(None, (role["department"], role["institution"])))
    return f"{role['label']} ({where})" if where else str(role["label"])


def _show(context: "Context", account: Mapping[str, Any], link: str | None, as_json: bool) -> None:
    """Show an account, and its link when no mail server takes it there."""
    link = None if context.installation.settings.mails_leave else link
    if as_json:
        show_json({**account, "link": link})
        return
    show_rows(("ADRESSE", "NOM", "ÉTAT", "RÔLES"), [_row(account)])
    if link:
        click.echo(f"Lien à transmettre, qui ne sert qu'une fois : {link}")
