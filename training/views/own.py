from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.rights import right
from crm_project.lib import clock
from crm_project.lib.htmx import go_to, refused
from regulations.models import Section

from ..drawing import foreseen
from ..models import Certificate, PracticeRun, TestAssignment
from ..permissions import may_decide_on
from ..refusals import AssignmentIsOver, NobodyToTest, NotAllowed, StillCoolingDown, TooFewQuestions
from ..self_check import check_oneself, parts_to_check
from ..showing import cards_of, sections_to_read
from ..ticking import ROOMS_STAND
from .framing import framed

SHOWN = 50


@right("regulation", "see")
@require_GET
def mine(request):
    """What I am to pass, what I have passed, until when it holds."""
    at, theirs = clock.now(), TestAssignment.objects.of(request.user).exams().for_list()
    context = {
        "open": cards_of(theirs.open().order_by("due_at", "pk"), at),
        "done": cards_of(theirs.settled()[:SHOWN], at),
        "parts": parts_to_check(get_language()),
        **_trial_of(request.user, at),
        "certificates": Certificate.objects.of(request.user).in_force().select_related("test"),
    }
    return render(request, "training/mine.html", framed(request, "mine") | context)


def _trial_of(user, at):
    """The trial run that waits or goes on; else the one that ended not long ago, for whoever follows its notice."""
    newest = PracticeRun.objects.trials().of(user).not_ended_before(at - ROOMS_STAND).first()
    return {"trial" if newest is None or newest.is_open else "trial_over": newest}


@right("regulation", "see")
@require_POST
def check_yourself(request, pk):
    """A few questions on a part of the handbook, at once and for oneself."""
    section = get_object_or_404(Section.objects.visible_to(request.user).select_related("regulation"), pk=pk)
    try:
        attempt = check_oneself(request.user, section).start(by=request.user)
    except (NobodyToTest, TooFewQuestions):
        return refused(request, toast=_("There are no questions on this part yet."), back=reverse("training:mine"))
    return go_to(request, reverse("training:attempt", args=[attempt.pk]))


@right("regulation", "see")
@require_GET
def assignment(request, pk):
    """One test of one person: what it asks, its attempts; to begin it, or for a head to decide."""
    found = get_object_or_404(TestAssignment.objects.visible_to(request.user).for_list(), pk=pk)
    at, attempts = clock.now(), list(found.attempts.all())
    may_begin = found.user_id == request.user.pk and (found.may_begin(at) or found.state == found.State.IN_PROGRESS)
    context = {
        "card": cards_of([found], at)[0],
        "promised": _promised(found, attempts, at) if may_begin else None,
        "attempts": [one for one in attempts if one.state != one.State.ABANDONED],
        "to_read": sections_to_read(found, request.user, get_language()),
        "is_mine": found.user_id == request.user.pk,
        "may_begin": may_begin,
        "decides": may_decide_on(request.user, found),
        "entries": found.entries.for_team().newest_first()[:SHOWN],
    }
    return render(request, "training/assignment.html", framed(request, "mine" if context["is_mine"] else "results") | context)


def _promised(assignment, attempts, at):
    """How many questions the person will meet, practical tasks besides them apart: those of the open attempt, else as many as may be
    asked now. None where that is not known, or is what the test says anyway."""
    begun = next((one for one in attempts if one.is_open), None)
    if begun is None:
        number = foreseen(assignment, at)
    elif assignment.test.is_practice:
        number = begun.items.count()
    else:
        number = begun.items.count() - begun.items.tasks().count()
    return None if number == assignment.test.draw_count else number


@right("regulation", "see")
@require_POST
def start(request, pk):
    """Begin, or go on with the attempt that is open."""
    found = get_object_or_404(TestAssignment.objects.visible_to(request.user).for_list(), pk=pk)
    back = reverse("training:assignment", args=[pk])
    try:
        attempt = found.start(by=request.user)
    except NotAllowed:
        raise Http404 from None
    except StillCoolingDown:
        return refused(request, toast=_("The next attempt is not open yet: read the sections you missed again."), back=back)
    except AssignmentIsOver:
        return refused(request, toast=_("This test is over."), back=back)
    except TooFewQuestions as refusal:
        found.wait_for_questions(by=request.user, refusal=refusal)
        return refused(request, toast=_("The test waits: the bank has too few questions. Whoever writes them was told."), back=back)
    return go_to(request, reverse("training:attempt", args=[attempt.pk]))
