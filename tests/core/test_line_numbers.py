"""Every mistake of a TOML file is named with its line, all of them at once, in the order of the file."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError, fields

import clas_core
from clas_core.errors import InvalidFile, Problem
from clas_core.errors import Path as Place
from clas_core.fields import Listing, Table, Tables, Text, Whole
from clas_core.reading import flatten, line_of, nest, read_text
from clas_core.strict import StrictSchema
from clas_core.toml_lines import lines_by_path

TEXT = '''\
# a first comment
title = "Essai"

[calendar]
opens = 2025-05-05

[[calendar.events]]
kind = "webinar"

# about the second event
[[calendar.events]]
kind = "committee"
title = """
Deux
lignes"""
place = "Reims"

[committee]
members = [
    "caf",
    "msa",
]
label = "Comité"
figure = { value = 1, unit = "euro" }
deep.er = 1

[a.b.c]
d = [[1, 2], [3]]
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 1),
        (("title",), 2),
        (("calendar",), 4),
        (("calendar", "opens"), 5),
        (("calendar", "events", 0), 7),
        (("calendar", "events", 0, "kind"), 8),
        (("calendar", "events", 1), 11),
        (("calendar", "events", 1, "kind"), 12),
        (("calendar", "events", 1, "title"), 13),
        (("calendar", "events", 1, "place"), 16),
        (("committee", "members"), 19),
        (("committee", "members", 1), 21),
        (("committee", "label"), 23),
        (("committee", "figure"), 24),
        (("committee", "figure", "unit"), 24),
        (("committee", "deep", "er"), 25),
        (("a", "b", "c"), 27),
        (("a", "b", "c", "d", 1, 0), 28),
    ],
)
def test_a_value_has_the_line_where_it_begins(path: Place, line: int) -> None:
    assert line_of(TEXT, path) == line


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("closes",), 1),
        (("calendar", "closes"), 4),
        (("calendar", "events", 0, "when"), 7),
        (("calendar", "events", 1, "when"), 11),
        (("committee", "figure", "source"), 24),
        (("committee", "secretariat", "name"), 18),
        (("a", "b", "x"), 27),
    ],
)
def test_a_missing_key_has_the_line_of_the_table_that_lacks_it(path: Place, line: int) -> None:
    assert line_of(TEXT, path) == line


def test_an_empty_file_lacks_things_on_its_first_line() -> None:
    assert line_of("", ("school_year",)) == 1


def _paths(value: object, path: Place = ()) -> Iterator[Place]:
    yield path
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _paths(each, (*path, key))
    elif isinstance(value, list):
        for rank, each in enumerate(value):
            yield from _paths(each, (*path, rank))


SHIPPED = sorted(Path(clas_core.__file__).parent.rglob("*.toml"))


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: "-".join(file.parts[-3:]))
def test_each_value_of_a_real_file_has_a_line_where_its_name_stands(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    lines = text.split("\n")
    for path in _paths(tomllib.loads(text)):
        if path and isinstance(path[-1], str):
            assert path in lines_by_path(text)
            assert path[-1] in lines[line_of(text, path) - 1]


VALUES = st.recursive(
    st.one_of(st.integers(-9, 9), st.sampled_from([1.5, True]), st.text("aé\"'[]{}#=,\n\\", max_size=6)),
    lambda below: st.one_of(
        st.lists(below, max_size=3), st.dictionaries(st.text("ab.#=] ", max_size=3), below, max_size=3)
    ),
    max_leaves=12,
)


def _written(value: object, gap: str) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_written(each, '')}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + "".join(f"{gap}{_written(each, gap)}," for each in value) + "]"
    return json.dumps(value, ensure_ascii=False)


@given(
    value=st.dictionaries(st.text("ab.#=] ", min_size=1, max_size=3), VALUES, max_size=4),
    gap=st.sampled_from(["", "\n", " # a ]\n"]),
)
def test_whatever_a_text_holds_each_of_its_values_has_a_line(value: dict[str, object], gap: str) -> None:
    text = "\n".join(f"{json.dumps(key)} = {_written(each, gap)}" for key, each in value.items())
    assert tomllib.loads(text) == value
    assert set(lines_by_path(text)) == set(_paths(value)) - {()}


@given(text=st.text("ab.\"'[]{}#=,\n\\", max_size=40))
def test_what_is_no_toml_ends_no_search_of_lines(text: str) -> None:
    assert 1 <= line_of(text, ("a", 0, "b")) <= text.count("\n") + 1


def test_a_text_is_read_once_whatever_is_asked_of_it() -> None:
    text = "".join(f"[[questions]]\nid = {rank}\n" for rank in range(2000))
    before = lines_by_path.cache_info().misses
    assert [line_of(text, ("questions", rank, "id")) for rank in range(2000)] == list(range(2, 4001, 2))
    assert lines_by_path.cache_info().misses == before + 1


def test_windows_line_ends_do_not_move_lines() -> None:
    assert line_of(TEXT.replace("\n", "\r\n"), ("committee", "label")) == 23


@pytest.mark.parametrize("separator", ["\u2028", "\x85"])
def test_only_line_feeds_begin_a_line_as_in_an_editor(separator: str) -> None:
    """TOML knows one line end; `str.splitlines` knows ten, and a text pasted from elsewhere may hold the others."""
    assert line_of(f"# pasted{separator}text\na = 1\n\n[t]\nb = 2\n", ("t", "b")) == 5


class Person(StrictSchema):
    name = Text(required=True)
    age = Whole(most=150)


class Room(Person):
    id = Text(required=True)


class House(StrictSchema):
    title = Text(required=True)
    owner = Table(Person, required=True)
    people = Listing(Table(Person))
    rooms = Tables(Table(Room))
    numbers = fields.List(Whole())


def _lines(text: str) -> list[str]:
    with pytest.raises(InvalidFile) as refusal:
        read_text(text, House(), name="house.toml")
    return list(refusal.value.lines)


def test_all_the_mistakes_of_a_file_come_at_once_in_its_order() -> None:
    text = 'title = 3\n\n[owner]\nage = 900\n\n[[people]]\nname = "A"\n\n[[people]]\nname = "B"\nheight = 2\n'
    assert _lines(text) == [
        "house.toml:1: title: Un texte entre guillemets est attendu.",
        "house.toml:3: owner.name: Ce champ est obligatoire.",
        "house.toml:4: owner.age: Un nombre entier de 0 à 150 est attendu ; reçu : 900.",
        "house.toml:11: people[1].height: Champ inconnu.",
    ]


def test_a_mistake_within_named_tables_has_its_own_line() -> None:
    text = 'title = "T"\n[owner]\nname = "O"\n[rooms.blue]\nname = "B"\n[rooms.red]\nage = "3"\n'
    assert _lines(text) == [
        "house.toml:6: rooms.red.name: Ce champ est obligatoire.",
        "house.toml:7: rooms.red.age: Un nombre entier est attendu, sans guillemets.",
    ]


def test_a_mistake_in_a_list_names_the_item() -> None:
    text = 'title = "T"\nnumbers = [1, "2", 3, -4]\n[owner]\nname = "O"\n'
    assert _lines(text) == [
        "house.toml:2: numbers[1]: Un nombre entier est attendu, sans guillemets.",
        "house.toml:2: numbers[3]: Un nombre entier de 0 à 1000000 est attendu ; reçu : -4.",
    ]


def test_nothing_is_no_value() -> None:
    with pytest.raises(ValidationError) as refusal:
        House().load({"title": None, "owner": None})
    assert refusal.value.messages == {key: ["Ce champ ne peut pas être vide."] for key in ("title", "owner")}


def test_a_sound_file_gives_its_values() -> None:
    read = read_text('title = "T"\n[owner]\nname = "O"\nage = 3\n', House(), name="house.toml")
    assert read == {"title": "T", "owner": {"name": "O", "age": 3}}


def test_problems_become_nested_messages_and_come_back() -> None:
    problems = [
        Problem(("groups", 0, "children"), "Trop."),
        Problem(("groups", 0, "children"), "Vraiment."),
        Problem(("groups", 2), "Ce n'est pas un objet."),
        Problem((), "La demande est vide."),
    ]
    assert nest(problems) == {
        "groups": {0: {"children": {"_schema": ["Trop.", "Vraiment."]}}, 2: {"_schema": ["Ce n'est pas un objet."]}},
        "_schema": ["La demande est vide."],
    }
    assert list(flatten(nest(problems))) == problems
