from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib import keyset
from crm_project.lib.htmx import dialog, done, page_or_fragment, refused
from timeline.keeping import path_of

from ..forms import ShelfForm
from ..models import ShelfPaper
from ..models.shelf import departments_of_shelf, may_shelve
from ..refusals import NotAllowed

ORDER = ("-changed_at", "-pk")
SIZE = 50


@right("document", "see")
@require_GET
def shelf(request):
    """Price lists, catalogues and samples of one's departments, the newest first."""
    user, words = request.user, request.GET.get("q", "")[:200]
    found = ShelfPaper.objects.visible_to(user).live().named(words).newest_first()
    papers, mark = keyset.page(found, ORDER, request.GET.get("after", ""), SIZE)
    departments, is_for_all = departments_of_shelf(user)
    rows = [(paper, may_shelve(user, paper.department_id)) for paper in papers]
    context = {"rows": rows, "mark": mark, "q": words, "may_add": is_for_all or departments.exists(), "menu": "documents"}
    template = "documents/shelf/_rows.html" if request.GET.get("after") else "documents/shelf/_list.html"
    return page_or_fragment(request, "documents/shelf.html", template, context)


@right("document", "see")
@require_http_methods(["GET", "POST"])
def new(request):
    departments, is_for_all = departments_of_shelf(request.user)
    if not is_for_all and not departments.exists():
        return refused(request, toast=_("Papers are put on the shelf by heads and administrators."), status=403, back=_shelf())
    return _shape(request, ShelfPaper())


@right("document", "see")
@require_http_methods(["GET", "POST"])
def paper(request, pk):
    found = _find(request, pk)
    if not may_shelve(request.user, found.department_id):
        return refused(request, toast=_("Papers are put on the shelf by heads and administrators."), status=403, back=_shelf())
    return _shape(request, found)


@right("document", "see")
@require_GET
def file(request, pk):
    found = _find(request, pk)
    return FileResponse(path_of(found.file).open("rb"), as_attachment=True, filename=found.file.name)


@right("document", "see")
@require_POST
def retire(request, pk):
    found = _find(request, pk)
    undo = reverse("documents:paper-back", args=[pk])
    return _turn(request, lambda: found.retire(by=request.user), _("“%(name)s” is off the shelf") % {"name": found.title}, undo)


@right("document", "see")
@require_POST
def back(request, pk):
    found = get_object_or_404(ShelfPaper.objects.visible_to(request.user), pk=pk)
    return _turn(request, lambda: found.bring_back(by=request.user), _("“%(name)s” is back on the shelf") % {"name": found.title})


def _find(request, pk):
    return get_object_or_404(ShelfPaper.objects.visible_to(request.user).live().newest_first(), pk=pk)


def _shelf():
    return reverse("documents:shelf")


def _shape(request, found):
    form = ShelfForm(request.POST or None, request.FILES or None, user=request.user, instance=found)
    if form.is_valid() and form.save(by=request.user):
        return done(request, toast=_("Saved: %(name)s") % {"name": found.title}, events=("live:shelf",), back=_shelf())
    context = {"form": form, "paper": found, "menu": "documents"}
    return dialog(request, "documents/shelf/dialog.html", context, status=422 if form.is_bound else 200)


def _turn(request, act, toast, undo=""):
    try:
        act()
    except NotAllowed:
        return refused(request, toast=_("Papers are put on the shelf by heads and administrators."), back=_shelf())
    return done(request, toast=toast, undo_url=undo, events=("live:shelf",), back=_shelf())
