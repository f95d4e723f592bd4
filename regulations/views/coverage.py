from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.rights import right
from crm_project.lib.htmx import dialog, done

from ..help import coverage as covered
from ..help.forms import RelinkForm
from ..help.hints import codes_of, overrides
from ..help.screens import NO_HELP_YET, keys
from ..models import HintLink

CHANGED = ("coverage:changed",)


@require_safe
@right("regulation", "edit")
def coverage(request):
    """Screens, their keys and the sections behind them; what was asked in vain stands first."""
    screens = covered.coverage(request.user)
    lines = [line for screen in screens for line in screen.lines]
    bare = [line for line in lines if line.is_bare]
    context = {"screens": screens, "misses": covered.misses(), "bare": bare, "total": len(lines), "known_bare": sorted(NO_HELP_YET)}
    return render(request, "regulations/coverage.html", context)


@require_http_methods(["GET", "POST"])
@right("regulation", "edit")
def relink(request, key):
    """Where a key leads and what its tip says."""
    found = _key_or_404(key)
    own = overrides(request.user)
    chosen, tips = codes_of(found, own), own.get(key, ((), {}))[1]
    data = request.POST if request.method == "POST" else None
    form = RelinkForm(data, sections=covered.choices(request.user), usual=found, chosen=chosen, tips=tips)
    if form.is_valid():
        HintLink.objects.relink(key, *form.facts(), by=request.user)
        return done(request, toast=_("The hint is saved"), events=CHANGED, back="regulations:coverage")
    context = {"form": form, "key": found, "is_changed": key in own}
    return dialog(request, "regulations/coverage/relink.html", context, status=422 if form.is_bound else 200)


@require_POST
@right("regulation", "edit")
def as_usual(request, key):
    """Forget what the company changed of a key."""
    HintLink.objects.relink(_key_or_404(key).key, [], {}, by=request.user)
    return done(request, toast=_("The hint is as shipped again"), events=CHANGED, back="regulations:coverage")


def _key_or_404(key):
    found = keys().get(key)
    if found is None:
        raise Http404
    return found
