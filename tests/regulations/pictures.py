"""Pictures and files for the tests of the handbook."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def picture(colour="red", format="PNG", size=(64, 40), **options):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, format, **options)
    return out.getvalue()


def with_a_place():
    """A photo that tells where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    return picture(format="JPEG", exif=exif)


def bomb():
    """A small PNG that claims to be 30 000 by 30 000 pixels."""
    parts = [b"\x89PNG\r\n\x1a\n"]
    for kind, body in (
        (b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0" * 1000)),
        (b"IEND", b""),
    ):
        parts.append(struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)))
    return b"".join(parts)


def office(*members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in members:
            archive.writestr(name, "<x/>")
    return out.getvalue()


def video(words=b"crane", brand=b"isom"):
    """Bytes that begin as an MP4 does."""
    return struct.pack(">I", 24) + b"ftyp" + brand + b"\0\0\2\0" + b"isommp41" + words * 1000


def webm():
    return b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm" + b"x" * 5000


def upload(name, body):
    return SimpleUploadedFile(name, body)
