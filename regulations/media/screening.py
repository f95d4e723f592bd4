"""What a file shows itself to be, by its content: pictures are opened whole, everything outside of the list is refused."""

import io
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from ..carrying import zips
from ..carrying.refusals import Unfit

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 40_000_000
PICTURES = {"PNG": ("image/png", ".png"), "JPEG": ("image/jpeg", ".jpg"), "WEBP": ("image/webp", ".webp")}
OFFICE = {
    "word/document.xml": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
    "xl/workbook.xml": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
    "ppt/presentation.xml": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx"),
}
PDF = ("application/pdf", ".pdf")
MP4, WEBM = ("video/mp4", ".mp4"), ("video/webm", ".webm")
ENDINGS = {**dict(PICTURES.values()), **dict(OFFICE.values()), **dict([PDF, MP4, WEBM])}
"""{mime: ending} of everything that is taken."""
_PERSONAL = {"exif", "xmp", "XML:com.adobe.xmp", "comment", "photoshop"}
_MP4_BRANDS = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash", b"MSNV")
_EBML, _IS_WEBM = b"\x1aE\xdf\xa3", b"webm"
_HEADS = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF")


@dataclass(frozen=True)
class Screened:
    """Bytes as they are kept, and what they are; a picture has its size."""

    body: bytes
    mime: str
    name: str
    width: int = 0
    height: int = 0

    @property
    def sha256(self):
        return sha256(self.body).hexdigest()

    @property
    def key(self):
        return self.sha256[:16]

    @property
    def is_picture(self):
        return self.mime.startswith("image/")


def screened(data, name):
    """What may be kept of these bytes; refuses with Unfit. A second time it is the same bytes."""
    if not data:
        raise Unfit(_("“{name}” is empty: there is nothing in it.").format(name=name))
    if len(data) > MOST_BYTES:
        raise Unfit(_("“{name}” is larger than 20 MB.").format(name=name))
    if data.startswith(_HEADS):
        return _picture(data, name)
    if data.startswith(b"%PDF-"):
        return Screened(data, PDF[0], name)
    if data.startswith(b"PK\x03\x04"):
        return _office(data, name)
    if data[4:8] == b"ftyp" and data[8:12] in _MP4_BRANDS:
        return Screened(data, MP4[0], name)
    if data.startswith(_EBML) and _IS_WEBM in data[:64]:
        return Screened(data, WEBM[0], name)
    raise _unknown(name)


def _picture(data, name):
    try:
        image = Image.open(io.BytesIO(data), formats=list(PICTURES))
        if image.width * image.height > MOST_PIXELS:
            raise Unfit(_("“{name}” has more than 40 million pixels: make it smaller.").format(name=name))
        # Some phones put several pictures into one JPEG, which has a name of its own then.
        format = image.format if image.format in PICTURES else "JPEG"
        image.load()
        if getattr(image, "n_frames", 1) > 1 or _PERSONAL & set(image.info) or getattr(image, "text", None):
            data, image = _bare(image, format)
    except (UnidentifiedImageError, Image.DecompressionBombWarning, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        raise Unfit(_("“{name}” is damaged or is no picture.").format(name=name)) from None
    return Screened(data, PICTURES[format][0], name, image.width, image.height)


def _bare(image, format):
    """The same picture without the place, the camera and the words that came with it."""
    image.seek(0)
    upright = ImageOps.exif_transpose(image)
    plain = Image.new(upright.mode, upright.size)
    if upright.mode == "P":
        plain.putpalette(upright.getpalette() or [])
    plain.paste(upright)
    out = io.BytesIO()
    options = {"transparency": image.info["transparency"]} if "transparency" in image.info and format == "PNG" else {}
    plain.save(out, format, **({"quality": 92} if format != "PNG" else options))
    return out.getvalue(), plain


def _office(data, name):
    archive = zips.opened(data)
    members = set(archive.namelist())
    found = next((kind for part, kind in OFFICE.items() if part in members), None)
    if found is None or any(member.lower().endswith("vbaproject.bin") for member in members):
        raise _unknown(name)
    return Screened(data, found[0], name)


def _unknown(name):
    return Unfit(
        _("“{name}” is not taken: a picture (PNG, JPEG, WEBP), a video (MP4, WEBM), PDF, DOCX, XLSX or PPTX is needed.").format(name=name)
    )
