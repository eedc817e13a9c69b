"""One department's plugin behind a typed face: nobody else touches pluggy, and every answer is checked here."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType, ModuleType
from typing import Any

import pluggy

from clas_core.departments import hookspecs
from clas_core.departments.call_name import ByCall, CallName, year_of
from clas_core.departments.campaign import Campaign
from clas_core.departments.department import Caf, Department
from clas_core.departments.funders import LARGEST_AID
from clas_core.departments.hookspecs import PROJECT, DepartmentEvent, LocalAid
from clas_core.departments.places import Places
from clas_core.eligibility import VERDICTS, Criterion, Fact, Finding, Rules
from clas_core.errors import ClasError, DepartmentUnavailable
from clas_core.groups import Group
from clas_core.money import cents_of
from clas_core.reading import digest_of
from clas_core.years import SchoolYear

HOOKS = tuple(name for name in vars(hookspecs) if name.startswith("clas_"))
"""The names of every hook that a plugin may implement."""

FAULTS = (Exception, SystemExit)
"""Whatever somebody else's code may raise: its own fault, and kept so."""


Elsewhere = Callable[[str, Mapping[str, Any]], list[Any]]
"""Asks a hook of the plugin's own code, by its name and arguments. May raise `DepartmentUnavailable`."""


Plugin = ModuleType | object
"""What an entry point leads to: a module, or an object with the hooks as methods."""


class PluginFault(Exception):
    """A plugin that cannot be used; the text is its reason, for the integrator who mends it."""


class DepartmentPlugin:
    """An enabled department, its plugin manager, and where it was installed from."""

    def __init__(self, plugin: Plugin, *, name: str, distribution: str = "", version: str = "") -> None:
        """Register `plugin`, an importable module or object. Raises `PluginFault` with the reason when it is unfit."""
        self.distribution = distribution
        self.version = version
        self._plugin = plugin
        try:
            self._manager = _manager_of(plugin, name)
        except PluginFault:
            raise
        except FAULTS as error:
            raise PluginFault(f"Le greffon ne se laisse pas lire : {describe(error)}") from error
        self.places = Places(name)
        self._elsewhere: Elsewhere | None = None
        self._serve(self._ask_who(name))

    def _serve(self, department: Department) -> None:
        self.department = department
        self._implemented = {caller.name for caller in self._manager.get_hookcallers(self._plugin) or []}
        self._reviews = "clas_review" in self._implemented
        self._computes_aid = "clas_supplements" in self._implemented
        self.listens = "clas_event" in self._implemented

    def with_campaign(self, *campaigns: Campaign) -> "DepartmentPlugin":
        """Return the same plugin with each of `campaigns` as its call of that name: the one that a deposit is sealed
        under, or the one in force.

        Its code stays that which is installed, with the same places: a text can be kept, code cannot.
        """
        sealed = copy(self)
        sealed._manager = _manager_of(self._plugin, self.slug)
        others = {each.name: each for each in campaigns}
        digests = {str(name): each.digest for name, each in others.items()}
        sealed._serve(
            replace(
                self.department,
                campaigns=ByCall({**self.department.campaigns, **others}),
                digest=digest_of({"department": self.department.digest, **digests}),
            )
        )
        return sealed

    @property
    def slug(self) -> str:
        return self.department.slug

    def _ask_who(self, name: str) -> Department:
        try:
            department = self._manager.hook.clas_department()
        except ClasError as error:
            raise PluginFault(str(error)) from error
        except FAULTS as error:
            raise PluginFault(f"clas_department a échoué : {describe(error)}") from error
        if department is None:
            raise PluginFault("clas_department n'a rien répondu ; le greffon doit dire quel département il décrit.")
        if not isinstance(department, Department):
            raise PluginFault(f"clas_department a répondu {type(department).__name__} ; un Department est attendu.")
        if wrong := _unfit_parts(department):
            raise PluginFault(f"Le département est incomplet : {wrong}. Utilisez read_department(__package__).")
        if department.slug != name:
            raise PluginFault(
                f"Le point d'entrée s'appelle « {name} » et le département « {department.slug} » : "
                "donnez-leur le même nom."
            )
        return department

    @property
    def has_code(self) -> bool:
        """Whether it does more than say which department it is."""
        return self._implemented != {"clas_department"}

    def runs_elsewhere(self, elsewhere: Elsewhere) -> None:
        """Have the plugin's own code asked through `elsewhere`, which knows how to end it; its tables answer here."""
        self._elsewhere = elsewhere

    def own_answers(self, hook: str, **arguments: Any) -> list[Any]:
        """Return what the plugin's own code answers to a hook, unchecked."""
        answers: list[Any] = getattr(self._manager.hook, hook)(**arguments)
        return answers

    def rules(self, call: CallName | SchoolYear) -> Rules:
        """Return the local criteria of a call, or of the main one of a year; none where there is no such call."""
        campaign = self.department.find(call)
        return campaign.rules if campaign else Rules()

    def review(self, year: SchoolYear, dossier: Mapping[str, Fact]) -> Sequence[Finding]:
        """Return the findings that the plugin's code adds. Raises `DepartmentUnavailable` when it fails."""
        if not self._reviews:
            return ()
        # A copy that cannot be written: what the porteur declared is not the plugin's to change.
        answers = self._ask("clas_review", school_year=year, dossier=MappingProxyType(dict(dossier)))
        return tuple(self._each(answers, "clas_review", Finding, self._check_finding))

    def grants_aid(self, call: CallName | SchoolYear) -> bool:
        """Tell whether a group may get aid beyond the Ps in a call, by its file or by code."""
        campaign = self.department.find(call)
        return self._computes_aid or bool(campaign and campaign.local_aid)

    def supplements(self, call: CallName | SchoolYear, group: Group, ps: int) -> Sequence[LocalAid]:
        """Return the aid that the plugin's code adds to a group of a call, whose Ps is `ps` cents, beside that of the
        file of the call.

        Raises `DepartmentUnavailable` when it fails.
        """
        if not self._computes_aid:
            return ()
        answers = self._ask("clas_supplements", school_year=year_of(call), group=group, ps=ps)
        aids = tuple(self._each(answers, "clas_supplements", LocalAid, self._check_aid))
        campaign = self.department.find(call)
        names = [*(aid.id for aid in aids), *(each.id for each in (campaign.beside_the_ps if campaign else ()))]
        if len(set(names)) < len(names):
            raise DepartmentUnavailable(self.slug, "clas_supplements : deux compléments portent le même identifiant.")
        return aids

    def notify(self, event: DepartmentEvent) -> None:
        """Tell the plugin of something committed. Raises `DepartmentUnavailable` when it fails; nothing is undone.

        It takes no place of those who ask: whoever tells does so apart from any request.
        """
        self._call("clas_event", event=event)

    def _ask(self, hook: str, **arguments: Any) -> list[Any]:
        """Ask within the places of the department's code; one that has none to ask takes none."""
        if hook not in self._implemented:
            return self._call(hook, **arguments)
        with self.places.taken():
            return self._call(hook, **arguments)

    def _call(self, hook: str, **arguments: Any) -> list[Any]:
        if self._elsewhere is not None and hook in self._implemented:
            return self._elsewhere(hook, arguments)
        try:
            answers: list[Any] = getattr(self._manager.hook, hook)(**arguments)
        except FAULTS as error:
            raise DepartmentUnavailable(self.slug, f"{hook} a échoué : {describe(error)}") from error
        return answers

    def _each(self, answers: Sequence[Any], hook: str, kind: type[Any], check: Callable[[Any], str]) -> Iterator[Any]:
        """Yield the items of all answers, refusing what is not a sequence of sound items of `kind`."""
        if not isinstance(answers, list):
            raise DepartmentUnavailable(self.slug, f"{hook} : un enrobage a retenu les réponses.")
        for answer in answers:
            if not isinstance(answer, list | tuple):
                reason = f"{hook} a répondu {type(answer).__name__} ; une liste est attendue."
                raise DepartmentUnavailable(self.slug, reason)
            for item in answer:
                wrong = f"un {kind.__name__} est attendu" if not isinstance(item, kind) else check(item)
                if wrong:
                    raise DepartmentUnavailable(self.slug, f"{hook} : {wrong} ; reçu {item!r:.200}.")
                yield item

    def _check_finding(self, finding: Finding) -> str:
        if not isinstance(finding.criterion, Criterion):
            return "une remarque porte le critère qu'elle applique"
        if finding.verdict not in VERDICTS:
            return f"un verdict est l'un de : {', '.join(VERDICTS)}"
        return "" if finding.origin == self.slug else f"l'origine d'une remarque locale est « {self.slug} »"

    def _check_aid(self, aid: LocalAid) -> str:
        if not all(isinstance(text, str) and text for text in (aid.id, aid.label, aid.source)):
            return "un complément dit son identifiant, son nom et sa source"
        if aid.ruled is not None or any(text != "" for text in (aid.funder, aid.payer, aid.how, aid.reason)):
            return "un complément calculé est payé par la Caf : il ne dit ni financeur, ni décision"
        try:
            sound = isinstance(aid.amount, Decimal) and 0 <= aid.amount <= LARGEST_AID and cents_of(aid.amount) >= 0
        except (ValueError, ArithmeticError):
            sound = False
        return "" if sound else "un complément est un montant positif ou nul, au centime"


