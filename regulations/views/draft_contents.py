"""The contents of a draft: a section is added, moved, taken out, put back; and the draft is thrown away."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import dialog, go_to, refused, wants_fragment

from ..desk import Desk
from ..draft_forms import PassportForm, SectionForm
from ..refusals import CannotStandThere, CodeTaken, DraftChanged, TooDeep
from ..uses import back_links
from .opening import draft_or_404


@require_http_methods(["GET", "POST"])
@right("regulation", "edit")
def add_section(request, code):
    found = draft_or_404(request, code)
    desk = Desk(found, get_language(), request.user)
    form = SectionForm(request.POST or None, rows=desk.all_rows, initial={"parent": request.GET.get("parent", "")})
    if form.is_valid():
        try:
            node = found.add_section(form.titles, by=request.user, parent=form.cleaned_data["parent"], code=form.cleaned_data["code"])
        except CannotStandThere:
            form.add_error("parent", _("What it was to stand in is not there any more, or stands too deep by now: choose anew."))
        except (CodeTaken, ValidationError):
            form.add_error("code", _("This code is taken, or was: a code is never used for another section."))
        else:
            return go_to(request, reverse("regulations:draft-section", args=[code, node.section.code]))
    context = {"form": form, "desk": desk}
    return dialog(request, "regulations/draft/add.html", context, status=422 if form.errors else 200)


@require_POST
@right("regulation", "edit")
def place_section(request, code, section, way):
    """Up, down, into the one before, out of what it stands in."""
    found = draft_or_404(request, code)
    try:
        found.place_section(section, way, by=request.user)
    except CannotStandThere as refusal:
        deep = _("It cannot stand deeper: a part has sub-sections, those have clauses, and there is no fourth level.")
        words = deep if isinstance(refusal, TooDeep) else _("It cannot stand there.")
        return refused(request, toast=words, status=422, back=reverse("regulations:draft-section", args=[code, section]))
    return _contents(request, code, found, section)


@require_http_methods(["GET", "POST"])
@right("regulation", "edit")
def retire_section(request, code, section):
    """A section, with all that stands in it, goes out of the next edition; what points to it is named first."""
    found = draft_or_404(request, code)
    desk = Desk(found, get_language(), request.user)
    row = next((row for row in desk.all_rows if row.code == section), None)
    if row is None:
        raise Http404
    if request.method == "POST":
        found.retire_section(section, by=request.user)
        messages.success(request, _("Taken out of the draft; its address goes on answering with the last text."))
        return go_to(request, reverse("regulations:draft", args=[code]))
    codes = [one.code for one in row.with_clauses]
    return dialog(request, "regulations/draft/retire.html", {"row": row, "uses": back_links(found, codes)})


@require_POST
@right("regulation", "edit")
def put_back(request, code, section):
    found = draft_or_404(request, code)
    try:
        found.put_back(section, by=request.user)
    except CannotStandThere:
        raise Http404 from None
    return redirect("regulations:draft-section", code, section)


@require_http_methods(["GET", "POST"])
@right("regulation", "edit")
def passport(request, code):
    """The header of the document: titles, purpose, confidentiality, positions."""
    from ..passport import header_of

    found = draft_or_404(request, code)
    form = PassportForm(request.POST or None, header=found.header, initial={"seen": found.header_mark})
    if form.is_valid():
        try:
            found.change_header(header_of(form.cleaned_data, found.header), seen=form.cleaned_data["seen"], by=request.user)
        except DraftChanged:
            form.data = form.data.copy()
            form.data["seen"] = draft_or_404(request, code).header_mark
            words = _("Somebody else saved the passport while you were editing it. Save once more to put your words in place of theirs.")
            form.add_error(None, words)
        else:
            messages.success(request, _("The passport is saved in the draft."))
            return redirect("regulations:passport", code)
    context = {"form": form, "desk": Desk(found, get_language(), request.user), "tab": "passport"}
    return render(request, "regulations/draft/passport.html", context, status=422 if form.errors else 200)


@require_POST
@right("regulation", "edit")
def throw_away(request, code):
    """Nothing of the draft will be published."""
    draft_or_404(request, code).throw_away(by=request.user)
    messages.success(request, _("The draft is thrown away; the edition in force stays as it is."))
    return redirect("regulations:draft", code)


def _contents(request, code, found, section):
    if not wants_fragment(request):
        return redirect("regulations:draft-section", code, section)
    desk = Desk(found, get_language(), request.user)
    node = found.node_of(section)
    return render(request, "regulations/draft/_answer.html", {"desk": desk, "node": node})
