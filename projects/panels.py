"""What projects put on the card of a deal: a line that leads there, and the way to begin one."""

from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string

from deals.panels import fact

from .models import Project
from .permissions import may_begin

fact("has_projects", Exists(Project.objects.filter(deal=OuterRef("pk"))))


def projects_panel(request, deal):
    """The projects of a deal; nothing where there is none."""
    if not getattr(deal, "has_projects", True):
        return ""
    found = Project.objects.visible_to(request.user).about(deal).with_work(request.user).for_list().order_by("-pk")
    return render_to_string("projects/_panel.html", {"projects": list(found[:10])}, request=request)


def projects_item(request, deal):
    """An item of the menu of the card."""
    if not may_begin(request.user, deal):
        return ""
    return render_to_string("projects/_item.html", {"record": deal}, request=request)
