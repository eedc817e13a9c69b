"""The story that requests are made in: the stage at which each is taken, by which dossier, and who makes it."""

from collections.abc import Mapping
from dataclasses import replace

from bench.filled import siret_of
from bench.samples import content
from tests.casts import DEPOSITED, SMALL, part

CAST = replace(
    SMALL,
    parts=(
        replace(DEPOSITED, end="settled"),
        *SMALL.parts[1:],
        *(
            part(end, "porteur51", siret_of(9_000 + number), content(), end=end)
            for number, end in enumerate(("admissible", "inadmissible", "complements_asked"))
        ),
    ),
)
"""The small world, whose first dossier goes as far as a year does; three others stay where they take a request."""

CAF = (
    "/accounts",
    "/tokens",
    "/webhooks",
    "/deliveries",
    "/departments/{slug}/",
    "/exports",
    "/jobs",
    "/sessions",
    "/payments",
    "/referentials/{year}/comments",
    *(
        f"/dossiers/{{key}}/{what}"
        for what in (
            "admissibility",
            "additionality",
            "assignment",
            "beginning",
            "bilan/return",
            "closing",
            "comparison",
            "complements",
            "corrections",
            "giving-up",
            "notes",
            "notification",
            "settlement",
            "study",
        )
    ),
)
"""Addresses that the head of the Marne's Caf may ask; what is not here is the porteur's."""

OTHERS: Mapping[tuple[str, str], str] = {
    ("POST", "/dossiers/{key}/complements/answer"): "porteur51",
    ("POST", "/porteurs/{key}/handover"): "head51",
    ("POST", "/porteurs/{key}/confirmation"): "head51",
    ("POST", "/accounts/passwords"): "anonymous",
    ("POST", "/invitations/answers"): "anonymous",
    ("PUT", "/sessions/{key}/items/{item}/opinion"): "committee51",
    ("PUT", "/sessions/{key}/items/{item}/vote"): "committee51",
    ("POST", "/sessions/{key}/items/{item}/recusals"): "committee51",
    ("GET", "/readiness/{year}"): "national",
    ("GET", "/statistics/{year}"): "national",
    ("GET", "/statistics/{year}/simulation"): "national",
}
"""Requests that others make."""


REFUSED_HERE = frozenset(
    (
        *(f"GET /api/v1/departments/{{slug}}/funders/{{funder}}/dossiers/{{year}}{one}" for one in ("", "/{key}")),
        *(f"{one} /api/v1/departments/{{slug}}/campaigns/{{year}}/open-data" for one in ("GET", "POST")),
        "POST /api/v1/sessions/{key}/allocations/{rule}/decisions",
        "POST /api/v1/referentials/{year}/comments",
        *(f"{one} /api/v1/referentials/{{year}}/comments/{{key}}" for one in ("PATCH", "DELETE")),
        "PUT /api/v1/referentials/{year}/comments/{key}/answer",
    )
)
"""Requests that nobody is granted, since the departments of the tests have no funder but their Caf, no SIRET of it and
no rule of allocation, and no year is in consultation: they are made where one has some (``test_funders_people.py``,
``test_publishing.py``, ``test_consultations.py`` in ``tests/api/year``, ``tests/api/committees/test_filling.py``)."""


def who_asks(method: str, path: str) -> str:
    """Return who is answered what they ask."""
    return OTHERS.get((method, path)) or ("head51" if path.startswith(CAF) else "porteur51")


