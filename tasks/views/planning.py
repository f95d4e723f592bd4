from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.rights import right
from crm_project.lib.htmx import dialog, done, wants_fragment

from ..forms import TaskForm
from ..handoffs import handoff_page
from ..models import Task
from ..panels import composer_of, panel_of
from ..permissions import may_change
from ..ready_dates import offers
from ..rows import is_closed_to
from ..slot_forms import AskedSlot
from ..subjects import find, named_in, url_of


@right("task", "create")
@require_http_methods(["GET", "POST"])
def new(request):
    """Plan a task, from anywhere: about the record named in the address, or standing alone."""
    subject = named_in(request.GET, request.user)
    is_inline = request.POST.get("inline") == "1" and wants_fragment(request)
    begins = AskedSlot(request.GET, user=request.user).beginning()
    form = TaskForm(request.POST or None, user=request.user, initial=begins)
    if form.is_valid():
        task = Task.plan(subject=subject, by=request.user, **form.facts())
        answer = {
            "toast": _("Task planned: %(title)s") % {"title": task.title},
            "events": ("live:task",),
            "back": url_of(subject) or reverse("tasks:list"),
        }
        if is_inline:
            return done(request, template="tasks/new/_composer.html", context=composer_of(request.user, subject), close=False, **answer)
        return done(request, **answer)
    context = {"form": form, "subject": subject, "offers": offers(request.user), "action": request.get_full_path()}
    status = 422 if form.is_bound else 200
    if is_inline:
        return render(request, "tasks/new/_composer.html", context, status=status)
    form.fields["title"].widget.attrs["autofocus"] = not form.is_bound
    return dialog(request, "tasks/new/_dialog.html", context, status=status)


@right("task", "see")
@require_GET
def panel(request, kind, pk):
    """The next task of a card, as it is now."""
    return render(request, "tasks/panel/_panel.html", panel_of(find(kind, pk, request.user), request.user))


@right("task", "see")
@require_GET
def task(request, pk):
    """One task with its history."""
    found = get_object_or_404(Task.objects.visible_to(request.user).for_list(), pk=pk)
    entries = found.entries.for_team().newest_first()[:30]
    context = {"task": found, "may": may_change(request.user, found), "entries": entries} | handoff_page(found, request.user)
    context["subject_url"] = "" if is_closed_to(request.user, found) else url_of(found.subject)
    context["length"] = 60 * found.length
    return dialog(request, "tasks/task/_dialog.html", context)
