"""A text's fields are of a fixed list, and what fills them is never read as a field."""

from clas_core.dossiers.text_templates import FIELDS, problems_of
from clas_core.letters import fill


def test_every_field_is_filled_once_and_what_fills_it_is_not_read_again() -> None:
    values = {name: f"<{name}>" for name in FIELDS} | {"porteur": "{caf} \x1b{agent}\n{date}"}
    text = "Bonjour {porteur},\nvotre dossier {numero} ({appel}). {} { porteur }\n{caf}"
    assert (
        fill(text, values) == "Bonjour {caf} {agent} {date},\nvotre dossier <numero> (<appel>). {} { porteur }\n<caf>"
    )


def test_an_unknown_field_is_named_with_its_line_and_what_was_meant() -> None:
    (problem,) = problems_of("Bonjour {porteur},\n{porteurs}")
    assert problem.message.startswith("Ligne 2 : « {porteurs} » n'est pas un champ. Vouliez-vous dire")
    assert not list(problems_of("Le {date}, et une accolade seule {\n}"))
    assert [each.path for each in problems_of("{montant} {}")] == [("text",), ("text",)]
