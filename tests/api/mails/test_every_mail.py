"""Every act that writes a mail, and what bounds it: by account, by recipient or by the act itself."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import clas_api

SERVICES = Path(clas_api.__file__).parent / "services"

WRITING = {"write_mail", "write_notice", "mail_notice", "write_to", "write_to_each", "write_to_caf", "_mail_link"}
"""Functions that put a mail into the outbox for whoever calls them."""

ONCE = "the table of steps lets a dossier be there once, or as often as the Caf puts it back"
OF_THE_CAF = "an agent's own act, on a dossier of their department, under their name, in the trace"
ONCE_A_DAY = "a command of the installation, which notes what it has reminded of"
LINKS = "five links to an account in an hour, thirty forms from a network address"
INVITED = "twenty invitations by an account in an hour, forty in a day; three to an address in a day"
WITH_AN_INVITATION = "as often as there are invitations, which are bounded"

BOUNDS: Mapping[str, str] = {
    "dossiers/answering.py:_tell_answered": ONCE,
    "dossiers/complementing.py:ask_complements": OF_THE_CAF,
    "dossiers/depositing.py:_acknowledge": "five in an hour to the person in charge, whose address was typed",
    "dossiers/extending.py:_tell": OF_THE_CAF,
    "dossiers/reminding_drafts.py:_remind": ONCE_A_DAY,
    "committees/reminding_sessions.py:remind_sessions": ONCE_A_DAY,
    "committees/telling.py:tell_members": OF_THE_CAF,
    "instruction/instructing.py:_tell_lifted": OF_THE_CAF,
    "instruction/instructing.py:_tell_inadmissible": OF_THE_CAF,
    "instruction/messaging.py:_announce": "five of a side in an hour",
    "instruction/reminding.py:_remind": ONCE_A_DAY,
    "instruction/telling_arrivals.py:_write": "what came in since the mail before, at most every minute, as one chose",
    "maintenance/examining.py:_keep": "a document is found infected once, and is not shown to the antivirus again",
    "maintenance/heads.py:send_heads": ONCE_A_DAY,
    "outward/sending_webhooks.py:_disable": "an address is disabled once, after five days or at its own word",
    "people/belonging.py:remove_person": "as many as belong to the porteur, each removed once",
    "people/confirming.py:confirm_porteur": OF_THE_CAF,
    "people/enrolling.py:enrol": "sixty codes in a minute from a network address, and each takes a page of its own",
    "people/enrolling.py:remove_factor": "a command of the installation: what is taken away is taken once",
    "people/enrolling.py:remove_own": "what is taken away is taken once, and takes two codes to be there again",
    "people/identity_changes.py:tell_cafs": "another SIREN, which is confirmed: a porteur has few in its life",
    "people/inviting.py:invite": "heads and administrators alone; a role is told when it is new",
    "people/links.py:mail_invitation": LINKS,
    "people/links.py:mail_reset": LINKS,
    "people/links.py:mail_known": LINKS,
    "people/links.py:_mail_link": LINKS,
    "people/membership_mails.py:mail_to_join": INVITED,
    "people/membership_mails.py:mail_proposed": WITH_AN_INVITATION,
    "people/membership_mails.py:mail_joined": WITH_AN_INVITATION,
    "people/membership_mails.py:mail_handing_over": INVITED,
    "people/membership_mails.py:mail_organisation": "with a Caf's own act, or with an invitation, which are bounded",
    "people/membership_mails.py:mail_handed_over": WITH_AN_INVITATION,
    "people/roles.py:_tell_taken_away": "heads and administrators alone; a role is taken away once",
    "people/own_account.py:ask_address": "three to an address in an hour, after the right password",
    "people/own_account.py:take_address": "a link that serves once, after the right password",
    "people/second_factor.py:_take_code": "the fifth failure in a quarter of an hour, after the right password",
    "people/second_factor.py:_take_recovery": "ten recovery codes, each of which serves once",
    "rules/answering_comments.py:_tell_answered": "the national team's own act, on one comment of a Caf, in the trace",
    "rules/opening_consultations.py:_write": "a consultation is opened once a year, and told once: the trace says so",
    "rules/opening.py:tell_opening": "a call is announced until its closing day is stated, which is told once",
    "year/beginning.py:_take_up": ONCE,
    "year/missing_letters.py:send_missing_letters": "a decision that was notified without a letter is sent one once",
    "year/bilans.py:file_bilan": ONCE,
    "year/bilans.py:return_bilan": OF_THE_CAF,
    "year/bilans.py:remind_of_bilan": ONCE_A_DAY,
    "year/ending.py:withdraw_dossier": ONCE,
    "year/ending.py:_tell_porteur": ONCE,
    "year/notifying.py:notify_decision": ONCE,
    "year/preparing_mails.py:write_to_departments": "once a week a department, to the heads of its service",
    "year/settling.py:settle_one": ONCE,
}
"""Each act by its place, and what bounds the mails that it writes."""


def acts() -> Iterator[str]:
    """Yield the place of each function that writes a mail, the functions themselves that pass mails on apart."""
    for file in sorted(SERVICES.rglob("*.py")):
        for function in ast.parse(file.read_text(encoding="utf-8")).body:
            if not isinstance(function, ast.FunctionDef):
                continue
            called = {
                each.func.id
                for each in ast.walk(function)
                if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)
            }
            if called & WRITING and (function.name not in WRITING or function.name == "_mail_link"):
                yield f"{file.relative_to(SERVICES).as_posix()}:{function.name}"


def test_every_act_that_writes_a_mail_says_what_bounds_it() -> None:
    assert sorted(acts()) == sorted(BOUNDS)


def test_nothing_else_reaches_the_outbox() -> None:
    """A mail is appended in one place: a new way would escape the table."""
    ways = [
        file.relative_to(SERVICES).as_posix()
        for file in SERVICES.rglob("*.py")
        if "append(context.session, OutgoingMail" in file.read_text(encoding="utf-8")
    ]
    assert ways == ["outbox.py"]
