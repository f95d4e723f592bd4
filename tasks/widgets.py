"""What tasks offer for a desk of one's own."""

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from crm_project.lib.dashboard import widget


def _agenda(request):
    from .views.listing import day_of

    return render_to_string("tasks/agenda/_card.html", {"agenda": day_of(request.user), "user": request.user}, request)


widget("tasks", _("Tasks for today"), "checkbox", _agenda, right=("task", "see"), position=20)
