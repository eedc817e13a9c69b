"""What an application keeps between requests: the rules, the departments, the clock. Nothing that a request changes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from time import monotonic
from typing import TYPE_CHECKING, cast

from clas_api.antivirus import Antivirus
from clas_api.apart import refused_departments
from clas_api.config import Settings
from clas_api.directory import Directory
from clas_api.rehearsal import MORNING, Told
from clas_api.signed_rules import load_library
from clas_api.store.files import FileStore, Folder
from clas_core.departments import CallName, Campaign, DepartmentRegistry
from clas_core.estimates import Estimator
from clas_core.national import Referential, ReferentialLibrary
from clas_core.years import PARIS

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from clas_api.in_force import Made

_STARTED = monotonic()


@dataclass(frozen=True, slots=True)
class Clock:
    """The one clock of the service, and the only place where it reads the wall's.

    `pinned` sets it for demonstrations and tests: a day begins at eight in the morning when the process starts, goes on
    as time does, and does not end; a second stands still.
    """

    pinned: date | None = None
    rehearsal: Told | None = None
    """The clock of a rehearsal, which is moved on from one day to another; what is pinned does not count there."""

    def now(self) -> datetime:
        """The moment, in Paris."""
        if self.rehearsal is not None:
            told = self.rehearsal.now
            gone_by = max(datetime.now(PARIS) - told.since, timedelta())
            return min(told.moment + gone_by, datetime.combine(told.moment, time.max, tzinfo=PARIS))
        if self.pinned is None:
            return datetime.now(PARIS)
        if isinstance(self.pinned, datetime):
            return self.pinned
        since = datetime.combine(self.pinned, MORNING) + timedelta(seconds=monotonic() - _STARTED)
        return min(since, datetime.combine(self.pinned, time.max, tzinfo=PARIS))

    def of_phones(self) -> datetime:
        """The moment whose codes phones show: the wall's where a day is pinned; a pinned second is theirs too."""
        is_a_day = self.rehearsal or (self.pinned is not None and not isinstance(self.pinned, datetime))
        return datetime.now(PARIS) if is_a_day else self.now()

    def today(self) -> date:
        """The day, in Paris."""
        return self.now().date()


@dataclass(frozen=True, slots=True)
class Installation:
    """The rules, the departments and the clock of one application, and where its documents are kept."""

    settings: Settings
    library: ReferentialLibrary
    registry: DepartmentRegistry
    clock: Clock
    files: FileStore
    _estimators: dict[tuple[str | None, ...], Estimator] = field(default_factory=dict)
    _amended: "Made" = field(default_factory=dict)

    @classmethod
    def load(cls, settings: Settings, registry: DepartmentRegistry | None = None) -> "Installation":
        """Load what `settings` name. Raises `InvalidFile` when an added year is wrong; a broken department is kept
        apart with its reason and raises nothing."""
        return cls(
            settings=settings,
            library=load_library(settings.referentials, settings.referentials_key),
            registry=DepartmentRegistry.load(settings.departments, refused=refused_departments())
            if registry is None
            else registry,
            clock=Clock(settings.today, Told(rehearsal) if (rehearsal := settings.rehearsal) else None),
            files=Folder(settings.attachments),
        )

    @property
    def is_rehearsal(self) -> bool:
        """Whether all that is done here is an « appel d'essai », beside the real one."""
        return self.clock.rehearsal is not None

    @property
    def directory(self) -> Directory | None:
        """The public directory that an organisation is filled in from; `None` where the installation names none."""
        return Directory(self.settings.directory_url) if self.settings.directory_url else None

    @property
    def antivirus(self) -> Antivirus | None:
        """The antivirus that documents are shown to; `None` where the installation has none."""
        return Antivirus(self.settings.clamav) if self.settings.clamav else None

    def referential_of(self, campaign: Campaign) -> Referential | None:
        """Return the national rules of a call; `None` while none are known for its year."""
        return self.library.get(campaign.school_year) if campaign.school_year in self.library else None

    def in_force(self, session: "Callable[[], Session]", *, public: bool = False) -> "Installation":
        """Return the same installation with its calls as they are in force at the moment that `session` sees."""
        from clas_api.in_force import RegistryInForce  # here: amounts are estimated without any database

        registry = RegistryInForce(self.registry.published, session, self._amended, public=public)
        # As `dataclasses.replace` would, three times faster: it is done for each request.
        own = (self.settings, self.library, registry, self.clock, self.files, self._estimators, self._amended)
        return Installation(*own)

    def estimator(self, call: str, department: str | None, *, published: bool = False) -> Estimator:
        """Return the estimator of a year or, in a department, of one of its calls, by its name, made once: of the call
        in force or, for whoever only wants amounts, which no amendment changes, as it is `published`.

        Raises `UnknownSchoolYear`, `UnknownDepartment`, `UnknownCampaign` or `DepartmentUnavailable`.
        """
        registry = self.registry.published if published else self.registry
        if department is None:
            return self.made_once((call, None, None), lambda: Estimator(self.library.parse(call)))
        plugin = registry.get(department)
        try:
            name = CallName.parse(call)
        except ValueError:
            name = CallName(self.library.parse(call).school_year)
        campaign = plugin.department.find(name)
        digest = campaign.digest if campaign else None
        return self.made_once((call, department, digest), lambda: Estimator(self.library.get(name.year), plugin, name))

    def made_once(self, key: tuple[str | None, ...], make: Callable[[], Estimator]) -> Estimator:
        """Return the estimator of `key`, which always means the same rules; what `make` raises is not kept."""
        estimator = self._estimators.get(key)
        if estimator is None:
            # Only what exists is kept, so the table is bounded by the installed and the sealed rules.
            estimator = self._estimators[key] = make()
        return estimator


def attach(app: "Flask", installation: Installation) -> None:
    app.extensions["clas"] = installation


def current_installation() -> Installation:
    """Return what the application serves, for the one that answers the request, its calls as they are in force.

    What is public asks here, and is served without the database; whoever works with it has a context.
    """
    from clas_api.store.database import database

    return published_installation().in_force(lambda: database.session, public=True)


def published_installation() -> Installation:
    """Return what the application serves, its calls as their files say them: for whoever asks the clock, the settings
    or the national rules, or estimates amounts, none of which a Caf states."""
    from flask import current_app  # imported here: a command that serves nobody needs no Flask

    return cast("Installation", current_app.extensions["clas"])
