"""What waits for the head, for the pages of the day."""

from django import template

from deals.check_panel import waiting_for

register = template.Library()


@register.inclusion_tag("deals/checks/_waiting.html", takes_context=True)
def asked_of_me(context):
    """Questions with their buttons and the wins to check; nothing for who has none."""
    request = context["request"]
    return {"waiting": waiting_for(request.user), "csrf_token": context.get("csrf_token")}
