"""What an act answers: a toast when all is done, its report when something was refused, its progress while it goes on."""

from django.urls import reverse
from django.utils.translation import gettext as _

from crm_project.lib.htmx import dialog, done, go_to, wants_fragment, with_events

from ..report import report_of

DONE = "bulk:done"


def came_of(request, act):
    back = f"{reverse(act.target.page)}?{act.back}"
    if act.state == act.State.DONE and not act.refused:
        return done(request, toast=_("Done: {act}").format(act=act.title), events=(DONE, "live:badges"), back=back)
    if not wants_fragment(request):
        return go_to(request, act.url)
    response = dialog(request, "bulk/came_of.html", {"act": act, **report_of(act, request.user)})
    return response if act.is_busy else with_events(response, {}, DONE)
