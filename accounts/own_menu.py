"""What a person arranges for themselves: the menu, the links in it, where they begin. Kept one wish at a time."""

import secrets

from django.db import transaction

from crm_project.lib import own_menu
from crm_project.lib.text import clean_line

from .models import User

MOST_LINKS = 10


class TooManyLinks(Exception):
    """Somebody has ten links in the menu already."""


def arrange(user, *, by, **wishes):
    """Keep the `order`, the `hidden` keys, the `start` page or the `desk`; what is not named stays as it is."""
    _change(user, by, lambda kept: kept | wishes)


def forget(user, *, by):
    """The menu as everybody has it, beginning with the day; links and desk stay."""
    _change(user, by, lambda kept: {name: value for name, value in kept.items() if name in ("links", "desk")})


def forget_desk(user, *, by):
    """The widgets as everybody begins with them."""
    _change(user, by, lambda kept: {name: value for name, value in kept.items() if name != "desk"})


def add_link(user, label, url, *, by):
    """A link of one's own under the menu; the same one twice is one."""
    made = {"key": secrets.token_hex(4), "label": clean_line(label), "url": own_menu.clean_address(url)}

    def add(kept):
        links = kept.get("links", [])
        if any((link["label"], link["url"]) == (made["label"], made["url"]) for link in links):
            return kept
        if len(links) >= MOST_LINKS:
            raise TooManyLinks
        return kept | {"links": [*links, made]}

    _change(user, by, add)


def drop_link(user, key, *, by):
    """Answers the link that went, or None where it had gone before; who began with it begins as usual."""
    gone = []

    def drop(kept):
        gone.extend(link for link in kept.get("links", []) if link["key"] == key)
        start = "" if kept.get("start") == own_menu.LINK + key else kept.get("start", "")
        return kept | {"links": [link for link in kept.get("links", []) if link["key"] != key], "start": start}

    _change(user, by, drop)
    return gone[0] if gone else None


def _change(user, by, change):
    """Only one's own; two open pages do not undo each other's wishes."""
    if by.pk != user.pk:
        raise PermissionError
    with transaction.atomic():
        preferences = User.objects.select_for_update().values_list("preferences", flat=True).get(pk=user.pk)
        kept = change(preferences.get(own_menu.KEY, {}))
        User.objects.remember(user, preferences=preferences | {own_menu.KEY: kept})
