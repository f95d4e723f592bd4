from django import template

from ..score_panel import scores_of

register = template.Library()


@register.inclusion_tag("deals/scores/_client.html", takes_context=True)
def client_scores(context, client):
    """The last scores of a client's deals, for the client's card."""
    return scores_of(client, context["request"].user) or {}
