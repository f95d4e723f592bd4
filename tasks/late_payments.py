"""A payment that did not come by its day is one task for whoever owns the deal, whatever ticks come."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Workspace
from crm_project.lib import clock
from deals.models import ExpectedPayment

from .models import Task, TaskType

NAMESPACE = uuid.UUID("f0b7a3de-32b3-4a52-8f3c-5b9a7c6d1e20")
BATCH = 200


def plan_for_late_payments():
    """Answers how many tasks were planned. Each payment and day is claimed by one worker, which writes both or neither."""
    company, kind, count = Workspace.current(), TaskType.objects.live().first(), 0
    if kind is None:
        return 0
    today = clock.today(company.zone)
    for pk in ExpectedPayment.objects.late(today).not_told().with_somebody().values_list("pk", flat=True)[:BATCH]:
        with transaction.atomic():
            late = ExpectedPayment.objects.late(today).not_told()
            payment = late.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
            owner = payment and _who(payment.deal)
            if owner:
                count += _plan(payment, owner, kind, today, company)
    return count


def _plan(payment, owner, kind, today, company):
    with override(owner.language or company.language):
        title = _("Payment expected by %(day)s did not come: ask the client") % {"day": f"{payment.due_on:%d.%m.%Y}"}
    token = uuid.uuid5(NAMESPACE, f"{payment.pk}:{payment.due_on}")
    Task.plan(title=title, type=kind, owner=owner, by=None, subject=payment.deal, due_on=today, token=token, note=payment.note)
    payment.told_for = payment.due_on
    payment.save(update_fields=["told_for"])
    return 1


def _who(deal):
    """The owner, else the head of the department."""
    people = [deal.owner, deal.department.head]
    return next((person for person in people if person and person.is_active), None)
