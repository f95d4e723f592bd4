"""What the roll-out guide sees of the clients."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_project.lib.rollout_checks import check

from .models import Company, CompanyPair, Contact, ContactPair


def _no_doubles():
    left = sum(pairs.objects.live().open().count() for pairs in (CompanyPair, ContactPair))
    is_any = Company.objects.exists() or Contact.objects.exists()
    return is_any and not left, _("{n} left").format(n=left) if left else ""


check("doubles", "data", gettext_lazy("No doubles are left among the clients"), _no_doubles, "contacts:double-company", position=20)
