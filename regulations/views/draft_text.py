"""The desk: one section of the draft in one language, saved without leaving the page."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.rights import right
from crm_project.lib.htmx import done, refused, wants_fragment

from ..carrying.refusals import Unfit
from ..changes.between import between
from ..desk import Desk
from ..draft_forms import NodeForm, TextForm
from ..media.marks import markdown_for
from ..media.numbering import pictures_in
from ..models import EditionNode, MediaFile, SectionText
from ..passport import LANGUAGES
from ..refusals import NotAllowed, TextConflict
from .media import brought
from .opening import draft_or_404, regulation_for


@require_safe
@right("regulation", "edit")
def draft(request, code):
    """Where one goes on writing, or begins the next edition."""
    regulation = regulation_for(request, code)
    found = regulation.draft
    if found is None:
        return render(request, "regulations/draft/none.html", {"regulation": regulation, "edition": regulation.edition_in_force()})
    desk = Desk(found, get_language(), request.user)
    first = next(iter(desk.changed or desk.all_rows), None)
    if first:
        return redirect("regulations:draft-section", code, first.code)
    return render(request, "regulations/draft/empty.html", {"desk": desk, "regulation": regulation})


@require_POST
@right("regulation", "edit")
def start_draft(request, code):
    """The next edition begins as what the last one says; pressed twice it is the same draft."""
    regulation = regulation_for(request, code)
    found = regulation.open_draft(by=request.user)
    section = request.POST.get("section", "")
    if section and found.nodes.of_code(section).exists():
        return redirect("regulations:draft-section", code, section)
    return redirect("regulations:draft", code)


@require_http_methods(["GET", "POST"])
@right("regulation", "edit")
def draft_section(request, code, section):
    found, node = place_of(request, code, section)
    language = language_of(request)
    text = node.text_in(language, fallback=False)
    is_source = language == found.regulation.source_language or not node.text_in(language)
    values = {"title": text.title, "markdown": text.markdown, "seen": text.content_hash} if text else {}
    form = TextForm(request.POST if request.method == "POST" else None, initial=values, is_source=is_source)
    conflict = None
    if form.is_valid():
        try:
            found.change_text(section, language, by=request.user, **form.cleaned_data)
        except TextConflict as refusal:
            form.refuse_for(refusal.theirs)
            mine = SectionText.drawn(None, language, form.cleaned_data["title"], form.cleaned_data["markdown"], before=refusal.theirs)
            texts = Desk(found, language, request.user).beside(refusal.theirs, mine)
            conflict = {"texts": texts, "node": refusal.node, "theirs": refusal.theirs}
        else:
            return _saved(request, found, section, language)
    status = 409 if conflict else 422 if form.errors else 200
    if form.is_bound and wants_fragment(request):
        context = {"form": form, "conflict": conflict, "node": node, "desk": None}
        return render(request, "regulations/draft/_answer.html", context, status=status)
    desk = Desk(found, language, request.user)
    context = {"desk": desk, "node": node, "form": form, "language": language, "conflict": conflict, "details": NodeForm(node=node)}
    context |= {"preview": desk.preview(form["markdown"].value() or "", section), "languages": LANGUAGES, "tab": "edit"}
    context["pictures"] = shown_in(text)
    context["may_confirm"] = _may_confirm(request.user, found, node)
    return render(request, "regulations/draft/section.html", context, status=status)


@require_POST
@right("regulation", "edit")
def attach(request, code, section):
    """A file dropped, pasted or chosen: it is kept, and the text shows it. Nothing of the text is saved by this."""
    found, node = place_of(request, code, section)
    wants_words = "application/json" in request.headers.get("Accept", "")
    try:
        file = brought(request)
    except Unfit as refusal:
        return JsonResponse({"refused": refusal.words}, status=422) if wants_words else _with_text(request, found, node, "", refusal.words)
    markdown = markdown_for(file, request.POST.get("alt", ""), found.label)
    if wants_words:
        return JsonResponse({"markdown": markdown, "needs_words": file.is_picture})
    return _with_text(request, found, node, markdown)


def _with_text(request, found, node, markdown, refused=""):
    """The desk with what was typed so far, and a file behind it."""
    language = language_of(request)
    text = "\n\n".join(filter(None, [request.POST.get("markdown", "").rstrip(), markdown]))
    values = {name: request.POST.get(name, "") for name in ("title", "seen")} | {"markdown": text}
    desk = Desk(found, language, request.user)
    context = {"desk": desk, "node": node, "form": TextForm(initial=values), "language": language, "details": NodeForm(node=node)}
    context |= {"preview": desk.preview(text), "languages": LANGUAGES, "tab": "edit", "attach_refused": refused}
    context["pictures"] = shown_in(node.text_in(language, fallback=False))
    context["may_confirm"] = _may_confirm(request.user, found, node)
    return render(request, "regulations/draft/section.html", context, status=422 if refused else 200)


@require_POST
@right("regulation", "edit")
def preview(request, code, section):
    """How the text reads as it is typed at this moment; nothing is kept."""
    found, node = place_of(request, code, section)
    form = TextForm(request.POST, is_source=False)
    form.is_valid()
    desk = Desk(found, language_of(request), request.user)
    context = {
        "html": desk.preview(form.cleaned_data.get("markdown", ""), section),
        "title": form.cleaned_data.get("title", ""),
        "node": node,
    }
    return render(request, "regulations/draft/_preview.html", context)


@require_safe
@right("regulation", "edit")
def compare_draft(request, code, section):
    """The section as it was beside what it will say."""
    found, node = place_of(request, code, section)
    language = language_of(request)
    desk = Desk(found, language, request.user)
    before = desk.before(node)
    old, new = (one.text_in(language, fallback=False) if one else None for one in (before, node))
    context = {"desk": desk, "node": node, "language": language, "languages": LANGUAGES, "tab": "compare", "old": old, "new": new}
    context |= {"texts": desk.beside(old, new), "title": (new or old).title if new or old else node.section.code}
    context["pictures"] = _pictures(old, new)
    return render(request, "regulations/draft/compare.html", context)


@require_POST
@right("regulation", "edit")
def describe(request, code, section):
    """Note and class of the change, and who reads the section."""
    found, node = place_of(request, code, section)
    back = reverse("regulations:draft-section", args=[code, section])
    form = NodeForm(request.POST, node=node)
    if not form.is_valid():
        words = " ".join(error for errors in form.errors.values() for error in errors)
        return refused(request, toast=words, status=422, back=back)
    found.describe(section, by=request.user, **form.values)
    return done(request, toast=_("Saved"), close=False, back=back)


@require_POST
@right("regulation", "edit")
def confirm_class(request, code, section):
    """A second person agrees that the change is editorial."""
    found, _node = place_of(request, code, section)
    try:
        found.confirm_class(section, by=request.user)
    except NotAllowed:
        messages.error(request, _("Somebody else than who marked it so confirms that the change is editorial."))
    else:
        messages.success(request, _("Confirmed: the change list will say so."))
    return redirect("regulations:publication", code)


def shown_in(text):
    """The pictures of a text as it is saved, on which numbers may be placed; those of files that are there."""
    standing = pictures_in(text.markdown) if text else []
    files = MediaFile.objects.of_keys(one.key for one in standing)
    return [one for one in standing if one.key in files]


def _pictures(old, new):
    """[(MediaFile before, MediaFile now)] of what was replaced, either may be None."""
    pairs = [pair for change in between(old, new).blocks for pair in change.pictures] if old and new else []
    files = MediaFile.objects.of_keys(key for pair in pairs for key in pair if key)
    return [(files.get(was), files.get(now)) for was, now in pairs]


def place_of(request, code, section):
    found = draft_or_404(request, code)
    try:
        return found, found.node_of(section)
    except EditionNode.DoesNotExist:
        raise Http404 from None


def language_of(request):
    asked = request.GET.get("language") or get_language() or "ru"
    return asked if asked in LANGUAGES else "ru"


def _saved(request, found, section, language):
    if not wants_fragment(request):
        messages.success(request, _("Saved"))
        address = reverse("regulations:draft-section", args=[found.regulation.code, section])
        return redirect(f"{address}?language={language}")
    node = found.node_of(section)
    text = node.text_in(language, fallback=False)
    context = {"desk": Desk(found, language, request.user), "node": node, "seen": text.content_hash if text else "", "is_saved": True}
    context |= {"pictures": shown_in(text), "language": language}
    return render(request, "regulations/draft/_answer.html", context)


def _may_confirm(user, found, node):
    return node.is_editorial and (node.class_by_id != user.pk or len(found.regulation.publishers) == 1)
