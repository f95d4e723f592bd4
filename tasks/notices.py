"""What people are told about tasks."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notifications.kinds import notice, subject

from .models import Task
from .sentences import due_of

subject("task", lambda user: Task.objects.visible_to(user), "tasks:task")


@notice("task.due", gettext_lazy("A task of mine is due"), icon="alarm", urgency="now")
def due(notice, task):
    if person := notice.details.get("for"):
        facts = {"person": person, "title": notice.details.get("title", ""), "due": due_of(notice.details.get("due"))}
        return format_html(_("You stand in for {person}: task “{title}” is due: {due}"), **facts)
    return format_html(_("Task “{title}” is due: {due}"), title=notice.details.get("title", ""), due=due_of(notice.details.get("due")))


@notice("task.given", gettext_lazy("A task was given to me"), icon="checkbox", mail=True)
def given(notice, task):
    return format_html(
        _("{actor} gave you the task “{title}”: {due}"),
        actor=notice.details.get("actor", ""),
        title=notice.details.get("title", ""),
        due=due_of(notice.details.get("due")),
    )


@notice("task.due_with", gettext_lazy("A task is due of somebody I stand in for, which I do not see"), icon="alarm", urgency="now")
def due_with(notice, _subject):
    words = _("You stand in for {person}: a task of theirs is due: {due}")
    return format_html(words, person=notice.details.get("for", ""), due=due_of(notice.details.get("due")))


@notice("task.missed", gettext_lazy("Tasks that came due while the system was down"), icon="clock", urgency="today")
def missed(notice, _subject):
    n = notice.details["n"]
    words = ngettext("While the system was down %(n)s task came due", "While the system was down %(n)s tasks came due", n) % {"n": n}
    return format_html('<a href="{}">{}</a>', reverse("tasks:list"), words)


@notice("task.late", gettext_lazy("A task of my people stays overdue"), icon="alert-triangle", mail=True)
def late(notice, task):
    facts = {name: notice.details.get(name, "") for name in ("title", "person")}
    return format_html(_("{person}: the task “{title}” stays overdue since {due}"), due=due_of(notice.details.get("due")), **facts)


@notice("task.late_missed", gettext_lazy("Tasks of my people that stayed overdue while the system was down"), icon="clock", urgency="today")
def late_missed(notice, _subject):
    n, people = notice.details["n"], notice.details["people"]
    words = ngettext("%(n)s task of your people stays overdue", "%(n)s tasks of your people stay overdue", n) % {"n": n}
    return format_html('<a href="{}?whose=team">{}</a>: {}', reverse("tasks:list"), words, ", ".join(people))


def _handed(notice):
    return {name: notice.details.get(name, "") for name in ("actor", "title", "words", "person", "giver")}


@notice("handoff.given", gettext_lazy("Work was handed over to me"), icon="hand-stop", mail=True, urgency="today")
def handed(notice, task):
    start = notice.details.get("start")
    if start:
        words = _("Attention: {actor} hands over to you “{title}”, it starts on {start}")
        return format_html(words, start=due_of(start), **_handed(notice))
    return format_html(_("Attention: {actor} hands over to you “{title}”"), **_handed(notice))


@notice("handoff.accepted", gettext_lazy("What I handed over was accepted"), icon="check")
def accepted(notice, task):
    return format_html(_("{actor} accepted “{title}”"), **_handed(notice))


@notice("handoff.passed_on", gettext_lazy("What I handed over was handed on to somebody else"), icon="arrows-right-left")
def passed_on(notice, card):
    words = _("{actor} handed {card} on to {person}: “{title}”")
    return format_html(words, card=card or notice.details.get("card", ""), **_handed(notice))


@notice("handoff.returned", gettext_lazy("What I handed over came back"), icon="arrow-back-up", mail=True, urgency="today")
def returned(notice, task):
    return format_html(_("{actor} hands it back: “{title}”. {words}"), **_handed(notice))


@notice("handoff.recalled", gettext_lazy("What was handed over to me was taken back"), icon="arrow-back-up")
def recalled(notice, task):
    return format_html(_("“{title}” no longer waits for you: it was taken back"), **_handed(notice))


@notice("handoff.late", gettext_lazy("A hand-off is not accepted in time"), icon="alert-triangle", mail=True, urgency="today")
def handoff_late(notice, task):
    return format_html(_("{person} has not accepted in time what {giver} handed over: “{title}”"), **_handed(notice))


@notice("handoff.late_missed", gettext_lazy("Hand-offs not accepted while the system was down"), icon="clock", urgency="today")
def handoff_late_missed(notice, _subject):
    n = notice.details["n"]
    words = ngettext("%(n)s hand-off is not accepted in time", "%(n)s hand-offs are not accepted in time", n) % {"n": n}
    return format_html('<a href="{}">{}</a>', reverse("tasks:list"), words)
