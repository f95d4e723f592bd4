"""The small parts of every page, each written once; how they look is on /styleguide/."""

from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from crm_project.lib import formats, phone_numbers
from crm_project.templatetags.shell import url_or_hash

register = template.Library()
register.simple_tag(url_or_hash)

CHIP_ICONS = {
    "over": "alarm",
    "today": "clock",
    "plan": "calendar",
    "none": "calendar-off",
    "new": "sparkles",
    "ok": "check",
    "wait": "hand-stop",
}
NOTE_ICONS = {
    "": "info-circle",
    "warn": "alert-triangle",
    "danger": "alert-circle",
    "ok": "check",
    "void": "calendar-off",
    "quiet": "info-circle",
}
COLOURS = 7


@register.simple_tag
def icon(name, classes="", label=""):
    """One icon of the sprite; hidden from screen readers unless it carries the meaning alone (`label`)."""
    return _icon(str(name), str(classes), str(label))


@lru_cache(maxsize=1000)
def _icon(name, classes, label):
    classes = f"ti {classes}".strip()
    href = f"{static('build/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', classes, label, href)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, href)


@register.inclusion_tag("ui/_avatar.html")
def avatar(person=None, size="", name="", seed=None):
    """Initials on a colour of the person's own; a photo where it is large enough to be seen."""
    name = name or str(person or "")
    seed = seed or getattr(person, "pk", None) or sum(map(ord, name))
    photo = _photo_of(person) if set(size.split()) & {"l", "xl"} else ""
    text = getattr(person, "initials", "") or formats.initials(name)
    return {"classes": f"a{seed % COLOURS + 1} {size}".strip(), "name": name, "text": text, "photo": photo}


def _photo_of(person):
    if not getattr(person, "photo_id", None):
        return ""
    try:
        return reverse("accounts:photo", args=[person.pk])
    except NoReverseMatch:
        return ""


@register.inclusion_tag("ui/_ring.html")
def ring(done, total, size=72, label=""):
    """How much of the day is in order: amber until everything is, grey while there is nothing to do."""
    done, total, size = int(done), int(total), int(size)
    width = {26: 4, 48: 6}.get(size, 8)
    tone = "" if not total else "ok" if done >= total else "warn"
    return {
        "tone": tone,
        "size": size,
        "half": size / 2,
        "radius": (size - width) / 2,
        "width": width,
        "done": min(done, total),
        "total": max(total, 1),
        "text": f"{done}/{total}" if size >= 64 else "",
        "label": label or _("%(done)s of %(total)s") % {"done": done, "total": total},
    }


@register.inclusion_tag("ui/_meter.html")
def meter(value, most=100, tone=""):
    share = 100 * float(value or 0) / float(most or 1)
    return {"width": f"{max(0, min(share, 100)):.1f}", "tone": tone}


@register.inclusion_tag("ui/_chip.html")
def chip(kind, text, title=""):
    return {"kind": kind, "text": text, "title": title, "icon": CHIP_ICONS.get(kind.split()[0], "")}


@register.inclusion_tag("ui/_crumbs.html")
def crumbs(url, label, *parts):
    return {"url": url, "label": label, "parts": parts}


def _rendered(content):
    """What stood between the tags: rendered, so escaped already."""
    return mark_safe(content.strip())  # noqa: S308


@register.simple_block_tag
def note(content, kind="", icon_name="", alert=False):
    """One sentence, one link: {% note "warn" %}…{% endnote %}."""
    role = mark_safe(' role="alert"') if alert else ""
    picture = icon(icon_name or NOTE_ICONS.get(kind, "info-circle"))
    return format_html('<div class="k-note {}"{}>{}<span>{}</span></div>', kind, role, picture, content)


@register.simple_block_tag(end_name="endempty_state")
def empty_state(content, icon_name, title, text=""):
    """What this place is for, one action, one alternative."""
    return format_html(
        '<div class="k-empty">{}<h2>{}</h2>{}<div class="row-f wrap">{}</div></div>',
        icon(icon_name, "xl"),
        title,
        format_html("<p>{}</p>", text) if text else "",
        content,
    )


@register.inclusion_tag("ui/_sort_th.html", takes_context=True)
def sort_th(context, name, label, classes="", parameter="sort"):
    """A table head that sorts by `name`, then the other way round."""
    query = context["request"].GET.copy()
    now = query.get(parameter, "")
    query[parameter] = f"-{name}" if now == name else name
    query.pop("after", None)
    state = {name: "ascending", f"-{name}": "descending"}.get(now, "")
    return {"label": label, "classes": classes, "state": state, "url": f"?{query.urlencode()}"}


@register.inclusion_tag("ui/_more.html")
def more(url, count=""):
    """The next rows, in place of this link."""
    return {"url": url, "count": count}


@register.inclusion_tag("ui/_form_fields.html")
def form_fields(form, columns=2):
    """The fields of a form in our grid: wide ones over both columns."""
    return {"form": form, "columns": columns}


@register.filter
def is_wide(field):
    """Long texts, files and lists of choices take the whole width; `wide` on the widget says so for any other."""
    widget = field.field.widget
    asked = widget.attrs.get("data-wide")
    kind = type(widget).__name__
    return bool(asked) or any(word in kind for word in ("Textarea", "File", "Radio", "CheckboxSelect"))


@register.inclusion_tag("ui/_form_errors.html")
def form_errors(form):
    """The red note over a form: what is wrong with the whole and links to the wrong fields; a hidden one has no name to be told by."""
    wrong = [field for field in form if field.errors]
    return {"form": form, "fields": [one for one in wrong if not one.is_hidden], "is_stale": any(one.is_hidden for one in wrong)}


@register.inclusion_tag("ui/_phone_link.html")
def phone_link(number, name=""):
    return {"number": number, "shown": phone_numbers.shown(number), "name": name}


@register.inclusion_tag("ui/_call_button.html")
def call_button(number, name="", classes="call"):
    return {"number": number, "name": name or phone_numbers.shown(number), "classes": classes}


@register.filter
def tone_of(count):
    """Red for a count that is not zero, nothing for zero: {{ n|tone_of }}."""
    return "red" if count else ""
