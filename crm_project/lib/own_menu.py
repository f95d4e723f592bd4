"""The menu as a person has arranged it: their order, what they hide, their own links, where they begin. Pure.

Wishes are kept with the person, so that a page asks nothing more to know them; a right that is gone is never given back by a wish.
"""

from posixpath import normpath
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

KEY = "workspace"
ALWAYS = frozenset({"day"})
"""What nobody hides: there stands what has to be put right today."""

LINK = "link:"
"""Before the key of an own link where a start page is named."""


def wishes_of(user):
    """{"order": [key], "hidden": [key], "links": [{"key", "label", "url"}], "start": key, "desk": [cell]}, as far as wished."""
    return (getattr(user, "preferences", None) or {}).get(KEY, {})


def arranged(entries, order):
    """The entries in this order of keys; one that the order does not know stands after the one it usually follows."""
    places = {key: place for place, key in enumerate(order)}
    shown = sorted((entry for entry in entries if entry.key in places), key=lambda entry: places[entry.key])
    before = None
    for entry in entries:
        if entry.key not in places:
            shown.insert(shown.index(before) + 1 if before else 0, entry)
        before = entry
    return shown


def visible(entries, hidden):
    return [entry for entry in entries if entry.key in ALWAYS or entry.key not in hidden]


def links_of(user):
    """[{"key", "label", "url", "is_own", "is_start"}]: `is_own` are pages of this very place, `is_start` those where one may begin."""
    return [link | {"is_own": is_own_path(link["url"]), "is_start": is_start(link["url"])} for link in wishes_of(user).get("links", [])]


def is_own_path(url):
    """A path of this host: one slash, so that no browser takes it for another one."""
    return url.startswith("/") and not url.startswith(("//", "/\\"))


def is_start(url):
    """Whether one may begin there: an own path other than that of the start itself, which would lead back to it for ever."""
    return is_own_path(url) and normpath(unquote(urlsplit(url).path)).strip("/.") != ""


def clean_address(text):
    """An own path or an address of the web; anything else, such as a script, is refused."""
    text = text.strip()
    if is_own_path(text) and text.isprintable() and "\\" not in text:
        return text
    if urlsplit(text).scheme not in ("http", "https"):
        raise ValidationError("scheme")
    URLValidator(schemes=["http", "https"])(text)
    return text


def moved(order, key, step):
    """The same keys with one of them a place higher (-1) or lower (1)."""
    place = order.index(key)
    rest = [other for other in order if other != key]
    rest.insert(min(max(place + step, 0), len(rest)), key)
    return rest
