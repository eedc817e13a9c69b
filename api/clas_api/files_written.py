"""A file that is written apart, and given to whoever asked for it: a large one is on the disk, not in memory."""

from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from flask import Response, send_file

from clas_api.rendering.names import named

IN_MEMORY = 1 << 20
"""How many bytes are held in memory: beyond, a file is on the disk."""


def file_written(write: Callable[[BinaryIO], tuple[str, str]]) -> Response:
    """Return what `write` writes as a file to be saved, which nobody on the way keeps; it tells its name and its media
    type. What goes wrong while it writes leaves nothing behind."""
    stream = cast(BinaryIO, SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115  # the answer closes a large one
    try:
        filename, media_type = write(stream)
        size = stream.tell()
        stream.seek(0)
        small = stream.read() if size <= IN_MEMORY else None
        if small is not None:
            stream.close()
            response = Response(small, mimetype=media_type)
        else:
            response = send_file(stream, mimetype=media_type, max_age=None, conditional=False, etag=False)
            response.call_on_close(stream.close)
    except BaseException:
        stream.close()
        raise
    response.content_length = size
    response.headers.update(named(filename, attached=True))
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
