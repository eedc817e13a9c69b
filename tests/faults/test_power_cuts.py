"""The power is cut again and again while people deposit: every receipt that was given is there, and nothing by halves.

``KILLS`` in the environment is how often the service is killed on each database.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from time import monotonic, sleep
from typing import Any

import pytest
import requests
from sqlalchemy import create_engine

from tests.faults.conftest import KINDS, TODAY, Install
from tests.faults.filling import Applicant, fill
from tests.faults.wholeness import faults_of
from tests.installations import PATIENCE, Installation, Service

KILLS = int(os.environ.get("KILLS", "50"))
APPLICANTS = 8
DRAFTS = 8 * KILLS
"""Of each applicant: more than can be deposited meanwhile. All together deposit some 13 a kill."""

MOST = 3 * APPLICANTS
"""Receipts, at most, after which a service is killed."""


@dataclass
class Crowd:
    """People who deposit at once. Whoever gets no answer asks again, with the same key, until they have a receipt."""

    applicants: list[Applicant]
    url: str = ""
    served: threading.Event = field(default_factory=threading.Event)
    receipts: list[dict[str, Any]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    asking: set[str] = field(default_factory=set)
    """Who waits for an answer at this moment, by their keys."""
    over: threading.Event = field(default_factory=threading.Event)
    given_up: threading.Event = field(default_factory=threading.Event)

    def turn_to(self, service: Service) -> None:
        """Let everybody deposit there from now on."""
        self.url = service.url
        self.served.set()

    @contextmanager
    def depositing(self) -> Iterator[None]:
        """Let everybody deposit until the end of the block, then until each has the receipt they wait for."""
        threads = [threading.Thread(target=self._deposit, args=(each,)) for each in self.applicants]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.over.set()
            deadline = monotonic() + PATIENCE
            for thread in threads:
                thread.join(max(0.0, deadline - monotonic()))
            self.given_up.set()
            for thread in threads:
                thread.join()

    def _deposit(self, applicant: Applicant) -> None:
        for dossier in applicant.drafts:
            if self.over.is_set():
                return
            headers = {"Authorization": f"Bearer {applicant.key}", "Idempotency-Key": f"depot-{dossier}"}
            while not self.given_up.is_set():
                self.asking.add(applicant.key)
                try:
                    place = f"{self.url}/api/v1/dossiers/{dossier}/deposit"
                    answer = requests.post(place, headers=headers, timeout=PATIENCE)
                except requests.RequestException:
                    self.asking.discard(applicant.key)
                    self.served.wait(1)
                    continue
                self.asking.discard(applicant.key)
                if answer.status_code == 201:
                    self.receipts.append(answer.json())
                else:
                    self.refusals.append(answer.text)
                break
            else:
                self.refusals.append(f"{dossier}: no answer")


def _start(installation: Installation, workers: int) -> Service:
    return Service.start(installation, settings={"CLAS_TODAY": TODAY}, workers=workers)


class _Next(threading.Thread):
    """The service that follows, started while the one before it still runs: starting is what takes the time."""

    def __init__(self, installation: Installation, workers: int) -> None:
        super().__init__()
        self.installation = installation
        self.workers = workers
        self.service: Service | None = None
        self.start()

    def run(self) -> None:
        self.service = _start(self.installation, self.workers)

    def ready(self) -> Service:
        self.join()
        assert self.service is not None
        return self.service


@pytest.mark.parametrize("kind", KINDS)
def test_a_receipt_given_outlives_every_power_cut(install: Install, kind: str) -> None:
    installation = install(kind)
    url = installation.settings["CLAS_DATABASE_URL"]
    crowd = Crowd(fill(url, APPLICANTS, DRAFTS))
    chance, cut_short = Random(2025), 0
    service = _start(installation, 2)
    crowd.turn_to(service)
    with crowd.depositing():
        for cut in range(KILLS):
            following = _Next(installation, workers=1 + cut % 2)  # one process, then two that deposit at once
            wanted, deadline = len(crowd.receipts) + chance.randint(1, MOST), monotonic() + PATIENCE
            while len(crowd.receipts) < wanted and monotonic() < deadline:
                sleep(0.005)
            sleep(chance.uniform(0, 0.05))
            crowd.served.clear()
            cut_short += bool(crowd.asking)
            service.kill()
            service = following.ready()
            crowd.turn_to(service)
    left = sum(len(each.drafts) for each in crowd.applicants) - len(crowd.receipts)
    service.kill()
    engine = create_engine(url)
    try:
        assert crowd.refusals == []
        assert left > 0, "everything was deposited before the last power cut: more drafts are needed"
        assert cut_short >= KILLS * 0.9, "the power cuts came when nobody was depositing"
        assert len(crowd.receipts) >= KILLS
        assert len({each["receipt"] for each in crowd.receipts}) == len(crowd.receipts)
        assert faults_of(engine, crowd.receipts) == []
    finally:
        engine.dispose()
    installation.check_chains()
    print(f"\n{kind}: {KILLS} power cuts, {len(crowd.receipts)} receipts, {cut_short} while somebody waited")
