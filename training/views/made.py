"""Questions made from the settings: looked at, and put to use with one press."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.rights import right
from crm_project.lib.htmx import done, refused

from ..generated.looking import waiting, what_is_missing
from ..models import Question
from ..models.question import mark_of
from ..refusals import ChangedMeanwhile
from .framing import framed


@right("regulation", "edit")
@require_http_methods(["GET", "POST"])
def made(request):
    """Everything that waits with its right answers; a press puts to use what was looked at."""
    if request.method == "POST":
        return _approve(request)
    looks = waiting(get_language())
    context = {"looks": looks, "seen": mark_of([look.question for look in looks]), "remarks": what_is_missing()}
    return render(request, "training/made.html", framed(request, "bank") | context)


def _approve(request):
    try:
        number = Question.approve_made(request.POST.get("seen", ""), by=request.user)
    except ChangedMeanwhile:
        words = _("The settings changed while you were looking: look once more.")
        return refused(request, toast=words, back=reverse("training:bank-made"))
    words = ngettext("%(n)s question is in use", "%(n)s questions are in use", number) % {"n": number}
    return done(request, toast=words if number else _("They are in use already"), back=reverse("training:bank"))
