"""What the rules say about the deals or leads of a page: the chips of boards, lists and the inbox, and the filters behind them."""

from collections import defaultdict
from dataclasses import replace

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy

from accounts.models import Department, User
from crm_project.lib import prepared
from tasks.models import TaskSpan

from .live import present_for, settings_for, team_of
from .pill import departments_of
from .rules import parameters, statement
from .state import DEALS, LEADS

ORDER = ["overdue", "no_task", "unprocessed"]
CHIPS = {
    "overdue": ("over", gettext_lazy("Overdue")),
    "unprocessed": ("new", gettext_lazy("Not processed")),
    "no_task": ("none", gettext_lazy("No task")),
}


def put_on(deals, user):
    """Overrule the chip of each open deal by the rule it breaks: not processed, no task, overdue. Two queries."""
    deals = [deal for deal in deals if deal.is_open]
    if not deals:
        return
    broken = _broken(DEALS, _asked_about(DEALS, deals, user), deals)
    for deal in deals:
        rules = broken.get(deal.pk, ())
        deal.broken_rules = [code for code in ORDER if code in rules]
        if not ("overdue" in rules and deal.chip and deal.chip[0] == "over"):
            deal.chip = _chip(rules) or deal.chip


def put_on_leads(leads, user):
    """The same for a page of the inbox; nothing is asked where no department has its leads judged."""
    leads = [lead for lead in leads if lead.is_open]
    if not leads or not settings_for(user).ever_ask_of_leads:
        return
    broken = _broken(LEADS, _asked_about(LEADS, leads, user), leads)
    for lead in leads:
        rules = broken.get(lead.pk, ())
        lead.broken_rules = [code for code in ORDER if code in rules]
        lead.chip = _chip(rules) or lead.chip


def _chip(rules):
    kind, words = next((chip for code, chip in CHIPS.items() if code in rules), ("", ""))
    return (kind, str(words)) if kind else None


def _broken(kind, asked, cards):
    """{id: {rules}} by one statement; the names that a ledger keeps are not read."""
    broken = defaultdict(set)
    asked = [one for one in asked if kind in one.kinds]
    if asked:
        only = {kind: [card.pk for card in cards]}
        with connection.cursor() as cursor:
            words = statement(f"SELECT {kind}_id, rule FROM findings", asked, only=only)  # noqa: S608  one of two names
            prepared.execute(cursor, words, parameters(asked, only=only))
            for pk, rule in cursor.fetchall():
                broken[pk].add(rule)
    return broken


def _asked_about(kind, cards, user):
    """The owners of these cards, whoever has a task on them, and the departments of those nobody owns."""
    present = present_for(user)
    ids = [card.pk for card in cards]
    owners = {card.owner_id: card.owner for card in cards if card.owner_id}
    about = {f"{kind}__in": ids}
    with_tasks = TaskSpan.objects.filter(**about, owner__isnull=False).exclude(owner__in=owners).values("owner")
    others = User.objects.filter(pk__in=with_tasks).only("zone", "department_id", "is_active")
    people = {**owners, **{person.pk: person for person in others}}
    asked = [present.of_cards_of(person) for person in people.values()]
    unowned = {card.department_id for card in cards if not card.owner_id}
    if unowned:
        asked += [present.about_nobody(department) for department in Department.objects.filter(pk__in=unowned)]
    return asked


def narrowing(rule):
    """The filter of a list of deals by a rule: the same definition as a condition on its ids."""

    def narrow(deals, user):
        departments = departments_of(user)
        present = present_for(user)
        asked = {one.key: one for department in Department.objects.filter(pk__in=departments) for one in present.of_department(department)}
        theirs = [*(present.of_cards_of(person) for person in [*team_of(departments), user]), *present.of_person(user)]
        for one in theirs:
            asked.setdefault(one.key, one)
        return deals.filter(Q(pk__in=_ids_in_breach([replace(one, kinds=(DEALS,)) for one in asked.values()], rule)))

    return narrow


def _ids_in_breach(asked, rule):
    with connection.cursor() as cursor:
        words = statement("SELECT deal_id FROM findings WHERE rule = %(rule)s", asked)
        literal = cursor.mogrify(words, parameters(asked) | {"rule": rule})
    literal = literal.decode() if isinstance(literal, bytes) else literal
    return RawSQL(literal.replace("%", "%%"), [])  # noqa: S611  every value was quoted by the driver
