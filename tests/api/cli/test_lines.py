"""What commands tell at a terminal: lines that end between two words, columns, and one line each in a file."""

from clas_api.cli.lines import figures_aligned, in_lines

SENTENCE = "  - Le fichier de l'année : Le greffon ne décrit aucun appel de 2026-2027, ni d'une autre année."


def test_a_sentence_goes_on_under_its_first_word_and_no_word_is_cut() -> None:
    lines = in_lines(SENTENCE, 40)
    assert len(lines) == 3
    assert all(len(each) <= 40 for each in lines)
    assert [each[:4] for each in lines[1:]] == ["    "] * 2
    assert " ".join(each.strip() for each in lines) == SENTENCE.strip()


def test_a_sentence_that_no_terminal_shows_stays_on_its_line() -> None:
    assert in_lines(SENTENCE, None) == [SENTENCE]


def test_a_word_longer_than_the_line_stays_whole() -> None:
    digest = f"sha256:{'0f' * 32}"
    assert digest in in_lines(f"Empreinte : {digest}.", 40)[1]


def test_the_last_column_goes_on_under_itself() -> None:
    lines = in_lines("Marne  bloqué  la personne responsable du service, à la Caf", 40, beginning=15)
    assert lines == ["Marne  bloqué  la personne responsable", " " * 15 + "du service, à la Caf"]


def test_figures_end_one_under_another() -> None:
    rows = [("CES GROUPES", "GROUPES", "DIFFÉRENCE"), ("Perdent", "41", "-4 541,41 €"), ("Gagnent", "3", "0,00 €")]
    told = list(figures_aligned(rows))
    assert len({len(each) for each in told}) == 1
    assert told[2] == "Gagnent            3       0,00 €"
