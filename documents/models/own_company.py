from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from crm_project.lib.text import clean, clean_line
from timeline.models import Entry, Recorded

from ..refusals import NotAllowed


class OwnCompanyQuerySet(models.QuerySet):
    def live(self):
        return self.filter(retired_at__isnull=True).order_by("-is_main", "pk")

    def main(self):
        """Whoever signs unless another is chosen, or None."""
        return self.live().first()


class OwnCompany(Recorded):
    """A legal person in whose name we sell: its requisites stand in documents, and it numbers them."""

    kind = "own_company"

    name = models.CharField(_("name"), max_length=250)
    full_name = models.CharField(_("full legal name"), max_length=500, blank=True)
    inn = models.CharField(_("INN"), max_length=12, blank=True)
    kpp = models.CharField(_("KPP"), max_length=9, blank=True)
    ogrn = models.CharField(_("OGRN"), max_length=15, blank=True)
    address = models.CharField(_("legal address"), max_length=500, blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), max_length=250, blank=True)
    bank = models.CharField(_("bank"), max_length=200, blank=True)
    bik = models.CharField(_("BIK"), max_length=9, blank=True)
    account = models.CharField(_("account"), max_length=20, blank=True)
    corr_account = models.CharField(_("correspondent account"), max_length=20, blank=True)
    head_title = models.CharField(_("who signs, position"), max_length=120, blank=True)
    head_name = models.CharField(_("who signs, name"), max_length=120, blank=True)
    accountant_name = models.CharField(_("chief accountant"), max_length=120, blank=True)
    adds_vat = models.BooleanField(_("VAT is added to prices"), default=False)
    is_main = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True)

    objects = OwnCompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("our company")
        constraints = [models.UniqueConstraint(fields=["is_main"], condition=Q(is_main=True), name="one_main_company")]

    def __str__(self):
        return self.name

    # -- verbs ---------------------------------------------------------------

    def shape(self, values, *, by):
        """Create or change; documents that were issued keep what they said. The first is the main one."""
        _check(by)
        with transaction.atomic():
            for name, value in values.items():
                setattr(self, name, _tidy(name, value))
            is_new = self.pk is None
            if is_new and not OwnCompany.objects.live().exists():
                self.is_main = True
            self.save()
            self.record("own_company_added" if is_new else "own_company_changed", by=by, audience=Entry.Audience.ADMINS, name=self.name)

    def make_main(self, *, by):
        _check(by)
        with transaction.atomic():
            OwnCompany.objects.select_for_update().filter(is_main=True).update(is_main=False)
            self.is_main = True
            self.save(update_fields=["is_main"])
            self.record("own_company_main", by=by, audience=Entry.Audience.ADMINS, name=self.name)

    def retire(self, *, by):
        """Signs no more; its documents and numbers stay."""
        _check(by)
        with transaction.atomic():
            self.retired_at, self.is_main = clock.now(), False
            self.save(update_fields=["retired_at", "is_main"])
            self.record("own_company_retired", by=by, audience=Entry.Audience.ADMINS, name=self.name)


def _check(by):
    if by and not by.has_right("configure"):
        raise NotAllowed


def _tidy(name, value):
    if not isinstance(value, str):
        return value
    return clean(value) if name == "address" else clean_line(value)
