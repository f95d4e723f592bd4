"""What every act on a project answers."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from crm_project.lib.htmx import done, refused

from ..models import Project
from ..refusals import LineIsUsed, NotAllowed, ProjectIsClosed

CHANGED = "project:changed"


def found(request, pk):
    return get_object_or_404(Project.objects.visible_to(request.user).for_list(), pk=pk)


def act(request, project, verb, words):
    """Do it and say so; None when the form has something to say, a refusal in a sentence otherwise."""
    try:
        if not verb():
            return None
    except NotAllowed:
        return _refused(request, project, _("You may only look at this project."))
    except ProjectIsClosed:
        return _refused(request, project, _("The project is closed: open it again to change it."))
    except LineIsUsed:
        return _refused(request, project, _("Something was spent on this line: take that back first."))
    return done(request, toast=words, events=(CHANGED, "live:timeline"), back=project.url)


def _refused(request, project, words):
    return refused(request, toast=words, events=(CHANGED,), back=project.url)
