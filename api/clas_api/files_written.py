"""A file that was written on the disk, given to whoever asked for it."""

from typing import BinaryIO

from flask import Response, send_file

from clas_api.rendering.names import named


def file_written(stream: BinaryIO, filename: str, media_type: str) -> Response:
    """Return what `stream` holds as a file to be saved under a name, which nobody on the way keeps."""
    size = stream.tell()
    stream.seek(0)
    response = send_file(stream, mimetype=media_type, max_age=None, conditional=False, etag=False)
    response.content_length = size
    response.headers.update(named(filename, attached=True))
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
