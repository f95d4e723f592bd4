"""Clients of the base-health page become tasks: whoever looks after one verifies the data, or wins the client back."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Workspace
from crm_project.lib import clock

from .models import Task, TaskType
from .permissions import may_give
from .refusals import NotAllowed, TaskIsClosed

NAMESPACE = uuid.UUID("3b8a1c52-9d0e-4f1b-8b64-5d1f6f7a2c90")


def verify(clients, group, by):
    titles = {
        "no_phone": _("Find out the phone"),
        "nobody": _("Find out whom to speak to"),
        "wrong": _("Mend what is written wrongly on the card"),
        "silent": _("Verify that the data is still right"),
    }
    return _plan(clients, titles[group], "verify", by)


def win_back(clients, _group, by):
    return _plan(clients, _("Win back: has been silent for long"), "win-back", by)


def take_back(_model, ids, by):
    """Undo: those of one's own that nobody has touched are dropped."""
    count = 0
    with transaction.atomic():
        for task in Task.objects.open().filter(pk__in=ids, author=by):
            try:
                task.drop(by=by)
            except (NotAllowed, TaskIsClosed):
                continue
            count += 1
    return count


def told(number):
    return ngettext("%d task is planned", "%d tasks are planned", number) % number


def may_plan(user, _kind):
    return user.may("create", "task")


def _plan(clients, title, what, by):
    """One task a client and day, due today, for the owner if one may give it to them; who has an open task already gets no second."""
    kind, today = TaskType.objects.live().first(), clock.today(Workspace.current().zone)
    planned = []
    with transaction.atomic():
        for client in clients:
            token = uuid.uuid5(NAMESPACE, f"{what}:{client.kind}:{client.pk}:{today}")
            if kind is None or Task.objects.about(client).open().exists() or Task.objects.of_tokens([token]).exists():
                continue
            owner = client.owner if client.owner and client.owner.is_active and may_give(by, client.owner) else by
            planned.append(Task.plan(title=title, type=kind, owner=owner, by=by, subject=client, due_on=today, token=token).pk)
    return planned
