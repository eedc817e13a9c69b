"""A QR code as a picture that stands in the page itself: nothing else is loaded, and no script draws it."""

from io import BytesIO

from markupsafe import Markup


def qr_picture(text: str, *, scale: int = 5) -> Markup:
    """Return `text` as inline SVG, black on white whatever the page looks like, with its quiet zone.

    A square of it is `scale` pixels wide. Who shows it says in words, around it, what it is.
    """
    import segno

    made = segno.make_qr(text, error="m")
    drawn = made.svg_inline(scale=scale, border=4, dark="#000", light="#fff").replace(
        "class=", 'aria-hidden="true" class=', 1
    )
    return Markup(drawn)  # noqa: S704  # draws squares alone


def qr_file(text: str) -> str:
    """Return `text` as SVG that stands alone, for a document on paper."""
    import segno

    made = BytesIO()
    segno.make_qr(text, error="m").save(made, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False)
    return made.getvalue().decode()
