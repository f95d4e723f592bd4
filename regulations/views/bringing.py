"""A document comes as a file: it is read, looked at, and only then becomes a draft. Nothing is ever published by it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rights import right

from ..carrying.forms import BringForm, TakeForm
from ..carrying.found import Found
from ..carrying.refusals import DraftStands, PositionsMissing
from ..carrying.taking import busy, keep, take_in, targets
from ..models import BroughtFile
from ..refusals import CodeTaken


@require_http_methods(["GET", "POST"])
@right("regulation", "edit")
def bring(request):
    form = BringForm(request.POST or None, request.FILES or None) if request.method == "POST" else BringForm()
    if form.is_valid():
        keep(form.found, form.cleaned_data["file"].name, by=request.user)
        return redirect("regulations:brought")
    return render(request, "regulations/file/bring.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@right("regulation", "edit")
def brought(request):
    """What was read in the file, and the question which document it becomes."""
    kept = BroughtFile.objects.of(request.user).first()
    if kept is None:
        messages.info(request, _("This file is taken in already, or was laid aside for too long: choose it again."))
        return redirect("regulations:bring")
    found, documents = Found(**kept.found), list(targets(request.user))
    initial = {"target": found.code if found.code in {one.code for one in documents} else "", "code": found.code, "genre": found.genre}
    may_create = request.user.may("create", "regulation")
    choices = {"documents": documents, "busy": busy(request.user), "may_create": may_create}
    form = TakeForm(request.POST or None, brought=kept, initial=initial, **choices)
    if form.is_valid():
        answer = _taken(request, kept, form)
        if answer:
            return answer
    context = {"form": form, "found": found, "brought": kept, "rows": _rows(found, get_language())}
    return render(request, "regulations/file/brought.html", context, status=422 if form.errors else 200)


@require_POST
@right("regulation", "edit")
def forget_brought(request):
    BroughtFile.objects.of(request.user).delete()
    return redirect("regulations:bring")


def _taken(request, kept, form):
    """The way to the draft; None where it was refused, which the form tells."""
    code, genre = form.place
    try:
        draft = take_in(kept, code=code, genre=genre, by=request.user)
    except DraftStands:
        form.add_error("target", _("A draft of {code} is being written: publish it or throw it away first.").format(code=code))
    except CodeTaken:
        form.add_error("code", _("This code is taken: choose the document above, or another code."))
    except PositionsMissing as refusal:
        words = _("Sections are for positions that do not exist here: {names}. Add them in the settings first.")
        form.add_error(None, words.format(names=", ".join(refusal.names)))
    else:
        if draft is None:
            return redirect("regulations:bring")
        messages.success(request, _("The draft is written from the file. Readers see nothing of it until it is published."))
        for words in draft.told:
            messages.info(request, words)
        return redirect("regulations:draft", code)
    return None


def _rows(found, language):
    """(number, title, words, depth) of every section."""
    depths = {"": 0}
    for page in found.pages:
        title, text = page["texts"].get(language) or next(iter(page["texts"].values()))
        depths[page["code"]] = depths[page["parent"]] + 1
        yield page["number"], title, len(text.split()), depths[page["code"]]
