"""A year of rules is a draft, put to the Cafs, in force, closed: in that order, and unchanged once it is in force."""

from datetime import date
from importlib.resources import files

import pytest

from clas_core.errors import InvalidInput, Refused
from clas_core.estimates import Estimator
from clas_core.groups import Group
from clas_core.national import Referential, ReferentialLibrary
from clas_core.national.files import referential_of_texts
from clas_core.national.life import Status
from clas_core.national.taking_steps import take_step

DATA = files("clas_core.national") / "data"
QUESTIONS = (DATA / "questions" / "2025-2026.toml").read_text(encoding="utf-8")
DRAFT = (
    (DATA / "2025-2026.toml")
    .read_text(encoding="utf-8")
    .replace('school_year = "2025-2026"\nstatus = "in_force"', 'school_year = "2026-2027"\nstatus = "draft"')
)


def taken(text: str, step: Status, on: date, by: str = "Cnaf", reference: str | None = None) -> str:
    return take_step(text, step, on=on, by=by, reference=reference, questions=QUESTIONS, name="2026-2027.toml")


def read(text: str, *, ready: bool = False) -> Referential:
    return referential_of_texts(text, QUESTIONS, name="2026-2027.toml", asking="q", ready=ready)


def said_of(text: str, *, ready: bool = False) -> list[str]:
    try:
        read(text, ready=ready)
    except InvalidInput as error:
        return [f"{each.dotted}: {each.message}" for each in error.problems]
    return []


CONSULTED = taken(DRAFT, "consultation", date(2026, 3, 2))
ENACTED = taken(CONSULTED, "in_force", date(2026, 6, 1), reference="Circulaire n° 2026-012")
CLOSED = taken(ENACTED, "closed", date(2027, 12, 1))


def test_a_year_takes_its_steps_and_says_who_when_and_by_which_text() -> None:
    year = read(CLOSED)
    assert [(each.step, each.on, each.by, each.text) for each in year.life] == [
        ("consultation", date(2026, 3, 2), "Cnaf", None),
        ("in_force", date(2026, 6, 1), "Cnaf", "Circulaire n° 2026-012"),
        ("closed", date(2027, 12, 1), "Cnaf", None),
    ]
    assert year.status == "closed"


def test_a_step_changes_nothing_of_what_was_written_but_the_status() -> None:
    lines = DRAFT.rstrip("\n").split("\n")
    kept = ENACTED.split("\n")[: len(lines)]
    assert [(one, other) for one, other in zip(lines, kept, strict=True) if one != other] == [
        ('status = "draft"', 'status = "in_force"')
    ]


@pytest.mark.parametrize("text", [CONSULTED, ENACTED, CLOSED])
def test_the_same_step_again_changes_nothing(text: str) -> None:
    last = read(text).life[-1]
    assert taken(text, last.step, last.on, last.by, last.text) == text


def test_a_step_that_was_taken_is_not_taken_otherwise() -> None:
    with pytest.raises(Refused, match=r"est en vigueur depuis le 1er juin 2026, par Cnaf \(Circulaire n° 2026-012\)"):
        taken(ENACTED, "in_force", date(2026, 6, 2), reference="Circulaire n° 2026-012")


@pytest.mark.parametrize(
    ("text", "step", "said"),
    [
        (DRAFT, "in_force", "l'étape qui suit est « en consultation », et non « en vigueur »"),
        (DRAFT, "closed", "et non « close »"),
        (CONSULTED, "draft", "l'étape qui suit est « en vigueur », et non « en projet »"),
        (CLOSED, "in_force", "rien ne suit"),
    ],
)
def test_a_step_out_of_order_is_refused(text: str, step: Status, said: str) -> None:
    with pytest.raises(Refused, match=said):
        taken(text, step, date(2028, 1, 1))


def test_a_step_does_not_come_before_the_one_before_it() -> None:
    with pytest.raises(InvalidInput) as refusal:
        taken(CONSULTED, "in_force", date(2026, 3, 1), reference="Circulaire")
    assert [each.message for each in refusal.value.problems] == [
        "L'étape d'avant est du 2026-03-02 : une étape ne la précède pas."
    ]


def test_a_year_comes_into_force_by_a_text() -> None:
    with pytest.raises(Refused, match="donnez sa référence"):
        taken(CONSULTED, "in_force", date(2026, 6, 1))


@pytest.mark.parametrize("text", [ENACTED, CLOSED])
@pytest.mark.parametrize(
    ("written", "instead"),
    [("value = 8487", "value = 8488"), ("min = 8", "min = 7"), ('label = "Taux de la Ps"', 'label = "Taux"')],
)
def test_rules_in_force_that_were_changed_are_refused(text: str, written: str, instead: str) -> None:
    (said,) = said_of(text.replace(written, instead, 1))
    assert said.startswith("life[1].digest: Les règles ne sont plus celles qui sont entrées en vigueur")
    assert "se corrige par un fichier de correction" in said


def test_a_year_in_force_with_a_number_without_end_is_refused_for_that_alone() -> None:
    (said,) = said_of(ENACTED.replace("value = 8487", "value = 1e999999999", 1))
    assert said.startswith("ps.price_ceiling.value: Un nombre de 1000000000 au plus")


