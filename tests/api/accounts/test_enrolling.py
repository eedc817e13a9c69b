"""A second factor is put in place by a first code, renewed, replaced and taken away by whose it is."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from clas_api.store.models import SecondFactor, Token
from tests.api.accounts.conftest import NOW, PASSWORD, House
from tests.api.accounts.phones import (
    RECOVERY,
    WRONG,
    give_phone,
    password_given,
    read_phone,
    recovery_codes,
)
from tests.api.accounts.second_factors import ANN, OWN, STEP, clock_at, inside, mailed, to_the_code


def test_one_is_put_in_place_and_asked_for_at_the_next_sign_in(house: House) -> None:
    house.person(ANN)
    page = password_given(house.client, ANN, PASSWORD).open(OWN)
    phone = read_phone(page)
    assert '<svg width="' in page.html
    assert 'role="img" aria-label="Image' in page.html
    page.send("enrol", code=phone.code(NOW), password=PASSWORD)
    codes = recovery_codes(page)
    assert (page.status, len(set(codes))) == (200, 10)
    assert page.response.headers["Cache-Control"] == "private, no-store"
    assert inside(page), "the session in which it was put in place goes on"
    assert mailed(house) == ["Votre second facteur sur Clas"]
    page = to_the_code(house)
    assert not inside(page)
    page.send("code", code=phone.code(NOW + STEP))
    assert inside(page)
    assert page.address == "/espace"
    page.open(OWN)
    assert "il en reste 10" in page.text
    assert phone.secret not in page.html


def test_a_first_code_that_is_wrong_puts_nothing_in_place_and_keeps_the_key_that_is_shown(house: House) -> None:
    house.person(ANN)
    page = password_given(house.client, ANN, PASSWORD).open(OWN)
    phone = read_phone(page)
    page.send("enrol", code=WRONG, password=PASSWORD)
    assert page.status == 422
    assert read_phone(page) == phone
    assert house.rows(select(SecondFactor)) == []
    assert read_phone(page.open(OWN)) == phone


@pytest.mark.parametrize("password", ["", "un tout autre mot de passe"])
def test_a_session_left_open_does_not_put_one_in_place(house: House, password: str) -> None:
    house.person(ANN)
    page = password_given(house.client, ANN, PASSWORD).open(OWN)
    page.send("enrol", code=read_phone(page).code(NOW), password=password)
    assert page.status == 422
    assert "password-error" in page.html
    assert house.rows(select(SecondFactor)) == []


def test_the_form_sent_twice_gives_the_same_recovery_codes(house: House) -> None:
    house.person(ANN)
    page = password_given(house.client, ANN, PASSWORD).open(OWN)
    cookie = house.client.get_cookie("clas")
    assert cookie is not None
    form = page.form("enrol")
    typed = {**form.values.to_dict(), "code": read_phone(page).code(NOW), "password": PASSWORD}
    first = page.shown(house.client.post(OWN, data=typed))
    codes = recovery_codes(first)
    house.client.set_cookie("clas", cookie.value)
    again = page.shown(house.client.post(OWN, data=typed))
    assert recovery_codes(again) == codes != []
    assert mailed(house) == ["Votre second facteur sur Clas"]
    house.client.set_cookie("clas", cookie.value)
    other = page.shown(house.client.post(OWN, data={**typed, "code": WRONG}))
    assert (other.status, recovery_codes(other)) == (422, [])


def test_what_was_begun_is_over_after_ten_minutes(house: House) -> None:
    house.person(ANN)
    page = password_given(house.client, ANN, PASSWORD).open(OWN)
    phone, late = read_phone(page), NOW + timedelta(minutes=10)
    house.app.extensions["clas"] = clock_at(house, late)
    page.send("enrol", code=phone.code(late), password=PASSWORD)
    assert page.status == 409
    assert read_phone(page) != phone
    assert house.rows(select(SecondFactor)) == []


def test_putting_one_in_place_ends_what_was_opened_without_it(house: House) -> None:
    house.person(ANN)
    key, elsewhere = house.key(ANN), password_given(house.app.test_client(), ANN, PASSWORD)
    page = password_given(house.client, ANN, PASSWORD).open(OWN)
    page.send("enrol", code=read_phone(page).code(NOW), password=PASSWORD)
    assert (inside(page), inside(elsewhere)) == (True, False)
    assert house.ask("GET", "/me", key).status_code == 401


def test_a_session_that_escaped_opens_nothing_without_the_second_factor(house: House) -> None:
    """Whatever did not end it: a session says itself by what it was proved."""
    account = house.person(ANN)
    key, page = house.key(ANN), password_given(house.client, ANN, PASSWORD)
    give_phone(house.app, account, NOW)
    refused = house.ask("GET", "/me", key)
    assert (refused.status_code, "second facteur" in refused.get_json()["detail"]) == (403, True)
    assert not inside(page)


def test_new_recovery_codes_take_the_place_of_the_old(house: House) -> None:
    phone = give_phone(house.app, house.person(ANN), NOW)
    page = to_the_code(house).send("code", code=phone.code(NOW)).open(OWN)
    assert page.send("codes", code=WRONG).status == 422
    page.send("codes", code=phone.code(NOW + STEP))
    fresh = recovery_codes(page)
    assert len(fresh) == 10
    assert to_the_code(house).send("code", code=RECOVERY[0]).status == 422
    assert inside(to_the_code(house).send("code", code=fresh[9]))


def test_another_phone_takes_the_place_of_the_first_once_it_shows_a_code(house: House) -> None:
    old = give_phone(house.app, house.person(ANN), NOW)
    page = to_the_code(house).send("code", code=old.code(NOW)).open(OWN)
    assert page.send("phone", code=WRONG).status == 422
    page.send("phone", code=RECOVERY[0])
    new = read_phone(page)
    assert page.address == OWN
    page.send("enrol", code=WRONG)
    assert page.status == 422
    assert inside(to_the_code(house).send("code", code=old.code(NOW + STEP))), "the first one serves until then"
    page.send("enrol", code=new.code(NOW))
    assert len(recovery_codes(page)) == 10
    assert to_the_code(house).send("code", code=old.code(NOW + STEP)).status == 422
    assert inside(to_the_code(house).send("code", code=new.code(NOW + STEP)))


def test_what_was_begun_before_there_was_one_does_not_replace_it(house: House) -> None:
    account = house.person(ANN)
    page = password_given(house.client, ANN, PASSWORD).open(OWN)
    other = read_phone(page)
    form = page.form("enrol").values.to_dict()
    phone = give_phone(house.app, account, NOW)
    house.change(update(Token).values(proved_by="code"))
    typed = {**form, "code": other.code(NOW), "password": PASSWORD}
    refused = page.shown(house.client.post(OWN, data=typed))
    assert (refused.status, recovery_codes(refused)) == (409, [])
    assert inside(to_the_code(house).send("code", code=phone.code(NOW)))


def test_one_takes_ones_own_away_by_a_code(house: House) -> None:
    phone = give_phone(house.app, house.person(ANN), NOW)
    page = to_the_code(house).send("code", code=phone.code(NOW)).open(OWN)
    assert page.send("remove", code=WRONG).status == 422
    page.send("remove", code=phone.code(NOW + STEP))
    assert (page.address, house.rows(select(SecondFactor))) == ("/mon-compte", [])
    assert mailed(house) == ["Votre second facteur sur Clas"]
    assert inside(password_given(house.app.test_client(), ANN, PASSWORD))
