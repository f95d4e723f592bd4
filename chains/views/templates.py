from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import done, go_to

from ..editor import Editor
from ..models import ChainTemplate
from ..refusals import ChangedMeanwhile, Unsound
from ..wording import length_words

SHOWN = 30


@right(flag="configure")
@require_GET
def templates(request):
    """The chains of the company: what begins by them, what is out of use."""
    found = list(ChainTemplate.objects.visible_to(request.user).counted())
    context = {"live": [one for one in found if one.is_active], "retired": [one for one in found if not one.is_active], "menu": "settings"}
    return render(request, "chains/templates.html", context)


@right(flag="configure")
@require_GET
def template(request, pk):
    """One chain as it is to go: its steps, where each leads, its history."""
    found = get_object_or_404(ChainTemplate.objects.visible_to(request.user).counted().with_steps(), pk=pk)
    steps = list(found.steps.all())
    titles = {step.pk: step.title for step in steps}
    lines = [(step, length_words(step.minutes), titles.get(step.next_id), branches_of(step, titles)) for step in steps]
    entries = found.entries.newest_first()[:SHOWN]
    return render(request, "chains/template.html", {"template": found, "lines": lines, "entries": entries, "menu": "settings"})


@right(flag="configure")
@require_http_methods(["GET", "POST"])
def new(request):
    return _shape(request, ChainTemplate())


@right(flag="configure")
@require_http_methods(["GET", "POST"])
def change(request, pk):
    return _shape(request, get_object_or_404(ChainTemplate.objects.visible_to(request.user).live().with_steps(), pk=pk))


@right(flag="configure")
@require_POST
def retire(request, pk):
    """Nothing new begins by it; what is running goes on."""
    found = get_object_or_404(ChainTemplate.objects.visible_to(request.user), pk=pk)
    found.retire(by=request.user)
    return done(request, toast=_("“%(name)s” is out of use") % {"name": found.name}, events=("live:chains",), back="chains:templates")


@right(flag="configure")
@require_POST
def restore(request, pk):
    found = get_object_or_404(ChainTemplate.objects.visible_to(request.user), pk=pk)
    found.restore(by=request.user)
    return done(request, toast=_("“%(name)s” is in use again") % {"name": found.name}, events=("live:chains",), back="chains:templates")


def branches_of(step, titles):
    """[(result, title of the step it leads to or None)]"""
    return [(branch.result.name, titles.get(branch.next_id)) for branch in step.branches.all()]


def _shape(request, found):
    is_saved = request.method == "POST" and not request.POST.get("act")
    editor = Editor(found, request.POST if request.method == "POST" else None, is_kept=is_saved)
    if is_saved and editor.is_valid():
        cleaned = editor.form.cleaned_data
        try:
            found.shape(by=request.user, steps=editor.plans(), **cleaned)
        except Unsound as refusal:
            editor.refuse(refusal.faults)
        except ChangedMeanwhile:
            editor.form.add_error(None, _("Somebody else changed this chain meanwhile: open it anew and make your changes again."))
        else:
            return go_to(request, reverse("chains:template", args=[found.pk]))
    context = {"editor": editor, "template": found, "menu": "settings"}
    return render(request, "chains/editor.html", context, status=422 if is_saved else 200)
