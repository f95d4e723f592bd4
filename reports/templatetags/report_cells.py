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
def cell_link(query, row, outcome, number):
    """A number that opens the deals behind it."""
    if not number:
        return "0"
    asked = QueryDict(query, mutable=True)
    asked["outcome"], asked["key"] = outcome, row.key_text
    return format_html('<a href="{}?{}">{}</a>', reverse("reports:sales_records"), asked.urlencode(), formats.number(number))
