"""Pictures, files and videos put into the sanitised html of a page."""

import re

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from crm_project.lib.formats import file_size

from .callouts import spots
from .marks import ADDRESS, KEY

_IMG = re.compile(r'<img\b[^>]*"media:[^>]*>')
_ALONE = re.compile(r'<p id="(b-[0-9a-f]{8})">(<img\b[^>]*>)</p>')
_FILE = re.compile(rf'<a href="media:({KEY})"[^>]*>(.*?)</a>', re.DOTALL)
_SRC, _ALT = re.compile(rf'src="media:({KEY})"'), re.compile(r'alt="([^"]*)"')
_AT = re.compile(r'data-at="([\d.,;]*)"')
_VIDEO = re.compile(
    rf'<p id="(?P<id>b-[0-9a-f]{{8}})">\{{\{{video (?P<url>{ADDRESS}) \| (?P<title>[^|{{}}]+) \| (?P<edition>[\d.]+)\}}\}}</p>'
)


def shown(html, files_of, *, replaced=None, is_stale=None):
    """`files_of(keys)` answers {key: MediaFile}, `replaced` {key: key of the picture before, "" where there was none},
    `is_stale(edition label)` whether the section said something else when a video was recorded."""
    if "{{video " in html:
        html = _VIDEO.sub(lambda found: _video(found, files_of, is_stale), html)
    keys = set(re.findall(rf'"media:({KEY})"', html))
    if not keys:
        return html
    replaced = replaced or {}
    files = files_of(keys | {key for key in replaced.values() if key})
    html = _ALONE.sub(lambda found: _figure(found[1], found[2], files, replaced), html)
    html = _IMG.sub(lambda found: _figure("", found[0], files, replaced, is_inline=True), html)
    return _FILE.sub(lambda found: _file(files.get(found[1]), found[2]), html)


def _figure(id, tag, files, replaced, *, is_inline=False):
    key, alt, at = _SRC.search(tag), _ALT.search(tag), _AT.search(tag)
    # Safe: nh3 has escaped the attribute.
    words = mark_safe(alt[1]) if alt else ""  # noqa: S308
    file = files.get(key[1]) if key else None
    if file is None or not file.is_picture:
        return _gone(id)
    facts = {"id": id, "file": file, "words": words, "former": files.get(replaced.get(file.key, ""))}
    facts |= {"is_new": file.key in replaced, "is_inline": is_inline}
    facts |= {"at": at[1], "spots": spots(at[1])} if at and not is_inline else {}
    return render_to_string("regulations/media/_picture.html", facts).strip()


def _file(file, words):
    if file is None:
        return _gone("")
    url, ending = reverse("regulations:media", args=[file.key]), file.original_name.rpartition(".")[2].upper()
    # Safe: the words were sanitised with the page.
    inside = mark_safe(words)  # noqa: S308
    return format_html(
        '<a class="k-medialink" href="{}">{}</a> <span class="meta">({}, {})</span>', url, inside, ending, file_size(file.size)
    )


def _gone(id):
    words = format_html('<span class="k-chip over txt">{}</span>', _("the file is missing"))
    return format_html('<p id="{}">{}</p>', id, words) if id else words


def _video(found, files_of, is_stale):
    kept = found["url"].startswith("media:")
    key = found["url"].removeprefix("media:")
    file = files_of({key}).get(key) if kept else None
    if kept and (file is None or not file.is_video):
        return _gone(found["id"])
    facts = {name: found[name] for name in ("id", "url", "edition")} | {"title": found["title"].strip()}
    # Safe: nh3 has escaped both.
    facts |= {"url": mark_safe(facts["url"]), "title": mark_safe(facts["title"])}  # noqa: S308
    facts["file"] = file
    facts["is_stale"] = bool(is_stale and is_stale(found["edition"]))
    return render_to_string("regulations/media/_video.html", facts).strip()
