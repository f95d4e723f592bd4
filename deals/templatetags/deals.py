"""What the pages of deals take from elsewhere: panels of the apps above, tags of apps that may not be there."""

from functools import lru_cache

from django import template
from django.template import engines
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from deals.panels import panels_of
from deals.rows import card_of, row_of
from regulations.addresses import section_url

register = template.Library()


@register.simple_tag(takes_context=True)
def deal_panels(context, position, deal):
    """Everything that apps above registered for this place of the card."""
    return format_html_join("", "{}", ((html,) for html in panels_of(position, context.get("request"), deal)))


@register.simple_tag
def deal_card(deal, place, oob=False):
    return card_of(deal, sees_money=place.sees_money, is_chosen=place.may_choose, oob=oob)


@register.simple_tag
def deal_row(deal, place):
    return row_of(deal, cols=place.columns.shown, is_chosen=place.may_choose)


@register.simple_tag(takes_context=True)
def neighbour(context, library, tag, subject):
    """`{% library tag subject %}` of another app, or nothing while there is no such tag."""
    compiled = _compiled(library, tag)
    if compiled is None:
        return ""
    with context.push(subject=subject):
        return mark_safe(compiled.render(context))  # noqa: S308  rendered by a template


@register.simple_tag
def handbook_url(section_code):
    """The page of a section such as CRM-01/7.1."""
    regulation, _slash, section = section_code.partition("/")
    try:
        return section_url(regulation, section)
    except NoReverseMatch:
        return "#"


@register.simple_tag
def client_url(client):
    """The card of a contact or a company."""
    try:
        return reverse(f"contacts:{client.kind}", args=[client.pk])
    except NoReverseMatch:
        return "#"


@lru_cache
def _compiled(library, tag):
    engine = engines["django"].engine
    if library not in engine.template_libraries or tag not in engine.template_libraries[library].tags:
        return None
    return engine.from_string(f"{{% load {library} %}}{{% {tag} subject %}}").nodelist
