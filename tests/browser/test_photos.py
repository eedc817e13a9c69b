"""A photo that is too large is made a smaller JPEG by the browser; what cannot be is told by the form's own page."""

import os
import struct
import zlib

from playwright.sync_api import BrowserContext, Page, expect

from clas_core.dossiers import LARGEST_DOCUMENT
from tests.browser.test_saving import SOON
from tests.browser.walking import Demonstration


def _photo(width: int, height: int) -> bytes:
    """Return a PNG of noise, which nothing makes smaller."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    lines = b"".join(b"\0" + os.urandom(width * 3) for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in parts)


def _opened(context: BrowserContext, demonstration: Demonstration) -> Page:
    context.add_cookies([demonstration.session("porteur101")])
    page = context.new_page()
    page.goto(f"{demonstration.url}/espace")
    dossier = page.locator(".call-card h3 a").first.get_attribute("href")
    page.goto(f"{demonstration.url}{dossier}/pieces")
    return page


def test_a_photo_is_made_smaller_and_what_is_too_large_is_told_on_its_page(
    context: BrowserContext, demonstration: Demonstration
) -> None:
    page = _opened(context, demonstration)
    photo = _photo(2500, 1500)
    assert len(photo) > LARGEST_DOCUMENT
    page.set_input_files("#file", {"name": "statuts.png", "mimeType": "image/png", "buffer": photo})
    size = "() => document.querySelector('#file').files[0]?.size ?? 0"
    for _ in range(60):
        if 0 < page.evaluate(size) < LARGEST_DOCUMENT:
            break
        page.wait_for_timeout(250)
    page.select_option("#kind", "other")
    page.click("button[value=join]")
    expect(page.locator(".alert-success")).to_contain_text("statuts.jpg", timeout=SOON)
    page.select_option("#kind", "other")
    page.set_input_files(
        "#file", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7".ljust(LARGEST_DOCUMENT * 2)}
    )
    page.click("button[value=join]")
    expect(page.locator("#file-error")).to_contain_text("dépasse 10 Mio", timeout=SOON)
