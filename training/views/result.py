from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.rights import right
from crm_project.lib import clock
from crm_project.lib.htmx import dialog, done, go_to

from ..feedback import level, result_of
from ..forms import AppealForm
from ..models import Appeal, Attempt, AttemptItem, Certificate, PracticeRun
from ..practice.showing import tasks_of
from ..wording import how_finished, why_failed
from .framing import framed


@right("regulation", "see")
@require_GET
def result(request, pk):
    """How an attempt ended, as far as the policy of its test tells; a head sees the same, without the answers of others."""
    found = get_object_or_404(Attempt.objects.visible_to(request.user).for_page(), pk=pk)
    is_mine = found.assignment.user_id == request.user.pk
    if found.is_open:
        return go_to(request, reverse("training:attempt", args=[pk])) if is_mine else _nothing()
    shown = result_of(found, get_language())
    items = list(found.items.with_questions().select_related("reviewer")) if shown.shows_score else []
    tasks = tasks_of(found, items, PracticeRun.objects.newest_of_items(items), request.user, get_language())
    context = {
        "tasks": tasks,
        "attempt": found,
        "assignment": found.assignment,
        "result": shown,
        "is_mine": is_mine,
        "reasons": [why_failed(code) for code in found.failed_because],
        "how": how_finished(found),
        "took": found.submitted_at - found.started_at if found.submitted_at else None,
        "pass_percent": found.test_version.settings["pass_percent"],
        "certificate": Certificate.objects.in_force().of_attempt(found).first() if is_mine else None,
        "may_begin": is_mine and found.assignment.may_begin(clock.now()),
    }
    return render(request, "training/result.html", framed(request, "mine" if is_mine else "results") | context)


@right("regulation", "see")
@require_GET
def certificate(request, pk):
    """On paper: who passed what, when, and until when it holds."""
    found = get_object_or_404(Attempt.objects.visible_to(request.user).for_page().select_related("certificate"), pk=pk)
    if not hasattr(found, "certificate"):
        raise Http404
    return render(request, "training/certificate.html", {"attempt": found, "certificate": found.certificate, "menu": "regulations"})


@right("regulation", "see")
@require_http_methods(["GET", "POST"])
def appeal(request, pk):
    """An objection to a question of one's own result, when it is shown."""
    item = get_object_or_404(AttemptItem.objects.of(request.user).for_queue(), pk=pk)
    if level(item.attempt) not in ("wrong_items", "full"):
        raise Http404
    form = AppealForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        Appeal.make(item, form.cleaned_data["text"], by=request.user)
        back = reverse("training:result", args=[item.attempt_id])
        return done(request, toast=_("Your objection is passed on; you will be told the answer"), back=back)
    return dialog(request, "training/result/_appeal.html", {"form": form, "item": item}, status=422 if form.is_bound else 200)


def _nothing():
    raise Http404
