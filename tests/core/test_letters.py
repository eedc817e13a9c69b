"""Letters: their texts are checked, their fields are words and nothing else, and what is kept reads the same."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clas_core.departments import read_department_directory
from clas_core.departments.correspondence import Appeal, Correspondence, Wording
from clas_core.documents.kept import document_json, document_of
from clas_core.documents.letters import Addressed, appeal_blocks, letter
from clas_core.documents.letters_guide import letters_guide
from clas_core.documents.model import Bullets, Document, Notice, Paragraph, Signatures, Table
from clas_core.errors import InvalidFiles
from clas_core.letters import FIELDS, LETTERS, fields_of, national_wording, wording_faults
from clas_core.prose import Prose, markdown_parser
from clas_core.sources import Source

PLUGIN = Path(__file__).parents[2] / "plugins/marne/clas_marne"
DAY = date(2025, 9, 1)
SOURCE = Source(id="note", title="Note")


def _values(kind: str, **more: Any) -> Mapping[str, Any]:
    """Return a value for each field of a letter: what it is called, marked up."""
    kinds: Mapping[str, Any] = {"amount": 123456, "day": DAY}
    values = {
        name: [Paragraph(f"part {name}")] if FIELDS[name].kind == "part" else kinds.get(FIELDS[name].kind, f"*{name}*")
        for name in LETTERS[kind].fields
    }
    return {**values, "avant": DAY, **more}


def _letter(kind: str, said: Correspondence | None = None, **more: Any) -> Document:
    from dataclasses import replace

    department = read_department_directory(PLUGIN)
    assert department.latest is not None
    campaign = replace(department.latest, letters=said)
    corrects = bool(more.pop("corrects", False))
    addressed = Addressed(lines=["Porteur"], reference="51-1")
    return letter(kind, department, campaign, addressed, _values(kind, **more), written_on=DAY, corrects=corrects)


def _words(document: Document) -> str:
    """Return all that a document says, as words."""
    found = []
    for section in document.sections:
        for block in section.blocks:
            texts = block.items if isinstance(block, Bullets) else [getattr(block, "text", "")]
            for text in texts:
                if isinstance(text, Prose):
                    tokens = markdown_parser().parse(text.markdown)
                    found.append("".join(child.content for token in tokens for child in token.children or ()))
                else:
                    found.append(str(text))
    return "\n".join(found)


@pytest.mark.parametrize("kind", LETTERS)
def test_the_national_texts_say_what_no_letter_goes_without(kind: str) -> None:
    assert list(wording_faults(kind, national_wording(kind))) == []
    for name in LETTERS[kind].must:
        left_out = national_wording(kind).replace(f"{{{name}}}", "")
        assert any(f"« {{{name}}} »" in fault for fault in wording_faults(kind, left_out)), name


@pytest.mark.parametrize("kind", [each for each in LETTERS if each != "corrected"])
def test_every_letter_says_each_of_its_fields(kind: str) -> None:
    document = _letter(kind)
    words = _words(document)
    assert not re.search(r"[{}]", words)
    for _, name in fields_of(national_wording(kind)):
        expected = {"amount": "1\u202f234,56\u00a0€", "day": "1er septembre 2025", "part": f"part {name}"}
        assert expected.get(FIELDS[name].kind, f"*{name}*") in words, name
    assert (document.letterhead is None) == (kind == "convention")
    assert any(isinstance(block, Signatures) for section in document.sections for block in section.blocks)


HOSTILE = (
    "*gras* [x](http://y) <b> `c` {caf} # | ~ ![i](j)",
    "1. liste",
    "- tiret\n# titre",
    "\\*",
    "&amp; _u_ #let x = 1",
)


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_fills_a_field_is_words_and_nothing_else(typed: str) -> None:
    said = Correspondence(
        wordings=[Wording(letter="reserve", text="{porteur}\n\n**{numero}**\n\n- {porteur}\n\n{motif}\n\n{suite}")]
    )
    document = _letter("reserve", said, porteur=typed)
    block, _, item, *_ = document.sections[0].blocks
    line = " ".join(typed.split("\n"))
    assert isinstance(block, Paragraph)
    assert isinstance(item, Bullets)
    for text in (block.text, item.items[0]):
        assert isinstance(text, Prose)
        (_, inline, _) = markdown_parser().parse(text.markdown)
        assert {child.type for child in inline.children or ()} <= {"text", "text_special"}
        assert "".join(child.content for child in inline.children or ()) == line


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{porteurs}", "Vouliez-vous dire « porteur »"),
        ("{montant}", "n'est pas un champ"),
        ("Motif : {motif}", "laissez-la seule"),
        ("{motif}\nsuite", "laissez-la seule"),
        ("<b>gras</b>", "HTML"),
        ("# Titre", "Pas de titre"),
    ],
)
def test_what_is_wrong_in_a_text_is_said(text: str, fault: str) -> None:
    assert any(fault in each for each in wording_faults("refused", text))


def test_a_department_words_a_letter_otherwise_and_leaves_nothing_out(tmp_path: Path) -> None:
    for file in PLUGIN.glob("*.toml"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    call = tmp_path / "2025-2026.toml"
    published = call.read_text(encoding="utf-8")

    def read(said: str) -> Correspondence | None:
        call.write_text(f"{published}\n{said}", encoding="utf-8")
        campaign = read_department_directory(tmp_path).latest
        assert campaign is not None
        return campaign.letters

    good = '[letters]\nsignatory = "Dominique Roy"\n[[letters.wordings]]\nletter = "refused"\ntext = """\n'
    found = read(f'{good}Non pour {{numero}}.\n\n{{motif}}\n\n{{recours}}\n"""\n')
    assert found is not None
    assert found.wording("refused").startswith("Non pour {numero}.")
    assert found.wording("approved") == national_wording("approved")
    with pytest.raises(InvalidFiles) as refused:
        read(f'{good}Non pour {{numeros}}.\n\n{{motif}}\n"""\n')
    told = str(refused.value)
    assert re.search(r"2025-2026\.toml:\d+: letters\.wordings\[0\]\.text: Ligne 1 : « \{numeros\} »", told)
    assert "ajoutez « {recours} »" in told
    with pytest.raises(InvalidFiles, match="a déjà un texte"):
        read(good + 'x"""\n[[letters.wordings]]\nletter = "refused"\ntext = "y"\n')


