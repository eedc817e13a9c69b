"""A dataclass with labels is all that a table of a file needs: reading, checks and objects follow from it."""

from collections.abc import Mapping, Sequence
from dataclasses import InitVar, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest

from clas_core.errors import InvalidFile
from clas_core.fields import Amount, Identifier, Listing, Text
from clas_core.prose import Prose
from clas_core.reading import read_text
from clas_core.tables import Citation, Reference, checks_of, parts_of, schema_of
from clas_core.years import Month, SchoolYear, When


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    id: Annotated[str, Identifier(), "nom"]
    title: Annotated[str, "titre"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    page: Annotated[int, "page"]
    book: Annotated[Book, Citation("books", "L'ouvrage"), "ouvrage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    id: Annotated[str, Identifier(), "nom"]
    first: Annotated[str | None, Reference("books", "L'ouvrage"), "premier ouvrage"] = None
    others: Annotated[Sequence[str], Listing(Reference("books", "L'ouvrage")), "les autres"] = ()
    quoted: Annotated[Quotation | None, "une citation"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    shelves: Annotated[Sequence[Shelf], "rayons"] = ()
    books: Annotated[Mapping[str, Book], "ouvrages"]
    code: InitVar[Annotated[str, "un mot écrit et non gardé"]]
    year: Annotated[SchoolYear, "année"]
    opens: Annotated[When, "ouverture"]
    since: Annotated[date | None, "depuis"] = None
    open: Annotated[bool, "si elle est ouverte"] = True
    price: Annotated[Decimal, Amount(), "prix"] = Decimal(2)
    genre: Annotated[Literal["public", "school"], "genre"] = "public"
    place: Annotated[str, Text(longest=5, data_key="where"), "lieu"] = "Reims"
    text: Annotated[Prose | None, "texte"] = None
    digest: str = ""
    shown: str = field(init=False)

    def __post_init__(self, code: str) -> None:
        object.__setattr__(self, "shown", f"{self.place} ({code})")


SOUND = """
code = "x1"
year = "2025-2026"
opens = "2025-09"
[[shelves]]
id = "a"
first = "hugo"
others = ["hugo", "sand"]
[shelves.quoted]
page = 3
book = "sand"
[books.hugo]
title = "Les Contemplations"
[books.sand]
title = "La Mare au diable"
"""


def _read(text: str) -> Library:
    data = read_text(text, schema_of(Library), checks_of(Library), name="library.toml")
    return Library(**parts_of(Library, data), digest="given")


def _said(text: str) -> list[str]:
    with pytest.raises(InvalidFile) as refusal:
        _read(text)
    return [f"{problem.line} {problem.dotted}: {problem.message}" for problem in refusal.value.problems]


def test_what_is_written_becomes_the_object_and_every_table_in_it_too() -> None:
    books = {"hugo": Book(id="hugo", title="Les Contemplations"), "sand": Book(id="sand", title="La Mare au diable")}
    read = _read(SOUND)
    assert read.shelves == (
        Shelf(id="a", first="hugo", others=("hugo", "sand"), quoted=Quotation(page=3, book=books["sand"])),
    )
    assert read.books == books
    assert read.shelves[0].quoted is not None
    assert read.shelves[0].quoted.book is read.books["sand"]


def test_what_may_be_left_out_is_what_the_dataclass_says() -> None:
    read = _read(SOUND)
    left_out = (read.since, read.open, read.price, read.genre, read.place, read.text)
    assert left_out == (None, True, Decimal(2), "public", "Reims", None)
    assert _read(SOUND.split("[[")[0] + "[books]").shelves == ()


@pytest.mark.parametrize("key", ["code", "year", "opens"])
def test_what_has_no_default_may_not_be_left_out(key: str) -> None:
    assert f"1 {key}: Ce champ est obligatoire." in _said(SOUND.replace(f"\n{key} =", "\n#"))


@pytest.mark.parametrize(
    ("written", "attribute", "read"),
    [
        ("since = 2025-05-05", "since", date(2025, 5, 5)),
        ("open = false", "open", False),
        ("price = 3.50", "price", Decimal("3.50")),
        ('genre = "school"', "genre", "school"),
        ('where = "Metz"', "place", "Metz"),
        ('text = "Un texte."', "text", Prose("Un texte.")),
    ],
)
def test_a_type_says_what_is_written(written: str, attribute: str, read: Any) -> None:
    assert getattr(_read(written + SOUND), attribute) == read


def test_a_year_and_a_month_are_read_by_their_types() -> None:
    read = _read(SOUND)
    assert (read.year, read.opens) == (SchoolYear(2025), Month(2025, 9))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('since = "hier"', "since: Une date sans guillemets est attendue, par exemple 2025-08-18."),
        ("open = 1", "open: « true » ou « false » est attendu, sans guillemets."),
        ("price = 3.505", "price: 3.505 n'est pas un montant au centime près."),
        ('genre = "home"', "genre: « home » n'est pas admis ; choix possibles : public, school."),
        ('where = "Saint-Dizier"', "where: Un texte de 1 à 5 caractères est attendu."),
        ('place = "Metz"', "place: Champ inconnu. Vouliez-vous dire « price » ?"),
        ('text = "<b>"', "text: Le HTML n'est pas admis : écrivez en Markdown."),
    ],
)
def test_what_a_type_does_not_admit_is_told_at_its_place(written: str, said: str) -> None:
    assert _said(written + SOUND) == [f"1 {said}"]


@pytest.mark.parametrize("key", ["digest", "shown"])
def test_what_has_no_label_is_no_key(key: str) -> None:
    assert _said(f'{key} = "x"' + SOUND) == [f"1 {key}: Champ inconnu."]


def test_what_is_written_and_not_kept_is_given_to_whoever_makes_the_object() -> None:
    read = _read(SOUND)
    assert (read.shown, read.digest) == ("Reims (x1)", "given")
    assert not hasattr(read, "code")


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ('first = "hugo"', 'first = "hugos"', "7 shelves[0].first: L'ouvrage « hugos »"),
        ('others = ["hugo"', 'others = ["hugos"', "8 shelves[0].others[0]: L'ouvrage « hugos »"),
        ('book = "sand"', 'book = "hugos"', "11 shelves[0].quoted.book: L'ouvrage « hugos »"),
    ],
)
def test_a_name_is_that_of_a_table_of_the_file_wherever_it_stands(written: str, instead: str, said: str) -> None:
    hint = " n'est pas déclarée sous [books]. Vouliez-vous dire « hugo » ?"
    assert _said(SOUND.replace(written, instead)) == [said + hint]


def test_no_identifier_stands_twice_in_a_list() -> None:
    twice = "« a » est déjà l'identifiant de shelves[0] : donnez-en un autre."
    assert _said(SOUND + '[[shelves]]\nid = "a"\n') == [f"17 shelves[1].id: {twice}"]


def test_a_type_that_does_not_say_how_it_is_written_is_refused() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Unclear:
        amount: Annotated[Decimal, "en euros, ou une part ?"]

    with pytest.raises(TypeError, match="Decimal"):
        schema_of(Unclear)
