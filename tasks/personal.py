"""What tasks hold of a person: their title and note may name them."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.personal import holds, without

from .models import Handoff, Task


def _tasks(contact):
    about = Q(contact=contact) | Q(deal__in=contact.deals.values("pk")) | Q(lead__in=contact.leads.values("pk"))
    return Task.objects.filter(about).order_by("created_at")


def _tell(contact, user):
    for task in _tasks(contact).visible_to(user):
        yield f"{task.created_at:%d.%m.%Y} {task.title} {task.note} {task.result_text}".strip()
    seen = set(_tasks(contact).visible_to(user).values_list("pk", flat=True))
    for handoff in _handoffs(contact):
        words = " ".join([*(item["text"] for item in handoff.checklist), handoff.return_text]).strip()
        if words and handoff.task_id in seen:
            yield f"{handoff.given_at:%d.%m.%Y} {words}"


def _forget(contact, names, alias):
    changed = []
    for task in _tasks(contact):
        words = [without(text, names, alias) for text in (task.title, task.note, task.result_text)]
        if words != [task.title, task.note, task.result_text]:
            task.title, task.note, task.result_text = words
            changed.append(task)
    Task.objects.bulk_update(changed, ["title", "note", "result_text"])
    return len(changed) + _forget_handoffs(contact, names, alias)


def _forget_handoffs(contact, names, alias):
    """Their check lists and the words of returns."""
    changed = []
    for handoff in _handoffs(contact):
        before = (handoff.return_text, [item["text"] for item in handoff.checklist])
        handoff.return_text = without(handoff.return_text, names, alias)
        handoff.checklist = [item | {"text": without(item["text"], names, alias)} for item in handoff.checklist]
        if (handoff.return_text, [item["text"] for item in handoff.checklist]) != before:
            changed.append(handoff)
    Handoff.objects.bulk_update(changed, ["return_text", "checklist"])
    return len(changed)


def _handoffs(contact):
    return Handoff.objects.filter(task__in=_tasks(contact).values("pk")).select_related("task")


holds("tasks", _("Tasks"), tell=_tell, forget=_forget, cards=lambda contact: ("task", list(_tasks(contact).values_list("pk", flat=True))))
