"""Which departments are data alone: nothing but their files is read when they are loaded."""

from importlib.metadata import EntryPoint
from importlib.resources import files
from pathlib import Path

import pytest

from clas_core.departments.plain import is_data_alone


def test_a_module_that_does_more_than_hand_its_files_over_is_not_data_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    plain = Path(str(files("clas_marne") / "__init__.py")).read_text(encoding="utf-8")
    bodies = {
        "clas_as_it_is": plain,
        "clas_other_words": plain.replace("Marne", "Ailleurs") + "\n# un mot\n",
        "clas_hooks": plain + "\nfrom clas_marne import hooks\n",
        "clas_beside": plain.replace("__package__", "__package__ or exit()"),
        "clas_decorated": plain.replace("@hookimpl", "@hookimpl\n@print"),
        "clas_default": plain.replace("clas_department()", "clas_department(a=exit())"),
        "clas_first": "import sys\n" + plain,
        "clas_broken": plain + "(",
        "clas_bytes": "",
    }
    for name, body in bodies.items():
        (tmp_path / f"{name}.py").write_text(body, encoding="utf-8")
    (tmp_path / "clas_bytes.py").write_bytes(b"\xff\x00")
    (tmp_path / "clas_inner").mkdir()
    (tmp_path / "clas_inner" / "__init__.py").write_text("exit()\n", encoding="utf-8")
    (tmp_path / "clas_inner" / "inner.py").write_text(plain, encoding="utf-8")
    values = [*bodies, "clas_inner.inner", "clas_as_it_is:thing", "clas_nowhere"]
    found = {each for each in values if is_data_alone(EntryPoint(each, each, "clas.departments"))}
    assert found == {"clas_as_it_is", "clas_other_words"}
