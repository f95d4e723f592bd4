"""Talk scripts as administrators write them, and which of their branches win."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import dialog, go_to
from regulations.living.noting import noted

from ..models import TalkScript
from ..ready_script import make_ready_script
from ..refusals import EditConflict
from ..script_forms import ScriptForm, StepForm
from ..script_results import ENOUGH, results_of
from ..script_words import advice


@right(flag="configure")
@require_GET
def scripts(request):
    return render(request, "deals/scripts.html", {"scripts": TalkScript.objects.for_list(), "menu": "settings"})


@right(flag="configure")
@require_http_methods(["GET", "POST"])
def new(request):
    form = ScriptForm(request.POST or None)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        facts.pop("seen")
        with noted(request, "scripts"):
            script = TalkScript.start(facts.pop("name"), by=request.user, **facts)
        return go_to(request, reverse("deals:script", args=[script.pk]))
    return _ask(request, form, _("New talk script"))


@right(flag="configure")
@require_POST
def ready(request):
    """The ready script in the language of the page, once."""
    make_ready_script(get_language()[:2])
    return go_to(request, reverse("deals:scripts"))


@right(flag="configure")
@require_GET
def script(request, pk):
    """The questions in order, each with its answers and where they lead."""
    found = _script(pk)
    steps = list(found.steps.prefetch_related("answers__leads_to"))
    for number, one in enumerate(steps, start=1):
        one.number = number
    numbers = {one.pk: one.number for one in steps}
    rows = [(one, [(answer, numbers.get(answer.leads_to_id)) for answer in one.answers.all()]) for one in steps]
    return render(request, "deals/scripts/script.html", {"script": found, "rows": rows, "advice": advice(steps), "menu": "settings"})


@right(flag="configure")
@require_http_methods(["GET", "POST"])
def change(request, pk):
    found = _script(pk)
    form = ScriptForm(request.POST if request.method == "POST" else None, script=found)
    if form.is_valid():
        return _done(request, found, form, lambda: found.change(by=request.user, **form.cleaned_data))
    return _ask(request, form, found.name)


@right(flag="configure")
@require_POST
def retire(request, pk):
    _script(pk).retire(by=request.user)
    return go_to(request, reverse("deals:scripts"))


@right(flag="configure")
@require_http_methods(["GET", "POST"])
def new_step(request, pk):
    return _shape_step(request, _script(pk), None)


@right(flag="configure")
@require_http_methods(["GET", "POST"])
def step(request, pk, step_pk):
    found = _script(pk)
    return _shape_step(request, found, get_object_or_404(found.steps.all(), pk=step_pk))


@right(flag="configure")
@require_POST
def higher(request, pk, step_pk):
    found = _script(pk)
    found.raise_step(get_object_or_404(found.steps.all(), pk=step_pk), by=request.user)
    return go_to(request, reverse("deals:script", args=[pk]))


@right(flag="configure")
@require_POST
def remove_step(request, pk, step_pk):
    found = _script(pk)
    found.remove_step(get_object_or_404(found.steps.all(), pk=step_pk), by=request.user)
    return go_to(request, reverse("deals:script", args=[pk]))


@right("report", "see")
@require_GET
def results(request, pk):
    """Which branch wins, over the deals the person may see."""
    found = _script(pk)
    rows = results_of(found, request.user)
    shapes = request.user.has_right("configure")
    context = {"script": found, "rows": rows, "enough": ENOUGH, "shapes": shapes, "menu": "settings" if shapes else "deals"}
    return render(request, "deals/scripts/results.html", context)


def _script(pk):
    return get_object_or_404(TalkScript.objects.live(), pk=pk)


def _shape_step(request, found, one):
    form = StepForm(request.POST or None, script=found, step=one)
    if form.is_valid():
        return _done(request, found, form, lambda: form.save(by=request.user))
    return _ask(request, form, _("Question") if one else _("New question"), is_step=True)


def _done(request, found, form, act):
    try:
        with noted(request, "scripts"):
            act()
    except EditConflict:
        return _ask(request, form, found.name, status=409, is_conflict=True)
    return go_to(request, reverse("deals:script", args=[found.pk]))


def _ask(request, form, title, status=None, **more):
    context = {"form": form, "title": title, **more}
    return dialog(request, "deals/scripts/dialog.html", context, status=status or (422 if form.is_bound else 200))
