"""Notices as their reader may read them now: a record that has gone out of sight takes its name and its details with it."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from .kinds import kind_of, subject_of


@dataclass(frozen=True)
class Reading:
    notice: Any
    text: str
    url: str
    icon: str


def read_out(notices, user):
    """One query per kind of subject, however many notices."""
    notices = list(notices)
    found = {}
    with_subject = sorted((one for one in notices if one.subject_kind), key=lambda one: one.subject_kind)
    for kind, group in groupby(with_subject, key=lambda one: one.subject_kind):
        found[kind] = _visible(kind, {one.subject_id for one in group}, user)
    return [_read(one, found) for one in notices]


def _visible(kind, ids, user):
    known = subject_of(kind)
    return {record.pk: record for record in known.find(user).filter(pk__in=ids)} if known else {}


def _read(notice, found):
    kind = kind_of(notice.verb)
    if not notice.subject_kind:
        return Reading(notice, kind.tell(notice, None), notice.details.get("path", ""), kind.icon)
    subject = found[notice.subject_kind].get(notice.subject_id)
    if subject is None:
        return Reading(notice, _("About a record you do not see any more"), "", "lock")
    return Reading(notice, kind.tell(notice, subject), subject_of(notice.subject_kind).url(subject), kind.icon)
