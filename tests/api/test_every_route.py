"""Every route of the JSON service, asked by everybody: what each is answered. A route without an entry fails."""

from collections.abc import Callable, Iterator, Mapping

import pytest
from flask import Flask

from clas_api.store.database import database
from tests.api.probes import (
    CAMPAIGN,
    DECIDING,
    ELSEWHERE,
    EVERYONE,
    GROUP,
    NOBODYS,
    READERS,
    READING,
    READING_LATER,
    SIGNED_IN,
    SITTING,
    STRANGERS,
    Probe,
    amendment,
    answers,
    attachment,
    extension,
    fixed,
    given_file,
    joining,
    new_dossier,
    of_account,
    of_certificate,
    of_dossier,
    of_item,
    of_porteur,
    of_session,
    program_token,
    sign_in,
    sitting,
    studying,
    talking,
    votes,
    writing,
)
from tests.casts import SIRETS, SMALL, described
from tests.stages import Stages, World
from tests.unstudied import plan

TAKING_OUT = answers(_200="agent51 head51 program51", _404="agent77 head77 program77", _401="anonymous", others="403")
CAF_OF_NOTHING = answers(_404="agent51 head51 agent77 head77", _401="anonymous", others="403")
TRIED = f"/departments/marne/imports/tried/{NOBODYS}"
FOLLOWING_AID = CAF_OF_NOTHING

