"""The name under which a file leaves: one place writes it into a header."""

from collections.abc import Mapping

from clas_core.dossiers.filenames import safe_filename


def named(filename: str, *, attached: bool = False) -> Mapping[str, str]:
    """Return the header that gives a file of ours its name: to be saved where it is `attached`, else to be shown."""
    plain = safe_filename(filename.encode("ascii", errors="ignore").decode())
    return {"Content-Disposition": f'{"attachment" if attached else "inline"}; filename="{plain}"'}
