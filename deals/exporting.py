"""The list as a table: the same deals, the same rights, no cell that its reader may not see."""

from datetime import timedelta

from django.utils.translation import gettext as _

from crm_project.lib import clock
from crm_project.lib.refusals import TooManyRequests
from fields.exporting import exported, rows_with_own
from timeline.models import Entry

from .permissions import may_see_money

PER_HOUR, HOUR = 10, timedelta(hours=1)
CHUNK = 200


class DealTable:
    """Head and rows of an export for one person."""

    def __init__(self, deals, user, query=None):
        self.deals, self.user = deals, user
        self.own = exported(user, "deal", query)
        self.sees_money, self.sees_contacts = may_see_money(user), user.has_right("see_contacts")

    @property
    def head(self):
        return [title for title, _value in self._columns()] + [field.label for field in self.own]

    def rows(self):
        columns = self._columns()
        deals = self.deals.for_export(with_phones=self.sees_contacts)
        read = lambda deal: [value(deal) for _title, value in columns]  # noqa: E731
        yield from rows_with_own(deals.iterator(chunk_size=CHUNK), read, self.own, self.user)

    def note(self, conditions):
        """An export leaves a trace that administrators read; only so many may be taken in an hour."""
        if exports_lately(self.user, clock.now() - HOUR) >= PER_HOUR:
            raise TooManyRequests(HOUR.total_seconds())
        count = self.deals.count()
        self.user.record(
            "deals_exported", by=self.user, audience=Entry.Audience.ADMINS, rows=count, conditions=conditions, columns=self.head
        )

    def _columns(self):
        columns = [
            (_("No."), lambda deal: deal.pk),
            (_("Deal"), lambda deal: deal.name),
            (_("Funnel"), lambda deal: deal.funnel.name),
            (_("Stage"), lambda deal: deal.stage.name),
            (_("Owner"), lambda deal: str(deal.owner or "")),
            (_("Company"), lambda deal: str(deal.company or "")),
            (_("Contact"), lambda deal: str(deal.contact or "")),
            (_("Phone"), _phone) if self.sees_contacts else None,
            (_("Products"), lambda deal: ", ".join(line.product.name for line in deal.lines.all())),
            (_("Sum"), lambda deal: deal.amount) if self.sees_money else None,
            (_("Currency"), lambda deal: deal.currency) if self.sees_money else None,
            (_("Source"), lambda deal: str(deal.source or "")),
            (_("Created"), lambda deal: deal.created_at),
            (_("In the stage since"), lambda deal: deal.stage_entered_at),
            (_("Closed"), lambda deal: deal.closed_at),
            (_("Loss reason"), lambda deal: str(deal.loss_reason or "")),
            (_("Contract number"), lambda deal: deal.contract_number),
        ]
        return [column for column in columns if column]


def exports_lately(user, since):
    """How many files the person took since then."""
    return Entry.objects.of(("user", user.pk)).filter(verb="deals_exported", recorded_at__gte=since).count()


def _phone(deal):
    for client in (deal.contact, deal.company):
        for phone in client.phones.all() if client else ():
            return str(phone)
    return ""