PROBES: Mapping[tuple[str, str], Probe] = {
    # What everybody may ask.
    ("GET", "/departments"): Probe(fixed("/departments"), EVERYONE),
    ("GET", "/departments/<slug>"): Probe(fixed("/departments/marne"), EVERYONE),
    ("GET", "/departments/<slug>/campaigns/<year>"): Probe(fixed(CAMPAIGN), EVERYONE),
    ("GET", "/departments/<slug>/campaigns/<year>/calendar.ics"): Probe(fixed(f"{CAMPAIGN}/calendar.ics"), EVERYONE),
    ("GET", "/departments/<slug>/campaigns/<year>/call.<form>"): Probe(fixed(f"{CAMPAIGN}/call.html"), EVERYONE),
    ("GET", "/departments/<slug>/campaigns/<year>/form.<form>"): Probe(fixed(f"{CAMPAIGN}/form.md"), EVERYONE),
    ("GET", "/departments/<slug>/campaigns/<year>/framing-note.<form>"): Probe(
        fixed(f"{CAMPAIGN}/framing-note.md"), EVERYONE
    ),
    ("GET", "/referentials"): Probe(fixed("/referentials"), EVERYONE),
    ("GET", "/referentials/<year>"): Probe(fixed("/referentials/2025-2026"), EVERYONE),
    ("GET", "/referentials/<older>/differences/<newer>"): Probe(
        fixed("/referentials/2024-2025/differences/2025-2026"), EVERYONE
    ),
    ("GET", "/referentials/<year>/comments"): Probe(
        fixed("/referentials/2025-2026/comments"),
        answers(_200="agent51 head51 agent77 head77 national", _401="anonymous", others="403"),
    ),
    ("POST", "/referentials/<year>/comments"): Probe(
        fixed("/referentials/2025-2026/comments", {"department": "marne", "place": "whole", "text": "x"}),
        answers(_409="agent51 head51", _404="agent77 head77", _401="anonymous", others="403"),
    ),
    ("PATCH", "/referentials/<year>/comments/<uuid:key>"): Probe(
        fixed(f"/referentials/2025-2026/comments/{NOBODYS}", {"text": "x"}),
        answers(_404="agent51 head51 agent77 head77", _401="anonymous", others="403"),
    ),
    ("DELETE", "/referentials/<year>/comments/<uuid:key>"): Probe(
        fixed(f"/referentials/2025-2026/comments/{NOBODYS}"),
        answers(_404="agent51 head51 agent77 head77", _401="anonymous", others="403"),
    ),
    ("PUT", "/referentials/<year>/comments/<uuid:key>/answer"): Probe(
        fixed(f"/referentials/2025-2026/comments/{NOBODYS}/answer", {"outcome": "retained", "reason": "x"}),
        answers(_404="national", _401="anonymous", others="403"),
    ),
    ("GET", "/openapi.json"): Probe(fixed("/openapi.json"), EVERYONE),
    ("POST", "/estimates"): Probe(fixed("/estimates", {"school_year": "2025-2026", "groups": [GROUP]}), EVERYONE),
    ("POST", "/estimates.<form>"): Probe(
        fixed("/estimates.md", {"school_year": "2025-2026", "groups": [GROUP]}), EVERYONE
    ),
    ("POST", "/assessments"): Probe(fixed("/assessments", {"school_year": "2025-2026", "dossier": {}}), EVERYONE),
    ("POST", "/certificates/checks"): Probe(of_certificate, EVERYONE),
    # Accounts and keys.
    ("POST", "/accounts"): Probe(
        fixed("/accounts", {"email": "nouveau@clas.example", "name": "Nouveau"}), answers(others="202")
    ),
    ("POST", "/accounts/resets"): Probe(
        fixed("/accounts/resets", {"email": "personne@clas.example"}), answers(others="202")
    ),
    ("POST", "/accounts/passwords"): Probe(
        fixed("/accounts/passwords", {"token": "inconnu", "password": "quatre chevaux verts"}), answers(others="409")
    ),
    ("POST", "/session"): Probe(sign_in, answers(others="401")),
    ("DELETE", "/session"): Probe(
        # Whoever ends their session has no key any more: asked last, see below.
        fixed("/session"),
        answers(_401="anonymous program51 program77", others="204"),
    ),
    ("GET", "/me"): Probe(fixed("/me"), SIGNED_IN),
    ("GET", "/accounts"): Probe(
        fixed("/accounts"), answers(_200="head51 head77 admin", _401="anonymous", others="403")
    ),
    ("POST", "/accounts/invitations"): Probe(
        fixed(
            "/accounts/invitations",
            {"email": "agent@clas.example", "name": "Agent", "roles": [{"kind": "agent", "department": "marne"}]},
        ),
        answers(_201="head51 admin", _401="anonymous", others="403"),
    ),
    ("PATCH", "/accounts/<uuid:key>"): Probe(
        of_account("", {"disabled": False}), answers(_428="head51 admin", _404="head77", _401="anonymous", others="403")
    ),
    ("POST", "/accounts/<uuid:key>/roles"): Probe(
        of_account("/roles", {"kind": "agent", "department": "marne"}),
        answers(_201="head51 admin", _404="head77", _401="anonymous", others="403"),
    ),
    ("DELETE", "/accounts/<uuid:key>/roles/<uuid:role>"): Probe(
        of_account(f"/roles/{NOBODYS}"), answers(_404="head51 head77 admin", _401="anonymous", others="403")
    ),
    ("GET", "/tokens"): Probe(fixed("/tokens"), answers(_200="head51 head77 admin", _401="anonymous", others="403")),
    ("POST", "/tokens"): Probe(
        fixed("/tokens", {"label": "Programme", "department": "marne", "scopes": ["dossiers:read"]}),
        answers(_201="head51 admin", _401="anonymous", others="403"),
    ),
    ("DELETE", "/tokens/<uuid:key>"): Probe(
        program_token, answers(_204="head51 admin", _404="head77", _401="anonymous", others="403")
    ),
    ("GET", "/open-data"): Probe(fixed("/open-data"), answers(others="200")),
    ("GET", "/departments/<slug>/campaigns/<year>/open-data"): Probe(
        fixed("/departments/marne/campaigns/2025-2026/open-data"), answers(others="404")
    ),
    ("GET", "/departments/<slug>/campaigns/<year>/open-data/preview"): Probe(
        fixed("/departments/marne/campaigns/2025-2026/open-data/preview"),
        answers(_200="agent51 head51", _404="agent77 head77", _401="anonymous", others="403"),
    ),
    ("POST", "/departments/<slug>/campaigns/<year>/open-data"): Probe(
        fixed("/departments/marne/campaigns/2025-2026/open-data", {"seen": "x"}),
        answers(_409="head51", _404="head77", _401="anonymous", others="403"),
    ),
    ("GET", "/webhooks"): Probe(
        fixed("/webhooks"), answers(_200="head51 head77 admin", _401="anonymous", others="403")
    ),
    ("POST", "/webhooks"): Probe(
        fixed(
            "/webhooks",
            {
                "label": "Programme",
                "department": "marne",
                "url": "https://exemple.fr/clas",
                "events": ["dossier.deposited"],
            },
        ),
        answers(_201="head51 admin", _401="anonymous", others="403"),
    ),
    ("DELETE", "/webhooks/<uuid:key>"): Probe(
        fixed(f"/webhooks/{NOBODYS}"), answers(_404="head51 head77 admin", _401="anonymous", others="403")
    ),
    ("GET", "/webhooks/<uuid:key>/deliveries"): Probe(
        fixed(f"/webhooks/{NOBODYS}/deliveries"), answers(_404="head51 head77 admin", _401="anonymous", others="403")
    ),
    ("POST", "/deliveries/<uuid:key>/replay"): Probe(
        fixed(f"/deliveries/{NOBODYS}/replay"), answers(_404="head51 head77 admin", _401="anonymous", others="403")
    ),
    # The aid of a funder: Marne has none here.
    ("GET", "/departments/<slug>/funders/<funder>/dossiers/<year>"): Probe(
        fixed("/departments/marne/funders/ville/dossiers/2025-2026"), FOLLOWING_AID
    ),
    ("GET", "/departments/<slug>/funders/<funder>/dossiers/<year>/<uuid:key>"): Probe(
        fixed(f"/departments/marne/funders/ville/dossiers/2025-2026/{NOBODYS}"), FOLLOWING_AID
    ),
    # Porteurs and their people.
    ("GET", "/porteurs"): Probe(fixed("/porteurs"), answers(_403="national admin", _401="anonymous", others="200")),
    ("POST", "/porteurs"): Probe(
        fixed("/porteurs", described(SIRETS[0])),
        answers(
            _409=f"porteur51 {STRANGERS} agent51 head51 agent77 head77",
            _403="committee51 committee77 national admin program51 program77",
            _401="anonymous",
        ),
    ),
    ("GET", "/porteurs/<uuid:key>"): Probe(of_porteur(), READING),
    ("PATCH", "/porteurs/<uuid:key>"): Probe(of_porteur("", {"phone": None}), writing("428")),
    ("GET", "/porteurs/<uuid:key>/people"): Probe(of_porteur("/people"), joining("200")),
    ("POST", "/porteurs/<uuid:key>/people"): Probe(
        of_porteur("/people", {"email": "porteur51@clas.example", "name": "porteur51"}), joining("409")
    ),
    ("DELETE", "/porteurs/<uuid:key>/people/<uuid:account>"): Probe(
        lambda world: (f"/porteurs/{world.porteur}/people/{world.accounts['porteur51']}", None), joining("409")
    ),
    ("POST", "/porteurs/<uuid:key>/confirmation"): Probe(
        of_porteur("/confirmation", {"basis": "Les statuts."}), studying("200")
    ),
    ("POST", "/porteurs/<uuid:key>/handover"): Probe(
        of_porteur("/handover", {"email": "juste@clas.example", "name": "Juste", "reason": "Son SIRET."}),
        answers(_201="head51", _404="head77", _409="admin", _401="anonymous", others="403"),
    ),
    ("POST", "/invitations/answers"): Probe(
        fixed("/invitations/answers", {"token": "inconnu", "accepts": True}), answers(others="409")
    ),
    # Dossiers.
    ("GET", "/dossiers"): Probe(fixed("/dossiers"), answers(_403="national admin", _401="anonymous", others="200")),
    ("POST", "/dossiers"): Probe(new_dossier, writing("200")),
    ("GET", "/dossiers/<uuid:key>"): Probe(of_dossier(), READING),
    ("PATCH", "/dossiers/<uuid:key>"): Probe(of_dossier("", {"beyond_homework": True}), writing("428")),
    ("DELETE", "/dossiers/<uuid:key>"): Probe(of_dossier(), writing("428")),
    ("GET", "/dossiers/<uuid:key>/check"): Probe(of_dossier("/check"), READING),
    ("GET", "/dossiers/<uuid:key>/certificates/<amount>.<form>"): Probe(
        of_dossier("/certificates/demande.json"), READING
    ),
    ("POST", "/dossiers/<uuid:key>/deposit"): Probe(of_dossier("/deposit"), writing("201")),
    ("POST", "/dossiers/<uuid:key>/withdrawal"): Probe(of_dossier("/withdrawal"), writing("428")),
    ("GET", "/dossiers/<uuid:key>/versions"): Probe(of_dossier("/versions"), READING),
    ("GET", "/dossiers/<uuid:key>/versions/<int:number>"): Probe(of_dossier("/versions/1"), READING),
    ("GET", "/dossiers/<uuid:key>/versions/<int:one>/differences/<int:other>"): Probe(
        of_dossier("/versions/1/differences/1"), READING
    ),
    ("GET", "/dossiers/<uuid:key>/attachments"): Probe(of_dossier("/attachments"), READING),
    ("POST", "/dossiers/<uuid:key>/attachments"): Probe(attachment, writing("201")),
    ("GET", "/dossiers/<uuid:key>/attachments/<uuid:attachment>"): Probe(
        of_dossier(f"/attachments/{NOBODYS}"),
        answers(_404=f"{READERS} {STRANGERS} {ELSEWHERE}", _403="national admin", _401="anonymous"),
    ),
    ("DELETE", "/dossiers/<uuid:key>/attachments/<uuid:attachment>"): Probe(
        of_dossier(f"/attachments/{NOBODYS}"),
        answers(_404=f"porteur51 {STRANGERS}", _401="anonymous", others="403"),
    ),
    # After a decision. The dossier was only deposited: whoever may act is told that it cannot be done yet (409).
    ("POST", "/dossiers/<uuid:key>/notification"): Probe(of_dossier("/notification"), studying("428")),
    ("POST", "/dossiers/<uuid:key>/beginning"): Probe(of_dossier("/beginning", {}), studying("428")),
    ("POST", "/dossiers/<uuid:key>/giving-up"): Probe(
        of_dossier("/giving-up", {"reason": "Renoncé."}), studying("428")
    ),
    ("POST", "/dossiers/<uuid:key>/closing"): Probe(of_dossier("/closing"), studying("428")),
    ("GET", "/dossiers/<uuid:key>/payments"): Probe(
        of_dossier("/payments"),
        answers(
            _200="porteur51 agent51 head51 program51",
            _404=f"{STRANGERS} agent77 head77 program77",
            _403="committee51 committee77 national admin",
            _401="anonymous",
        ),
    ),
    ("PATCH", "/payments/<uuid:key>"): Probe(
        fixed(f"/payments/{NOBODYS}", {"reference": "V1", "paid_on": "2025-07-01"}),
        answers(_404="agent51 head51 agent77 head77", _401="anonymous", others="403"),
    ),
    ("GET", "/dossiers/<uuid:key>/bilan"): Probe(of_dossier("/bilan"), READING_LATER),
    ("PATCH", "/dossiers/<uuid:key>/bilan"): Probe(of_dossier("/bilan", {"schools": 2}), writing("409")),
    ("GET", "/dossiers/<uuid:key>/bilan/check"): Probe(of_dossier("/bilan/check"), READING_LATER),
    ("POST", "/dossiers/<uuid:key>/bilan/filing"): Probe(of_dossier("/bilan/filing"), writing("409")),
    ("POST", "/dossiers/<uuid:key>/bilan/return"): Probe(
        of_dossier("/bilan/return", {"reason": "Non."}), studying("409")
    ),
    ("GET", "/dossiers/<uuid:key>/settlement"): Probe(of_dossier("/settlement"), READING_LATER),
    ("POST", "/dossiers/<uuid:key>/settlement"): Probe(of_dossier("/settlement"), studying("428")),
    ("GET", "/dossiers/<uuid:key>/changes"): Probe(of_dossier("/changes"), READING),
    # Committees.
    ("GET", "/departments/<slug>/sessions"): Probe(fixed("/departments/marne/sessions"), DECIDING),
    ("POST", "/departments/<slug>/sessions"): Probe(fixed("/departments/marne/sessions", SITTING), studying("201")),
    ("GET", "/sessions/<uuid:key>"): Probe(of_session(), DECIDING),
    ("PATCH", "/sessions/<uuid:key>"): Probe(of_session("", {"place": "Mairie"}), studying("428")),
    ("PUT", "/sessions/<uuid:key>/agenda"): Probe(of_session("/agenda", {"dossiers": []}), studying("428")),
    ("PUT", "/sessions/<uuid:key>/seats"): Probe(of_session("/seats", {"seats": []}), studying("428")),
    ("PUT", "/sessions/<uuid:key>/attendance"): Probe(of_session("/attendance", {"present": []}), studying("428")),
    ("POST", "/sessions/<uuid:key>/opening"): Probe(of_session("/opening"), studying("428")),
    ("POST", "/sessions/<uuid:key>/closing"): Probe(of_session("/closing"), studying("428")),
    ("POST", "/sessions/<uuid:key>/cancellation"): Probe(
        of_session("/cancellation", {"reason": "Salle fermée."}), studying("428")
    ),
    ("GET", "/sessions/<uuid:key>/envelope"): Probe(of_session("/envelope"), DECIDING),
    ("GET", "/sessions/<uuid:key>/allocations"): Probe(of_session("/allocations"), studying("200")),
    ("POST", "/sessions/<uuid:key>/allocations/<rule>/decisions"): Probe(
        of_session("/allocations/tour/decisions", {"seen": "lue"}), studying("409")
    ),
    ("GET", "/sessions/<uuid:key>/minutes.<form>"): Probe(
        of_session("/minutes.md"), {name: 409 if status == 200 else status for name, status in DECIDING.items()}
    ),
    ("GET", "/sessions/<uuid:key>/matrix.<form>"): Probe(of_session("/matrix.md"), DECIDING),
    ("GET", "/sessions/<uuid:key>/calendar.ics"): Probe(of_session("/calendar.ics"), DECIDING),
    ("GET", "/sessions/<uuid:key>/convening-letter.<form>"): Probe(of_session("/convening-letter.md"), DECIDING),
    ("GET", "/sessions/<uuid:key>/agenda.<form>"): Probe(of_session("/agenda.md"), DECIDING),
    ("GET", "/sessions/<uuid:key>/attendance-sheet.<form>"): Probe(of_session("/attendance-sheet.md"), DECIDING),
    ("GET", "/sessions/<uuid:key>/matrix.json"): Probe(of_session("/matrix.json"), DECIDING),
    ("GET", "/sessions/<uuid:key>/items/<uuid:item>"): Probe(of_item(), DECIDING),
    ("PUT", "/sessions/<uuid:key>/items/<uuid:item>/opinion"): Probe(
        of_item("/opinion", {"scale": "reserved", "reason": "À voir."}), sitting("428")
    ),
    ("PUT", "/sessions/<uuid:key>/items/<uuid:item>/vote"): Probe(of_item("/vote", {"choice": "for"}), sitting("409")),
    ("POST", "/sessions/<uuid:key>/items/<uuid:item>/recusals"): Probe(
        of_item("/recusals", {"reason": "Ami."}), sitting("201")
    ),
    ("GET", "/sessions/<uuid:key>/late-recusals"): Probe(of_session("/late-recusals"), DECIDING),
    ("PUT", "/sessions/<uuid:key>/items/<uuid:item>/recusals/<uuid:seat>"): Probe(
        lambda world: (
            f"/sessions/{world.session}/items/{world.item}/recusals/{world.seat}",
            {"keeps": True, "reason": "Du bureau."},
        ),
        answers(_404="agent51 head51 agent77 head77 committee77", _401="anonymous", others="403"),
    ),
    ("PUT", "/sessions/<uuid:key>/items/<uuid:item>/votes"): Probe(votes, studying("409")),
    ("PUT", "/sessions/<uuid:key>/items/<uuid:item>/votes/<uuid:seat>"): Probe(
        lambda world: (f"/sessions/{world.session}/items/{world.item}/votes/{world.seat}", {"choice": "for"}),
        studying("409"),
    ),
    ("PUT", "/sessions/<uuid:key>/items/<uuid:item>/decision"): Probe(
        of_item("/decision", {"outcome": "deferred", "reason": "Plus tard."}), studying("428")
    ),
    ("GET", "/dossiers/<uuid:key>/decisions"): Probe(of_dossier("/decisions"), READING),
    ("GET", "/dossiers/<uuid:key>/letters"): Probe(of_dossier("/letters"), READING),
    ("GET", "/dossiers/<uuid:key>/letters/<uuid:letter>.<form>"): Probe(
        of_dossier(f"/letters/{NOBODYS}.pdf"), {name: 404 if code == 200 else code for name, code in READING.items()}
    ),
    ("POST", "/dossiers/<uuid:key>/corrections"): Probe(
        of_dossier("/corrections", {"outcome": "refused", "reason": "Erreur."}),
        answers(_428="head51", _404="head77", _401="anonymous", others="403"),
    ),
    ("GET", "/departments/<slug>/statistics/<year>"): Probe(
        fixed("/departments/marne/statistics/2025-2026"),
        answers(_200="agent51 head51 committee51 program51 national", _404=ELSEWHERE, _401="anonymous", others="403"),
    ),
    ("GET", "/exports"): Probe(fixed("/exports?department=marne&call=2025-2026"), TAKING_OUT),
    ("GET", "/exports/<sheet>/columns"): Probe(
        fixed("/exports/dossiers/columns?department=marne&call=2025-2026"), TAKING_OUT
    ),
    ("GET", "/departments/<slug>/imports"): Probe(fixed("/departments/marne/imports"), studying("200")),
    ("POST", "/departments/<slug>/imports"): Probe(given_file, studying("201")),
    ("GET", "/departments/<slug>/imports/tried/<uuid:draft>"): Probe(fixed(TRIED), CAF_OF_NOTHING),
    ("PUT", "/departments/<slug>/imports/tried/<uuid:draft>/mapping"): Probe(
        fixed(f"{TRIED}/mapping", {"columns": {}}), CAF_OF_NOTHING
    ),
    ("GET", "/departments/<slug>/imports/tried/<uuid:draft>/to-correct.xlsx"): Probe(
        fixed(f"{TRIED}/to-correct.xlsx"), CAF_OF_NOTHING
    ),
    ("POST", "/departments/<slug>/imports/tried/<uuid:draft>/confirmation"): Probe(
        fixed(f"{TRIED}/confirmation"), CAF_OF_NOTHING
    ),
    ("POST", "/departments/<slug>/imports/<int:number>/undoing"): Probe(
        fixed("/departments/marne/imports/1/undoing"), CAF_OF_NOTHING
    ),
    ("GET", "/jobs"): Probe(
        fixed("/jobs"), answers(_200="agent51 head51 agent77 head77", _401="anonymous", others="403")
    ),
    ("GET", "/jobs/<uuid:key>"): Probe(fixed(f"/jobs/{NOBODYS}"), CAF_OF_NOTHING),
    ("POST", "/jobs/<uuid:key>/work"): Probe(fixed(f"/jobs/{NOBODYS}/work"), CAF_OF_NOTHING),
    ("GET", "/jobs/<uuid:key>/file"): Probe(fixed(f"/jobs/{NOBODYS}/file"), CAF_OF_NOTHING),
    ("POST", "/sessions/<uuid:key>/letters"): Probe(of_session("/letters", {"form": "pdf"}), studying("409")),
    ("GET", "/exports/<sheet>.<form>"): Probe(
        fixed("/exports/dossiers.csv?department=marne&call=2025-2026"),
        TAKING_OUT,
    ),
    ("GET", "/readiness/<year>"): Probe(
        fixed("/readiness/2025-2026"), answers(_200="national head51 head77", _401="anonymous", others="403")
    ),
    ("GET", "/statistics/<year>/simulation"): Probe(
        fixed("/statistics/2025-2026/simulation?rate=0.34"), answers(_200="national", _401="anonymous", others="403")
    ),
    ("GET", "/statistics/<year>"): Probe(
        fixed("/statistics/2025-2026"), answers(_200="national", _401="anonymous", others="403")
    ),
    # What a Caf does.
    ("GET", "/departments/<slug>/campaigns/<year>/payments-to-make.<form>"): Probe(
        fixed(f"{CAMPAIGN}/payments-to-make.json"),
        answers(_200="agent51 head51", _404="agent77 head77", _401="anonymous", others="403"),
    ),
    ("GET", "/departments/<slug>/campaigns/<year>/extensions"): Probe(
        fixed(f"{CAMPAIGN}/extensions"),
        answers(_200="porteur51 neighbour51 porteur77 agent51 head51 agent77 head77", _401="anonymous", others="403"),
    ),
    ("POST", "/departments/<slug>/campaigns/<year>/extensions"): Probe(extension, studying("201")),
    ("POST", "/departments/<slug>/campaigns/<year>/amendments"): Probe(
        amendment, answers(_201="head51", _404="head77", _401="anonymous", others="403")
    ),
    ("GET", "/departments/<slug>/agents"): Probe(fixed("/departments/marne/agents"), studying("200")),
    ("POST", "/departments/<slug>/assignments"): Probe(
        lambda world: ("/departments/marne/assignments", {"dossiers": [world.deposited], "account": None}),
        studying("200"),
    ),
    ("PUT", "/dossiers/<uuid:key>/assignment"): Probe(of_dossier("/assignment", {"account": None}), studying("428")),
    ("GET", "/dossiers/<uuid:key>/complements"): Probe(of_dossier("/complements"), READING),
    ("POST", "/dossiers/<uuid:key>/complements"): Probe(
        of_dossier("/complements", {"text": "Les statuts.", "due_on": "2025-07-15"}), studying("428")
    ),
    ("POST", "/dossiers/<uuid:key>/complements/answer"): Probe(
        of_dossier("/complements/answer", {"text": "Les voici."}), writing("428")
    ),
    ("GET", "/dossiers/<uuid:key>/messages"): Probe(of_dossier("/messages"), talking("200")),
    ("POST", "/dossiers/<uuid:key>/messages"): Probe(of_dossier("/messages", {"text": "Bonjour."}), talking("201")),
    ("GET", "/dossiers/<uuid:key>/notes"): Probe(of_dossier("/notes"), studying("200")),
    ("POST", "/dossiers/<uuid:key>/notes"): Probe(of_dossier("/notes", {"text": "À revoir."}), studying("201")),
    ("POST", "/dossiers/<uuid:key>/admissibility"): Probe(
        of_dossier("/admissibility", {"verdict": "met"}), studying("428")
    ),
    ("POST", "/dossiers/<uuid:key>/study"): Probe(
        of_dossier("/study", {"proposal": {"outcome": "refused", "reason": "Hors du champ."}}), studying("428")
    ),
    ("GET", "/dossiers/<uuid:key>/study"): Probe(of_dossier("/study"), DECIDING),
    ("GET", "/dossiers/<uuid:key>/additionality"): Probe(of_dossier("/additionality"), DECIDING),
    ("GET", "/dossiers/<uuid:key>/comparison"): Probe(of_dossier("/comparison"), DECIDING),
    ("GET", "/departments/<slug>/audit"): Probe(
        fixed("/departments/marne/audit"),
        answers(_200="head51 admin program51", _404="head77 program77", _401="anonymous", others="403"),
    ),
}

