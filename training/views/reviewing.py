"""Free answers that wait for a reader, and objections that wait for an answer."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.rights import right
from crm_project.lib.htmx import dialog, done, refused

from ..forms import DecisionForm, ReviewForm
from ..models import Appeal, AttemptItem
from ..payloads import said
from ..permissions import may_review, may_write_bank, sees_results
from ..refusals import AlreadyDecided, BadAnswer, NotAllowed, ReasonNeeded
from .framing import framed


@right("regulation", "see")
@require_GET
def reviews(request):
    """What this person has to read: answers of their people, objections if they keep the bank."""
    writes = may_write_bank(request.user)
    if not (writes or sees_results(request.user)):
        raise Http404
    language = get_language()
    items = list(AttemptItem.objects.to_review().reviewable_by(request.user).for_queue())
    appeals = list(Appeal.objects.open().for_list()) if writes else []
    context = {
        "items": [(item, said(item.question_version.stem, language)) for item in items],
        "appeals": [(one, said(one.item.question_version.stem, language)) for one in appeals],
    }
    return render(request, "training/reviews.html", framed(request, "reviews") | context)


@right("regulation", "see")
@require_http_methods(["GET", "POST"])
def review(request, pk):
    """One free answer: points by the rubric, and words wherever they are not full."""
    found = get_object_or_404(AttemptItem.objects.to_review().reviewable_by(request.user).for_queue(), pk=pk)
    if not may_review(request.user, found.attempt.assignment):
        raise PermissionDenied
    language, version = get_language(), found.question_version
    form = ReviewForm(request.POST if request.method == "POST" else None, rubric=version.payload["rubric"], language=language)
    if form.is_valid():
        try:
            found.give_points(form.points(), form.cleaned_data["note"], by=request.user)
            return done(
                request, toast=_("Read; the person is told the result"), events=("training:changed",), back=reverse("training:reviews")
            )
        except ReasonNeeded:
            form.add_error("note", _("Below full points say what is missing."))
        except (AlreadyDecided, BadAnswer, NotAllowed):
            return refused(request, toast=_("It was read meanwhile."), back=reverse("training:reviews"))
    context = {"form": form, "item": found, "stem": said(version.stem, language), "sample": said(version.payload["sample"], language)}
    return dialog(request, "training/reviews/_review.html", context, status=422 if form.is_bound else 200)


@right("regulation", "edit")
@require_http_methods(["GET", "POST"])
def decide(request, pk):
    """An objection is right or it is not; either way with words."""
    found = get_object_or_404(Appeal.objects.for_list(), pk=pk)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            found.decide(form.cleaned_data["is_right"] == "yes", form.cleaned_data["decision"], by=request.user)
        except AlreadyDecided:
            return refused(request, toast=_("It was answered meanwhile."), back=reverse("training:reviews"))
        return done(request, toast=_("Answered; the person is told"), events=("training:changed",), back=reverse("training:reviews"))
    context = {"form": form, "appeal": found, "stem": said(found.item.question_version.stem, get_language())}
    return dialog(request, "training/reviews/_decide.html", context, status=422 if form.is_bound else 200)
