"""How a national file is written, and how it becomes a `Referential`."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from importlib.resources.abc import Traversable
from typing import Any

from clas_core.eligibility import AXES, Criterion, Rules
from clas_core.eligibility.schemas import CriterionSchema, check_criteria
from clas_core.errors import Problem
from clas_core.fields import (
    Amount,
    Choice,
    Day,
    Identifier,
    Listing,
    Number,
    ProseField,
    Table,
    Tables,
    Text,
    Whole,
    YearField,
)
from clas_core.national.referential import (
    STATUSES,
    UNITS,
    Assumption,
    Axis,
    BaseAction,
    Bonus,
    BonusExample,
    DossierPart,
    Figure,
    FrameworkItem,
    Gap,
    Milestone,
    PsFigures,
    Referential,
    Scheme,
)
from clas_core.reading import digest_of, known_references, no_duplicates, parse_toml, read_tables, tables_in, text_of
from clas_core.sources import STANDINGS, Source, SourceSchema, cited
from clas_core.strict import StrictSchema


class FigureSchema(StrictSchema):
    """A figure in euros; all that one must know before relying on it is required."""

    label = Text(required=True)
    value: Number = Amount(required=True)
    unit = Choice([unit for unit in UNITS if unit.startswith("euro")], required=True)
    source = Text(required=True)
    standing = Choice(STANDINGS, required=True)
    checked_on = Day(required=True)


class RateSchema(FigureSchema):
    value = Number(required=True)
    unit = Choice(["share_of_running_costs"], required=True)


class ThresholdSchema(FigureSchema):
    id = Identifier(required=True)


class PsSchema(StrictSchema):
    unit = Choice(["group"], required=True)
    rate = Table(RateSchema, required=True)
    price_ceiling = Table(FigureSchema, required=True)
    maximum = Table(FigureSchema, required=True)


class BonusExampleSchema(StrictSchema):
    makes = BonusExample

    title = Text(required=True)
    supported_by = Text(required=True)
    text = ProseField(required=True)


class BonusSchema(StrictSchema):
    id = Identifier(required=True)
    label = Text(required=True)
    purpose = ProseField(required=True)
    intent = ProseField(load_default=None)
    axis = Choice(AXES, required=True)
    source = Text(required=True)
    amount = Table(FigureSchema, load_default=None)
    examples = Listing(Table(BonusExampleSchema), load_default=())


class AxisSchema(StrictSchema):
    id = Choice(AXES, required=True)
    label = Text(required=True)
    text = Text(required=True)
    source = Text(required=True)


class BaseActionSchema(StrictSchema):
    id = Identifier(required=True)
    axis = Choice(AXES, required=True)
    label = Text(required=True)
    source = Text(required=True)


class DossierPartSchema(StrictSchema):
    id = Identifier(required=True)
    label = Text(required=True)
    source = Text(required=True)


class MilestoneSchema(StrictSchema):
    year = Whole(least=1900, most=2200, required=True)
    text = Text(required=True)
    source = Text(required=True)


class FrameworkItemSchema(StrictSchema):
    text = Text(required=True)
    source = Text(required=True)


class SchemeSchema(StrictSchema):
    name = Text(required=True)
    presentation = ProseField(required=True)
    milestones = Listing(Table(MilestoneSchema), load_default=())
    framework = Listing(Table(FrameworkItemSchema), load_default=())


class AssumptionSchema(StrictSchema):
    makes = Assumption

    id = Identifier(required=True)
    question = Text(required=True)
    answer = Text(required=True)
    value = Identifier(required=True)


class GapSchema(StrictSchema):
    makes = Gap

    subject = Identifier(required=True)
    text = Text(required=True)


class ReferentialSchema(StrictSchema):
    """One file of ``national/data``: the whole of a school year."""

    school_year = YearField(required=True)
    status = Choice(STATUSES, required=True)
    sources = Tables(SourceSchema, required=True)
    ps = Table(PsSchema, required=True)
    bonuses = Listing(Table(BonusSchema), load_default=())
    axes = Listing(Table(AxisSchema), load_default=())
    base_actions = Listing(Table(BaseActionSchema), load_default=())
    criteria = Listing(Table(CriterionSchema), load_default=())
    dossier_parts = Listing(Table(DossierPartSchema), load_default=())
    scheme = Table(SchemeSchema, required=True)
    assumptions = Listing(Table(AssumptionSchema), load_default=())
    thresholds = Listing(Table(ThresholdSchema), load_default=())
    gaps = Listing(Table(GapSchema), load_default=())


_CITING_LISTS = (
    ("ps",),
    ("bonuses",),
    ("axes",),
    ("base_actions",),
    ("criteria",),
    ("dossier_parts",),
    ("scheme", "milestones"),
    ("scheme", "framework"),
    ("thresholds",),
)
_IDENTIFIED_LISTS = ("bonuses", "axes", "base_actions", "criteria", "dossier_parts", "assumptions", "thresholds")


def _check_figures(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report amounts of bonuses whose source is not declared, and a rate above 100 %."""
    known = {path[-1] for path, _ in tables_in(tables, "sources")}
    for path, bonus in tables_in(tables, "bonuses"):
        amount = bonus.get("amount")
        source = amount.get("source") if isinstance(amount, Mapping) else None
        if isinstance(source, str) and source not in known:
            yield Problem((*path, "amount", "source"), f"La source « {source} » n'est pas déclarée sous [sources].")
    for path, figure in tables_in(tables, "ps"):
        value = figure.get("value")
        if path == ("ps", "rate") and isinstance(value, int | Decimal) and Decimal(value).is_finite() and value > 1:
            yield Problem((*path, "value"), "Un taux est une part : 33 % s'écrit 0.33.")
        if path[-1] in ("rate", "maximum") and isinstance(value, int | Decimal) and value == 0:
            yield Problem((*path, "value"), "Ni le taux ni le montant maximum de la Ps ne sont nuls.")


