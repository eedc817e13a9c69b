"""A call of a department for a school year: what its framing note and its call page say that is not national."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from clas_core.departments.allocations import MOST_ALLOCATIONS, AllocationRule
from clas_core.departments.calendar import Calendar
from clas_core.departments.call_name import CallName, CallPart
from clas_core.departments.contacts import INSTITUTION, Contact, Institution
from clas_core.departments.correspondence import Correspondence
from clas_core.departments.funders import MOST_AIDS, MOST_FUNDERS, Advance, Aid, Cap, Funder
from clas_core.departments.indicators import Indicator
from clas_core.departments.orientations import Orientation
from clas_core.departments.programmes import MOST_PROGRAMMES, Programme
from clas_core.departments.publishing import Publishing
from clas_core.departments.territories import TERRITORY, Territory
from clas_core.eligibility import CRITERIA, Rules
from clas_core.fields import Amount, Choice, Identifier, Line, Listing, Url, Whole
from clas_core.limits import MOST_SEATS
from clas_core.national.retention import ShorterRetention
from clas_core.porteurs import NATURES
from clas_core.prose import Prose
from clas_core.questions.question import Question
from clas_core.sources import Cited, Source
from clas_core.tables import TableOf
from clas_core.years import Dated, SchoolYear

if TYPE_CHECKING:
    from clas_core.departments.amendment import Amendment

LONGEST_CALL_TITLE = 80
"""Of the words that name a call beside the others of its year, in characters."""

DEPARTMENTAL = ("departmental", "Comité départemental")
"""The identifier and the name of the body of a department whose file describes none."""

ENVELOPE_KINDS = ("ps", "bonuses", "supplements")
TIES = ("president", "refused", "deferred")
COMMITTEE_KINDS = ("steering", "technical", "funders", "local")
DOCUMENT_KINDS = ("charter", "referential", "note", "guide", "service", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Committee:
    """A body of the department: who sits, who presides, who keeps its secretariat, and what it is for.

    `quorum` is the number of institutions that must be present, `tie` what equal votes come to, `decides` whether it
    decides or gives advice alone; `None` where the department's documents do not say.
    """

    id: Annotated[str, Identifier(), "identifiant"]
    kind: Annotated[str, Choice(COMMITTEE_KINDS), "pilotage, technique, financeurs ou local"]
    label: Annotated[str, "nom"]
    members: Annotated[Sequence[str], Listing(INSTITUTION, least=1), "institutions qui y siègent"]
    attached_to: Annotated[str | None, "instance à laquelle il est rattaché"] = None
    presided_by: Annotated[str | None, INSTITUTION, "institution qui préside"] = None
    secretariat: Annotated[str | None, INSTITUTION, "institution qui tient le secrétariat"] = None
    missions: Annotated[Sequence[str], "ce dont il est chargé"] = ()
    quorum: Annotated[int | None, Whole(least=1, most=MOST_SEATS), "institutions qui doivent être présentes"] = None
    tie: Annotated[str | None, Choice(TIES), "à égalité : voix du président, refus ou ajournement"] = None
    decides: Annotated[bool | None, "s'il décide, ou donne seulement un avis"] = None
    remark: Annotated[Prose | None, "ce qu'il faut en savoir"] = None
    territory: Annotated[str | None, TERRITORY, "territoire d'une commission locale"] = None
    source: Cited


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A titled text of the department: an articulation with another scheme, an animation."""

    title: Annotated[str, "titre"]
    text: Annotated[Prose, "texte"]
    source: Cited
    url: Annotated[str | None, Url(), "adresse de ce dont il s'agit"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedDocument:
    """A document to attach; `natures` are the legal natures that it is asked of, everyone's when empty."""

    id: Annotated[str, Identifier(), "identifiant"]
    label: Annotated[str, "nom du document"]
    natures: Annotated[Sequence[str], Listing(Choice(NATURES)), "à qui il est demandé : à tous si rien n'est dit"] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """How a dossier is deposited. `service` is the one that the document names.

    A porteur has one dossier a year in the department, unless `several_dossiers`. Where it does not say when drafts are
    called to mind (`reminders`), they are as everywhere; an empty list has nobody reminded.
    """

    online_only: Annotated[bool, "si le dossier se dépose uniquement en ligne"]
    service: Annotated[str | None, "service que nomme le document"] = None
    url: Annotated[str | None, Url(), "adresse de ce service"] = None
    rules: Annotated[Sequence[str], "consignes"] = ()
    attachments: Annotated[Sequence[AskedDocument], "documents à joindre"] = ()
    several_dossiers: Annotated[bool, "si un porteur peut en déposer plusieurs"] = False
    reminders: Annotated[
        Sequence[int] | None,
        Listing(Whole(least=0, most=60), most=5),
        "jours avant la clôture où un brouillon est rappelé à son porteur",
    ] = None
    source: Cited


@dataclass(frozen=True, slots=True, kw_only=True)
class BilanRules:
    """The report on the actions of `about`: where it is filed, since when, and what it is needed for.

    `due` is the day until which the bilan of *this* campaign's own year is filed, where the department has said so.
    """

    about: Annotated[SchoolYear, "année dont il rend compte"]
    service: Annotated[str, "service où il se dépose"]
    url: Annotated[str | None, Url(), "adresse de ce service"] = None
    since: Annotated[Dated | None, "jour depuis lequel il peut être déposé"] = None
    due: Annotated[Dated | None, "dernier jour pour le bilan de l'année de cet appel"] = None
    needed_for_next_deposit: Annotated[bool, "s'il faut l'avoir déposé pour que le dossier soit étudié"]
    steps: Annotated[Sequence[str], "étapes à suivre"] = ()
    text: Annotated[Prose | None, "ce qu'il faut en savoir"] = None
    source: Cited


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """The technical support that a porteur may ask for."""

    institution: Annotated[str, INSTITUTION, "institution qui l'apporte"]
    text: Annotated[Prose, "ce qu'il apporte"]
    source: Cited


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalDocument:
    """A document that the department points at; `url` is `None` when its page names it without an address."""

    title: Annotated[str, "titre"]
    kind: Annotated[str, Choice(DOCUMENT_KINDS), "genre de document"]
    url: Annotated[str | None, Url(), "adresse"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedFigures:
    """What was approved in an earlier year: computed from data where data exist, stated by a document before that."""

    school_year: Annotated[SchoolYear, "année scolaire"]
    porteurs: Annotated[int, "porteurs agréés"]
    actions: Annotated[int, "actions agréées"]
    source: Cited


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement:
    """Aid of the Caf to each eligible group, on top of the Ps: a flat amount in euros. An `Aid`, written in short."""

    id: Annotated[str, Identifier(), "identifiant"]
    label: Annotated[str, "nom de l'aide"]
    amount: Annotated[Decimal, Amount(), "montant par groupe éligible"]
    source: Cited


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What the Caf may grant in all, of one kind, in euros; the aid of another funder has its own."""

    kind: Annotated[str, Choice(ENVELOPE_KINDS), "ce qu'elle paie : Ps, bonus ou compléments"]
    amount: Annotated[Decimal, Amount(), "montant en tout"]
    source: Cited


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A call of one department for `school_year`: the main one of the year or, where the file says `call`, another,
    that people know by its `call_name`. `digest` names its exact content; `text` is the file that it came from, for
    whoever keeps the call that a dossier is sealed under.

    `checked_on` is the day on which somebody last compared it with the department's documents. `amendments` are what
    its Caf has stated since, the oldest first: the call in force says it already (`clas_core.departments.amending`).
    `departmental_decides` tells that it has stated so of the body of a department whose file describes none.
    """

    school_year: Annotated[SchoolYear, "année scolaire de l'appel"]
    call: Annotated[str | None, CallPart(), "ce qui distingue cet appel des autres de son année"] = None
    call_name: Annotated[str | None, Line(longest=LONGEST_CALL_TITLE), "nom de cet appel, quand il dit `call`"] = None
    checked_on: Annotated[date, "jour où quelqu'un l'a comparé aux documents du département"]
    digest: str
    presentation: Annotated[Prose | None, "présentation de l'appel"] = None
    sources: Annotated[Mapping[str, Source], "documents d'où vient ce que dit le fichier"]
    institutions: Annotated[Mapping[str, Institution], "institutions que nomme le fichier"]
    calendar: Annotated[Calendar, "calendrier de l'appel"]
    deposit: Annotated[Deposit, "comment déposer un dossier"]
    bilan: Annotated[BilanRules | None, "bilan de l'année précédente"] = None
    contacts: Annotated[Sequence[Contact], "interlocuteurs"] = ()
    committees: Annotated[Sequence[Committee], "comités du département"] = ()
    orientations: Annotated[Sequence[Orientation], "orientations du département"] = ()
    articulations: Annotated[Sequence[Statement], "articulations avec d'autres dispositifs"] = ()
    animations: Annotated[Sequence[Statement], "animation du réseau"] = ()
    support: Annotated[Support | None, "accompagnement technique qu'un porteur peut demander"] = None
    documents: Annotated[Sequence[LocalDocument], "documents utiles"] = ()
    approved: Annotated[Sequence[ApprovedFigures], "ce qui a été agréé une année passée"] = ()
    territories: Annotated[
        Sequence[Territory], "territoires que nomment l'appel, les critères, les aides, les contacts et les commissions"
    ] = ()
    territory: Annotated[str | None, TERRITORY, "territoire de l'appel, quand il n'est pas tout le département"] = None
    indicators: Annotated[
        Sequence[Indicator], Listing(TableOf(Indicator), most=200), "chiffres des années passées"
    ] = ()
    questions: Annotated[Sequence[Question], "questions locales du dossier, en plus des nationales"] = ()
    rules: Annotated[Rules, CRITERIA, "critères locaux, en plus des nationaux"] = field(default_factory=Rules)
    supplements: Annotated[Sequence[Supplement], "aides locales, en plus de la Ps"] = ()
    funders: Annotated[Sequence[Funder], Listing(TableOf(Funder), most=MOST_FUNDERS), "qui paie une aide"] = ()
    aids: Annotated[Sequence[Aid], Listing(TableOf(Aid), most=MOST_AIDS), "aides des financeurs, en plus de la Ps"] = ()
    programmes: Annotated[
        Sequence[Programme], Listing(TableOf(Programme), most=MOST_PROGRAMMES), "autres programmes que le Clas"
    ] = ()
    cap: Annotated[Cap | None, "ce que toutes les aides ne dépassent pas"] = None
    advances: Annotated[Sequence[Advance], "acomptes de ce que paie la Caf, avant le solde"] = ()
    envelopes: Annotated[Sequence[Envelope], "ce que la Caf peut accorder en tout"] = ()
    allocations: Annotated[
        Sequence[AllocationRule],
        Listing(TableOf(AllocationRule), most=MOST_ALLOCATIONS),
        "qui reçoit les bonus quand leur enveloppe ne suffit pas à tous",
    ] = ()
    retention: Annotated[Sequence[ShorterRetention], "ce qui est gardé moins longtemps qu'ailleurs"] = ()
    letters: Annotated[Correspondence | None, "ce que disent les courriers de la Caf"] = None
    open_data: Annotated[Publishing | None, "ce que le département publie de ce qu'il accorde"] = None
    gaps: Annotated[Sequence[str], "ce que les documents ne disent pas"] = ()
    amendments: "Sequence[Amendment]" = ()
    bilan_stated: date | None = None
    departmental_decides: bool = False
    text: str = field(default="", repr=False, compare=False)

    @property
    def name(self) -> CallName:
        """The name of the call among those of its department."""
        return CallName(self.school_year, self.call or "")

    @property
    def title(self) -> str:
        """How people name the call: ``2025-2026``, or ``2025-2026, Seconde session, janvier 2026``."""
        return f"{self.school_year}, {self.call_name}" if self.call_name else str(self.school_year)

    @property
    def own_territory(self) -> Territory | None:
        """Where the actions that this call is for are held; `None` for anywhere in the department."""
        return None if self.territory is None else self.territory_named(self.territory)

    @property
    def bilan_due(self) -> Dated | None:
        """Until when the bilan of this campaign's own year is filed, as its file or its Caf has said."""
        return self.bilan.due if self.bilan else self.bilan_stated

    def territory_named(self, identifier: str) -> Territory:
        """Return the territory that a contact, a commission or an aid names."""
        return next(each for each in self.territories if each.id == identifier)

    def institution_name(self, identifier: str) -> str:
        return self.institutions[identifier].name

    @property
    def local_aid(self) -> Sequence[Aid]:
        """All the aid that the file states, in its order: the supplements of the Caf, then what funders give."""
        return (
            *(
                Aid(id=each.id, funder="", label=each.label, per="group", amount=each.amount, source=each.source)
                for each in self.supplements
            ),
            *self.aids,
        )

    @property
    def beside_the_ps(self) -> Sequence[Aid | Programme]:
        """All that is paid beside the Ps, each with its payer: the local aid, then the other programmes."""
        return (*self.local_aid, *self.programmes)

    @property
    def question_owners(self) -> Mapping[str, str]:
        """The other programme than the Clas that each question of one is of, by the name of the question."""
        named = {each.id for each in self.programmes}
        return {each.id: each.programme for each in self.questions if each.programme in named and each.programme}

    @property
    def clas_rules(self) -> Rules:
        """The local criteria but those that judge another programme by its own questions."""
        owners = self.question_owners
        return Rules(criteria=tuple(each for each in self.rules.criteria if each[1].question not in owners))

    def payer_of(self, aid: Aid | Programme) -> tuple[str, str]:
        """Return who pays an aid or a programme: its identifier and its name, both empty for the Caf of the call."""
        funder = next((each for each in self.funders if each.id == aid.funder), None)
        return ("", "") if funder is None or funder.kind == "caf" else (funder.id, funder.name)
