"""Markdown: what was plain stays plain, and the document can be read back as it was meant."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from clas_api.rendering import to_markdown
from clas_core.documents.model import Block, Bullets, Document, Facts, Link, Paragraph, Section, Steps, Table, Text
from clas_core.prose import Prose

PARSER = MarkdownIt("commonmark").enable("table")  # HTML on: what a reader of the file may use


def _markdown(*blocks: Block, title: str = "Titre") -> str:
    section = Section("partie", "Partie", blocks)
    document = Document(
        kind="essai",
        title=title,
        subtitle="Sous-titre",
        school_year="2025-2026",
        department="essai",
        digests=("sha256:0",),
        sections=(section,),
    )
    return to_markdown(document)


def _tokens(*blocks: Block) -> list[Token]:
    """Return the tokens of `blocks` alone, read back."""
    before, after = _markdown(), _markdown(*blocks)
    return PARSER.parse(after)[len(PARSER.parse(before.split("---")[0])) : -_length_of_end(before)]


def _length_of_end(text: str) -> int:
    return len(PARSER.parse("---" + text.split("---")[1]))


def _written(token: Token) -> str:
    """Return the words of an inline token, without its marks."""
    children = token.children or []
    return "".join("\n" if each.type in ("softbreak", "hardbreak") else each.content for each in children)


def _marks(tokens: Sequence[Token]) -> set[str]:
    return {each.type for token in tokens for each in (token, *(token.children or []))}


def _headings(text: str) -> list[tuple[int, str]]:
    tokens = PARSER.parse(text)
    return [
        (int(token.tag[1]), _written(following))
        for token, following in pairwise(tokens)
        if token.type == "heading_open"
    ]


def _sections(sections: Sequence[Section], level: int = 2) -> Iterator[tuple[int, str]]:
    for section in sections:
        yield level, section.title
        yield from _sections(section.sections, level + 1)


def _blocks(sections: Sequence[Section]) -> Iterator[Block]:
    for section in sections:
        yield from section.blocks
        yield from _blocks(section.sections)


WORDS = st.text("ab 1.)-+=#*_`[]()<>|~&;!\\$@{}:\n", min_size=1, max_size=16).filter(lambda text: text.strip())


@settings(deadline=None, max_examples=200)
@given(text=WORDS)
@example(text="1. Un point")
@example(text="- un tiret")
@example(text="+ un plus")
@example(text="2025) une année")
@example(text="---")
@example(text="ligne\n===")
@example(text="ligne\n---")
@example(text="&amp; &copy; &#42;")
@example(text="R&D")
@example(text="https://www.exemple.fr/a_b")
@example(text="    quatre espaces")
def test_a_plain_text_is_read_back_as_it_was(text: str) -> None:
    tokens = _tokens(Paragraph(text))
    inline = [token for token in tokens if token.type == "inline"]
    assert " ".join("".join(_written(token) for token in inline).split()) == " ".join(text.split())
    assert _marks(tokens) <= {"paragraph_open", "inline", "paragraph_close", "text", "softbreak", "hardbreak"}


@pytest.mark.parametrize("make", [Bullets, Steps])
@settings(deadline=None, max_examples=80)
@given(items=st.lists(WORDS, min_size=1, max_size=3))
@example(items=["- un", "1. deux"])
@example(items=["\ntitre\n==="])
def test_each_item_of_a_list_stays_one_item(make: type[Bullets] | type[Steps], items: list[str]) -> None:
    tokens = _tokens(make(items))
    assert [token.type for token in tokens].count("list_item_open") == len(items)
    assert [token.type for token in tokens if token.nesting == 1 and token.level == 0] in (
        ["bullet_list_open"],
        ["ordered_list_open"],
    )


@settings(deadline=None, max_examples=80)
@given(cells=st.lists(WORDS | WORDS.map(Prose), min_size=2, max_size=2))
@example(cells=["a | b", Prose("c | d")])
@example(cells=[Prose("un\n\ndeux"), Prose("- trois\n- quatre")])
def test_each_row_of_a_table_keeps_its_cells(cells: list[Text]) -> None:
    types = [token.type for token in _tokens(Table("Table", ("A", "B"), [["x", "y"], cells]))]
    assert types.count("table_open") == 1
    assert (types.count("tr_open"), types.count("th_open"), types.count("td_open")) == (3, 2, 4)


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("a | b", "a | b"),
        ("a \\| b", "a \\| b"),
        ("a\nb", "a b"),
        (Prose("a | b"), "a | b"),
        (Prose("**a** | `b|c`"), "a | b|c"),
        (Prose("a \\| b"), "a | b"),
        (Link("a | b", "https://exemple.fr/a"), "a | b"),
    ],
)
def test_each_cell_of_a_table_keeps_its_words(cell: Text, read: str) -> None:
    tokens = _tokens(Table("Table", ("A", "B"), [[cell, "seconde"]]))
    cells = [_written(following) for token, following in pairwise(tokens) if token.type == "td_open"]
    assert cells == [read, "seconde"]


@pytest.mark.parametrize("text", ["- un\n- deux", "Un paragraphe.\n\nUn autre.", "1. un\n2. deux"])
def test_a_list_of_the_department_stays_inside_its_fact(text: str) -> None:
    """`prose_faults` itself advises a list where somebody wants a title."""
    tokens = _tokens(Facts([("Orientation", Prose(text)), ("Autre", "simple")]))
    assert [token.type for token in tokens if token.nesting == 1 and token.level == 0] == ["bullet_list_open"]
    assert sum(token.type == "list_item_open" and token.level == 1 for token in tokens) == 2


@pytest.mark.parametrize("url", ["https://exemple.fr/a_b", "https://exemple.fr/Reims_(Marne)", "tel:0326791541"])
def test_a_link_leads_where_it_should(url: str) -> None:
    children = [each for token in _tokens(Paragraph(Link("Le [site]", url))) for each in token.children or []]
    assert [each.attrs["href"] for each in children if each.type == "link_open"] == [url]
    assert "".join(each.content for each in children) == "Le [site]"


def test_the_headings_of_each_document_come_back_in_order(notes: list[Document]) -> None:
    for document in notes:
        assert _headings(to_markdown(document)) == [(1, document.title), *_sections(document.sections)]


def test_the_tables_of_each_document_come_back_whole(notes: list[Document]) -> None:
    for document in notes:
        types = [token.type for token in PARSER.parse(to_markdown(document))]
        tables = [block for block in _blocks(document.sections) if isinstance(block, Table)]
        assert types.count("table_open") == len(tables)
        assert types.count("td_open") == sum(len(row) for table in tables for row in table.rows)


def test_a_hostile_department_changes_no_structure(hostile_documents: list[Document]) -> None:
    for document in hostile_documents:
        text = to_markdown(document)
        assert _headings(text) == [(1, document.title), *_sections(document.sections)]
        assert not _marks(PARSER.parse(text)) & {"html_block", "html_inline", "em_open", "image", "fence"}
