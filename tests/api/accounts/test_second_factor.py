"""A second factor: asked for after the password, by a code that is taken once, and never a dead end."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from clas_api.security.one_time_codes import address_for_phone, seal, step_of, tidy, unseal
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import Account, AuditEntry, Base, SecondFactor, SignInAttempt
from tests.api.accounts.conftest import NOW, PASSWORD, House, agent
from tests.api.accounts.phones import (
    RECOVERY,
    WRONG,
    Phone,
    give_phone,
    password_given,
    read_phone,
    recovery_codes,
)
from tests.api.accounts.second_factors import ANN, OWN, STEP, clock_at, inside, left, mailed, to_the_code
from tests.browsing import Browser


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_the_clock_of_a_phone_may_be_one_step_away(steps: int, taken: bool) -> None:
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    code = Phone(secret).code(NOW + steps * STEP)
    assert (step_of(secret, code, NOW) is not None) == taken


def test_the_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, by the last six of its eight digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (20000000000, "353130")):
        assert step_of(secret, code, datetime.fromtimestamp(seconds).astimezone()) == seconds // 30


def test_the_picture_says_whose_and_what_for() -> None:
    told = address_for_phone("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "ann+clas@exemple.fr")
    assert told == "otpauth://totp/Clas:ann%2Bclas%40exemple.fr?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Clas"


def test_a_code_is_taken_once_and_so_is_none_before_it(house: House) -> None:
    phone = give_phone(house.app, house.person(ANN), NOW)
    to_the_code(house).send("code", code=phone.code(NOW))
    for replayed in (phone.code(NOW), phone.code(NOW - STEP)):
        page = to_the_code(house).send("code", code=replayed)
        assert (page.status, inside(page)) == (422, False)
        assert "il a déjà servi" in page.text
    assert inside(to_the_code(house).send("code", code=phone.code(NOW + STEP)))


def test_a_code_sent_twice_at_once_enters_once(house: House) -> None:
    from threading import Barrier, Thread

    account = house.person(ANN)
    phone = give_phone(house.app, account, NOW)
    asked = {"email": ANN, "password": PASSWORD, "code": phone.code(NOW)}
    start, statuses = Barrier(2), []

    def attempt() -> None:
        client = house.app.test_client()
        start.wait()
        statuses.append(client.post("/api/v1/session", json=asked).status_code)

    threads = [Thread(target=attempt) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(statuses) == [201, 422]


@pytest.mark.parametrize("written", ["{}", " {} ", "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}"])
def test_a_code_is_known_however_it_is_typed(house: House, written: str) -> None:
    phone = give_phone(house.app, house.person(ANN), NOW)
    assert inside(to_the_code(house).send("code", code=written.format(phone.code(NOW))))


def test_a_recovery_code_enters_once_and_its_person_is_told(house: House) -> None:
    give_phone(house.app, house.person(ANN), NOW)
    page = to_the_code(house).send("code", code=RECOVERY[3].upper().replace("-", " "))
    assert inside(page)
    assert (mailed(house), left(house)) == (["Un code de secours a servi"], 9)
    assert "il vous reste 9 codes de secours" in page.open("/mon-compte").text
    again = to_the_code(house).send("code", code=RECOVERY[3])
    assert (again.status, inside(again)) == (422, False)
    assert (mailed(house), left(house)) == (["Un code de secours a servi"], 9)


def test_five_wrong_codes_close_that_door_tell_their_person_and_leave_another_open(house: House) -> None:
    phone = give_phone(house.app, house.person(ANN), NOW)
    page = to_the_code(house)
    for _ in range(5):
        assert page.send("code", code=WRONG).status == 422
    assert mailed(house) == ["Des codes inexacts sur votre compte Clas"]
    page.send("code", code=phone.code(NOW))
    assert page.status == 429
    assert "Vos codes de secours servent toujours" in page.text
    assert page.response.headers["Retry-After"] == "60"
    assert mailed(house) == ["Des codes inexacts sur votre compte Clas"]
    assert to_the_code(house).status == 200, "the door of the password is not the one that is closed"
    assert inside(page.send("code", code=RECOVERY[0]))
    assert house.rows(select(SignInAttempt)) == []


def test_the_door_of_codes_opens_again_after_a_quarter_of_an_hour(house: House) -> None:
    phone = give_phone(house.app, house.person(ANN), NOW)
    page = to_the_code(house)
    for _ in range(5):
        page.send("code", code=WRONG)
    later = house.at(NOW + timedelta(minutes=15))
    assert inside(to_the_code(later).send("code", code=phone.code(NOW + timedelta(minutes=15))))


def test_halfway_lasts_ten_minutes(house: House) -> None:
    phone = give_phone(house.app, house.person(ANN), NOW)
    page = to_the_code(house)
    house.app.extensions["clas"] = clock_at(house, NOW + timedelta(minutes=10))
    page.send("code", code=phone.code(NOW + timedelta(minutes=10)))
    assert (page.address, inside(page)) == ("/connexion", False)


@pytest.mark.parametrize("change", [{"epoch": 2}, {"disabled_at": NOW}], ids=["new password", "closed"])
def test_halfway_is_over_with_a_new_password_or_a_closed_account(house: House, change: dict[str, Any]) -> None:
    phone = give_phone(house.app, house.person(ANN), NOW)
    page = to_the_code(house)
    house.change(update(Account).values(**change))
    page.send("code", code=phone.code(NOW))
    assert (page.address, inside(page)) == ("/connexion", False)
    (factor,) = house.rows(select(SecondFactor))
    assert factor.step == 1, "what was refused took no code"


def test_somebody_else_begins_again_from_the_page_of_the_code(house: House) -> None:
    give_phone(house.app, house.person(ANN), NOW)
    page = to_the_code(house)
    assert page.open("/connexion").address == "/connexion/code"
    page.send("restart")
    assert page.open("/connexion").address == "/connexion"


def test_the_page_that_was_wanted_is_reached_after_the_code(house: House) -> None:
    phone = give_phone(house.app, house.person(ANN), NOW)
    page = Browser(house.client).open("/mon-compte")
    assert page.address == "/connexion"
    form = next(each for each in page.forms if "password" in each.names)
    typed = {**form.values.to_dict(), "email": ANN, "password": PASSWORD}
    page.shown(house.client.post("/connexion", data=typed, follow_redirects=True))
    assert page.send("code", code=phone.code(NOW)).address == "/mon-compte"


def test_a_mailed_link_is_no_way_past_the_code(house: House) -> None:
    phone = give_phone(house.app, house.person(ANN), NOW)
    house.ask("POST", "/accounts/resets", json={"email": ANN})
    page = Browser(house.client).open("/connexion").open(f"/mot-de-passe/{house.link()}")
    form = next(each for each in page.forms if "password" in each.names)
    typed = {**form.values.to_dict(), "password": "un tout nouveau mot de passe"}
    page.shown(house.client.post(page.address, data=typed, follow_redirects=True))
    assert (page.address, inside(page)) == ("/connexion/code", False)
    assert inside(page.send("code", code=phone.code(NOW)))


def test_json_asks_for_the_same_two_steps(house: House) -> None:
    phone = give_phone(house.app, house.person(ANN, agent()), NOW)
    known = {"email": ANN, "password": PASSWORD}
    needed = house.ask("POST", "/session", json=known)
    assert (needed.status_code, needed.get_json()["type"].rpartition(":")[2]) == (401, "code-needed")
    wrong = house.ask("POST", "/session", json={**known, "code": WRONG})
    assert (wrong.status_code, wrong.get_json()["errors"][0]["pointer"]) == (422, "/code")
    assert house.ask("POST", "/session", json={**known, "password": "x" * 12, "code": WRONG}).status_code == 401
    opened = house.ask("POST", "/session", json={**known, "code": phone.code(NOW)})
    assert opened.status_code == 201
    assert house.ask("GET", "/me", opened.get_json()["token"]).status_code == 200
    assert house.ask("POST", "/session", json={**known, "code": phone.code(NOW)}).status_code == 422


def test_a_key_of_the_installation_that_changed_is_said_and_is_no_dead_end(house: House) -> None:
    account = house.person(ANN)
    phone = give_phone(house.app, account, NOW)
    house.change(update(SecondFactor).values(secret=seal("une autre clé que la nôtre", account, phone.secret)))
    page = to_the_code(house).send("code", code=phone.code(NOW))
    assert (page.status, "la clé de l'installation a changé" in page.text) == (422, True)
    assert inside(page.send("code", code=RECOVERY[0]))
    page.open(OWN).send("phone", code=RECOVERY[1])
    new = read_phone(page)
    page.send("enrol", code=new.code(NOW))
    assert inside(to_the_code(house).send("code", code=new.code(NOW + STEP)))


def test_a_secret_is_of_one_account_and_of_one_key(house: House) -> None:
    ann, bob = house.person(ANN), house.person("bob@exemple.fr")
    sealed = seal("la clé", ann, "SECRET")
    assert unseal("la clé", ann, sealed) == "SECRET"
    assert unseal("la clé", bob, sealed) is None
    assert unseal("une autre", ann, sealed) is None
    assert unseal("la clé", ann, sealed[:-4]) is None
    assert unseal("la clé", ann, "é") is None


def test_nothing_that_is_kept_written_or_mailed_tells_the_secret_or_a_code(house: House) -> None:
    house.person(ANN)
    page = password_given(house.client, ANN, PASSWORD).open(OWN)
    phone = read_phone(page)
    cookie = house.client.get_cookie("clas")
    page.send("enrol", code=phone.code(NOW), password=PASSWORD)
    told = [phone.secret, phone.code(NOW), *recovery_codes(page), *map(tidy, recovery_codes(page))]
    to_the_code(house).send("code", code=told[2])
    with house.app.app_context():
        open_session(database.session, EVERYTHING)
        for table in Base.metadata.sorted_tables:
            for row in database.session.execute(text(f"SELECT * FROM {table.name}")):
                assert not [each for each in told if each in str(row)], table.name
    assert cookie is not None
    assert phone.secret not in cookie.decoded_value
    entries = [each.entry for each in house.rows(select(AuditEntry))]
    actions = [found[0] for each in entries if (found := re.findall(r'"action":"(second_factor\.\w+)"', each))]
    assert actions == ["second_factor.add", "second_factor.use"]
