"""Pictures of a page on their way into a file: found by the address the page shows them at."""

import base64
import io
import re

from django.urls import Resolver404, resolve
from PIL import Image

from .. import stored
from ..media.drawn_numbers import with_numbers
from ..models import MediaFile, ShotImage

_IMG = re.compile(r'<img\b[^>]*?\ssrc="/[^>]*>')
_SRC, _AT = re.compile(r'\ssrc="(/[^"]+)"'), re.compile(r'\sdata-at="([\d.,;]+)"')


def picture_at(address, at=""):
    """(bytes, mime) of a picture of the handbook, or None; with numbers drawn into it where `at` tells of some."""
    found = _kept_at(address)
    return with_numbers(found[0], at) if found and at else found


def _kept_at(address):
    try:
        found = resolve(address)
    except Resolver404:
        return None
    if found.view_name == "regulations:media":
        file = MediaFile.objects.of_keys([found.kwargs["key"]]).get(found.kwargs["key"])
        return (stored.read(file), file.mime) if file and file.is_picture and stored.read(file) else None
    if found.view_name == "regulations:shot":
        image = ShotImage.objects.called(**found.kwargs)
        return (stored.read(image), "image/png") if image and stored.read(image) else None
    return None


def as_png(body):
    out = io.BytesIO()
    Image.open(io.BytesIO(body)).save(out, "PNG")
    return out.getvalue()


def put_inside(html):
    """The html with its pictures in it, for whoever makes a file of it and fetches nothing."""

    def inside(found):
        at = _AT.search(found[0])
        picture = picture_at(_SRC.search(found[0])[1], at[1] if at else "")
        if picture is None:
            return ""
        body, mime = picture
        return _SRC.sub(f' src="data:{mime};base64,{base64.b64encode(body).decode()}"', found[0])

    return _IMG.sub(inside, html)
