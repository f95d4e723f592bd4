"""Tests of the company: how many questions, from where, when passed."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import done, go_to

from ..definition_forms import DefinitionForm, shortages
from ..models import Question, TestDefinition
from ..refusals import ChangedMeanwhile
from ..statistics import numbers_of_test
from .framing import framed


@right("regulation", "edit")
@require_GET
def tests(request):
    """What there is, and how many practical tasks nobody is given because their section has changed."""
    live = TestDefinition.objects.to_be_given().with_numbers()
    waiting = Question.objects.tasks().for_tests().with_state(Question.State.NEEDS_REVIEW).count()
    return render(request, "training/tests.html", framed(request, "tests") | {"tests": live, "waiting": waiting})


@right("regulation", "edit")
@require_http_methods(["GET", "POST"])
def new(request):
    return _shape(request, None)


@right("regulation", "edit")
@require_http_methods(["GET", "POST"])
def test(request, pk):
    """Its settings; what was begun goes on as it was."""
    return _shape(request, get_object_or_404(TestDefinition.objects.live(), pk=pk))


@right("regulation", "edit")
@require_POST
def retire(request, pk):
    get_object_or_404(TestDefinition.objects.live(), pk=pk).retire(by=request.user)
    return done(request, toast=_("The test is not given any more"), back=reverse("training:tests"))


def _shape(request, found):
    form = DefinitionForm(request.POST if request.method == "POST" else None, instance=found)
    if form.is_valid():
        kept = TestDefinition.objects.find(found.pk) if found else None
        try:
            saved = TestDefinition.shape(kept, by=request.user, rules=form.rules(), version=form.cleaned_data["seen"], **form.facts())
        except ChangedMeanwhile:
            form.add_error(None, _("Somebody changed it meanwhile: your words stand here, open the page anew to see theirs."))
        else:
            return go_to(request, reverse("training:test", args=[saved.pk]))
    shown = TestDefinition.objects.find(found.pk) if found else None
    context = {
        "form": form,
        "test": shown,
        "short": shortages(shown) if shown else [],
        "numbers": numbers_of_test(shown) if shown else None,
    }
    return render(request, "training/test.html", framed(request, "tests") | context, status=422 if form.is_bound else 200)
