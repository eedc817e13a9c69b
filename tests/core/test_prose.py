"""Prose is Markdown that stays readable by everyone: no HTML, no heading, links that say where they lead."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clas_core.prose import Prose, markdown_parser, prose_faults


@pytest.mark.parametrize(
    "text",
    [
        "Une phrase simple, l'accent y est.",
        "Du **gras**, de l'*italique* et du `code <b>`.",
        "- un\n- deux\n\n1. trois",
        "2 < 3 et 5 > 4, A & B",
        "[La charte nationale](https://www.exemple.fr/charte)",
        "[Écrire à la Caf](mailto:caf@exemple.fr) ou [l'appeler](tel:+33326791541)",
        "[La page du département](/departements/marne) et [le calendrier](#calendrier)",
        "<https://www.exemple.fr>",
        "![Affiche de la campagne](https://www.exemple.fr/affiche.png)",
        "[![Le réseau des parents](https://www.exemple.fr/logo.png)](https://www.exemple.fr)",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "Un # au milieu d'une ligne",
        "",
    ],
)
def test_sound_prose_has_no_fault(text: str) -> None:
    assert prose_faults(text) == ()


@pytest.mark.parametrize("text", ["[**La charte nationale**](https://exemple.fr)", "[*Le site* du réseau](/reseau)"])
def test_a_link_may_be_in_bold_or_italic(text: str) -> None:
    assert prose_faults(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "<b>gras</b>",
        "Du texte<br>puis d'autre",
        "<script>alert(1)</script>",
        "<!-- commentaire -->",
        "- <img src=x onerror=alert(1)>",
        "Avant\n\n<div>bloc</div>",
        "<a href='https://exemple.fr'>ici</a>",
    ],
)
def test_html_is_refused(text: str) -> None:
    assert prose_faults(text) == ("Le HTML n'est pas admis : écrivez en Markdown.",)


@pytest.mark.parametrize("text", ["# Titre", "###### Titre", "Titre\n=====", "Titre\n---", "- # Titre", "> ## Titre"])
def test_a_heading_is_refused(text: str) -> None:
    (fault,) = prose_faults(text)
    assert fault.startswith("Pas de titre dans un texte")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("", ""),
        ("ici", "ici"),
        (" Là ", "là"),
        ("Cliquez ici", "cliquez ici"),
        ("cliquer ici", "cliquer ici"),
        ("EN SAVOIR PLUS", "en savoir plus"),
        ("lien", "lien"),
        ("ce lien", "ce lien"),
        ("suite", "suite"),
    ],
)
def test_a_link_that_does_not_say_where_it_leads_is_refused(words: str, shown: str) -> None:
    expected = f"Un lien doit dire où il mène : remplacez « {shown} » par le nom de la page."
    assert prose_faults(f"Pour déposer, [{words}](https://www.exemple.fr).") == (expected,)


def test_bold_does_not_hide_an_empty_link() -> None:
    (fault,) = prose_faults("[**ici**](https://www.exemple.fr)")
    assert fault.startswith("Un lien doit dire où il mène")


@pytest.mark.parametrize("text", ["![](https://www.exemple.fr/a.png)", "![ ](/a.png)", "- ![](/a.png)"])
def test_an_image_without_a_description_is_refused(text: str) -> None:
    (fault,) = prose_faults(text)
    assert fault.startswith("Une image sans description est muette")


@pytest.mark.parametrize("address", ["ftp://exemple.fr", "page.html", "www.exemple.fr", "smb://serveur/partage"])
def test_a_link_leads_to_the_web_a_mail_box_or_a_telephone(address: str) -> None:
    assert prose_faults(f"[La charte]({address})") == ("Un lien commence par https://, mailto: ou tel:.",)


@pytest.mark.parametrize(
    "text",
    [
        "[La charte](javascript:alert(1))",
        "[La charte](JaVaScRiPt:alert(1))",
        "[La charte](&#106;avascript:alert(1))",
        "[La charte](data:text/html,x)",
        "[La charte](vbscript:x)",
        "[La charte][a]\n\n[a]: javascript:alert(1)",
        "![Affiche](javascript:alert(1))",
    ],
)
def test_a_link_that_runs_code_is_never_a_link(text: str) -> None:
    """Markdown as read here leaves it as the letters that were typed."""
    page = markdown_parser().render(text)
    assert "<a" not in page
    assert "<img" not in page


def test_every_fault_of_a_text_is_named_at_once() -> None:
    faults = prose_faults("# Titre\n\n<b>x</b> [ici](ftp://a.fr) ![](/a.png)")
    assert [fault.split()[0:2] for fault in faults] == [
        ["Le", "HTML"],
        ["Pas", "de"],
        ["Un", "lien"],
        ["Un", "lien"],
        ["Une", "image"],
    ]


@given(st.text(alphabet=st.sampled_from("xy <>&\"'/=#[]()!*_`-\n"), max_size=60))
def test_whatever_is_typed_no_tag_of_the_writer_reaches_the_page(text: str) -> None:
    """Markdown makes no element whose name begins with x or y, so any such tag would be the writer's."""
    assert re.search(r"</?[xy]", markdown_parser().render(text)) is None


@pytest.mark.parametrize("text", ["<x>", "<y x='1'>", "</x>", "x <x/> y", "<y\nx=1>"])
def test_even_a_tag_that_no_browser_knows_is_html(text: str) -> None:
    assert prose_faults(text) == ("Le HTML n'est pas admis : écrivez en Markdown.",)


def test_prose_reads_as_its_markdown() -> None:
    assert str(Prose("Du **gras**")) == "Du **gras**"
