"""The timeline of a card, its composer and its files: `{% load timeline %}{% timeline_panel record %}{% file_panel record %}`."""

from django import template

from .. import composers, history, subjects
from ..mentions import marked
from ..panel import feed_context, files_context, new_token

register = template.Library()


@register.inclusion_tag("timeline/_panel.html", takes_context=True)
def timeline_panel(context, record, pane="feed"):
    """The composer, the tabs and the newest page; `pane` is the segment it belongs to on phones."""
    request = context["request"]
    rows, mark = history.page(record, request.user)
    context = feed_context(record, request.user, "all", rows, mark, history.counts(record, request.user))
    tabs = composers.tabs_for(request, record) if context["may_write"] else []
    return {**context, "tabs": tabs, "pane": pane, "request": request}


@register.inclusion_tag("timeline/files/_panel.html", takes_context=True)
def file_panel(context, record):
    request = context["request"]
    return {**files_context(record, request.user), "request": request, "csrf_token": context.get("csrf_token")}


@register.simple_tag
def form_token():
    """A fresh value for the hidden `token` of a create form."""
    return new_token()


@register.filter
def comment_html(comment):
    """The words of a comment with links and mentions, as safe html."""
    return marked(comment.text, comment.mentioned.all())


@register.filter
def is_editable_by(comment, user):
    return comment.is_editable_by(user)


@register.simple_tag
def record_url(kind, pk):
    known = subjects.subject(kind)
    return known.url(pk) if known else ""
