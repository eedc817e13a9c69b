"""The blank form of a call, for consultation: every question with its help, its bounds and when it is asked, the
accounts of the budget, what is joined and stated. A board discusses it, before anybody has an account."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from clas_core.departments import Campaign, Department
from clas_core.documents.local_parts import natures_in_words
from clas_core.documents.model import Block, Document, Notice, Paragraph, Section, Table, Text
from clas_core.documents.preparation import to_join, to_state
from clas_core.dossiers import layout_of, national_questions, questionnaire_of
from clas_core.dossiers.budget import SIDES, BudgetLine, Layout
from clas_core.national import Referential
from clas_core.questions import Questionnaire
from clas_core.questions.pages import DOSSIER_PAGES, PAGES
from clas_core.questions.question import KINDS, Question

_HEADER = ("Question", "Réponse attendue", "Quand elle est posée")
_COUNTED = {
    "text": "caractères",
    "narrative": "caractères",
    "lines": "lignes",
    "several_of": "choix",
    "amount": "euros",
}
"""What the bounds of an answer count, by its kind; numbers count themselves."""
_BILAN = ("bilan", "bilan_group")


def blank_form(
    referential: Referential, department: Department | None = None, campaign: Campaign | None = None
) -> Document:
    """Return the blank form of a call, or what every call of the year asks where none is given."""
    local = () if campaign is None else campaign.questions
    asked = (
        Questionnaire(tuple(national_questions(referential)))
        if campaign is None
        else questionnaire_of(referential, campaign)
    )
    form = _Form(asked, {each.id for each in local}, referential)
    year = str(referential.school_year)
    where = f"{department.name}, {campaign.title}" if department and campaign else f"toute la France, {year}"
    whole = (
        _head([each for each in asked.questions if each.subject in PAGES], {each.id for each in local}),
        *form.pages(),
        *_budget(layout_of(referential.school_year), form),
        *((to_join(campaign),) if campaign else ()),
        to_state(),
        *form.of_the_bilan(),
    )
    return Document(
        kind="blank_form",
        title=f"Clas : ce que demande un dossier, {where}",
        subtitle=f"Formulaire pour consultation, {department.caf.name}"
        if department
        else "Formulaire pour consultation",
        school_year=year,
        department=department.slug if department else "",
        digests=(referential.digest, *((campaign.digest,) if campaign else ())),
        sections=tuple(each for each in whole if each is not None),
    )


def _head(every: Sequence[Question], local: AbstractSet[str]) -> Section:
    own = sum(each.id in local for each in every)
    count = f"{len(every)} questions en tout, pour le dossier et pour le bilan"
    count += f", dont {own} de cet appel : elles portent la mention « de l'appel »." if own else "."
    blocks: list[Block] = [
        Notice("Ce formulaire se lit et se discute. Il ne se dépose pas : un dossier se dépose en ligne."),
        Paragraph(count),
    ]
    return Section("a-lire", "Pour consultation", blocks)


class _Form:
    """The questions of a call, each as a row; `local` are the identifiers of those that the call adds."""

    def __init__(self, asked: Questionnaire, local: AbstractSet[str], referential: Referential) -> None:
        self._asked, self._local, self._referential = asked, local, referential

    def pages(self) -> Iterator[Section]:
        """Yield the pages of a dossier that ask something, but for its budget."""
        for page, name in DOSSIER_PAGES.items():
            blocks = list(self.on("dossier", page, f"{name}, question par question"))
            parts: Sequence[Section] = ()
            if page == "actions":
                parts = tuple(self._below())
            if page != "budget" and (blocks or parts):
                yield Section(page, name, blocks, parts)

    def on(self, subject: str, page: str | None, caption: str) -> Iterator[Table]:
        """Yield the questions of a subject, or of one page of it, as a table; nothing where none is asked."""
        rows = [self._row(each) for each in self._asked.on(subject, page)]
        if subject == "group":
            rows += [self._claim(bonus.label) for bonus in self._referential.bonuses]
        if rows:
            yield Table(caption, _HEADER, rows)

    def _below(self) -> Iterator[Section]:
        for subject, title in (("action", "Chaque action"), ("group", "Chaque groupe d'une action")):
            tables = list(self.on(subject, None, f"{title}, question par question"))
            if tables:
                yield Section(f"chaque-{subject}", title, tables)

    def of_the_bilan(self) -> Iterator[Section]:
        """Yield what the bilan will ask, at the end of the year."""
        parts = [
            Section(f"{subject}-{page}", name, tables)
            for subject in _BILAN
            for page, name in PAGES[subject].items()
            if (tables := list(self.on(subject, page, f"{name}, question par question")))
        ]
        if parts:
            said = Paragraph("À la fin de l'année, le bilan dit ce qui a été fait. Voici ce qu'il demandera.")
            yield Section("bilan", "Ce que demandera le bilan", [said], parts)

    def _row(self, question: Question) -> Sequence[Text]:
        name = question.label + (" (de l'appel)" if question.id in self._local else "")
        return _with_hint(name, question.hint), _answer(question), self._when(question)

    def _claim(self, label: str) -> Sequence[Text]:
        asked = f"{label} : demandé ou non. S'il l'est, ce qui va au-delà du socle."
        return asked, "oui ou non, et un texte de plusieurs lignes", "facultative"

    def _when(self, question: Question) -> str:
        said = ["obligatoire" if question.required else "facultative"]
        if question.natures:
            said.append(f"posée à : {natures_in_words(question.natures)}")
        if programme := question.of_programme:
            said.append(f"à qui demande « {self._asked.programmes.get(programme, programme)} »")
        if condition := question.when:
            before = self._asked.question(condition.question)
            options = before.options if before and before.kind != "commune" else {}
            answers = " ou ".join(f"« {options.get(each, each)} »" for each in condition.answers)
            said.append(f"si à « {before.name if before else condition.question} » on répond {answers}")
        return ", ".join(said)


def _with_hint(name: str, hint: str | None) -> str:
    if not hint:
        return name
    return f"{name} {hint}" if name.endswith(("?", ".", ":")) else f"{name}. {hint}"


def _answer(question: Question) -> str:
    """Say how a question is answered: its kind, its choices, its bounds."""
    said = KINDS[question.kind]
    if question.choices and question.kind != "yes_no":
        said += f" : {', '.join(f'☐ {each.label}' for each in question.choices)}"
    bounds = question.bounds
    if question.known and question.kind in ("text", "narrative", "lines", "whole"):
        bounds = replace(question, most=question.most or question.known.most).bounds
    return f"{said} ; {bounds} {_COUNTED.get(question.kind, '')}".rstrip() if bounds else said


def _budget(layout: Layout, form: _Form) -> Iterator[Section]:
    """Yield the accounts of the budget, side by side, and who may fund it."""
    tables: list[Block] = [Paragraph(f"{layout.label}. Chaque ligne dit un compte et un montant en euros.")]
    for side, name in SIDES.items():
        rows: list[Sequence[Text]] = [
            (number, label, "")
            for number, label in layout.accounts.items()
            if BudgetLine(account=number, label=None, funder=None, amount=None).side == side
        ]
        if rows:
            tables.append(Table(name[:1].upper() + name[1:], ("Compte", "Intitulé", "Montant"), rows, frozenset({2})))
    funders = ", ".join(layout.funders.values())
    tables.append(Paragraph(f"Une ligne du compte 74 dit aussi qui finance : {funders}."))
    tables += form.on("dossier", "budget", "Ce qui est demandé avec le budget")
    yield Section("budget", DOSSIER_PAGES["budget"], tables)
