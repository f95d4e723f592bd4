"""The settings area: what each app lets an administrator set, gathered on one page.

Apps call `settings_entry` from `AppConfig.ready`. Entries that a small company needs no visit to are `advanced`: folded.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

GROUPS = {
    "people": _("People"),
    "sales": _("Sales"),
    "day": _("The day"),
    "company": _("Company"),
    "data": _("Data"),
}


@dataclass(frozen=True)
class SettingsEntry:
    label: Any
    icon: str
    url_name: str
    group: str
    text: Any = ""
    right: tuple | Callable | None = None
    position: int = 50
    advanced: bool = False

    @property
    def url(self):
        try:
            return reverse(self.url_name)
        except NoReverseMatch:
            return ""

    def is_open_to(self, user):
        """`right` is (kind, action), a predicate of the user, or None for whoever may configure."""
        if not self.url:
            return False
        if self.right is None:
            return user.has_right("configure")
        if callable(self.right):
            return self.right(user)
        kind, action = self.right
        return user.may(action, kind)


_entries: dict[str, SettingsEntry] = {}


def settings_entry(label, icon, url_name, group, text="", right=None, position=50, advanced=False):
    """Hang one page into the settings area; `group` is a key of GROUPS."""
    if group not in GROUPS:
        raise ValueError(f"There is no group of settings {group}.")
    _entries[url_name] = SettingsEntry(label, icon, url_name, group, text, right, position, advanced)


def entries_for(user):
    """Those the user may open, in the order of the groups."""
    order = list(GROUPS)
    open_ones = [entry for entry in _entries.values() if entry.is_open_to(user)]
    return sorted(open_ones, key=lambda entry: (order.index(entry.group), entry.position))
