"""A part of a file, as players of videos ask for it."""

import re

from django.http import FileResponse, HttpResponse, StreamingHttpResponse

_RANGE = re.compile(r"bytes=(\d*)-(\d*)\Z")
_PIECE = 64 * 1024


def ranged(request, path, **options):
    """The bytes of a file: those asked for by one `Range`, 416 where it has none of them; else all of them as a FileResponse."""
    size, found = path.stat().st_size, _RANGE.match(request.headers.get("Range", ""))
    if not found or not any(found.groups()):
        response = FileResponse(path.open("rb"), **options)
    elif (part := _part(*found.groups(), size)) is None:
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        first, last = part
        response = StreamingHttpResponse(_bytes(path, first, last), status=206, content_type=options.get("content_type"))
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
        response["Content-Length"] = str(last - first + 1)
    response["Accept-Ranges"] = "bytes"
    return response


def _part(first, last, size):
    """(first, last) byte of what was asked for; None where the file ends before it."""
    begin = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    return (begin, end) if begin <= end else None


def _bytes(path, first, last):
    with path.open("rb") as file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (piece := file.read(min(_PIECE, left))):
            left -= len(piece)
            yield piece
