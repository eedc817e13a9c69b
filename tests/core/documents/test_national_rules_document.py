"""The national rules as a document say the figures of one year, each source once, and what is not sure of them."""

from clas_core.documents.national_rules import national_rules
from clas_core.national import Referential
from clas_core.national.remarks import remarks_on
from tests.core.documents.words import words_of


def test_the_rules_of_a_year_are_told_with_their_figures_and_their_digest(referential_2025: Referential) -> None:
    document = national_rules(referential_2025)
    assert (document.kind, document.department, document.digests) == ("national_rules", "", (referential_2025.digest,))
    assert document.title == "Clas : les règles nationales 2025-2026"
    said = "\n".join(words_of(document))
    for figure in (referential_2025.ps.rate, referential_2025.ps.price_ceiling, referential_2025.ps.maximum):
        assert figure.text in said
    for bonus in referential_2025.bonuses:
        assert bonus.label in said
    for axis in referential_2025.axes:
        assert axis.text in said


def test_each_source_is_listed_once_with_its_address(essai_national: Referential) -> None:
    lines = words_of(national_rules(essai_national))
    sources = lines[lines.index("Chaque chiffre porte sa source :") + 1 :]
    assert len(sources) == len(set(sources)) == len({each.citation for each in essai_national.sources.values()})
    for each in essai_national.sources.values():
        assert (f"{each.citation} <{each.url}>" if each.url else each.citation) in sources


def test_what_must_be_known_of_the_figures_is_said(referential_2024: Referential) -> None:
    lines = words_of(national_rules(referential_2024))
    remarks = list(remarks_on(referential_2024))
    assert remarks
    start = lines.index("Ce qu'il faut savoir de ces chiffres") + 1
    assert lines[start : start + len(remarks)] == remarks
