"""Faces of colleagues: kept like any file, shown only when the content itself is a picture."""

import io

from django.db import transaction

from timeline.keeping import FileIsEmpty, FileIsTooLarge, keep, sniffed

PICTURES = {"image/png", "image/jpeg", "image/webp"}
LIMIT = 5 * 1024 * 1024


class NotAPicture(ValueError):
    """Not a PNG, JPEG or WebP by its own first bytes, or too large for a face."""


def set_photo(user, upload, *, by):
    """Keep the picture and show it from now on; None takes it away."""
    if upload is not None:
        _check(upload)
    with transaction.atomic():
        try:
            user.photo = keep(upload, user, by=by) if upload is not None else None
        except (FileIsTooLarge, FileIsEmpty) as refusal:
            raise NotAPicture from refusal
        user.save(update_fields=["photo"])


def _check(upload):
    head = upload.read(16)
    upload.seek(0, io.SEEK_SET)
    if sniffed(head) not in PICTURES or upload.size > LIMIT:
        raise NotAPicture
