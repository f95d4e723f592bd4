"""How much lies with each person: open leads and deals that nobody has moved on from their entry."""

from dataclasses import dataclass
from datetime import UTC, datetime

from deals.models import Deal

from .models import HandOut, Lead

NEVER = datetime(1900, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Load:
    count: int
    last: datetime


def load_of(users):
    """{user id: Load} by three queries, however many people there are."""
    leads = Lead.objects.open().numbers_of(users)
    deals = Deal.objects.open().at_entry().numbers_of(users)
    last = HandOut.objects.last_of(users)
    return {user.pk: Load(leads.get(user.pk, 0) + deals.get(user.pk, 0), last.get(user.pk, NEVER)) for user in users}