def test_a_comment_may_be_added_to_a_year_in_force() -> None:
    assert said_of("# relu\n" + ENACTED) == []


def test_shipped_years_have_no_life_and_the_digests_that_deposits_are_sealed_under(library: ReferentialLibrary) -> None:
    assert {str(each.school_year): (each.digest[7:19], len(each.life)) for each in library} == {
        "2004-2005": ("1bb0c07a45d3", 0),
        "2024-2025": ("bef93692c0a9", 0),
        "2025-2026": ("b450fa6fcd5f", 0),
    }


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ('status = "in_force"', 'status = "closed"', "status: L'état est « closed », la dernière étape « in_force »"),
        ('text = "Circulaire n° 2026-012"\n', "", "life[1].text: Ce champ est obligatoire."),
        ("digest = ", "# ", "life[1].digest: Ce champ est obligatoire."),
        ('step = "consultation"', 'step = "closed"', "life[0].step: La première étape"),
        ("on = 2026-06-01", "on = 2026-01-01", "life[1].on: L'étape d'avant est du 2026-03-02"),
        ('by = "Cnaf"', 'by = ""', "life[0].by: Un texte de 1 à 200 caractères"),
        ('by = "Cnaf"', 'by = "Cnaf"\nwho = 1', "life[0].who: Champ inconnu."),
        ("on = 2026-03-02", 'on = "hier"', "life[0].on: Une date sans guillemets"),
        ('by = "Cnaf"', 'by = "Cnaf"\ndigest = "sha256:00"', "life[0].digest: Seule l'entrée en vigueur"),
    ],
)
def test_a_life_that_does_not_hold_together_is_refused(written: str, instead: str, said: str) -> None:
    assert written in ENACTED
    assert any(each.startswith(said) for each in said_of(ENACTED.replace(written, instead, 1)))


def test_a_consultation_says_since_when() -> None:
    (said,) = said_of(DRAFT.replace('"draft"', '"consultation"', 1))
    assert said.startswith("status: Une année en consultation dit depuis quand")


MARKED = DRAFT.replace(
    'standing = "published"\nchecked_on = 2026-11-21\n\n[ps.price',
    'standing = "expected"\ncheck' + "ed_on = 2026-11-21\nto_confirm = true\n\n[ps.price",
    1,
)


def test_all_that_is_not_confirmed_is_named_at_once() -> None:
    text = MARKED.replace('standing = "published"', 'standing = "expected"')
    assert said_of(text) == []
    said = said_of(text, ready=True)
    assert (
        said[0]
        == "ps.rate: « Taux de la Ps », à confirmer : comparez à sa source, corrigez, puis retirez « to_confirm »."
    )
    assert sum("publié par aucun texte" in each for each in said) == 2 + 2 + 2 + 6
    with pytest.raises(InvalidInput) as refusal:
        taken(taken(text, "consultation", date(2026, 3, 2)), "in_force", date(2026, 6, 1), reference="Circulaire")
    assert len(refusal.value.problems) == len(said)


def test_nothing_is_to_confirm_in_a_year_in_force() -> None:
    (said,) = said_of(MARKED.replace('status = "draft"', 'status = "in_force"', 1))
    assert said.startswith("ps.rate.to_confirm: Rien n'est à confirmer dans une année en vigueur")


def test_what_is_published_is_not_to_confirm() -> None:
    text = MARKED.replace('standing = "expected"', 'standing = "published"', 1)
    assert [each.partition(":")[0] for each in said_of(text)] == ["ps.rate.to_confirm"]


@pytest.mark.parametrize(("text", "provisional"), [(DRAFT, True), (CONSULTED, True), (ENACTED, False), (CLOSED, False)])
def test_amounts_by_a_project_are_provisional(text: str, provisional: bool) -> None:
    estimate = Estimator(read(text)).estimate([Group("A", 10, 1_000_000)])
    assert (estimate.provisional, read(text).provisional) == (provisional, provisional)
    assert estimate.total == 280070


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("value = 2800.70", "value = 8487.01", "ps.maximum.value: Le montant maximum dépasse le prix plafond"),
        ("value = 329", "value = 9000", "bonuses[0].amount.value: Ce bonus dépasse le prix plafond"),
        ("value = 0.33", "value = -0.33", "ps.rate.value: Un nombre positif"),
        ("min = 8", "min = 13", "criteria[2].max: Le maximum (12) est sous le minimum (13)."),
        ("value = 0.33", f"value = 0.{'0' * 50_000}1", "ps.rate.value: Un nombre de 12 décimales"),
    ],
)
def test_figures_that_contradict_one_another_are_refused_in_any_file(written: str, instead: str, said: str) -> None:
    (told,) = said_of(DRAFT.replace(written, instead, 1))
    assert told.startswith(said)


@pytest.mark.parametrize("maximum", ["2801", "2900.70"])
def test_a_maximum_that_does_not_follow_from_the_rate_contradicts_nothing(maximum: str) -> None:
    """It was published rounded up in 2004-2005, and one may simulate another: it is remarked, and not refused."""
    assert said_of(DRAFT.replace("value = 2800.70", f"value = {maximum}", 1)) == []
