"""When somebody leaves, all their open records go to a colleague in one act; upper apps say what records there are."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from timeline.models import Entry


@dataclass(frozen=True)
class Estate:
    """One kind of record somebody holds: `count(user)` of what is open, `give(user, to, by)` answers how many went over."""

    key: str
    label: Any
    count: Callable
    give: Callable


_estates: dict[str, Estate] = {}


class CannotTakeOver(ValueError):
    """The records would go to nobody: the colleague is the same person or signed off."""


def hands_over(key, label, count, give):
    """Register what a leaving person may hold; call it from `AppConfig.ready`, in the order to be shown."""
    _estates[key] = Estate(key, label, count, give)


def hands_over_owned(key, label, records):
    """The usual estate: what `records()` answers and the person owns, given one by one by the verb of the record."""

    def give(user, to, by):
        held = list(records().filter(owner=user))
        for record in held:
            record.give_to(to, by=by)
        return len(held)

    hands_over(key, label, lambda user: records().filter(owner=user).count(), give)


def estates_of(user):
    """[(label, number)] of what is open in this person's hands."""
    counted = [(estate.label, estate.count(user)) for estate in _estates.values()]
    return [(label, number) for label, number in counted if number]


def hand_over_all(user, to, *, by):
    """Give every open record to one colleague, all or nothing; tells {key: how many}."""
    if to == user or not to.is_active:
        raise CannotTakeOver
    with transaction.atomic():
        given = {estate.key: estate.give(user, to, by) for estate in _estates.values()}
        user.record("handed_over", by=by, audience=Entry.Audience.ADMINS, to=str(to), given=given)
    return given