CHECKS = (
    *(known_references(names, "source", "sources", "La source") for names in _CITING_LISTS),
    *(no_duplicates(name) for name in _IDENTIFIED_LISTS),
    _check_figures,
    check_criteria,
)


def read_referential(file: Traversable, *, name: str = "") -> Referential:
    """Read a national file. Raises `InvalidFile` with every problem and its line."""
    name = name or file.name
    return referential_of_text(text_of(file, name=name), name=name)


def referential_of_text(text: str, *, name: str) -> Referential:
    """Return the rules that the text of a national file says: the same text gives the same rules, years later.

    Raises `InvalidFile` with every problem and its line.
    """
    tables = parse_toml(text, name=name)
    return _referential(read_tables(tables, text, ReferentialSchema(), CHECKS, name=name), digest_of(tables), text)


def _referential(data: Mapping[str, Any], digest: str, text: str) -> Referential:
    sources: Mapping[str, Source] = data["sources"]

    def figure(identifier: str, table: Mapping[str, Any]) -> Figure:
        return Figure(**{**cited(table, sources), "id": identifier})

    ps = data["ps"]
    scheme = data["scheme"]
    return Referential(
        school_year=data["school_year"],
        status=data["status"],
        digest=digest,
        sources=sources,
        ps=PsFigures(**{key: figure(f"ps.{key}", ps[key]) for key in ("rate", "price_ceiling", "maximum")}),
        bonuses=tuple(
            Bonus(
                **{
                    **cited(bonus, sources),
                    "amount": figure(f"bonuses.{bonus['id']}", bonus["amount"]) if bonus["amount"] else None,
                }
            )
            for bonus in data["bonuses"]
        ),
        axes=tuple(Axis(**cited(each, sources)) for each in data["axes"]),
        base_actions=tuple(BaseAction(**cited(each, sources)) for each in data["base_actions"]),
        rules=Rules.of((Criterion(**cited(each, sources)) for each in data["criteria"]), origin="national"),
        dossier_parts=tuple(DossierPart(**cited(each, sources)) for each in data["dossier_parts"]),
        scheme=Scheme(
            name=scheme["name"],
            presentation=scheme["presentation"],
            milestones=tuple(Milestone(**cited(each, sources)) for each in scheme["milestones"]),
            framework=tuple(FrameworkItem(**cited(each, sources)) for each in scheme["framework"]),
        ),
        assumptions=data["assumptions"],
        thresholds=tuple(figure(f"thresholds.{each['id']}", each) for each in data["thresholds"]),
        gaps=data["gaps"],
        text=text,
    )
