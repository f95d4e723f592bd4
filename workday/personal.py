"""What the ledger holds of a client: the words people left beside looks at tasks and deals of theirs."""

from django.utils.translation import gettext_lazy as _

from contacts.personal import holds, without
from tasks.models import Task

from .models import Look, LookNote


def _notes(contact):
    """Notes beside looks that name a task or a deal of the client; people write few of them."""
    deals = set(contact.deals.values_list("pk", flat=True))
    leads = set(contact.leads.values_list("pk", flat=True))
    tasks = set(Task.objects.filter(contact=contact).values_list("pk", flat=True))
    tasks |= set(Task.objects.filter(deal__in=deals).values_list("pk", flat=True))
    tasks |= set(Task.objects.filter(lead__in=leads).values_list("pk", flat=True))
    theirs = {"task": tasks, "deal": deals, "lead": leads}
    for note in LookNote.objects.select_related("look").order_by("at"):
        if any(theirs[kind] & set(ids) for kind, ids in note.look.records.items()):
            yield note


def _tell(contact, user):
    seen = set(Look.objects.visible_to(user).values_list("pk", flat=True))
    for note in _notes(contact):
        if note.look_id in seen:
            yield f"{note.at:%d.%m.%Y} {note.text}"


def _forget(contact, names, alias):
    changed = []
    for note in _notes(contact):
        text = without(note.text, names, alias)
        if text != note.text:
            note.text = text
            changed.append(note)
    LookNote.objects.bulk_update(changed, ["text"])
    return len(changed)


holds("looks", _("Words beside closed days"), tell=_tell, forget=_forget, cards=lambda contact: ("look", []))
