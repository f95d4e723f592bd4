"""One project: begun from a card, read, changed, closed."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.rights import right
from chains.models import ChainRun
from crm_project.lib.htmx import dialog, go_to, refused
from tasks.rows import rows_of
from tasks.subjects import named_in, url_of

from ..forms import ProjectForm
from ..models import Project
from ..permissions import may_begin, may_change, may_lead
from ..querysets import CARDS, tasks_in
from ..reckoning import estimate_of
from ..refusals import EditConflict
from .answers import act, found

MOST_TASKS, MOST_CHAINS = 200, 50


@right("task", "see")
@require_GET
def project(request, pk):
    one = get_object_or_404(Project.objects.visible_to(request.user).for_list(), pk=pk)
    tasks = list(tasks_in(one, request.user)[: MOST_TASKS + 1])
    rows = rows_of(tasks[:MOST_TASKS], request.user)
    done_count = sum(1 for row in rows if row.state == "done")
    chains = ChainRun.objects.visible_to(request.user).about(one.subject).with_percent().for_page()[:MOST_CHAINS]
    context = {
        "menu": "tasks",
        "chains": list(chains),
        "project": one,
        "subject_url": url_of(one.subject),
        "rows": rows,
        "done_count": done_count,
        "has_more": len(tasks) > MOST_TASKS,
        "late_count": sum(1 for row in rows if row.state == "over"),
        "estimate": estimate_of(one, request.user),
        "may": may_change(request.user, one),
        "may_lead": may_lead(request.user, one),
    }
    return render(request, "projects/project.html", context)


@right("task", "create")
@require_http_methods(["GET", "POST"])
def begin(request):
    """From the card of a deal or client, named in the address."""
    subject = named_in(request.GET, request.user)
    if getattr(subject, "kind", None) not in CARDS:
        raise Http404
    if not may_begin(request.user, subject):
        return refused(request, toast=_("You may only look at this card."), back=url_of(subject))
    form = ProjectForm(request.POST or None, user=request.user, name=str(subject))
    if form.is_valid():
        made = form.save(subject)
        if made:
            return go_to(request, made.url)
    return dialog(request, "projects/dialog.html", {"form": form, "subject": subject}, status=422 if form.is_bound else 200)


@right("task", "edit")
@require_http_methods(["GET", "POST"])
def change(request, pk):
    one = found(request, pk)
    form = ProjectForm(request.POST or None, user=request.user, project=one)
    if form.is_valid():
        try:
            answer = act(request, one, form.save, _("Saved"))
        except EditConflict:
            form.add_error(None, _("A colleague has changed this project meanwhile. Open it again to see what stands there now."))
        else:
            if answer:
                return answer
    return dialog(request, "projects/dialog.html", {"form": form, "project": one}, status=422 if form.is_bound else 200)


@right("task", "edit")
@require_POST
def close(request, pk):
    one = found(request, pk)
    return act(request, one, lambda: one.close(by=request.user) or True, _("The project is closed"))


@right("task", "edit")
@require_POST
def reopen(request, pk):
    one = found(request, pk)
    return act(request, one, lambda: one.reopen(by=request.user) or True, _("The project is open again"))
