"""A department may have a logo: a small picture beside its files, which can do nothing but be seen."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from clas_core.conformance.folder import check_folder_shape
from clas_core.departments import DepartmentPlugin, read_department_directory
from clas_core.departments.logo import LARGEST_LOGO
from clas_core.errors import InvalidFiles

SVG = '<svg xmlns="http://www.w3.org/2000/svg">{}</svg>'
BAD: Mapping[str, Sequence[tuple[str | bytes | None, str]]] = {
    "logo.svg": [
        (SVG.format("<script>alert(1)</script>"), "« <script »"),
        (SVG.format('<a onclick="x()"/>'), "« onclick= »"),
        (SVG.format('<rect fill="url(https://ailleurs.example/a)"/>'), "« url( »"),
        (SVG.format('<use xlink:href="https://ailleurs.example/a.svg"/>'), "« href= »"),
        ("<!DOCTYPE svg [<!ENTITY a 'b'>]>" + SVG, "n'est pas un dessin SVG"),
        (SVG.format("<style>@import 'a.css'</style>"), "« @import »"),
        ("<html></html>", "n'est pas un dessin SVG"),
        (b"\xff\xfe", "n'est pas en UTF-8"),
        (SVG.format(" " * LARGEST_LOGO), "dépasse 40 Kio"),
        (None, "n'est pas à côté de department.toml"),
    ],
    "logo.png": [(SVG, "n'est pas une image PNG"), (None, "n'est pas à côté de department.toml")],
    "../logo.svg": [(SVG, "Un nom de fichier est attendu")],
}
"""Of each name in the file: what lies there, and what is said of it."""


def test_a_logo_is_read_with_the_department(essai: DepartmentPlugin) -> None:
    picture = essai.department.picture
    assert picture is not None
    assert picture.media_type == "image/svg+xml"
    assert picture.content.startswith(b"<svg")


@pytest.mark.parametrize(("name", "content", "told"), [(name, *each) for name, every in BAD.items() for each in every])
def test_what_is_no_plain_picture_is_refused_with_its_line(
    write_essai: Callable[..., Path], name: str, content: str | bytes | None, told: str
) -> None:
    folder = write_essai({"department.toml": {"logo.svg": name}})
    (folder / "logo.svg").unlink()
    if content is not None:
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InvalidFiles) as refusal:
        read_department_directory(folder)
    (line,) = refusal.value.lines
    assert line.startswith("essai/department.toml:5: logo: ")
    assert told in line


def test_only_the_logo_that_is_named_has_its_place_in_the_folder(write_essai: Callable[..., Path]) -> None:
    folder = write_essai()
    (folder / "ancien.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    spare = [each.file for each in check_folder_shape(folder) if each.check == "folder.spare"]
    assert spare == ["essai/ancien.png"]
