"""Files: checked before they are kept, under random names, by their own content and not by what they claim."""

import hashlib
import uuid
from pathlib import Path

from django.conf import settings
from django.db import transaction

from crm_project.lib import clock
from crm_project.lib.text import clean_line

from .models import File

LIMIT = 20 * 1024 * 1024
PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif")
_INLINE = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"%PDF-": "application/pdf",
    b"ID3": "audio/mpeg",
    b"\xff\xfb": "audio/mpeg",
    b"OggS": "audio/ogg",
    b"GIF8": "image/gif",
}


class FileIsRefused(ValueError):
    """The file is not kept; the screen says which and why."""


class FileIsTooLarge(FileIsRefused):
    """More than 20 MB."""


class FileIsEmpty(FileIsRefused):
    """Nothing in it."""


class FileIsNotAccepted(FileIsRefused):
    """This place takes only some kinds, and the content shows another one."""


def keep(upload, record, *, by, accept=None, place=""):
    """Store an uploaded file on a record; the fact is noted. The row exists only if the bytes lie on the disk.

    `accept` names the types a place takes, such as PICTURES, judged by content; without it everything is kept and
    only ever downloaded. `place` is the key of the field that the file stands in.
    """
    _check(upload, accept)
    file = File(
        subject_kind=record.kind,
        subject_id=record.pk,
        name=safe_name(upload.name),
        place=place,
        stored_as=uuid.uuid4(),
        size=upload.size,
        uploaded_by=by,
        created_at=clock.now(),
    )
    file.sha256, head = _write(upload, path_of(file))
    file.content_type = sniffed(head)
    file.is_inline = file.content_type != "application/octet-stream"
    with transaction.atomic():
        file.save(force_insert=True)
        file._record("file_added", by)
    return file


def path_of(file):
    name = file.stored_as.hex
    return Path(settings.MEDIA_ROOT) / name[:2] / name


def forget_bytes(file):
    """Take the bytes off the disk; the row stays, since history names it."""
    path_of(file).unlink(missing_ok=True)


def safe_name(name):
    """A file name is data only: no folders, no controls, at most 200 characters with its ending kept."""
    line = clean_line(str(name).replace("\\", "/").rsplit("/", 1)[-1]).lstrip(".-") or "file"
    stem, dot, ending = line.rpartition(".")
    return line if len(line) <= 200 else f"{(stem or ending)[:190]}{dot}{ending[:9]}"


def sniffed(head):
    """The type the content itself shows: only safe pictures, PDF and sound are ever shown inline."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "audio/wav"
    for magic, content_type in _INLINE.items():
        if head.startswith(magic):
            return content_type
    return "application/octet-stream"


def _check(upload, accept):
    if not upload.size:
        raise FileIsEmpty
    if upload.size > LIMIT:
        raise FileIsTooLarge
    if accept is None:
        return
    upload.seek(0)
    head = upload.read(16)
    upload.seek(0)
    if sniffed(head) not in accept:
        raise FileIsNotAccepted


def _write(upload, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, head = hashlib.sha256(), b""
    part = path.with_suffix(".part")
    with part.open("wb") as out:
        for chunk in upload.chunks():
            head = head or chunk[:16]
            digest.update(chunk)
            out.write(chunk)
    part.rename(path)
    return digest.hexdigest(), head
