"""A digest names the exact content of rules: the same for ever for the same rules, another for any others."""

import hashlib
from importlib.resources import files
from pathlib import Path

import pytest

from clas_core.national import Referential, ReferentialLibrary, read_referential
from clas_core.reading import digest_of, parse_toml

RULES = """\
school_year = "2025-2026"
checked_on = 2026-11-21
when = 2024-05-07T10:00:00
at = 10:30:00
online = true

[rate]
value = 0.33
source = "note"

[[criteria]]
id = "group.children"
options = ["cp", "ce1"]
"""


def _digest(text: str) -> str:
    return digest_of(parse_toml(text, name="rules.toml"))


def test_the_canonical_form_is_sorted_json_without_white_space() -> None:
    """Written out by hand: a change of the canonical form would unseal every dossier."""
    canonical = (
        '{"at":"10:30:00","checked_on":"2026-11-21","criteria":[{"id":"group.children","options":["cp","ce1"]}],'
        '"online":true,"rate":{"source":"note","value":"0.33"},"school_year":"2025-2026",'
        '"when":"2024-05-07T10:00:00"}'
    )
    assert _digest(RULES) == "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


def test_accents_are_digested_as_utf_8() -> None:
    assert _digest('a = "é"\n') == "sha256:" + hashlib.sha256('{"a":"é"}'.encode()).hexdigest()


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ('school_year = "2025-2026"\n', '# un commentaire\n\nschool_year = "2025-2026" # un autre\n'),
        ("value = 0.33", "value = 0.330"),
        ("value = 0.33", "value = 3.3e-1"),
        ('value = 0.33\nsource = "note"', 'source = "note"\nvalue = 0.33'),
        ("[rate]\nvalue = 0.33\n", "[rate]\nvalue    =    0.33\n"),
        ('options = ["cp", "ce1"]', 'options = [\n  "cp",\n  "ce1",\n]'),
        ('source = "note"', "source = 'note'"),
        ('[rate]\nvalue = 0.33\nsource = "note"\n', 'rate = { source = "note", value = 0.33 }\n'),
    ],
)
def test_writing_the_same_rules_otherwise_gives_the_same_digest(written: str, instead: str) -> None:
    assert written in RULES
    assert _digest(RULES.replace(written, instead)) == _digest(RULES)


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("value = 0.33", "value = 0.34"),
        ("value = 0.33", "value = 0.3300001"),
        ("online = true", "online = false"),
        ("2026-11-21", "2026-11-22"),
        ("2024-05-07T10:00:00", "2024-05-07T10:00:01"),
        ('options = ["cp", "ce1"]', 'options = ["ce1", "cp"]'),
        ('options = ["cp", "ce1"]', 'options = ["cp"]'),
        ('id = "group.children"', 'id = "group.Children"'),
        ('source = "note"', 'source = "note "'),
        ("[rate]", "[ratio]"),
        ("online = true\n", ""),
    ],
)
def test_any_change_of_the_rules_changes_the_digest(written: str, instead: str) -> None:
    assert written in RULES
    assert _digest(RULES.replace(written, instead)) != _digest(RULES)


def test_what_has_no_canonical_form_is_not_digested() -> None:
    with pytest.raises(TypeError, match="set has no canonical form"):
        digest_of({"a": {1, 2}})


def test_each_shipped_year_has_a_digest_of_its_own(library: ReferentialLibrary) -> None:
    digests = [referential.digest for referential in library]
    assert len(set(digests)) == len(digests)
    assert all(digest.startswith("sha256:") and len(digest) == len("sha256:") + 64 for digest in digests)


def test_one_cent_more_is_another_referential(tmp_path: Path, referential_2025: Referential) -> None:
    text = read_referential(files("clas_core.national") / "data" / "2025-2026.toml").text
    (tmp_path / "same.toml").write_text("# relu\n" + text, encoding="utf-8")
    (tmp_path / "other.toml").write_text(text.replace("2800.70", "2800.71"), encoding="utf-8")
    assert read_referential(tmp_path / "same.toml").digest == referential_2025.digest
    assert read_referential(tmp_path / "other.toml").digest != referential_2025.digest
