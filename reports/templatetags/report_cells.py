from django import template
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html

from crm_project.lib import formats

register = template.Library()


@register.filter
def by_stage(column, stages):
    """(stage, cell) pairs of a person's funnel, in order."""
    return zip(stages, column.cells, strict=True)


@register.simple_tag
def cell_own(query, row, field):
    """The total of an own number over the won deals of a row, which opens them."""
    if row.own_sum is None:
        return ""
    asked = QueryDict(query, mutable=True)
    asked["outcome"], asked["key"] = "won", row.key_text
    places = 0 if row.own_sum == row.own_sum.to_integral_value() else 2
    return format_html('<a href="{}?{}">{}</a>', reverse("reports:sales_records"), asked.urlencode(), formats.number(row.own_sum, places))


@register.simple_tag
def cell_link(query, row, outcome, number):
    """A number that opens the deals behind it."""
    if not number:
        return "0"
    asked = QueryDict(query, mutable=True)
    asked["outcome"], asked["key"] = outcome, row.key_text
    return format_html('<a href="{}?{}">{}</a>', reverse("reports:sales_records"), asked.urlencode(), formats.number(number))


@register.inclusion_tag("reports/_chips.html")
def own_chips(form, query):
    """The conditions on own fields in force, each with a way to drop it."""
    return {"chips": form.own_conditions.chips(query)}
