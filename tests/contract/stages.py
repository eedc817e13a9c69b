"""The stage of its year at which a dossier takes each request, and who makes it."""

from collections.abc import Mapping

CAF = (
    "/accounts",
    "/tokens",
    "/departments/{slug}/",
    "/sessions",
    "/payments",
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
    ("POST", "/accounts/passwords"): "anonymous",
    ("POST", "/invitations/answers"): "anonymous",
    ("PUT", "/sessions/{key}/items/{item}/opinion"): "committee51",
    ("PUT", "/sessions/{key}/items/{item}/vote"): "committee51",
    ("POST", "/sessions/{key}/items/{item}/recusals"): "committee51",
    ("GET", "/statistics/{year}"): "national",
}
"""Requests that others make."""


def who_asks(method: str, path: str) -> str:
    """Return who is answered what they ask."""
    return OTHERS.get((method, path)) or ("head51" if path.startswith(CAF) else "porteur51")


USING_UP: Mapping[tuple[str, str], str] = {
    ("POST", "/dossiers/{key}/complements"): "deposited",
    ("POST", "/dossiers/{key}/withdrawal"): "deposited",
    ("POST", "/dossiers/{key}/admissibility"): "deposited",
    ("POST", "/dossiers/{key}/study"): "admissible",
    ("PUT", "/sessions/{key}/seats"): "planned",
    ("PUT", "/sessions/{key}/agenda"): "planned",
    ("POST", "/sessions/{key}/opening"): "present",
    ("POST", "/sessions/{key}/items/{item}/recusals"): "open",
    ("POST", "/sessions/{key}/closing"): "decided",
    ("POST", "/sessions/{key}/cancellation"): "planned",
    ("POST", "/dossiers/{key}/notification"): "approved",
    ("POST", "/dossiers/{key}/beginning"): "notified",
    ("POST", "/dossiers/{key}/bilan/filing"): "written",
    ("POST", "/dossiers/{key}/bilan/return"): "filed",
    ("POST", "/dossiers/{key}/settlement"): "filed",
    ("PATCH", "/payments/{key}"): "settled",
    ("POST", "/dossiers/{key}/giving-up"): "notified",
}
"""Requests that can be granted once: the next one needs another dossier, or session, at the same stage."""

SHARED: Mapping[tuple[str, str], str] = {
    ("PATCH", "/sessions/{key}"): "planned",
    ("GET", "/sessions/{key}"): "planned",
    ("GET", "/sessions/{key}/envelope"): "planned",
    ("GET", "/sessions/{key}/matrix.{form}"): "planned",
    ("GET", "/sessions/{key}/matrix.json"): "planned",
    ("GET", "/sessions/{key}/calendar.ics"): "planned",
    ("PUT", "/sessions/{key}/attendance"): "seated",
    ("GET", "/sessions/{key}/items/{item}"): "open",
    ("PUT", "/sessions/{key}/items/{item}/opinion"): "open",
    ("PUT", "/sessions/{key}/items/{item}/vote"): "open",
    ("PUT", "/sessions/{key}/items/{item}/votes"): "open",
    ("PUT", "/sessions/{key}/items/{item}/votes/{seat}"): "open",
    ("PUT", "/sessions/{key}/items/{item}/decision"): "decided",
    ("GET", "/sessions/{key}/minutes.{form}"): "approved",
    ("GET", "/dossiers/{key}/decisions"): "approved",
    ("POST", "/dossiers/{key}/corrections"): "approved",
    ("GET", "/dossiers/{key}/bilan"): "begun",
    ("PATCH", "/dossiers/{key}/bilan"): "begun",
    ("GET", "/dossiers/{key}/bilan/check"): "begun",
    ("GET", "/dossiers/{key}/settlement"): "settled",
    ("GET", "/dossiers/{key}/payments"): "settled",
}
"""Requests that a dossier at this stage takes as often as one likes."""
