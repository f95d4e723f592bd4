from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.rights import right
from crm_project.lib import keyset
from crm_project.lib.htmx import dialog, done, refused

from ...models import Confusion
from ...views.opening import book_in_force, page_or_404
from ..audience import reads
from ..confusing import AlreadyAnswered, TooManyOpen, ask
from ..confusing import answer as give_answer
from ..forms import AnswerForm, UnclearForm

CHANGED = ("confusions:changed",)
SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@right("regulation", "see")
def unclear(request, code, section):
    """The reader points at a paragraph of the text in force."""
    page = page_or_404(book_in_force(request, code), section)
    if not reads(request.user):
        raise PermissionDenied
    block = request.GET.get("block", "")
    form = UnclearForm(request.POST) if request.method == "POST" else UnclearForm.fresh(block)
    context = {"form": form, "page": page, "quote": next((one["text"] for one in page.text.blocks if one["id"] == block), "")}
    if not form.is_valid():
        return dialog(request, "regulations/reading/unclear.html", context, status=422 if form.is_bound else 200)
    told = form.cleaned_data
    try:
        ask(page.node.section, page.node, told["block"], told["text"], token=told["token"], by=request.user)
    except TooManyOpen:
        form.add_error("text", _("You have many open questions already: wait for the answers, or talk to the owner of the document."))
        return dialog(request, "regulations/reading/unclear.html", context, status=422)
    return done(request, toast=_("Thank you: the editor of the handbook will answer"), back=page.permalink)


@require_safe
@right("regulation", "edit")
def confusions(request):
    """What readers do not understand, newcomers first."""
    is_closed = request.GET.get("show") == "closed"
    found = Confusion.objects.visible_to(request.user)
    found = found.answered() if is_closed else found.open()
    order = ("-at", "-pk") if is_closed else ("-weight", "-at", "-pk")
    rows, mark = keyset.page(found.for_list(), order, after=request.GET.get("after", ""), size=SHOWN)
    return render(request, "regulations/reading/confusions.html", {"confusions": rows, "mark": mark, "is_closed": is_closed})


@require_http_methods(["GET", "HEAD", "POST"])
@right("regulation", "edit")
def answer(request, pk):
    """The editor answers, or names the edition that says it better."""
    confusion = get_object_or_404(Confusion.objects.visible_to(request.user).for_list(), pk=pk)
    form = AnswerForm(request.POST if request.method == "POST" else None, confusion)
    context = {"form": form, "confusion": confusion}
    if not form.is_valid():
        return dialog(request, "regulations/reading/answer.html", context, status=422 if form.is_bound else 200)
    try:
        give_answer(confusion, form.cleaned_data["answer"], edition=form.cleaned_data["edition"], by=request.user)
    except AlreadyAnswered as refusal:
        words = _("%(name)s has answered already") % {"name": refusal.confusion.answered_by}
        return refused(request, toast=words, events=CHANGED, back="regulations:confusions")
    return done(request, toast=_("Answered: the reader is told"), events=CHANGED, back="regulations:confusions")
