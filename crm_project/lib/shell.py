"""What the apps hang into the frame of every page: menu entries, badges, things that can be made, the top bar, banners.

Apps call these from `AppConfig.ready`; this module and the templates know none of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Value
from django.urls import NoReverseMatch, reverse

from . import own_menu
from .steady import steady


@dataclass(frozen=True)
class MenuEntry:
    """One place of the rail. `right` is (kind, action) or a predicate of the user; `go` the letter after G; `foot` puts it last."""

    key: str
    label: Any
    icon: str
    url_name: str
    right: tuple | Callable | None = None
    position: int = 50
    go: str = ""
    foot: bool = False

    @property
    def url(self):
        return _url(self.url_name)

    @property
    def namespace(self):
        return self.url_name.partition(":")[0]


@dataclass(frozen=True)
class Creation:
    """Something that can be made from anywhere: the «+» of phones, a command of the palette, a letter on the keyboard."""

    label: Any
    icon: str
    url_name: str
    right: tuple | Callable | None = None
    key: str = ""
    position: int = 50

    @property
    def url(self):
        return _url(self.url_name)


@dataclass(frozen=True)
class Badge:
    """`records(request)` answers the queryset that is counted, or None; `is_dot` tells only that there are any.

    The queryset speaks of the person alone: the statement is kept, so a moment written into it would grow old.
    """

    key: str
    records: Callable
    tone: str = ""
    is_dot: bool = False


_menu: dict[str, MenuEntry] = {}
_creations: dict[str, Creation] = {}
_badges: dict[str, Badge] = {}
_top_slots: list[Callable] = []
_banners: list[Callable] = []
_tools: list[Callable] = []


def menu(key, label, icon, url_name, right=None, position=50, go="", foot=False):
    _menu[key] = MenuEntry(key, label, icon, url_name, right, position, go, foot)


def create(label, icon, url_name, right=None, key="", position=50):
    _creations[url_name] = Creation(label, icon, url_name, right, key, position)


def badge(key, records, tone="", is_dot=False):
    _badges[key] = Badge(key, records, tone, is_dot)


def top_slot(render):
    """`render(request)` answers the HTML of the day pill, or nothing. Also a decorator."""
    if render not in _top_slots:
        _top_slots.append(render)
    return render


def banner(render):
    """`render(request)` answers the HTML of a line over every page, or nothing; it asks no question of its own. Also a decorator."""
    if render not in _banners:
        _banners.append(render)
    return render


def tool(render):
    """`render(request)` answers the HTML of a quiet button in the top bar, or nothing. Also a decorator."""
    if render not in _tools:
        _tools.append(render)
    return render


# -- what the templates ask ---------------------------------------------------------


def section_of(app):
    """What the menu calls the pages of an app; "" for one that has no place there."""
    return next((str(entry.label) for entry in _menu.values() if entry.url_name.partition(":")[0] == app), "")


def menu_for(user):
    """The places of the rail, as the person has arranged them."""
    return own_menu.visible(whole_menu_for(user), own_menu.wishes_of(user).get("hidden", ()))


def whole_menu_for(user):
    """The same with what they hide: for the palette, and for whoever arranges it."""
    usual = usual_menu_for(user)
    return own_menu.arranged(usual, own_menu.wishes_of(user).get("order", ()))


def usual_menu_for(user):
    return sorted((entry for entry in _menu.values() if _open_to(user, entry)), key=lambda entry: entry.position)


def start_of(user):
    """The address at which the person wishes to begin; "" while they wish none, or while it is not open to them."""
    start = own_menu.wishes_of(user).get("start", "")
    pages = {entry.key: entry.url for entry in usual_menu_for(user)}
    links = {own_menu.LINK + link["key"]: link["url"] for link in own_menu.links_of(user) if link["is_start"]}
    return (pages | links).get(start, "")


def creations_for(user):
    return sorted((made for made in _creations.values() if _open_to(user, made)), key=lambda made: made.position)


def badge_of(key, request):
    """(number or "dot" or 0, tone)"""
    found = _badges.get(key)
    if not found or not _is_somebody(request):
        return 0, ""
    if not hasattr(request, "_badge_counts"):
        request._badge_counts = _counted(request)
    number = request._badge_counts.get(key, 0)
    return "dot" if number and found.is_dot else number, found.tone


def _counted(request):
    """{key: how many}, all badges by one query, which is put together once for each person."""
    asked = steady(request.user, ("badges", request.user.pk), lambda: _question(request))
    if asked is None:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(*asked)
        return dict(cursor.fetchall())


def _question(request):
    """(statement, parameters) that answer (key, how many) of every badge, or None."""
    asked = [(key, found.records(request)) for key, found in _badges.items()]
    counts = [
        records.order_by().annotate(badge=Value(key)).values("badge").annotate(number=Count("pk")).values_list("badge", "number")
        for key, records in asked
        if records is not None
    ]
    try:
        return counts[0].union(*counts[1:], all=True).query.sql_with_params() if counts else None
    except EmptyResultSet:
        return None


def top_slots(request):
    if not _is_somebody(request):
        return []
    return [html for html in (render(request) for render in _top_slots) if html]


def banners(request):
    if not _is_somebody(request):
        return []
    return [html for html in (render(request) for render in _banners) if html]


def tools(request):
    if not _is_somebody(request):
        return []
    return [html for html in (render(request) for render in _tools) if html]


def _is_somebody(request):
    return getattr(getattr(request, "user", None), "is_authenticated", False)


def _open_to(user, entry):
    return bool(entry.url) and is_permitted(user, entry.right)


def is_permitted(user, right):
    if not getattr(user, "is_authenticated", False):
        return False
    if right is None:
        return True
    if callable(right):
        return right(user)
    kind, action = right
    return user.may(action, kind)


@lru_cache
def _url(name):
    """The menu asks for the same forty addresses at every page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
