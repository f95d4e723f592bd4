from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Workspace
from accounts.rights import right
from crm_project.lib import clock, keyset
from crm_project.lib.htmx import dialog, done, page_or_fragment

from ..models import ContactDue, ContactRhythm
from ..refusals import RhythmExists
from ..rhythm_forms import RhythmForm, WhoseForm

SIZE = 50
ORDER = ("due_on", "pk")


@require_GET
@right("task", "see")
def rhythm(request):
    """Whom it is time to contact, the longest overdue first."""
    form, today = WhoseForm(request.GET), clock.today(Workspace.current().zone)
    found = ContactDue.objects.visible_to(request.user).due(today) if form.is_valid() else ContactDue.objects.none()
    whose = form.cleaned_data.get("whose") or "mine" if form.is_valid() else "mine"
    found = found if whose == "all" else found.of(request.user)
    rows, mark = keyset.page(found.for_list(), ORDER, request.GET.get("after", ""), SIZE)
    for row in rows:
        row.overdue = (today - row.due_on).days
    context = {"form": form, "rows": rows, "whose": whose, "more": f"?whose={whose}&after={mark}" if mark else ""}
    context |= {"has_rhythms": ContactRhythm.objects.live().exists(), "menu": "tasks"}
    fragment = "tasks/rhythm/_rows.html" if request.GET.get("after") else "tasks/rhythm/_list.html"
    return page_or_fragment(request, "tasks/rhythm.html", fragment, context)


@require_GET
@right(flag="configure")
def rhythms(request):
    """How often clients of which segments and stages are contacted."""
    return render(request, "tasks/rhythms.html", {"rhythms": ContactRhythm.objects.live().for_list(), "menu": "settings"})


@require_http_methods(["GET", "POST"])
@right(flag="configure")
def new_rhythm(request):
    return _shape(request, None)


@require_http_methods(["GET", "POST"])
@right(flag="configure")
def edit_rhythm(request, pk):
    return _shape(request, get_object_or_404(ContactRhythm.objects.live(), pk=pk))


@require_POST
@right(flag="configure")
def retire_rhythm(request, pk):
    found = get_object_or_404(ContactRhythm, pk=pk)
    found.retire(by=request.user)
    return done(request, toast=_("The rhythm has ended"), events=("live:rhythms",), back="tasks:rhythms")


def _shape(request, known):
    form = RhythmForm(request.POST if request.method == "POST" else None, instance=known)
    if form.is_valid():
        act = ContactRhythm.objects.get(pk=known.pk).reshape if known else ContactRhythm.start
        try:
            act(**form.cleaned_data, by=request.user)
        except RhythmExists:
            form.add_error("segment", _("This segment and stage has a rhythm already: change that one."))
        else:
            return done(request, toast=_("Saved"), events=("live:rhythms",), back="tasks:rhythms")
    context = {"form": form, "known": known, "menu": "settings"}
    return dialog(request, "tasks/rhythm/_dialog.html", context, status=422 if form.errors else 200)
