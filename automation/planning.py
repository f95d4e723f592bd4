"""Rules by the calendar: what is planned stands in rows, and is reckoned anew when the deal changes.

The rows of one rule are brought in line with the deals by two statements, for one deal or for all. Their event carries what it
was reckoned from (the moment a stage was entered, a date), so another date is another row and the old one goes.
"""

from datetime import timedelta

from django.db import connection, transaction

from crm_project.lib import clock
from deals.models import Deal

from .models import Firing, Rule
from .triggers import trigger_of

SWEEP_EVERY = timedelta(hours=1)


def replan(rule, deal=None):
    """Bring the planned rows of a rule in line with its deals. What was due before it was switched on is not made up for."""
    deals = Deal.objects.filter(pk=deal.pk) if deal else Deal.objects.all()
    planned = trigger_of(rule).plan(rule, deals).order_by().values_list("pk", "event", "due")
    sql, params = planned.query.sql_with_params()
    about, which = ("AND deal_id = %s", [deal.pk]) if deal else ("", [])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM automation_firing f WHERE rule_id = %s AND state = 'waiting' {about} AND NOT EXISTS"  # noqa: S608  a statement of the querysets
            f" (SELECT 1 FROM ({sql}) AS p (deal_id, event, due) WHERE p.deal_id = f.deal_id AND p.event = f.event)",
            [rule.pk, *which, *params],
        )
        cursor.execute(
            "INSERT INTO automation_firing (rule_id, deal_id, event, due_at, created_at)"  # noqa: S608  as above
            f" SELECT %s, p.deal_id, p.event, p.due, %s FROM ({sql}) AS p (deal_id, event, due) WHERE p.due >= %s"
            " ON CONFLICT DO NOTHING",
            [rule.pk, clock.now(), *params, rule.on_at],
        )


def sweep():
    """Look through the plans of an hour ago: what an import or an act on many changed without a fact is found here."""
    for rule in Rule.objects.to_sweep(clock.now() - SWEEP_EVERY):
        with transaction.atomic():
            held = Rule.objects.select_for_update(skip_locked=True).filter(pk=rule.pk, on_at__isnull=False).first()
            if held:
                replan(held)
                held.swept_at = clock.now()
                held.save(update_fields=["swept_at"])


def next_of(deal):
    """What is planned for a deal, the soonest first."""
    return Firing.objects.of_deal(deal).waiting().select_related("rule").soonest_first()
