"""The frame of every page: menu, badges, things to make, the slot of the top bar, words for the scripts."""

import json

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from crm_project.lib import own_menu
from crm_project.lib import shell as registry

register = template.Library()

TABS = ("day", "deals", "telephony")
"""What stands in the bottom bar of a phone, unless the person has an order of their own; the rest is behind «More»."""


@register.simple_tag(takes_context=True)
def shell(context):
    """Everything the frame shows, gathered once: {menu, foot, tabs, rest, links, all, creations, bell, user}."""
    request = context["request"]
    user = getattr(request, "user", None)
    entries = [_shown(entry, context) for entry in registry.menu_for(user)]
    by_key = {entry["key"]: entry for entry in entries}
    first = [entry["key"] for entry in entries if not entry["foot"]][: len(TABS)]
    tabs = [by_key[key] for key in (first if own_menu.wishes_of(user).get("order") else TABS) if key in by_key]
    return {
        "menu": [entry for entry in entries if not entry["foot"]],
        "foot": [entry for entry in entries if entry["foot"]],
        "tabs": tabs,
        "rest": [entry for entry in entries if entry not in tabs],
        "links": own_menu.links_of(user),
        "all": registry.whole_menu_for(user),
        "creations": registry.creations_for(user),
        "bell": registry.badge_of("bell", request)[0],
        "user": user,
    }


def _shown(entry, context):
    request = context["request"]
    count, tone = registry.badge_of(entry.key, request)
    match = getattr(request, "resolver_match", None)
    here = context.get("menu") or (match.namespaces[0] if match and match.namespaces else "")
    return {
        "key": entry.key,
        "label": entry.label,
        "icon": entry.icon,
        "url": entry.url,
        "go": entry.go,
        "foot": entry.foot,
        "badge": count,
        "tone": tone,
        "active": here in (entry.key, entry.namespace),
    }


@register.simple_block_tag
def capture(content):
    """{% capture as name %}…{% endcapture %}: render once, show in several places."""
    return mark_safe(content.strip())  # noqa: S308  already rendered and escaped


@register.simple_tag(takes_context=True)
def top_slots(context):
    return mark_safe("".join(registry.top_slots(context["request"])))  # noqa: S308  each slot is rendered by a template


@register.simple_tag(takes_context=True)
def banners(context):
    return mark_safe("".join(registry.banners(context["request"])))  # noqa: S308  each banner is rendered by a template


@register.simple_tag(takes_context=True)
def tools(context):
    return mark_safe("".join(registry.tools(context["request"])))  # noqa: S308  each is rendered by a template


@register.simple_tag
def url_or_hash(name, *args, **kwargs):
    """The address, or # while nobody has made the page yet."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return "#"


@register.simple_tag
def js_words():
    """The few sentences that scripts say themselves, in the language of the page."""
    return json.dumps(
        {
            "undo": _("Undo"),
            "close": _("Close"),
            "copied": _("Copied"),
            "failed": _("Not saved: the server did not answer. Try again."),
            "offline": _("No connection. Drafts are kept on this computer."),
            "forbidden": _("You have no right to do this."),
            "gone": _("This record is not there any more. Refresh the page."),
            "tooLarge": _("The file is too large."),
            "tooMany": _("Too many requests. Wait a minute and try again."),
            "broken": _("Something broke on our side. Nothing was saved."),
            "noBack": _("A deal only moves forward."),
            "left": _("{time} left"),
            "hour": _("h"),
            "minute": _("min"),
            "selected": _("Selected: {n}"),
            "newEntries": _("There are new entries: {n}"),
            "nothing": _("Nothing found"),
            "draftKept": _("Draft kept"),
        },
        ensure_ascii=False,
    )


@register.filter
def undo_url(message):
    """The address a Django message carries for its «Undo»: extra_tags="undo:/deals/7/…/"."""
    return next((tag[5:] for tag in (message.extra_tags or "").split() if tag.startswith("undo:")), "")


@register.filter
def is_error(message):
    return "error" in message.level_tag
