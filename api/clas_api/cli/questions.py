"""``clas questions``: what a dossier is asked in a year, by the nation and by a department."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clas_api.cli.context import system_context
from clas_api.cli.output import json_option, load_installation, say_no, show_json, show_rows

if TYPE_CHECKING:
    from clas_api.services.rules.unfit_answers import Unfit
    from clas_core.questions import Question, Questionnaire


@click.group()
def questions() -> None:
    """Tout ce que demande un dossier, question par question."""


_department = click.option("--department", metavar="SLUG", help="Avec celles de l'appel de ce département.")


@questions.command("list")
@click.argument("year")
@_department
@json_option
def list_questions(year: str, department: str | None, as_json: bool) -> None:
    """Lister les questions de l'année YEAR, dans l'ordre où elles sont posées."""
    from clas_api.v1.catalogue_serializers import plain
    from clas_core.questions import KINDS, SUBJECTS

    asked = _load(year, department)
    found = [each for subject in SUBJECTS for each in asked.on(subject)]
    if as_json:
        show_json([plain(each) for each in found])
    else:
        rows = [
            (each.id, SUBJECTS[each.subject], _page(each), KINDS[each.kind], "oui" if each.required else "", each.label)
            for each in found
        ]
        show_rows(("IDENTIFIANT", "PORTE SUR", "PAGE", "RÉPONSE", "OBLIGATOIRE", "QUESTION"), rows)


@questions.command()
@click.argument("year")
@click.argument("identifier")
@_department
@json_option
def show(year: str, identifier: str, department: str | None, as_json: bool) -> None:
    """Montrer la question IDENTIFIER de l'année YEAR."""
    from clas_api.v1.catalogue_serializers import plain
    from clas_core.errors import Unknown, did_you_mean

    asked = _load(year, department)
    question = asked.question(identifier)
    if question is None:
        near = did_you_mean(identifier, [each.id for each in asked.questions])
        raise Unknown(f"« {identifier} » n'est pas une question de {year}.{near} Voyez « clas questions list {year} ».")
    if as_json:
        show_json(plain(question))
        return
    click.echo(question.described)
    for line in _told(question):
        click.echo(f"  {line}")


@questions.command()
@click.argument("year")
@_department
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Fichier à écrire : .md, .html ou .pdf."
)
def form(year: str, department: str | None, output: Path | None) -> None:
    """Écrire tout ce que demande un dossier de l'année YEAR, pour consultation : questions, budget, pièces."""
    from clas_api.cli.documents import write_document
    from clas_api.services.rules.finding import find_campaign
    from clas_core.documents.blank_form import blank_form

    installation = load_installation()
    if department is None:
        document = blank_form(installation.library.parse(year))
    else:
        plugin, campaign = find_campaign(installation, department, year)
        document = blank_form(installation.library.get(campaign.school_year), plugin.department, campaign)
    write_document(document, output, rehearsal=installation.is_rehearsal)


def _page(question: "Question") -> str:
    """Return the page, or the part of one, on which a question is asked."""
    from clas_core.questions import PAGES

    return PAGES.get(question.subject, {}).get(question.stands_on, "")


def _told(question: "Question") -> Sequence[str]:
    """Return what else is declared of a question, line by line."""
    from clas_core.porteurs import NATURES
    from clas_core.questions import SUBJECTS

    bounds = [f"{word} {each}" for word, each in (("au moins", question.least), ("au plus", question.most)) if each]
    condition = question.when
    lines = {
        "Porte sur": SUBJECTS[question.subject],
        "Page": _page(question),
        "Nom court": question.short,
        "Aide": question.hint,
        "Posée à": ", ".join(NATURES[each] for each in question.natures) or "tous les porteurs",
        "Si": f"{condition.question} : {' ou '.join(condition.answers)}" if condition else None,
        "Bornes": ", ".join(bounds) or None,
        "L'année suivante": _next_year(question),
        "Dit le réel de": question.paired,
        "Statistiques": "les réponses sont comptées" if question.counted else None,
        "Lue par": ", ".join(question.shown_to) or None,
        "Poids": f"{question.weight:f}" if question.weight is not None else None,
        "Source": question.source.citation,
    }
    return [f"{name} : {text}" for name, text in lines.items() if text]


