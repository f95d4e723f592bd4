"""Who has not closed their last working day, asked by the distribution of leads."""

from django.utils.translation import gettext as _

from crm_project.lib import formats

from .models import LedgerRow


def who_has_not_closed(users, day):
    """{user id: reason} by the last published close before the date; a day that was set aside does not count."""
    return {
        row.user_id: _("has not closed %(day)s") % {"day": formats.day(row.day)}
        for row in LedgerRow.objects.persons().counted().last_of_each(users, day)
        if not row.is_clean
    }
