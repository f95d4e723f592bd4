"""{% client_projects client %}: the projects of a contact or company on its card."""

from django import template

from ..models import Project

register = template.Library()
MOST = 10


@register.inclusion_tag("projects/_panel.html", takes_context=True)
def client_projects(context, client):
    user = context["request"].user
    return {"projects": list(Project.objects.visible_to(user).about(client).with_work(user).for_list().order_by("-pk")[:MOST])}
