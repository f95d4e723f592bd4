"""The box of a row and the bar below a list from which many records are chosen."""

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from bulk.targets import target_of
from bulk.verbs import may_bulk, verbs_of

register = template.Library()


register.filter("may_bulk", may_bulk)


@register.simple_tag
def bulk_box(kind, record):
    """The box before a row: the record, and how it was when it was shown."""
    return box(target_of(kind).mark(record), str(record))


@register.simple_tag
def bulk_head():
    return format_html('<input class="form-check-input" type="checkbox" data-check-all aria-label="{}">', _("Choose all"))


@register.inclusion_tag("bulk/_bar.html", takes_context=True)
def bulk_bar(context, kind, query, user):
    """The acts on what is chosen, under the conditions `query` of the list; nothing for whoever may not."""
    target = target_of(kind)
    verbs = verbs_of(kind, user) if user.has_right("bulk") else []
    return {
        "kind": kind,
        "query": query,
        "verbs": verbs[:4],
        "more": verbs[4:],
        "exports": bool(target.export) and user.has_right("export") and user.may("export", kind),
        "csrf_token": context.get("csrf_token"),
    }


def box(mark, name):
    return format_html(
        '<input class="form-check-input" type="checkbox" name="id" value="{}" form="bulk" data-check aria-label="{}">',
        mark,
        _("Choose: {name}").format(name=name),
    )