def test_how_a_decision_is_contested_is_the_departments_to_say() -> None:
    (asking,) = appeal_blocks(None, "Caf de la Marne")
    assert "adressez-vous à la Caf de la Marne" in str(asking)
    whole = Appeal(delay="deux mois", amicable="la direction", court="tribunal de X", source=SOURCE)
    first, ways = appeal_blocks(whole, "Caf")
    assert "dans un délai de deux mois à compter de sa notification" in str(first)
    assert isinstance(ways, Bullets)
    assert [str(each)[-1] for each in ways.items] == [";", "."]
    assert len(appeal_blocks(Appeal(delay="deux mois", source=SOURCE), "Caf")) == 1


def test_a_corrected_letter_says_first_what_it_replaces() -> None:
    first = _letter("refused", corrects=True).sections[0].blocks[0]
    assert isinstance(first, Notice)
    assert "1er septembre 2025" in str(first.text)
    assert not isinstance(_letter("refused").sections[0].blocks[0], Notice)


@pytest.mark.parametrize("kind", [each for each in LETTERS if each != "corrected"])
def test_what_was_kept_is_the_same_document(kind: str) -> None:
    table = Table("Titre", ("A", "B"), [("a", Prose("*b*"))], frozenset({1}))
    parts: dict[str, Any] = {name: [table] for name in LETTERS[kind].fields if FIELDS[name].kind == "part"}
    document = _letter(kind, **parts)
    again = document_of(document_json(document))
    assert document_json(again) == document_json(document)
    assert again.sections[-1].blocks
    assert any(isinstance(each, Table) and each == _tuples(table) for part in again.sections for each in part.blocks)
    odd: dict[str, Any] = {_a_part(kind): [object()]}
    with pytest.raises(TypeError):
        document_json(_letter(kind, **odd))


def _a_part(kind: str) -> str:
    return next(name for name in LETTERS[kind].must if FIELDS[name].kind == "part")


def _tuples(table: Table) -> Table:
    return Table(table.caption, tuple(table.header), tuple(map(tuple, table.rows)), table.amounts)


def test_the_guide_is_the_one_that_the_declarations_give() -> None:
    kept = (Path(__file__).parents[2] / "docs/courriers.md").read_text(encoding="utf-8")
    assert kept == letters_guide(), "python -m clas_core.documents.letters_guide > docs/courriers.md"
