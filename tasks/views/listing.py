from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.rights import right
from bulk.verbs import may_bulk
from crm_project.lib.htmx import page_or_fragment

from ..agenda import SECTIONS, Agenda
from ..filters import TaskFilter
from ..models import Task
from ..permissions import sees_others


@right("task", "see")
@require_GET
def index(request):
    """The list by days; `section` and `after` ask for the next rows of one day."""
    visible = Task.objects.visible_to(request.user)
    chosen = TaskFilter(request.GET, queryset=visible, request=request)
    agenda = Agenda(chosen.found(), request.user, chosen.is_valid() and chosen.whole_team)
    section, after = request.GET.get("section"), request.GET.get("after", "")
    context = {"filter": chosen, "query": query_without(request, "section", "after"), "chooses": may_bulk(request.user, "task")}
    context["chosen_query"] = query_without(request, "after")
    if section in SECTIONS and after:
        context["section"] = agenda.section(section, after)
        return page_or_fragment(request, "tasks/more.html", "tasks/list/_rows.html", context)
    context |= {
        "sections": agenda.sections(only=[section] if section in SECTIONS else None),
        "only": section,
        "views": views_of(request, visible),
    }
    return page_or_fragment(request, "tasks/list.html", "tasks/list/_list.html", context)


@right("task", "see")
@require_GET
def my_agenda(request):
    """The card of My day, as it is now."""
    return render(request, "tasks/agenda/_card.html", {"agenda": day_of(request.user)})


def day_of(user):
    """{section: Section} of one's own day: overdue, today, done, tomorrow."""
    own = Agenda(Task.objects.visible_to(user).on_desk_of(user).answered(), user)
    sections = {section.key: section for section in own.sections(only=["over", "today", "done", "tomorrow"])}
    ahead = sections["today"].count if "today" in sections else 0
    late = sections["over"].count if "over" in sections else 0
    return {"sections": sections, "left": ahead + late, "now": own.at}


def query_without(request, *names):
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return query.urlencode()


def views_of(request, visible):
    """The pills of the bar: mine, given by me, overdue; the team's for those who see one."""
    user = request.user
    own = Agenda(visible.on_desk_of(user), user)
    counts = own.counts()
    open_ones = sum(number for key, number in counts.items() if key != "done")
    return {
        "mine": open_ones,
        "over": counts["over"],
        "given": visible.given_by(user).open().count(),
        "team": sees_others(user),
    }
