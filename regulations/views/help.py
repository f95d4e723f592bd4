from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, get_resolver
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from accounts.rights import right
from crm_project.lib.htmx import page_or_fragment, wants_fragment

from ..help.hints import hint_for, hints_for
from ..help.screens import screen_of
from ..help.tours import is_offered, step_of, steps_of, tour_of, tours
from ..models import HelpMiss, HintSeen, TourEnd
from ..shots.pieces import piece_of
from .opening import book_in_force

LONGEST_PAGE = 100


@require_safe
@right(any_signed_in=True)
def screen_help(request):
    """What is explained on the screen one came from; `page` is the name of its address."""
    page = request.GET.get("page", "")[:LONGEST_PAGE]
    screen = screen_of(page)
    if screen is None and _is_a_page(page):
        HelpMiss.objects.note(by=request.user, screen=page)
    hints = hints_for(request.user, screen.keys) if screen else []
    return _panel(request, {"screen": screen, "hints": hints, "asked": page, "tour": tour_of(request.user)})


@require_safe
@right(any_signed_in=True)
def hint(request, key):
    """One key: its tip and the clause behind it; a key without a section is a question to the editor."""
    found = hint_for(request.user, key)
    if found is None:
        raise Http404
    asked = request.GET.get("page", "")[:LONGEST_PAGE]
    if found.is_unexplained:
        HelpMiss.objects.note(by=request.user, key=key, screen=asked if _is_a_page(asked) else "")
    return _panel(request, {"hint": found, "page": _clause(request, found), "asked": asked, "piece": piece_of(key, get_language())})


def _clause(request, found):
    """The text of the chosen section, or of the primary one, in the book as this person reads it."""
    chosen = [entry for entry in found.entries if f"{entry.regulation}/{entry.code}" == request.GET.get("section")] or found.entries[:1]
    if not chosen:
        return None
    page = book_in_force(request, chosen[0].regulation).page(chosen[0].code)
    if page is not None:
        HintSeen.objects.see(request.user, page.node.section_id)
    return page


@require_safe
@right(any_signed_in=True)
def tour(request, name=None):
    """The steps of a tour as a list; with scripts each opens its screen and tells about it there."""
    name = name or tour_of(request.user)
    steps = steps_of(name)
    if not steps:
        raise Http404
    return _panel(request, {"steps": steps, "tour": name})


@require_safe
@right(any_signed_in=True)
def tour_step(request, name, number):
    step = step_of(name, number)
    if step is None:
        raise Http404
    return _panel(request, {"step": step, "next": step_of(name, number + 1), "before": step_of(name, number - 1), "tour": name})


@require_POST
@right(any_signed_in=True)
def end_tour(request, name):
    """Walked to the end, or wanted no more."""
    if name not in tours():
        raise Http404
    TourEnd.objects.end(request.user, name, skipped=request.POST.get("skipped") == "1")
    if wants_fragment(request):
        return render(request, "regulations/help/_tour_over.html")
    return redirect("home")


def _panel(request, context):
    context["offers_tour"] = "tour" in context and "step" not in context and is_offered(request.user)
    return page_or_fragment(request, "regulations/help/page.html", "regulations/help/_panel.html", context)


def _is_a_page(name):
    """Whether an address has this name: what somebody types into the address bar is not noted."""
    namespace, _colon, view = name.rpartition(":")
    resolver = get_resolver()
    try:
        for part in filter(None, namespace.split(":")):
            resolver = resolver.namespace_dict[part][1]
    except (KeyError, NoReverseMatch):
        return False
    return bool(view) and view in resolver.reverse_dict
