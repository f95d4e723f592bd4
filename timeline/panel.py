"""What the templates of a card's timeline and files are given."""

import uuid

from . import subjects
from .models import File
from .privacy import closed_places


def feed_context(record, user, tab, rows, mark, counts=()):
    return {
        "record": record,
        "tab": tab,
        "rows": rows,
        "mark": mark,
        "counts": counts,
        "may_write": subjects.may_write(user, record),
        "user": user,
    }


def files_context(record, user):
    files = list(File.objects.of(record.kind, record.pk).live().outside(closed_places(user)).newest_first())
    may_delete = user.may("delete", record)
    for file in files:
        file.may_remove = may_delete or file.uploaded_by_id == user.pk
    return {"record": record, "files": files, "may_write": subjects.may_write(user, record), "errors": []}


def new_token():
    """What makes a double click one record."""
    return uuid.uuid4()
