"""Looking at what publishing does, and doing it; asking a second person to; sending a draft back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import dialog, go_to

from ..asked import concerned_by
from ..checks import findings_in
from ..desk import Desk
from ..draft_forms import PublicationForm, SendBackForm
from ..effects import foreseen
from ..passport import LANGUAGES
from ..refusals import DeadLinks, DraftChanged, EmptyEdition, NoSummary, NotADraft, NotAfterThePrevious, NotReady, OwnDraft
from .opening import known_regulation

SHOWN_EDITIONS = 4


@require_http_methods(["GET", "POST"])
@right("regulation", "see")
def publication(request, code):
    """What changes, what the checks say, whom it asks to read; a press publishes what was looked at."""
    found = _draft_for(request, code)
    form = PublicationForm(request.POST or None, draft=found, is_first=_is_first(found))
    if form.is_valid():
        if refusal := _publish(request, found, form):
            form.add_error(*refusal)
        else:
            return redirect("regulations:editions", code)
    return _page(request, found, form)


def _is_first(draft):
    return not draft.regulation.editions.valid().exists()


def _page(request, found, form):
    desk = Desk(found, get_language(), request.user)
    asked = concerned_by(found, by=request.user)
    context = {"desk": desk, "form": form, "is_first": form.is_first, "findings": findings_in(found), "tab": "publication", "asked": asked}
    context |= {"minutes": max((one.minutes for one in asked), default=0), "foreseen": foreseen(found, request.user)}
    context |= {"may_publish": found.may_be_published_by(request.user), "may_edit": request.user.may("edit", "regulation")}
    context["history"] = found.regulation.editions.valid().order_by("-effective_at")[:SHOWN_EDITIONS]
    context["round"] = found.rounds.all().first()
    return render(request, "regulations/draft/publication.html", context, status=422 if form.errors else 200)


@require_POST
@right("regulation", "edit")
def ask_to_approve(request, code):
    """The text is written: whoever may publish it is told."""
    found = _draft_for(request, code)
    form = PublicationForm(request.POST, draft=found, is_first=_is_first(found))
    if any(form.has_error(f"summary_{language}", "max_length") for language in LANGUAGES):
        return _page(request, found, form)
    summary = {language: request.POST.get(f"summary_{language}", "") for language in LANGUAGES}
    found.ask_to_approve(by=request.user, summary=summary)
    people = [str(one) for one in found.approvers if one != request.user]
    messages.success(request, _("Told: {people}").format(people=", ".join(people) or _("nobody else may publish it")))
    return redirect("regulations:publication", code)


@require_http_methods(["GET", "POST"])
@right("regulation", "see")
def send_back(request, code):
    """The approver says what is to be mended."""
    found = _draft_for(request, code)
    form = SendBackForm(request.POST or None)
    if form.is_valid():
        found.send_back(form.cleaned_data["why"], by=request.user)
        messages.success(request, _("Sent back with your words."))
        return go_to(request, reverse("regulations:now", args=[code]))
    return dialog(request, "regulations/draft/send_back.html", {"form": form, "draft": found}, status=422 if form.errors else 200)


@require_http_methods(["GET"])
@right("regulation", "see")
def now(request, code):
    """The page of a document that concerns this person today: its discussion, its publication, or the text."""
    regulation = known_regulation(request, code)
    draft = regulation.draft
    if draft and (going_on := draft.rounds.going_on().visible_to(request.user).first()):
        return redirect("regulations:round", code, going_on.pk)
    if draft and request.user.pk in {one.pk for one in regulation.publishers}:
        return redirect("regulations:publication", code)
    return redirect("regulations:read", code)


def _draft_for(request, code):
    """The draft for who writes it or may publish it; for anybody else there is none."""
    regulation = known_regulation(request, code)
    found = regulation.draft
    if found is None or request.user.pk not in {one.pk for one in regulation.publishers}:
        raise Http404
    found.regulation = regulation
    return found


def _publish(request, found, form):
    """(field, words) of what stops it, None when it is published."""
    given = {"effective_at": form.effective_at, "seen": form.cleaned_data["seen"], "highlight_days": form.own_highlight_days}
    try:
        found.publish(by=request.user, summary=None if form.is_first else form.summary, **given)
    except (NotReady, DeadLinks):
        return None, _("Not published: the checks name what is to be mended first.")
    except EmptyEdition:
        return None, _("Not published: there is not a single section.")
    except NotAfterThePrevious:
        return "effective_on", _("Not published: the edition before it holds from a later day.")
    except NoSummary:
        return "summary_ru", _("Say in a few words what changed: everybody reads this first.")
    except OwnDraft:
        return None, _("Not published: under four eyes somebody else looks at what you have written.")
    except DraftChanged:
        form.data = form.data.copy()
        form.data["seen"] = found.regulation.draft.mark
        return None, _("The draft changed while you were looking at it: look once more.")
    except NotADraft:
        return None, _("It is published already.")
    words = _("Edition {number} is published: everybody works by it from now on.")
    if found.is_scheduled:
        words = _("Edition {number} is announced: it holds from its day on.")
    messages.success(request, words.format(number=found.label))
    return None
