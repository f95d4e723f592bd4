"""How other apps' pages point to the handbook. All links of one request cost one query."""

import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..book import index_in_force
from ..explained import section_code_for
from ..help.hints import has_news
from ..help.screens import keys
from ..help.tours import is_offered, tour_of
from ..links import resolve, split
from ..models import Section, SectionText
from ..typesetting import set_for_page

register = template.Library()

FIRST_PARAGRAPH = re.compile(r"<p\b[^>]*>.*?</p>", re.DOTALL)


@register.simple_tag(takes_context=True)
def section_link(context, section, words="", css_class=""):
    """A link to a section (the record or "CRM-01/next-step") with its number and title, or with the words given."""
    entry = _entry(context, section)
    if entry is None:
        return words
    return format_html('<a class="{}" href="{}">{}</a>', css_class, entry.url, words or entry.label)


@register.simple_tag(takes_context=True)
def section_for_rule(context, rule):
    """What explains a rule, as `.url`, `.number`, `.title`, `.label`; None if nothing does: {% section_for_rule "no_task" as why %}."""
    code = section_code_for(rule)
    return _index(context).get(code) if code else None


@register.simple_tag(takes_context=True)
def rule_link(context, rule, words="", css_class=""):
    """A link to what explains a rule."""
    entry = section_for_rule(context, rule)
    return format_html('<a class="{}" href="{}">{}</a>', css_class, entry.url, words or entry.label) if entry else words


@register.inclusion_tag("regulations/_why.html", takes_context=True)
def why(context, form, rule):
    """Under the errors of a form: the clause that asks for what is missing. Nothing while there are none."""
    return {"entry": section_for_rule(context, rule) if form.errors else None}


@register.inclusion_tag("regulations/_extract.html", takes_context=True)
def section_extract(context, section):
    """The first paragraph of a section with a link to the rest, for a card or a dialog."""
    entry = _entry(context, section)
    text = SectionText.objects.shown_for(entry) if entry else None
    found = FIRST_PARAGRAPH.search(set_for_page(text.html)) if text else None
    html = resolve(found[0], entry.regulation, _index(context), unseen=_("a section for other positions")) if found else ""
    # Safe: sanitised by set_for_page, links are put in escaped.
    return {"entry": entry, "html": mark_safe(html)}  # noqa: S308


@register.inclusion_tag("regulations/help/_mark.html", takes_context=True)
def help(context, key):
    """A quiet «?» beside a thing: {% help "deal.stage" %}. It is marked while the clause behind it is news to the reader."""
    request = getattr(context, "request", None) or context.get("request")
    found, user = keys()[key], getattr(request, "user", None)
    return {"key": found, "news": has_news(user, [found]) if user is not None else False}


@register.inclusion_tag("regulations/help/_offer.html", takes_context=True)
def tour_offer(context, user):
    """The tour of the role, to a newcomer who has neither walked nor skipped it."""
    return {"tour": tour_of(user) if is_offered(user) else "", "csrf_token": context.get("csrf_token")}


@register.filter
def edits_handbook(user):
    return user.may("edit", "regulation")


@register.filter
def reads_handbook(user):
    return user.may("see", "regulation")


def _entry(context, section):
    if isinstance(section, Section):
        return next((entry for entry in _index(context).values() if entry.section_id == section.pk), None)
    return _index(context).get(split(section, "CRM-01")) if section else None


def _index(context):
    request = getattr(context, "request", None) or context.get("request")
    kept = getattr(request, "handbook_index", None)
    if kept is None:
        kept = index_in_force(get_language(), getattr(request, "user", None))
        if request is not None:
            request.handbook_index = kept
    return kept
