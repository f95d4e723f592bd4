"""Who has not closed their last working day, asked by the distribution of leads."""

from django.utils.translation import gettext as _

from crm_project.lib import formats

from .models import Enforcement, LedgerRow
from .permissions import asking_departments


def who_has_not_closed(users, day):
    """{user id: reason} by the last published close before the date; a day that was set aside does not count."""
    return {
        row.user_id: _("has not closed %(day)s") % {"day": formats.day(row.day)}
        for row in LedgerRow.objects.persons().counted().last_of_each(users, day)
        if not row.is_clean
    }


def who_gets_no_leads(users):
    """{user id: reason} of those from whom new leads are kept until they have answered the debts of a closed day."""
    rows = list(Enforcement.objects.halting(users).order_by("day").values_list("breach__owner", "day", "breach__department"))
    asking = asking_departments() if rows else ()
    words = _("has debts of %(day)s to answer")
    return {pk: words % {"day": formats.day(day)} for pk, day, department in rows if department in asking}
