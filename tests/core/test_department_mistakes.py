"""Each mistake in ``department.toml`` is refused in French, at its place, with what was probably meant."""

from collections.abc import Callable

import pytest

Mistakes = Callable[..., list[str]]

CODE = "Un code de département est attendu : « 08 », « 2A », « 971 » …"
IDENTIFIER = "Un identifiant en minuscules est attendu (lettres, chiffres, « _ », « - », « . »)."
PHONE = "Un numéro de téléphone est attendu, par exemple « 03 26 79 15 41 »."
DAY = "Une date sans guillemets est attendue, par exemple 2025-08-18."
TEXT = "Un texte entre guillemets est attendu."


def test_the_department_of_the_tests_is_sound(department_mistakes: Mistakes) -> None:
    assert department_mistakes({}) == []


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ('slug = "essai"\n', "", "slug: Ce champ est obligatoire."),
        ('slug = "essai"', 'slug = "Essai"', f"slug: {IDENTIFIER}"),
        ('slug = "essai"', 'slug = "essai marne"', f"slug: {IDENTIFIER}"),
        ('slug = "essai"', 'slug = "_essai"', f"slug: {IDENTIFIER}"),
        ('slug = "essai"', 'slug = "essaï"', f"slug: {IDENTIFIER}"),
        ('slug = "essai"', 'slug = "essai\\n"', f"slug: {IDENTIFIER}"),
        ('slug = "essai"', "slug = 8", f"slug: {TEXT}"),
        ('slug = "essai"', f'slug = "{"x" * 81}"', "slug: Un texte de 1 à 80 caractères est attendu."),
        ('name = "Essai"', 'name = ""', "name: Un texte de 1 à 80 caractères est attendu."),
        ('name = "Essai"', 'name = ["Essai"]', f"name: {TEXT}"),
        ('name = "Essai"', 'nom = "Essai"', "name: Ce champ est obligatoire.|nom: Champ inconnu."),
        ('name = "Essai"', 'name = "Essai"\ncaff = 1', "caff: Champ inconnu. Vouliez-vous dire « caf » ?"),
        ('phone = "03 26 79 15 41"', 'fone = "1"', "caf.fone: Champ inconnu. Vouliez-vous dire « phone » ?"),
        ('phone = "03 26 79 15 41"', 'zzz = "1"', "caf.zzz: Champ inconnu."),
        ('[caf]\nname = "Caf d\'essai"', "[caf]", "caf.name: Ce champ est obligatoire."),
        ('address = ["1 rue', 'address = [3, "1 rue', f"caf.address[0]: {TEXT}"),
        ('address = ["1 rue de l\'Essai", "08000 Essai"]', 'address = "rue"', "caf.address: Une liste est attendue."),
        ("contact@exemple.fr", "contact", "caf.email: Une adresse de courriel est attendue."),
        ("contact@exemple.fr", "a b@exemple.fr", "caf.email: Une adresse de courriel est attendue."),
        ('email = "contact@exemple.fr"', "email = 3", "caf.email: Une adresse de courriel est attendue."),
        ("since = 2020-01-01", 'since = "2020-01-01"', f"caf.sirets[0].since: {DAY}"),
        ("since = 2020-01-01", "since = 2020-01-01T00:00:00", f"caf.sirets[0].since: {DAY}"),
        ("since = 2020-01-01\n", "", "caf.sirets[0].since: Ce champ est obligatoire."),
    ],
)
def test_a_mistake_is_named_at_its_place(department_mistakes: Mistakes, written: str, instead: str, said: str) -> None:
    assert department_mistakes({written: instead}) == said.split("|")


@pytest.mark.parametrize("code", ["01", "08", "19", "2A", "2B", "51", "77", "95", "971", "976", "988"])
def test_the_codes_of_departments_are_known(department_mistakes: Mistakes, code: str) -> None:
    assert department_mistakes({'code = "08"': f'code = "{code}"'}) == []


@pytest.mark.parametrize("code", ["0", "00", "1", "96", "2C", "2a", "970", "979", "5 1", "510", "５１", "51\\n1"])
def test_what_is_not_a_code_of_a_department_is_refused(department_mistakes: Mistakes, code: str) -> None:
    assert department_mistakes({'code = "08"': f'code = "{code}"'}) == [f"code: {CODE}"]


@pytest.mark.parametrize("code", ["51 ", "51\\n", "\\uFEFF51"])
def test_what_cannot_be_seen_of_a_code_is_taken_off(department_mistakes: Mistakes, code: str) -> None:
    assert department_mistakes({'code = "08"': f'code = "{code}"'}) == []


def test_a_code_without_quotes_is_refused_since_02_must_stay_02(department_mistakes: Mistakes) -> None:
    assert department_mistakes({'code = "08"': "code = 8"}) == [f"code: {TEXT}"]


@pytest.mark.parametrize(
    "phone", ["03 26 79 15 41", "0326791541", "03.26.79.15.41", "+33 3 26 79 15 41", "3230", "32 30"]
)
def test_telephone_numbers_as_one_writes_them(department_mistakes: Mistakes, phone: str) -> None:
    assert department_mistakes({"03 26 79 15 41": phone}) == []


@pytest.mark.parametrize(
    "phone", ["03 26 79 15", "03 26 79 15 41 00", "+32 3 26 79 15 41", "appeler", "03-26-79-15-41", "323"]
)
def test_what_is_not_a_telephone_number_is_refused(department_mistakes: Mistakes, phone: str) -> None:
    assert department_mistakes({"03 26 79 15 41": phone}) == [f"caf.phone: {PHONE}"]


@pytest.mark.parametrize(
    "siret", ["7792723860001", "779272386000177", "779 272 386 00017", "7792723860001A", "７７９２７２３８６０００１７"]
)
def test_a_siret_has_fourteen_digits(department_mistakes: Mistakes, siret: str) -> None:
    said = department_mistakes({"77927238600017": siret})
    assert said == ["caf.sirets[0].value: Un SIRET compte 14 chiffres."]


@pytest.mark.parametrize(
    "address", ["www.exemple.fr", "exemple", "ftp://www.exemple.fr", "javascript:alert(1)", "https://", "/page"]
)
def test_a_web_address_begins_with_https(department_mistakes: Mistakes, address: str) -> None:
    said = department_mistakes({"https://www.exemple.fr": address})
    assert said == ["caf.website: Une adresse qui commence par https:// est attendue."]


def test_a_table_in_the_place_of_a_value_and_the_reverse_are_refused(department_mistakes: Mistakes) -> None:
    assert department_mistakes({'name = "Essai"': 'name = { fr = "Essai" }'}) == [f"name: {TEXT}"]
    assert department_mistakes({"[caf]": "[[caf]]"}) == [
        "caf: Une table (des champs et leurs valeurs) est attendue ici."
    ]


def test_a_siret_that_is_not_a_table_is_refused(department_mistakes: Mistakes) -> None:
    changes = {'[[caf.sirets]]\nvalue = "77927238600017"\nsince = 2020-01-01': 'sirets = ["77927238600017"]'}
    assert department_mistakes(changes) == ["caf.sirets[0]: Une table (des champs et leurs valeurs) est attendue ici."]
