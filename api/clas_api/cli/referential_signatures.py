"""``clas referentials sign`` and ``verify``: who answers for a file of rules, in a signature beside it."""

from pathlib import Path

import click

from clas_api.cli.output import json_option, say_no, show_json
from clas_api.cli.writing import write_whole

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FILES = click.argument("files", nargs=-1, required=True, type=_FILE)


@click.command()
@_FILES
@click.option("--key", required=True, type=_FILE, help="Clé privée Ed25519, au format PEM.")
@click.option("--password-file", type=_FILE, help="Fichier du mot de passe de la clé, si elle en a un.")
@json_option
def sign(files: tuple[Path, ...], key: Path, password_file: Path | None, as_json: bool) -> None:
    """Signer des fichiers de règles : la signature de chacun s'écrit à côté de lui, sous son nom suivi de « .sig »."""
    from clas_api.signed_rules import private_key, signature_beside, signature_of
    from clas_core.reading import text_of

    password = None if password_file is None else text_of(password_file, name=str(password_file)).strip("\n")
    private = private_key(key, password)
    made = {Path(str(signature_beside(file))): signature_of(file, private) for file in files}
    write_whole(made)
    if as_json:
        show_json({"signatures": [str(each) for each in made]})
        return
    for each in made:
        click.echo(f"Écrit : {each}")


@click.command()
@_FILES
@click.option("--key", required=True, type=_FILE, help="Clé publique Ed25519, au format PEM.")
@json_option
def verify(files: tuple[Path, ...], key: Path, as_json: bool) -> None:
    """Vérifier que des fichiers de règles sont ceux qui ont été signés."""
    from clas_api.signed_rules import expect_signed, public_key
    from clas_core.errors import InvalidFile

    public = public_key(key)
    wrong: dict[str, str] = {}
    for file in files:
        try:
            expect_signed(file, public)
        except InvalidFile as error:
            wrong[str(file)] = error.problems[0].message
    if as_json:
        show_json([{"file": str(each), "signed": str(each) not in wrong} for each in files])
    else:
        for file in files:
            click.echo(f"{file} : {wrong.get(str(file), 'signature valable.')}")
    if wrong:
        say_no()
