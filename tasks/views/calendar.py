from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.rights import right
from crm_project.lib import clock, formats
from crm_project.lib.htmx import done, page_or_fragment, refused

from ..calendar import SPANS, Calendar
from ..due import today
from ..filters import TaskFilter
from ..models import Task
from ..refusals import AlreadyMoved, NotAllowed, TaskIsClosed
from ..slot_forms import SlotForm
from .completion import back_of, closed_before, due_words
from .found import changeable
from .listing import query_without, views_of


@right("task", "see")
@require_GET
def calendar(request, span, day=None):
    """The same tasks as the list, by month, week or day; `people` asks for the next columns of a team's day."""
    if span not in SPANS:
        raise Http404
    visible = Task.objects.visible_to(request.user)
    chosen = TaskFilter(request.GET, queryset=visible, request=request)
    shown = Calendar(span, day or today(), chosen, page_named(request.GET.get("people", "")))
    context = {"calendar": shown, "filter": chosen, "query": query_without(request, "people"), "views": views_of(request, visible)}
    return page_or_fragment(request, "tasks/calendar.html", "tasks/calendar/_sheet.html", context)


@right("task", "edit")
@require_POST
def slot(request, pk):
    """The task was dropped on another place of a calendar, or drawn longer."""
    task = changeable(request, pk)
    form = SlotForm(request.POST, task=task, user=request.user)
    if not form.is_valid():
        return refused(request, toast=form.complaint, status=422, events=("live:task",), back=back_of(task))
    former = task.owner_id, task.due_words()
    try:
        is_changed = task.move_due(by=request.user, **form.facts())
    except TaskIsClosed as refusal:
        return closed_before(request, refusal.task)
    except AlreadyMoved as refusal:
        words = _("The task was moved before: it stands at %(due)s") % {"due": due_words(refusal.task)}
        return refused(request, toast=words, events=("live:task",), back=back_of(task))
    except NotAllowed:
        raise PermissionDenied from None
    toast, undo_url = (_told(task, *former), reverse("tasks:take_back", args=[pk])) if is_changed else ("", "")
    return done(request, toast=toast, undo_url=undo_url, close=False, events=("live:task",), back=back_of(task))


def _told(task, owner_id, words):
    if task.owner_id != owner_id:
        return _("The task is given to %(who)s") % {"who": task.owner}
    if task.due_words() != words:
        return _("Moved to %(due)s") % {"due": due_words(task)}
    return _("It takes %(length)s") % {"length": formats.duration(60 * task.length)}


def page_named(text):
    """The number of a page of people; anything else is the first."""
    return int(text) if text.isdecimal() and 0 < len(text) < 4 and int(text) else 1


def day_named(text):
    """A date in an address; dates nobody plans for do not exist."""
    day = date.fromisoformat(text)
    if not clock.is_valid_date(day) or day.year in (1900, 2100):
        raise ValueError(text)
    return day