def _manager_of(plugin: Plugin, name: str) -> pluggy.PluginManager:
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(hookspecs)
    for hook in _hook_functions(plugin):
        marks = getattr(hook, f"{PROJECT}_impl", None)
        if marks is None:
            raise PluginFault(f"{hook.__name__} n'a pas la marque @hookimpl : elle ne serait jamais appelée.")
        if marks["optionalhook"]:
            raise PluginFault(f"{hook.__name__} se dit facultative : mal nommée, elle ne serait jamais appelée.")
        if marks["specname"]:
            raise PluginFault(
                f"{hook.__name__} emploie « specname » : donnez à la fonction le nom du point d'extension."
            )
        keywords = [
            each.name
            for each in inspect.signature(hook).parameters.values()
            if each.kind in (each.KEYWORD_ONLY, each.VAR_KEYWORD, each.VAR_POSITIONAL)
        ]
        if keywords:
            raise PluginFault(f"{hook.__name__} a des paramètres que nul ne lui passera : {', '.join(keywords)}.")
    try:
        manager.register(plugin, name=name)
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        raise PluginFault(f"Point d'extension mal employé : {error}") from error
    return manager


def _hook_functions(plugin: Plugin) -> Iterator[Callable[..., Any]]:
    for name in dir(plugin):
        if name.startswith("clas_"):
            function = getattr(plugin, name)
            if inspect.isroutine(function):
                yield function
            elif name in HOOKS:
                raise PluginFault(f"{name} n'est pas une fonction : elle ne serait jamais appelée.")


def _unfit_parts(department: Department) -> str:
    """Name the parts of a department made by hand that are not what they should be; nothing when all are."""
    expected: dict[str, type[Any]] = {"slug": str, "code": str, "name": str, "caf": Caf, "campaigns": Mapping}
    parts = [name for name, kind in expected.items() if not isinstance(getattr(department, name), kind)]
    if not parts and not all(isinstance(each, Campaign) for each in department.campaigns.values()):
        parts = ["campaigns"]
    return ", ".join(parts)


def describe(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
