"""``clas referentials confirm``: what a draft carries from another year is published again by a text."""

from datetime import datetime
from pathlib import Path

import click

from clas_api.cli.output import json_option, show_json
from clas_api.cli.writing import write_whole


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("items", nargs=-1, required=True)
@click.option("--source", help="Nom de la source qui le publie, déclarée sous [sources] ; celle d'avant sinon.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Jour où vous l'y avez lu ; aujourd'hui sinon.")
@json_option
def confirm(file: Path, items: tuple[str, ...], source: str | None, on: datetime | None, as_json: bool) -> None:
    """Confirmer des chiffres, des critères ou des questions d'un projet, tels que le fichier les écrit.

    ITEMS : une place (ps.maximum, bonuses.children, criteria.group.children, questions.contact.name) ou tout d'un genre
    (ps, bonuses, thresholds, criteria, questions). Pour changer une valeur, écrivez-la d'abord dans le fichier.
    """
    from clas_api.config import load_settings
    from clas_api.installation import Clock
    from clas_api.replacing import alone_in
    from clas_core.national import read_referential
    from clas_core.national.confirming import confirm as confirmed
    from clas_core.national.files import questions_beside, referential_of_texts
    from clas_core.reading import text_of

    beside = Path(str(questions_beside(file)))
    day = on.date() if on else Clock(load_settings().today).today()
    with alone_in(file.parent):
        read_referential(file, name=str(file))
        rules = text_of(file, name=str(file))
        questions = text_of(beside, name=str(beside)) if beside.is_file() else ""
        made = confirmed(rules, questions, items, source=source, on=day)
        referential_of_texts(made.rules, made.questions, name=str(file), asking=str(beside))
        texts = ((beside, questions, made.questions), (file, rules, made.rules))
        write_whole({path: after.encode() for path, before, after in texts if before != after})
    if as_json:
        show_json({"file": str(file), "confirmed": list(made.places), "already": list(made.already)})
        return
    for place in made.places:
        click.echo(f"confirmé : {place}")
    for place in made.already:
        click.echo(f"déjà confirmé, laissé tel quel : {place}")
    click.echo(f"{len(made.places)} confirmé(s). Suite : clas referentials check --ready {file}")
