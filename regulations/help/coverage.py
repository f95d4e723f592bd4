"""What of the screens the handbook explains, for whoever writes it: screens × keys × sections, and what was asked in vain."""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crm_project.lib.shell import section_of

from ..book import index_in_force
from ..models import HelpMiss
from .hints import codes_of, overrides
from .screens import HelpKey, Screen, keys, screen_of, screens

MISSES_SHOWN = 50


@dataclass(frozen=True)
class KeyLine:
    """A key with (code, Entry or None) of its sections; `is_changed` where the company has its own link or words."""

    key: HelpKey
    tip: str
    places: tuple
    is_changed: bool

    @property
    def is_bare(self):
        """Nothing in force explains it."""
        return not any(entry for _code, entry in self.places)


@dataclass(frozen=True)
class ScreenLines:
    screen: Screen
    lines: tuple

    @property
    def explained(self):
        return sum(not line.is_bare for line in self.lines)


@dataclass(frozen=True)
class MissLine:
    """One question in vain; `where` is what people call the screen or the thing on it."""

    miss: HelpMiss
    where: str


def coverage(user):
    """[ScreenLines] of every screen."""
    index, own, language = index_of(user), overrides(user), get_language()
    return [ScreenLines(screen, tuple(_line(key, own, index, language) for key in screen.own)) for screen in screens().values()]


def misses():
    return [MissLine(miss, _where(miss)) for miss in HelpMiss.objects.newest()[:MISSES_SHOWN]]


def index_of(user):
    """{"CRM-01/stages": Entry} of everything in force."""
    return {"/".join(code): entry for code, entry in index_in_force(get_language(), user).items()}


def choices(user):
    """(code, words) of every section in force, for a list to choose from."""
    entries = sorted(index_of(user).items(), key=lambda row: (row[1].regulation, _place(row[1].number)))
    return [(code, f"{entry.regulation} · {entry.label}") for code, entry in entries]


def _line(key, own, index, language):
    tip = own.get(key.key, ((), {}))[1].get(language) or key.tip
    return KeyLine(key, tip, tuple((code, index.get(code)) for code in codes_of(key, own)), key.key in own)


def _place(number):
    return [int(part) if part.isdigit() else 0 for part in number.split(".")]


def _where(miss):
    """In people's words: the thing on its screen, the screen, else the section of the menu it belongs to."""
    if miss.help_key:
        found = keys().get(miss.help_key)
        return f"{screens()[found.screen].name}: {found.name}" if found else _("A hint that is there no more")
    screen = screen_of(miss.screen)
    return screen.name if screen else _page_in(miss.screen.partition(":")[0])


def _page_in(app):
    """A page that has no name of its own, by the part of the system it stands in."""
    section = section_of(app)
    return _("A page of “{section}”").format(section=section) if section else _("A page without a name")