@questions.command("count")
@click.argument("year")
@_department
@json_option
def count_answers(year: str, department: str | None, as_json: bool) -> None:
    """Compter les réponses de l'année YEAR aux questions que comptent les statistiques.

    Pour un département, tout ; pour la France, sans les petits nombres ni ce qui les ferait deviner.
    """
    from clas_api.services.year.statistics import department_statistics, national_statistics

    installation = load_installation()
    with system_context(installation=installation) as context:
        counted = department_statistics(context, department, year) if department else national_statistics(context, year)
    if as_json:
        show_json(counted["answers"])
    elif not counted["answers"]:
        click.echo(f"Aucune question n'est comptée en {year}. Une question l'est quand elle dit counted = true.")
    for each in () if as_json else counted["answers"]:
        click.echo(f"{each['label']} ({each['question']})")
        told = [(line["label"], str(line["porteurs"]), str(line["answers"]), _sums(line)) for line in each["lines"]]
        show_rows(("  RÉPONSE", "PORTEURS", "NOMBRE", "SOMME, MÉDIANE"), [(f"  {name}", *rest) for name, *rest in told])


@questions.command("check")
@click.argument("year")
@_department
@json_option
def check(year: str, department: str | None, as_json: bool) -> None:
    """Vérifier les questions de l'année YEAR, et ce que des dossiers y ont déjà répondu.

    Une question mal déclarée est une erreur, à son fichier et à sa ligne : le code de retour est 1. Une réponse donnée
    que les questions n'admettent plus, un choix retiré par exemple, est signalée avec le nombre de dossiers.
    """
    from clas_api.services.rules.unfit_answers import find_unfit
    from clas_core.errors import DepartmentUnavailable, InvalidFile, InvalidFiles

    problems: list[str] = []
    known = others = 0
    try:
        asked = _load(year, department)
        known = sum(each.known is not None for each in asked.questions)
        others = len(asked.questions) - known
        problems = _following_nothing(year, department)
    except (InvalidFile, InvalidFiles) as error:
        problems = list(error.lines)
    except DepartmentUnavailable as error:
        problems = error.reason.splitlines()
    unfit: Sequence[Unfit] = ()
    compared = not problems
    if compared:
        installation = load_installation()
        slugs = [department] if department else [each.slug for each in installation.registry]
        try:
            with system_context(installation=installation) as context:
                unfit = find_unfit(context, year, slugs)
        except click.ClickException:
            compared = False
    if as_json:
        told = {"valid": not problems, "problems": problems, "known": known, "others": others}
        warnings = [{**_plain(each), "sentence": each.sentence} for each in unfit]
        show_json({**told, "compared": compared, "warnings": warnings})
    else:
        for line in (*problems, *(each.sentence for each in unfit)):
            click.echo(line)
        if problems:
            click.echo(f"{len(problems)} problème(s). Corrigez, puis relancez la vérification.")
        else:
            click.echo(
                f"{year} : {known} questions que toute année pose, {others} de plus. Rien ne manque, et tout se tient."
            )
        if not problems and not compared:
            click.echo("La base de données n'est pas là : ce que des dossiers ont répondu n'a pas été comparé.")
        elif compared and not unfit:
            click.echo("Aucune réponse donnée n'échappe à ces questions.")
    if problems:
        say_no()


def _following_nothing(year: str, department: str | None) -> list[str]:
    """Return what is wrong with the questions of a call that follow on national ones, each with its file and line."""
    from clas_api.services.rules.finding import find_campaign
    from clas_core.dossiers import national_references
    from clas_core.errors import InvalidFile, Problem
    from clas_core.reading import line_of

    if department is None:
        return []
    installation = load_installation()
    campaign = find_campaign(installation, department, year)[1]
    found = [
        Problem(each.path, each.message, line_of(campaign.text, each.path))
        for each in national_references(campaign, installation.library.get(campaign.school_year))
    ]
    return list(InvalidFile(f"{department}/{campaign.name}.toml", found).lines) if found else []


def _plain(unfit: "Unfit") -> dict[str, str | int]:
    return {
        "department": unfit.department,
        "question": unfit.question,
        "why": unfit.why,
        "dossiers": unfit.dossiers,
    }


def _sums(line: "Mapping[str, str | None]") -> str:
    return ", ".join(each for each in (line["total"], line["median"]) if each is not None)


def _next_year(question: "Question") -> str | None:
    from clas_core.dossiers.asked import OF_A_DOSSIER

    if question.subject not in OF_A_DOSSIER:
        return None
    return "la réponse est reprise" if question.carried else "la réponse est à redonner"


def _load(year: str, department: str | None) -> "Questionnaire":
    from clas_api.services.rules.finding import find_campaign
    from clas_core.dossiers import national_questions, questionnaire_of
    from clas_core.questions import Questionnaire

    installation = load_installation()
    if department:
        campaign = find_campaign(installation, department, year)[1]
        return questionnaire_of(installation.library.get(campaign.school_year), campaign)
    return Questionnaire(national_questions(installation.library.parse(year)))
