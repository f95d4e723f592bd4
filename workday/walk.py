"""Close my day: the cards that would be in breach at the close, one at a time, each with one key for every way to mend it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from crm_project.lib import clock
from deals.permissions import may_give, may_move

from .kinds import MODELS
from .live import day_of, left_of
from .my_day import mixed, words_of
from .rules import BY_CODE
from .state import DEALS
from .veil import veiled

KEPT = 200


@dataclass(frozen=True)
class Way:
    """One key: the letter, what it does, the address of the dialog."""

    letter: str
    label: Any
    icon: str
    url: str


@dataclass
class Step:
    """A card to put in order. `card` is None where the person may not see it; `broken` pairs each rule with its words."""

    key: str
    name: str
    broken: list
    card: Any = None
    phone: str = ""
    whose: Any = None
    ways: list = field(default_factory=list)


@dataclass
class Walk:
    """Where somebody is on the way: the ring, the step to take, how many cards are left with it, which were put off."""

    day: Any
    now: datetime
    step: Step | None
    left: int
    later: list
    is_second_round: bool = False

    @property
    def is_ahead(self):
        """The check of the day is still to come."""
        return self.day.is_working and self.now < self.day.closes_at

    @property
    def next_query(self):
        """The same walk with this card put off."""
        return urlencode([("later", key) for key in [*self.later, self.step.key][-KEPT:]])


def walk_of(user, later=()):
    """The walk of a person who put the cards `later` ("deal-7") off; when only those are left they come again."""
    day, _now = day_of(user)
    found = _by_card(mixed(veiled(left_of(user), user)))
    waiting = [key for key in found if key not in later]
    again = bool(found) and not waiting
    order = list(found) if again else waiting
    kept = [] if again else [key for key in later if key in found]
    step = _step(order[0], found[order[0]], user) if order else None
    return Walk(day, clock.now(), step, len(found), kept, again and bool(later))


def _by_card(findings):
    """{"deal-7": findings}; what may not be named comes last, and by number."""
    named, hidden = {}, {}
    for number, one in enumerate(findings):
        kind, pk = one.card
        pile, key = (named, f"{kind}-{pk}") if pk else (hidden, f"hidden-{number}")
        pile.setdefault(key, []).append(one)
    return named | hidden


def _step(key, findings, user):
    now, first = clock.now(), findings[0]
    step = Step(key, first.deal_name, [(BY_CODE[one.rule], words_of(one, now)) for one in findings])
    kind, pk = first.card
    if pk:
        step.card = MODELS[kind].objects.visible_to(user).filter(pk=pk).select_related("stage", "contact", "company", "owner").first()
    if step.card:
        step.phone = _phone_of(step.card) if user.has_right("see_contacts") else ""
        step.whose = step.card.owner if step.card.owner_id != user.pk else None
    step.ways = list(_ways(step.card, {one.rule: one for one in findings}, user))
    return step


def _phone_of(card):
    person = card.contact or card.company
    first = person.phones.first() if person else None
    return first.e164 if first else getattr(card, "phone", "")


def _ways(card, broken, user):
    """What mends the card, the usual first; whoever has only a task on it does no more than the task."""
    late = broken.get("overdue")
    if late and late.task_id:
        yield Way("d", _("Done, and the next task"), "circle-check", reverse("tasks:completion", args=[late.task_id]))
        yield Way("m", _("Move the date"), "calendar-due", reverse("tasks:due", args=[late.task_id]))
    if card:
        yield from _ways_of_card(card, broken, user)
    if late and late.task_id and not (card and card.owner_id == user.pk):
        yield Way("h", _("Give the task away"), "user-share", reverse("tasks:give", args=[late.task_id]))


def _ways_of_card(card, broken, user):
    about = f"?{card.kind}={card.pk}"
    if "unprocessed" in broken and user.may("create", "call"):
        yield Way("c", _("Write the call down"), "phone", reverse("telephony:log") + about)
    if "no_task" in broken:
        yield Way("t", _("Plan a task"), "calendar-plus", reverse("tasks:new") + about)
    yield from _of_deal(card, user) if card.kind == DEALS else _of_lead(card, user)


def _of_deal(deal, user):
    if may_move(user, deal):
        yield Way("s", _("Move to a stage…"), "arrow-right", reverse("deals:stages", args=[deal.pk]))
        yield Way("l", _("Lost"), "circle-x", reverse("deals:lose", args=[deal.pk]))
    if deal.owner_id == user.pk and may_give(user, deal):
        yield Way("h", _("Hand over"), "user-share", reverse("deals:give", args=[deal.pk]))


def _of_lead(lead, user):
    if lead.is_open and user.may("edit", lead):
        yield Way("s", _("Into a deal"), "arrow-right", reverse("leads:convert", args=[lead.pk]))
        yield Way("l", _("Not a lead"), "ban", reverse("leads:reject", args=[lead.pk]))
        if lead.owner_id == user.pk:
            yield Way("h", _("Hand over"), "user-share", reverse("leads:hand-over", args=[lead.pk]))