USING_UP: Mapping[tuple[str, str], str] = {
    ("DELETE", "/dossiers/{key}"): "drafts",
    ("POST", "/dossiers/{key}/deposit"): "drafts",
    ("POST", "/porteurs/{key}/handover"): "deposited",
    ("POST", "/dossiers/{key}/complements"): "deposited",
    ("POST", "/dossiers/{key}/withdrawal"): "deposited",
    ("POST", "/dossiers/{key}/admissibility"): "deposited",
    ("POST", "/dossiers/{key}/complements/answer"): "instructed",
    ("POST", "/dossiers/{key}/closing"): "instructed",
    ("POST", "/dossiers/{key}/study"): "instructed",
    ("PUT", "/sessions/{key}/seats"): "session planned",
    ("PUT", "/sessions/{key}/agenda"): "session planned",
    ("POST", "/sessions/{key}/opening"): "session planned",
    ("POST", "/sessions/{key}/items/{item}/recusals"): "session open",
    ("PUT", "/sessions/{key}/items/{item}/recusals/{seat}"): "session open",
    ("POST", "/sessions/{key}/closing"): "voted",
    ("POST", "/sessions/{key}/cancellation"): "session planned",
    ("POST", "/dossiers/{key}/notification"): "closed",
    ("POST", "/dossiers/{key}/beginning"): "notified",
    ("POST", "/dossiers/{key}/giving-up"): "notified",
    ("POST", "/dossiers/{key}/bilan/filing"): "year begun",
    ("POST", "/dossiers/{key}/bilan/return"): "bilan filed",
    ("POST", "/dossiers/{key}/settlement"): "bilan filed",
    ("PATCH", "/payments/{key}"): "settled",
}
"""Requests that can be granted once: before the next one, the stage is put back."""

SHARED: Mapping[tuple[str, str], str] = {
    ("PATCH", "/dossiers/{key}"): "drafts",
    ("POST", "/dossiers/{key}/attachments"): "drafts",
    ("PATCH", "/sessions/{key}"): "session planned",
    ("GET", "/sessions/{key}"): "session planned",
    ("GET", "/sessions/{key}/late-recusals"): "session planned",
    ("GET", "/sessions/{key}/envelope"): "session planned",
    ("GET", "/sessions/{key}/allocations"): "session planned",
    ("POST", "/sessions/{key}/allocations/{rule}/decisions"): "session planned",
    ("GET", "/sessions/{key}/matrix.{form}"): "session planned",
    ("GET", "/sessions/{key}/convening-letter.{form}"): "session planned",
    ("GET", "/sessions/{key}/agenda.{form}"): "session planned",
    ("GET", "/sessions/{key}/attendance-sheet.{form}"): "session planned",
    ("GET", "/sessions/{key}/matrix.json"): "session planned",
    ("GET", "/sessions/{key}/calendar.ics"): "session planned",
    ("PUT", "/sessions/{key}/attendance"): "session planned",
    ("POST", "/sessions/{key}/letters"): "closed",
    ("GET", "/sessions/{key}/items/{item}"): "session open",
    ("PUT", "/sessions/{key}/items/{item}/opinion"): "session open",
    ("PUT", "/sessions/{key}/items/{item}/vote"): "session open",
    ("PUT", "/sessions/{key}/items/{item}/votes"): "session open",
    ("PUT", "/sessions/{key}/items/{item}/votes/{seat}"): "session open",
    ("PUT", "/sessions/{key}/items/{item}/decision"): "voted",
    ("GET", "/sessions/{key}/minutes.{form}"): "closed",
    ("GET", "/dossiers/{key}/decisions"): "closed",
    ("POST", "/dossiers/{key}/corrections"): "closed",
    ("GET", "/dossiers/{key}/bilan"): "year begun",
    ("PATCH", "/dossiers/{key}/bilan"): "year begun",
    ("GET", "/dossiers/{key}/bilan/check"): "year begun",
    ("GET", "/dossiers/{key}/settlement"): "settled",
    ("GET", "/dossiers/{key}/payments"): "settled",
    ("GET", "/dossiers/{key}/letters"): "settled",
    ("GET", "/dossiers/{key}/letters/{letter}.{form}"): "settled",
}
"""Requests that a dossier at this stage takes as often as one likes; all others are made where it is deposited."""

OF: Mapping[tuple[str, str], str] = {
    ("POST", "/dossiers/{key}/complements/answer"): "complements_asked",
    ("POST", "/dossiers/{key}/closing"): "inadmissible",
    ("POST", "/dossiers/{key}/study"): "admissible",
}
"""Requests about another dossier than the first."""


def stage_of(method: str, path: str) -> str:
    """Return the stage at which a request is taken."""
    return USING_UP.get((method, path)) or SHARED.get((method, path)) or "deposited"


def order_of(method: str, path: str) -> tuple[str, bool]:
    """Return what requests are sorted by, so that those which are taken at one stage follow one another."""
    return stage_of(method, path), (method, path) in USING_UP
