"""When somebody leaves, all their open records go to colleagues in one act; upper apps say what records there are."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import DatabaseError, connection, transaction

from crm_project.lib import clock
from outbox import post
from timeline.models import Entry

from .models import HandOver, User

log = structlog.get_logger(__name__)
AT_ONCE = 200
BATCH = 100
PARCEL = "accounts.hand_over"


@dataclass(frozen=True)
class Estate:
    """One kind of record somebody holds: `count(user)` of what is open, `give(user, to, by, most)` answers how many went over.

    `refusals` are the exceptions by which its records say no; `hold(user, to)` locks what its records are locked after.
    `works_with` is the kind of record in the matrix of rights that its holder has to be able to change; empty asks for nothing.
    """

    key: str
    label: Any
    count: Callable
    give: Callable
    refusals: tuple = ()
    hold: Callable | None = None
    works_with: str = ""

    def suits(self, user):
        return not self.works_with or user.may("edit", self.works_with)


_estates: dict[str, Estate] = {}


class CannotTakeOver(ValueError):
    """The records would go to nobody: the colleague is the same person or signed off."""


class OnlyLooksOn(CannotTakeOver):
    """The role of the colleague does not let them work with such records."""


class MayNotGive(PermissionError):
    """Whoever signs people off may not give records to others."""


class RecordsRefuse(Exception):
    """Records of this kind refuse to be given by whoever asks; nothing was changed."""

    def __init__(self, estate):
        super().__init__(estate.key)
        self.estate = estate


def hands_over(key, label, count, give, **more):
    """Register what a leaving person may hold; call it from `AppConfig.ready`, in the order to be shown."""
    _estates[key] = Estate(key, label, count, give, **more)


def hands_over_owned(key, label, records, **more):
    """The usual estate: what `records()` answers and the person owns, given one by one by the verb of the record."""

    def give(user, to, by, most):
        held = list(records().filter(owner=user).order_by("pk")[:most])
        for record in held:
            record.give_to(to, by=by)
        return len(held)

    hands_over(key, label, lambda user: records().filter(owner=user).count(), give, **more)


def hands_over_rows(key, label, records, name="owner", tell=None, **more):
    """An estate of settings and the like: the name in a column is another one from now on.

    `tell(record, before, to, by)` writes it into the history of each.
    """

    def give(user, to, by, most):
        held = list(records().filter(**{name: user}).order_by("pk").select_for_update(of=("self",))[:most])
        given = records().filter(pk__in=[one.pk for one in held]).update(**{name: to})
        for record in held if tell else ():
            tell(record, user, to, by)
        return given

    hands_over(key, label, lambda user: records().filter(**{name: user}).count(), give, **more)


def tell_given(record, before, to, by):
    """The usual entry of a record that has a history of its own."""
    record.record("given", by=by, before=str(before), to=str(to))


def estates_of(user):
    """[(estate, number)] of what is open in this person's hands."""
    counted = [(estate, estate.count(user)) for estate in _estates.values()]
    return [(estate, number) for estate, number in counted if number]


def labels():
    """{key: label} of everything that somebody may hold."""
    return {key: estate.label for key, estate in _estates.items()}


def hand_over(user, to=None, *, others=None, by):
    """Give the open records to one colleague, or to `others` by {kind of record: colleague}; a few at once, many by the worker.

    Tells the `HandOver`. What is on its way already is what goes on: asked twice, it is given once.
    """
    receivers = (dict.fromkeys(_estates, to) if to else {}) | (others or {})
    if not by.has_right("reassign"):
        raise MayNotGive
    if any(to == user or not to.is_active for to in receivers.values()):
        raise CannotTakeOver
    with transaction.atomic():
        _one_at_a_time(user)
        going = user.hand_overs.going().first()
        if going:
            return going
        held = estates_of(user)
        if any(not estate.suits(receivers[estate.key]) for estate, _number in held if estate.key in receivers):
            raise OnlyLooksOn
        people = {key: to for key, to in receivers.items() if key in _estates and _estates[key].suits(to)}
        number = sum(number for estate, number in held if estate.key in people)
        ids = {key: to.pk for key, to in people.items()}
        act = HandOver.objects.create(user=user, receivers=ids, asked_by=by, asked_at=clock.now())
        _hold(user, people)
        if number <= AT_ONCE:
            while _give_some(act):
                pass
        else:
            _try_one_of_each(user, people, by)
            post.put(PARCEL, {"hand_over": act.pk}, key=f"{PARCEL}:{act.pk}")
    return act


def _one_at_a_time(user):
    """Two hand-overs of a person wait for each other without holding the person's row: whoever works with their tasks holds
    the task first and the row second."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('accounts.hand_over'), %s)", [user.pk])


def _hold(user, people):
    """Everything that others hold before what it leads to, in their order."""
    for key, estate in reversed(_estates.items()):
        if key in people and estate.hold:
            estate.hold(user, people[key])


def _try_one_of_each(user, people, by):
    """What the worker would be refused is refused at once: one record of each kind is given and given back."""
    for key, to in people.items():
        mark = transaction.savepoint()
        _give(_estates[key], user, to, by, 1)
        transaction.savepoint_rollback(mark)


def _give(estate, user, to, by, most):
    try:
        return estate.give(user, to, by, most)
    except estate.refusals as refusal:
        raise RecordsRefuse(estate) from refusal


def carry_on(pk):
    """A batch a transaction until nothing is left: whoever is killed here has done whole batches. A second worker goes away."""
    try:
        _go_on(pk)
    except DatabaseError:
        log.exception("hand_over.interrupted", hand_over=pk)
    except Exception:  # whatever a record refuses: it stops this one, never those of others, and the page says so
        log.exception("hand_over.stopped", hand_over=pk)
        with transaction.atomic():
            act = HandOver.objects.select_for_update(of=("self",)).going().filter(pk=pk).first()
            if act:
                _stop(act)


def _go_on(pk):
    goes_on = True
    while goes_on:
        with transaction.atomic():
            act = HandOver.objects.select_for_update(of=("self",), skip_locked=True).going().filter(pk=pk).first()
            goes_on = act is not None and _give_some(act)


def _give_some(act):
    """One batch; False when nothing is left. What leans on other records goes before them: a task before its deal."""
    people = {one.pk: one for one in User.objects.with_rights().by_ids(act.receivers.values())}
    if not act.asked_by.has_right("reassign"):
        _stop(act)
        return False
    for key, estate in reversed(_estates.items()):
        pk = act.receivers.get(key)
        if pk is None:
            continue
        if not (people[pk].is_active and estate.suits(people[pk])):
            act.stopped = act.stopped or bool(estate.count(act.user))
            continue
        given = _give(estate, act.user, people[pk], act.asked_by, BATCH)
        if given:
            act.given[key] = act.given.get(key, 0) + given
            act.save(update_fields=["given"])
            return True
    _finish(act, people)
    return False


def _stop(act):
    """Whoever asked for it may do so no longer, or a record refuses: the rest is to be handed over anew."""
    people = {one.pk: one for one in User.objects.by_ids(act.receivers.values())}
    act.stopped = True
    _finish(act, people)


def _finish(act, people):
    act.finished_at = clock.now()
    act.save(update_fields=["finished_at", "stopped"])
    to = ", ".join(dict.fromkeys(str(people[pk]) for pk in act.receivers.values()))
    act.user.record("handed_over", by=act.asked_by, audience=Entry.Audience.ADMINS, to=to, given=act.given)
