"""What people are told about, and how it reads: a registry that apps fill when they are ready."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Kind:
    """One kind of notice: `label` names it in the preferences, `tell(notice, subject)` is its sentence as safe html.

    `mail` is whether it also goes by mail unless the person chose otherwise; `must` ones cannot be switched off.
    `urgency`: "now" is of this very hour and may break quiet hours, "today" is not left for the next morning's letter.
    `minutes` kinds are told some minutes before something, which each person may set.
    """

    verb: str
    label: Any
    tell: Callable
    icon: str = "bell"
    mail: bool = False
    must: bool = False
    urgency: str = "usual"
    minutes: bool = False

    @property
    def is_urgent(self):
        return self.urgency == "now"

    @property
    def may_wait(self):
        return self.urgency == "usual"

    def usual(self, channel):
        """What holds of a channel until the person chooses."""
        return {"bell": True, "mail": self.mail, "push": self.mail or self.is_urgent}[channel]


@dataclass(frozen=True)
class Subject:
    """How a subject is found with the reader's rights, and where it opens."""

    find: Callable
    url: Callable


_kinds: dict[str, Kind] = {}
_subjects: dict[str, Subject] = {}


def notice(verb, label, *, icon="bell", mail=False, must=False, urgency="usual", minutes=False):
    """Declare a kind: `@notice("deal.given", _("A deal was given to me")) def given(notice, subject) -> safe html`.

    `subject` is the record, or None when the notice has none; a record the reader may not see never gets here.
    """

    def remember(tell):
        _kinds[verb] = Kind(verb, label, tell, icon, mail, must, urgency, minutes)
        return tell

    return remember


def subject(kind, find, url=None):
    """`find(user)` answers the queryset of what this reader may see; `url` is a name taking the pk, or a function."""
    if isinstance(url, str):
        name = url

        def url(record):
            try:
                return reverse(name, args=[record.pk])
            except NoReverseMatch:
                return ""

    _subjects[kind] = Subject(find, url or (lambda record: ""))


def kinds():
    return list(_kinds.values())


def kind_of(verb):
    return _kinds.get(verb) or Kind(verb, verb, lambda notice, subject: _("Something new"))


def subject_of(kind):
    return _subjects.get(kind)
