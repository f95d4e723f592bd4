"""What tasks hold of a person: their title and note may name them."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.personal import holds, without

from .models import Task


def _tasks(contact):
    about = Q(contact=contact) | Q(deal__in=contact.deals.values("pk")) | Q(lead__in=contact.leads.values("pk"))
    return Task.objects.filter(about).order_by("created_at")


def _tell(contact, user):
    for task in _tasks(contact).visible_to(user):
        yield f"{task.created_at:%d.%m.%Y} {task.title} {task.note} {task.result_text}".strip()


def _forget(contact, names, alias):
    changed = []
    for task in _tasks(contact):
        words = [without(text, names, alias) for text in (task.title, task.note, task.result_text)]
        if words != [task.title, task.note, task.result_text]:
            task.title, task.note, task.result_text = words
            changed.append(task)
    Task.objects.bulk_update(changed, ["title", "note", "result_text"])
    return len(changed)


holds("tasks", _("Tasks"), tell=_tell, forget=_forget, cards=lambda contact: ("task", list(_tasks(contact).values_list("pk", flat=True))))