LAST = (("DELETE", "/tokens/<uuid:key>"), ("DELETE", "/session"))
"""What ends a key is asked once everything else has been."""


def _routes(app: Flask) -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1"):
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                yield method, rule.rule.removeprefix("/api/v1")


def test_every_route_has_its_entry_and_every_entry_its_route(app: Flask) -> None:
    assert set(_routes(app)) == set(PROBES)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_everybody_is_answered_as_their_role_allows(
    stages: Stages, make_app: Callable[..., Flask], make_database: Callable[[str], str], kind: str
) -> None:
    app = make_app(database_url=make_database(kind))
    app.config["RATELIMIT_ENABLED"] = False
    world = plan(stages.put_back(app, "deposited", SMALL))
    wrong = []
    for place in (*(each for each in PROBES if each not in LAST), *LAST):
        probe = PROBES[place]
        for name, expected in probe.answers.items():
            status = _asked(world, name, place[0], probe)
            if status != expected:
                wrong.append(f"{place[0]} {place[1]} by {name}: {status}, not {expected}")
    with app.app_context():
        database.engine.dispose()
    assert not wrong, "\n".join(wrong)


def _asked(world: World, name: str, method: str, probe: Probe) -> int:
    path, body = probe.make(world)
    if isinstance(body, dict) and "file" in body:
        answer = world.ask(name, method, path, data=body, content_type="multipart/form-data")
    else:
        answer = world.ask(name, method, path, body)
    status: int = answer.status_code
    return status
