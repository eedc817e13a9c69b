"""What is sent as text is compressed, where whoever asks can read it (docs/decisions/0057-compressed-answers.md)."""

from collections.abc import Collection

from flask import Flask, Response, request
from flask_compress import Compress

_PAGES = ("text/html", "text/css", "text/markdown", "text/calendar", "image/svg+xml", "text/javascript")
_DATA = ("application/json", "application/problem+json")

_LEAST = 1_000
"""In bytes: what is shorter goes as it is."""


def attach(app: Flask, *, files: Collection[str], public: Collection[str]) -> None:
    """Compress pages, JSON, and the files that the endpoints `files` send, from a kilobyte on; and let whoever has a
    page of the blueprints `public` as it still is keep it.

    Other files, which are sent as they are read, go as they are: documents are compressed by their own formats.
    """
    app.config.update(
        COMPRESS_MIMETYPES=[*_PAGES, *_DATA],
        COMPRESS_ALGORITHM=["zstd", "br", "gzip"],
        COMPRESS_ZSTD_LEVEL=9,
        COMPRESS_BR_LEVEL=5,
        COMPRESS_STREAMS=False,
        COMPRESS_MIN_SIZE=_LEAST,
        COMPRESS_REGISTER=False,
    )
    compress = Compress(app)

    def shrink(response: Response) -> Response:
        if request.endpoint in files and response.status_code == 200:
            response.direct_passthrough = False
            body = response.get_data()  # small, and what is streamed is not compressed
            response.close()
            response.set_data(body)
        if response.mimetype in _DATA and "ETag" in response.headers:
            # It shows the version of what may be changed, and that is sent back as it is.
            response.vary.add("Accept-Encoding")
            return response
        if request.blueprint in public and request.method == "GET" and response.status_code == 200:
            response.add_etag()
            response.make_conditional(request)
        if not response.is_streamed and "Vary" not in response.headers and not _is_shrunk(response):
            response.headers["Vary"] = "Accept-Encoding"
            return response
        shrunk: Response = compress.after_request(response)
        return shrunk

    app.after_request(shrink)


def _is_shrunk(response: Response) -> bool:
    """Tell whether an answer is long enough, and whoever asks reads anything but what is not compressed: to weigh what
    they read against what can be sent takes a tenth of the time of a small answer."""
    length = response.content_length
    return bool(request.headers.get("Accept-Encoding")) and (length is None or length >= _LEAST)
