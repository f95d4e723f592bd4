"""What the rules say about the deals of a page: the chips of boards and lists, and the filters behind them."""

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from accounts.models import Department, User
from tasks.models import TaskSpan

from .live import present_for, team_of
from .pill import departments_of
from .rules import parameters, statement

ORDER = ["overdue", "no_task", "unprocessed"]


def put_on(deals, user):
    """Overrule the chip of each open deal by the rule it breaks: not processed, no task, overdue. Two queries."""
    deals = [deal for deal in deals if deal.is_open]
    if not deals:
        return
    broken = {}
    for deal_id, rule in _broken(_asked_about(deals, user), [deal.pk for deal in deals]):
        broken.setdefault(deal_id, set()).add(rule)
    for deal in deals:
        rules = broken.get(deal.pk, ())
        deal.broken_rules = [code for code in ORDER if code in rules]
        if "unprocessed" in rules and "overdue" not in rules:
            deal.chip = "new", _("Not processed")
        elif "overdue" in rules and (not deal.chip or deal.chip[0] != "over"):
            deal.chip = "over", _("Overdue")
        elif "no_task" in rules and "overdue" not in rules:
            deal.chip = "none", _("No task")


def _broken(asked, deals):
    """[(deal id, rule)] by one statement; the names that a ledger keeps are not read."""
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement("SELECT deal_id, rule FROM findings", deals), parameters(asked, deals))
        return cursor.fetchall()


def _asked_about(deals, user):
    """The owners of these deals, whoever has a task on them, and the departments of those nobody owns."""
    present = present_for(user)
    ids = [deal.pk for deal in deals]
    owners = {deal.owner_id: deal.owner for deal in deals if deal.owner_id}
    with_tasks = TaskSpan.objects.filter(deal__in=ids, owner__isnull=False).exclude(owner__in=owners).values("owner")
    people = {**owners, **{person.pk: person for person in User.objects.filter(pk__in=with_tasks)}}
    asked = [present.about(person) for person in people.values()]
    unowned = {deal.department_id for deal in deals if not deal.owner_id}
    if unowned:
        asked += [present.about_nobody(department) for department in Department.objects.filter(pk__in=unowned)]
    return asked


def narrowing(rule):
    """The filter of a list of deals by a rule: the same definition as a condition on its ids."""

    def narrow(deals, user):
        departments = departments_of(user)
        present = present_for(user)
        asked = {one.key: one for one in [present.about(person) for person in team_of(departments)]}
        asked.setdefault(user.pk, present.about(user))
        for department in Department.objects.filter(pk__in=departments):
            asked[-department.pk] = present.about_nobody(department)
        return deals.filter(Q(pk__in=_ids_in_breach(list(asked.values()), rule)))

    return narrow


def _ids_in_breach(asked, rule):
    with connection.cursor() as cursor:
        words = statement("SELECT deal_id FROM findings WHERE rule = %(rule)s")
        literal = cursor.mogrify(words, parameters(asked) | {"rule": rule})
    literal = literal.decode() if isinstance(literal, bytes) else literal
    return RawSQL(literal.replace("%", "%%"), [])  # noqa: S611  every value was quoted by the driver
