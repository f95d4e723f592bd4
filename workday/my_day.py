"""What My day shows: the state of the three rules, and what waits beside the tasks."""

from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from itertools import zip_longest
from operator import or_

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import npgettext, pgettext

from contacts.birthday_list import ORDER, with_days
from contacts.days_of_birth import celebrated
from contacts.models import CareSettings, Contact
from crm_project.lib import clock, formats
from deals.models import Deal
from leads.models import Lead
from leads.waiting import put_on as put_waits_on
from tasks.late import is_late
from tasks.models import Task

from .debts import debts_of
from .kinds import MODELS
from .live import day_of, present_for
from .models import Tick
from .permissions import leads_a_department
from .rules import BY_CODE, RULES
from .signal_page import open_signals_of
from .veil import veiled

SHOWN = 7
BIRTHDAYS_SHOWN = 4
OTHERS_SHOWN, OTHERS_LOOKED_AT = 5, 20


@dataclass(frozen=True)
class Debt:
    """One thing to put right: a deal or lead, the rule it breaks, and the verb that mends it."""

    finding: object
    rule: object
    words: str
    url: str


def day_page(user):
    return {
        "state": state_of(user),
        "leads": new_leads(user),
        "birthdays": birthdays_of(user),
        "debts": debts_of(user),
        "signals": open_signals_of(user),
        "is_head": leads_a_department(user),
        "held": Tick.current() if user.has_right("configure") else None,
    }


def state_of(user):
    """The ring with its words, a tile for each rule that is on, and the list of debts."""
    day, findings = day_of(user)
    now = clock.now()
    findings = mixed(findings)
    shown = veiled(findings[:SHOWN], user)
    return {
        "day": day,
        "now": now,
        "left": day.closes_at - now if day.is_working and now < day.closes_at else None,
        "tiles": [
            {"rule": rule, "count": day.counts[rule.code], "url": f"{reverse('workday:left')}?rule={rule.code}", "words": words}
            for rule, words in zip(RULES, _tile_words(day.counts), strict=True)
        ],
        "debts": [Debt(one, BY_CODE[one.rule], words_of(one, now), mend_url(one)) for one in shown],
        "more": max(len(findings) - SHOWN, 0),
        "elsewhere": _late_with_others(user, now),
    }


def _tile_words(counts):
    return (
        npgettext("deals", "not processed", "not processed", counts["unprocessed"]),
        pgettext("deals", "without a task"),
        pgettext("deals", "overdue"),
    )


def mixed(findings):
    """The oldest of each rule in turn, so that no rule hides behind a long list of another."""
    piles = [[one for one in findings if one.rule == code] for code in ("overdue", "no_task", "unprocessed")]
    for pile in piles:
        pile.sort(key=lambda one: str(one.task_due_at or one.task_due_on or one.since or ""))
    return [one for turn in zip_longest(*piles) for one in turn if one]


def words_of(finding, now):
    """What is wrong, in one line: «Задача просрочена на 1 день», «Нет задачи, 7 дн на стадии»."""
    if finding.rule == "overdue":
        title = finding.task_title
        due = formats.moment(finding.task_due_at) if finding.task_due_at else formats.day(finding.task_due_on)
        return _("Task “%(title)s”, due %(due)s") % {"title": title, "due": due}
    age = formats.age(now - finding.since) if finding.since and finding.since < now else formats.age(timedelta())
    if finding.rule == "no_task":
        return _("No task, %(age)s in the stage “%(stage)s”") % {"age": age, "stage": finding.stage_name}
    return _("New, waits for the first call %(age)s") % {"age": age}


def mend_url(finding):
    """Where the verb is that mends it; nowhere for a card that may not be named."""
    if not finding.card[1]:
        return ""
    if finding.rule == "overdue":
        return reverse("tasks:due", args=[finding.task_id])
    kind, pk = finding.card
    return f"{reverse('tasks:new' if finding.rule == 'no_task' else 'telephony:log')}?{kind}={pk}"


def _late_with_others(user, now):
    """Colleagues' overdue tasks on one's own deals, and leads where they count: shown, not counted."""
    present = present_for(user, now)
    kinds = present.about(user).kinds
    mine = [Q(**{f"{kind}__in": MODELS[kind].objects.visible_to(user).open().filter(owner=user)}) for kind in kinds]
    due = Q(due_at__lte=now) | Q(due_on__lte=present.table.local_date(user, now))
    tasks = Task.objects.open().filter(reduce(or_, mine), due).exclude(owner__in={user.pk, *user.stands_in_for})
    rows = tasks.select_related(*kinds, "owner").order_by("due_at", "due_on")[:OTHERS_LOOKED_AT]
    return [task for task in rows if is_late(task, now, present.table)][:OTHERS_SHOWN]


def new_leads(user):
    """Those nobody has taken yet, the longest waiting first."""
    if not user.may("see", "lead"):
        return {"rows": [], "count": 0}
    waiting = Lead.objects.visible_to(user).waiting()
    rows = list(waiting.select_related("channel", "source").order_by("created_at")[:3])
    return {"rows": put_waits_on(rows, user), "count": waiting.count() if len(rows) == 3 else len(rows)}


def birthdays_of(user):
    """One's own clients, and those of one's open deals, whose birthday comes within the days of the reminder."""
    days = CareSettings.current().remind_days
    deals = Deal.objects.open().filter(owner=user, contact__isnull=False).values("contact")
    mine = Contact.objects.visible_to(user).live().filter(Q(owner=user) | Q(pk__in=deals))
    today = timezone.localtime(clock.now()).date()
    return with_days(celebrated(mine, today, days or 0).order_by(*ORDER)[:BIRTHDAYS_SHOWN])
