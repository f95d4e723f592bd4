from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from crm_project.lib.htmx import refused

from ..models import ChainRun
from ..permissions import may_steer
from ..refusals import ChangedMeanwhile, RunIsOver, StepHasBegun


def visible_run(request, pk):
    """The chain with all that its page shows; a foreign one does not exist."""
    return get_object_or_404(ChainRun.objects.visible_to(request.user).for_page(), pk=pk)


def steerable(request, pk):
    """The chain for an act on it: a foreign one does not exist, one that is only seen is refused."""
    run = visible_run(request, pk)
    if not may_steer(request.user, run):
        raise PermissionDenied
    return run


def went_on(request, run, refusal):
    """It went on while the page was open: how it stands now."""
    words = {
        RunIsOver: _("The chain has ended already."),
        StepHasBegun: _("This step has begun already: give its task to somebody instead."),
        ChangedMeanwhile: _("The chain went on meanwhile: look again."),
    }
    return refused(request, toast=words[type(refusal)], events=("live:chain",), back=reverse("chains:run", args=[run.pk]))
