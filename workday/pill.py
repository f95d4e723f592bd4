"""The day in the top bar of every page: «6 из 9» for who sells, «2 из 5 закрыли день» for who leads."""

from secrets import token_hex

from django.core.cache import cache
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import Department
from crm_project.lib import clock
from crm_project.lib.steady import mark, marked

from .live import day_of, present_for, team_counts, team_of, working_now
from .models import Breach
from .permissions import leads_a_department

KEPT_SECONDS = 60
OWN_SECONDS = 30
EXPLAINED = "workday:explained"

mark(
    "more_control",
    "EXISTS (SELECT FROM accounts_workspace WHERE more_control) OR EXISTS (SELECT FROM accounts_department WHERE more_control)",
)


def day_pill(request):
    """Nothing for those whose days are not judged and who lead nobody."""
    user = request.user
    if not user.is_authenticated:
        return ""
    if leads_a_department(user):
        facts = team_facts(user)
        context = facts | {"is_team": True, "url": reverse("workday:department")}
    elif user.may("edit", "deal"):
        facts = own_facts(user)
        left = facts["closes_at"] - clock.now() if facts["is_working"] else None
        context = facts | {"left": left, "url": reverse("workday:my-day")}
    else:
        return ""
    context["waiting"] = verdicts_waited_for(user)
    return render_to_string("workday/_pill.html", context)


def own_facts(user):
    """The day of who sells; kept until something is done by them or with a record of theirs, half a minute at most."""
    facts = None if connection.in_atomic_block else cache.get(_own_key(user.pk))
    if facts is None:
        day, _findings = day_of(user)
        facts = {"done": day.done, "total": day.total, "closes_at": day.closes_at, "is_working": day.is_working}
        if not connection.in_atomic_block:
            cache.set(_own_key(user.pk), facts, OWN_SECONDS)
    return facts


def forget(*people):
    """The next page counts the day of these people anew."""
    keys = [_own_key(pk) for pk in set(people) if pk]
    if keys:
        transaction.on_commit(lambda: cache.delete_many(keys), robust=True)


def _own_key(pk):
    return f"workday:own:{pk}"


def verdicts_waited_for(user):
    """How many explanations wait for this head's word; kept until anybody explains or judges one, a minute at most."""
    if not (leads_a_department(user) and user.has_right("reassign") and marked(user, "more_control")):
        return 0
    if connection.in_atomic_block:
        return _verdicts_waited_for(user)
    key = f"workday:verdicts:{user.pk}"
    kept = cache.get_many([EXPLAINED, key])
    stamp, count = kept.get(key, (None, None))
    if stamp is None or stamp != kept.get(EXPLAINED):
        stamp = kept.get(EXPLAINED) or _new_stamp()
        count = _verdicts_waited_for(user)
        cache.set(key, (stamp, count), KEPT_SECONDS)
    return count


def _verdicts_waited_for(user):
    return Breach.objects.awaiting_verdict_of(user).within(Department.objects.under_more_control().values("pk")).count()


def _new_stamp():
    stamp = token_hex(8)
    cache.set(EXPLAINED, stamp, None)
    return stamp


def forget_verdicts():
    """An explanation was given or judged: every head's count is taken anew."""
    transaction.on_commit(_new_stamp, robust=True)


def team_facts(user):
    """How many of those who work today have nothing left; kept for a minute of the clock, because every page shows it."""
    moment = clock.now()
    key = f"workday:team:{user.pk}"
    counted_at, facts = cache.get(key) or (None, None)
    if counted_at is None or abs(moment - counted_at).total_seconds() >= KEPT_SECONDS:
        facts = _team_facts(user, moment)
        cache.set(key, (moment, facts), KEPT_SECONDS)
    return facts


def _team_facts(user, moment):
    people = [person for person in team_of(departments_of(user)) if person.pk != user.pk]
    days = working_now(people, present_for(user).table, moment)
    working = [person for person in people if person.pk in days]
    counts = team_counts(working, [], on_behalf_of=user)
    closed = sum(1 for person in working if not any(counts[person.pk].values()))
    closes_at = max((cut_off for _day, cut_off in days.values()), default=None)
    return {"done": closed, "total": len(working), "closes_at": closes_at, "left": closes_at - moment if closes_at else None}


def departments_of(user):
    """Ids of the departments whose days one's reports cover."""
    ids = user.department_ids_in(user.scope_of("report", "see"))
    return set(Department.objects.live().values_list("pk", flat=True)) if ids is None else ids
