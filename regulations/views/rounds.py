"""Discussion of a draft: opened and closed by an editor, spoken in by whoever was asked."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.rights import right
from crm_project.lib.htmx import dialog, go_to

from ..anchors import block_in
from ..asked import readers_of
from ..discussing import Discussion
from ..draft_forms import CloseRoundForm, RemarkForm, RoundForm, SettleForm
from ..links import without_codes
from ..models import DiscussionRound, Remark, Stance
from ..refusals import NotAllowed, NoteNeeded, RoundIsOpen, RoundIsOver, TooEarly, TooShort
from ..walks import walk_of, walks
from .opening import draft_or_404, page_or_404


@require_http_methods(["GET", "POST"])
@right("regulation", "edit")
def open_round(request, code):
    """Ask everybody the draft is for, until a day."""
    draft = draft_or_404(request, code)
    form = RoundForm(request.POST or None, draft=draft, walks=walks())
    people = readers_of(draft)
    if form.is_valid():
        walk = walk_of(form.cleaned_data["walk"])
        about = {"template": walk.template, "threads": walk.threads} if walk else {}
        try:
            opened = DiscussionRound.open(draft, by=request.user, closes_at=form.closes_at, participants=people, **about)
        except TooShort as refusal:
            words = _("A discussion lasts at least {days} days: people have their work to do.")
            form.add_error("closes_on", words.format(days=refusal.days))
        except RoundIsOpen:
            form.add_error(None, _("A discussion of this draft is open already."))
        else:
            return go_to(request, reverse("regulations:round", args=[code, opened.pk]))
    context = {"form": form, "draft": draft, "people": people}
    return dialog(request, "regulations/round/open.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@right("regulation", "edit")
def close_round(request, code, pk):
    """The end of a discussion; before its time it is asked first, and why."""
    found = _round(request, code, pk)
    form = CloseRoundForm(request.POST if request.method == "POST" else None, is_young=found.is_young)
    if form.is_valid():
        try:
            found.close(by=request.user, why=form.cleaned_data.get("why", ""))
        except TooEarly:
            form = CloseRoundForm(request.POST, is_young=True)
        else:
            messages.success(request, _("The discussion is closed; what is open is settled by you."))
            return go_to(request, reverse("regulations:round", args=[code, pk]))
    context = {"form": form, "round": found, "days": found.regulation.min_discussion_days, "waiting": found.not_seen}
    return dialog(request, "regulations/round/close.html", context, status=422 if form.errors else 200)


@require_safe
@right("regulation", "see")
def discussion(request, code, pk):
    """What is talked about, and what each thinks of it."""
    found = _round(request, code, pk)
    may_edit = request.user.may("edit", "regulation")
    talk = Discussion(found, get_language(), request.user)
    context = {"talk": talk, "round": found, "code": code, "may_edit": may_edit, "stance": talk.own_stance}
    if may_edit or found.regulation.owner_id == request.user.pk:
        context["participation"] = [(Stance.Value(value).label, people) for value, people in found.participation().items()]
    return render(request, "regulations/round/round.html", context)


@require_safe
@right("regulation", "see")
def discussed_section(request, code, pk, section):
    """A section of the draft, paragraph by paragraph, with what was said."""
    found = _round(request, code, pk)
    talk = Discussion(found, get_language(), request.user)
    page = page_or_404(talk.book, section)
    context = {"talk": talk, "round": found, "page": page, "blocks": talk.blocks_of(page), "loose": talk.without_a_place(page)}
    context |= {"code": code, "may_edit": request.user.may("edit", "regulation")}
    return render(request, "regulations/round/section.html", context)


@require_http_methods(["GET", "POST"])
@right("regulation", "see")
def remark(request, code, pk):
    """Say something about a paragraph, a section or a step of the typical case."""
    found = _round(request, code, pk)
    place, back = _place_of(request, found, code)
    form = RemarkForm(request.POST or None)
    if form.is_valid():
        try:
            found.remark(by=request.user, **place, **form.cleaned_data)
        except RoundIsOver:
            form.add_error(None, _("The discussion is over: tell the owner of the document."))
        except NotAllowed:
            raise Http404 from None
        else:
            return go_to(request, back)
    context = {"form": form, "place": place, "title": _("A remark")}
    return dialog(request, "regulations/round/remark.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@right("regulation", "edit")
def settle(request, code, pk, remark_pk):
    """Accept, reject or answer a remark; its author is told the words."""
    found = _round(request, code, pk)
    one = get_object_or_404(found.remarks.for_page(), pk=remark_pk)
    form = SettleForm(request.POST or None, initial={"state": Remark.State.ACCEPTED})
    if form.is_valid():
        try:
            one.settle(form.cleaned_data["state"], form.cleaned_data["note"], by=request.user)
        except NoteNeeded:
            form.add_error("note", _("Say why: the author reads it."))
        else:
            return go_to(request, _back_to(code, pk, one.section.code if one.section else ""))
    return dialog(request, "regulations/round/settle.html", {"form": form, "remark": one}, status=422 if form.errors else 200)


@require_POST
@right("regulation", "edit")
def reopen(request, code, pk, remark_pk):
    found = _round(request, code, pk)
    one = get_object_or_404(found.remarks.for_page(), pk=remark_pk)
    try:
        one.reopen(by=request.user)
    except RoundIsOver:
        messages.error(request, _("The discussion is over: a settled remark stays settled."))
    return redirect(_back_to(code, pk, one.section.code if one.section else ""))


@require_POST
@right("regulation", "see")
def take_stance(request, code, pk, value):
    """A participant agrees with the draft, or says that there are remarks."""
    found = _round(request, code, pk)
    if value not in (Stance.Value.AGREE, Stance.Value.HAS_REMARKS):
        raise Http404
    try:
        found.take_stance(value, by=request.user)
    except NotAllowed:
        raise Http404 from None
    except RoundIsOver:
        messages.error(request, _("The discussion is over."))
    return redirect("regulations:round", code, pk)


def _round(request, code, pk):
    rounds = DiscussionRound.objects.visible_to(request.user).with_draft()
    return get_object_or_404(rounds, pk=pk, regulation__code=code)


def _place_of(request, found, code):
    """Where a remark belongs, by the address: only to what this reader is shown of the draft."""
    talk = Discussion(found, get_language(), request.user)
    section, block, thread = (request.GET.get(name, "") for name in ("section", "block", "thread"))
    if not section:
        if thread and not found.has_thread(thread):
            raise Http404
        return {"thread": thread}, _back_to(code, found.pk, "")
    page = page_or_404(talk.book, section)
    place = {"section": page.node.section}
    if words := block_in(page.node, block):
        place |= {"block_id": words["id"], "quote": Truncator(without_codes(words["text"])).chars(300), "quote_hash": words["hash"]}
    return place, _back_to(code, found.pk, page.code)


def _back_to(code, pk, section):
    return reverse("regulations:discussed-section" if section else "regulations:round", args=[code, pk, *([section] if section else [])])
