from django import template
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from chains.wording import length_words
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


@register.simple_tag
def relay_link(query, pair, state, number):
    """A number that opens the hand-offs behind it."""
    if not number:
        return "0"
    asked = QueryDict(query, mutable=True)
    asked["state"] = state
    if pair.giver:
        asked["giver"], asked["receiver"] = pair.giver.pk, pair.receiver.pk
    return format_html('<a href="{}?{}">{}</a>', reverse("reports:relay_records"), asked.urlencode(), formats.number(number))


@register.simple_tag
def chain_link(query, one, state, text=None):
    """A number of a step or a person (or a length that was measured there) that opens what it counts."""
    if not (one.counts[state] if text is None else text):
        return "–" if text == "" else "0"
    asked = QueryDict(query, mutable=True)
    asked["state"] = state
    asked.update({key: value for key, value in (("step", one.key), ("person", one.person)) if value and value != asked.get(key)})
    shown = formats.number(one.counts[state]) if text is None else text
    return format_html('<a href="{}?{}">{}</a>', reverse("reports:bottlenecks_records"), asked.urlencode(), shown)


@register.simple_tag
def result_link(query, line, name, result):
    """How often a result came, opening what is counted; `name` says what the line is, "person" or "stage", "" for the total."""
    number = line.counts[result] if result != "" else line.total
    if not number:
        return "0"
    asked = QueryDict(query, mutable=True)
    asked.update({key: value for key, value in (("result", result), (name, line.pk)) if key and value != ""})
    return format_html('<a href="{}?{}">{}</a>', reverse("reports:results_records"), asked.urlencode(), formats.number(number))


@register.filter
def working_span(minutes):
    """«2 h 30 min» of working minutes."""
    if minutes is None:
        return "–"
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(n)s min") % {"n": rest}
    return _("%(h)s h %(n)s min") % {"h": hours, "n": rest} if rest else _("%(h)s h") % {"h": hours}


@register.filter
def working_days(minutes):
    """«2 working days 3 h» of working minutes; "" for none measured."""
    return "" if minutes is None else length_words(minutes)


@register.inclusion_tag("reports/_chips.html")
def own_chips(form, query):
    """The conditions on own fields in force, each with a way to drop it."""
    return {"chips": form.own_conditions.chips(query)}
