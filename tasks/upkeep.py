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
    tokens = {client: uuid.uuid5(NAMESPACE, f"{what}:{client.kind}:{client.pk}:{today}") for client in clients} if kind else {}
    with transaction.atomic():
        looked_after = _looked_after(tokens)
        wanted = {client: token for client, token in tokens.items() if client.pk not in looked_after}
        return [
            Task.plan(title=title, type=kind, owner=_owner_of(client, by), by=by, subject=client, due_on=today, token=token).pk
            for client, token in wanted.items()
        ]


def _looked_after(tokens):
    """Ids of the clients with an open task, or with one that was planned so today."""
    if not tokens:
        return set()
    kind = next(iter(tokens)).kind
    tasks = Task.objects.filter(**{f"{kind}__in": list(tokens)}).order_by()
    return {*tasks.open().values_list(kind, flat=True), *tasks.of_tokens(tokens.values()).values_list(kind, flat=True)}


def _owner_of(client, by):
    return client.owner if client.owner and client.owner.is_active and may_give(by, client.owner) else by
