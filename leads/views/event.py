from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.rights import right
from crm_project.lib.htmx import dialog, done, refused
from deals.refusals import NotAllowed
from timeline import subjects

from ..events import log_event
from ..forms import EventForm

_CARDS = ("deal", "lead", "contact", "company")


@require_http_methods(["GET", "POST"])
@right(any_signed_in=True)
def event(request, kind, pk):
    """What has already happened with a client, in free text, at its own moment."""
    if kind not in _CARDS:
        raise Http404
    record = subjects.find_or_404(kind, pk, request.user)
    form = EventForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return dialog(request, "leads/event/_dialog.html", {"form": form, "record": record}, status=422 if form.is_bound else 200)
    facts, back = form.cleaned_data, subjects.url_of(record)
    try:
        log_event(record, facts["event"], text=facts["text"], at=facts["at"], by=request.user, token=facts["token"])
    except NotAllowed:
        return refused(request, toast=_("You may read this card but not write on it."), status=403, back=back)
    return done(request, toast=_("Noted"), events=("live:timeline", "deal:changed"), back=back)
