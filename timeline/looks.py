"""How an entry looks in a timeline: its tab, icon and template; apps add theirs in `AppConfig.ready`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TABS = {
    "all": pgettext_lazy("entries", "All"),
    "calls": _("Calls"),
    "letters": _("Letters"),
    "comments": _("Comments"),
    "history": pgettext_lazy("entries", "History"),
}


WITHOUT_TALKS = ("all", "comments", "history")


@dataclass(frozen=True)
class Look:
    """`extras(entries, user)` answers {entry.pk: whatever the template needs}: one query for a whole page of entries."""

    tab: str = "history"
    icon: str = "history"
    tone: str = ""
    template: str = "timeline/rows/_slim.html"
    extras: Callable | None = None


_looks: dict[str, Look] = {}
_PLAIN = Look()


def look(verb, *, tab="history", icon="history", tone="", template="timeline/rows/_slim.html", extras=None):
    """`look("called", tab="calls", icon="phone", template="telephony/_entry.html")`; one verb looks the same on every card."""
    if tab not in TABS or tab == "all":
        raise ValueError(f"There is no tab {tab}.")
    _looks[verb] = Look(tab, icon, tone, template, extras)


def look_of(verb):
    return _looks.get(verb, _PLAIN)


def verbs_of(tab):
    return [verb for verb, known in _looks.items() if known.tab == tab]


def verbs_outside_history():
    return [verb for verb, known in _looks.items() if known.tab != "history"]


for _verb, _icon, _tone in [
    ("created", "sparkles", "acc"),
    ("given", "user-share", ""),
    ("discarded", "trash", "danger"),
    ("restored", "restore", "ok"),
    ("moved", "arrow-right", "acc"),
    ("moved_back", "arrow-back-up", "warn"),
    ("move_undone", "arrow-back-up", ""),
    ("won", "trophy", "ok"),
    ("lost", "circle-x", "danger"),
    ("task_done", "check", "ok"),
    ("task_planned", "checkbox", ""),
    ("file_removed", "file-x", ""),
]:
    look(_verb, icon=_icon, tone=_tone)
look("changed", template="timeline/rows/_changed.html")
