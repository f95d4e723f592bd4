"""The sitting itself. Works without scripts; with them each answer is kept at once."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib import clock
from crm_project.lib.htmx import go_to, refused, wants_fragment

from ..answers import face
from ..feedback import told_of
from ..forms import SittingForm
from ..hotspots import faced
from ..models import Attempt, PracticeRun
from ..practice.showing import in_test
from ..refusals import AttemptIsOver, BadAnswer, TooLong
from ..wording import why_over


@right("regulation", "see")
@require_GET
def attempt(request, pk):
    """Where the person left off: the first question without an answer, or the result."""
    found = _mine(request, pk)
    if not found.is_open:
        return redirect("training:result", pk)
    open_ones = [item.place for item in found.items.with_questions() if _waits(found, item)]
    return redirect("training:item", pk, open_ones[0]) if open_ones else redirect("training:check", pk)


@right("regulation", "see")
@require_http_methods(["GET", "POST"])
def item(request, pk, place):
    """One question. A posted answer is kept, then the next question comes; a change alone only keeps it."""
    found = _mine(request, pk)
    if not found.is_open:
        return _over(request, found)
    current = get_object_or_404(found.items.with_questions(), place=place)
    complaint = ""
    if request.method == "POST":
        form = SittingForm(request.POST)
        try:
            if _is_told_now(found, current, form):
                found.hand_over(place, request.POST, by=request.user, seconds=form.seconds)
                return redirect("training:item", pk, place)
            current = _keep(request, found, current, form)
            if form.wish == "stay" and wants_fragment(request):
                return render(request, "training/take/_saved.html", {"item": current})
            if form.wish != "move":
                return _onward(request, found, place, form.wish)
        except AttemptIsOver:
            return _over(request, found)
        except BadAnswer as refusal:
            complaint = _complaint(refusal, current)
            if wants_fragment(request) and form.wish == "stay":
                return refused(request, toast=complaint, status=422)
    context = _context(found, current, in_words=request.GET.get("by") == "words") | {"complaint": complaint}
    if complaint:
        context["typed"] = request.POST.get("v", request.POST.get("t", ""))
    whole = "training/take/_told.html" if context["told"] else "training/take/_question.html"
    piece = whole if wants_fragment(request) else "training/take.html"
    return render(request, piece, context, status=422 if complaint else 200)


@right("regulation", "see")
@require_GET
def check(request, pk):
    """Before handing in: which questions have no answer yet."""
    found = _mine(request, pk)
    if not found.is_open:
        return redirect("training:result", pk)
    items = list(found.items.with_questions())
    return render(request, "training/check.html", _frame(found, items) | {"left": [one for one in items if _waits(found, one)]})


@right("regulation", "see")
@require_POST
def submit(request, pk):
    found = _mine(request, pk)
    found.submit(by=request.user)
    return go_to(request, reverse("training:result", args=[pk]))


def _mine(request, pk):
    """An attempt of one's own; what is seen of others' is their result. Time that is up closes it here."""
    found = get_object_or_404(Attempt.objects.of(request.user).for_page(), pk=pk)
    if found.close_if_expired():
        found.refresh_from_db()
    return found


def _keep(request, found, current, form):
    if form.wish == "skip":
        return current
    if "flag" in request.POST:
        found.flag(current.place, request.POST["flag"] == "on", by=request.user)
    return found.answer(current.place, request.POST, by=request.user, seconds=form.seconds)


def _waits(found, item):
    """Whether a question is still to be answered, a task to be done; in a self-check a question is to be told."""
    return not item.is_told if _tells(found, item) else item.response is None


def _tells(found, item):
    return not found.assignment.test.is_exam and item.question_version.type != "task"


def _is_told_now(found, current, form):
    """In a self-check an answer is told as soon as one asks for it."""
    return _tells(found, current) and form.wish in ("next", "check") and not current.is_told


def _complaint(refusal, current):
    if isinstance(refusal, TooLong):
        return _("Your answer has {n} letters, {most} are the most: shorten it.").format(n=refusal.length, most=refusal.most)
    if current.question_version.type == "number":
        return _("Write a number, as 15 or 2.5.")
    return _("Choose among the answers.")


def _onward(request, found, place, wish):
    length = found.items.count()
    if wish in ("next", "check") and place >= length and not found.assignment.test.is_exam and found.is_all_told:
        found.submit(by=request.user)
        return redirect("training:result", found.pk)
    if wish == "back":
        return redirect("training:item", found.pk, max(1, place - 1))
    if wish == "stay":
        return redirect("training:item", found.pk, place)
    return redirect("training:check", found.pk) if place >= length or wish == "check" else redirect("training:item", found.pk, place + 1)


def _over(request, found):
    back = reverse("training:result", args=[found.pk])
    if wants_fragment(request):
        return go_to(request, back)
    return refused(request, toast=why_over(found), back=back)


def _context(found, current, *, in_words):
    items = list(found.items.all())
    version, response = current.question_version, current.response or {}
    shown = face(version.type, version.stem, version.payload, response.get("order") or current.option_order, get_language())
    on_screen, picture = faced(shown, version.payload, get_language()) if shown.kind == "hotspot" else (shown, None)
    other_way = ("picture" if in_words else "words") if picture else ""
    shown, picture = (shown, None) if in_words else (on_screen, picture)
    pairs = [(pk, text, response.get(pk, "")) for pk, text in shown.options] if shown.kind == "match" else []
    facts = {
        "item": current,
        "face": shown,
        "chosen": set(response.get("sel", ())),
        "pairs": pairs,
        "points": version.points,
        "picture": picture,
        "other_way": other_way,
    }
    tells = _tells(found, current)
    facts |= {"tells": tells, "told": told_of(current, get_language()) if tells and current.is_told else None}
    if version.type == "task":
        facts |= in_test(current, PracticeRun.objects.newest_of_items([current]).get(current.pk), get_language())
    return _frame(found, items) | facts | {"typed": response.get("v", response.get("t", "")), "is_last": current.place == len(items)}


def _frame(found, items):
    test = found.assignment.test
    return {
        "attempt": found,
        "test": test,
        "items": items,
        "answered": sum(one.response is not None for one in items),
        "now": clock.now(),
        "pass_percent": found.test_version.settings["pass_percent"],
        "menu": "regulations",
    }
