"""Clients nobody needs any more go into the trash in one go, and come back in one go."""

from django.db import transaction
from django.utils.translation import ngettext

from .refusals import AlreadyMerged, NotAllowed


def archive(clients, _group, by):
    """Into the trash; who has an open deal stays, and so does what one may not remove. Answers the ids that went."""
    gone, busy = [], _with_open_deals(clients)
    with transaction.atomic():
        for client in clients:
            if client.pk in busy:
                continue
            try:
                client.discard(by=by)
            except NotAllowed:
                continue
            gone.append(client.pk)
    return gone


def _with_open_deals(clients):
    rows = type(clients[0]).objects.filter(pk__in=[one.pk for one in clients]).with_open_deal() if clients else []
    return {client.pk for client in rows}


def bring_back(model, ids, by):
    """Undo; what was merged or is not one's own stays where it is."""
    count = 0
    with transaction.atomic():
        for client in model.objects.allowed(by, "delete").discarded().filter(pk__in=ids):
            try:
                client.restore(by=by)
            except (NotAllowed, AlreadyMerged):
                continue
            count += 1
    return count


def told(number):
    words = ngettext("%d client is in the trash", "%d clients are in the trash", number)
    return words % number


def may_archive(user, kind):
    return user.may("delete", kind)
