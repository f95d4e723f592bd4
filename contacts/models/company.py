from django.apps import apps
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm_project.lib.text import clean_line, sort_key, twin_key

from ..malformed import WrongInn
from .client import Client


class Company(Client):
    """An organisation. The legal form stands apart from the name, so that «ООО Вектор» is found as «Вектор»."""

    kind = "company"

    name = models.CharField(_("name"), max_length=250)
    legal_form = models.CharField(_("legal form"), max_length=30, blank=True)
    typed_name = models.CharField(max_length=300, blank=True)
    full_name = models.CharField(_("full legal name"), max_length=500, blank=True)
    inn = models.CharField(_("INN"), max_length=12, blank=True)
    kpp = models.CharField(_("KPP"), max_length=9, blank=True)
    ogrn = models.CharField(_("OGRN"), max_length=15, blank=True)
    site = models.URLField(_("site"), max_length=250, blank=True)
    industry = models.CharField(_("industry"), max_length=120, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="subsidiaries", verbose_name=_("part of")
    )

    class Meta(Client.Meta):
        verbose_name = _("company")
        indexes = [
            *Client.Meta.indexes,
            models.Index(fields=["inn"], name="company_by_inn", condition=~Q(inn="")),
            models.Index(fields=["id"], name="company_with_a_wrong_inn", condition=Q(WrongInn("inn"))),
        ]

    def __str__(self):
        if not self.legal_form:
            return self.name
        return f"{self.name} {self.legal_form}" if self.legal_form.isascii() else f"{self.legal_form} «{self.name}»"

    def save(self, *args, **kwargs):
        self.search_text = self.text_to_search()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "search_text", "name_key"}
        super().save(*args, **kwargs)

    def text_to_search(self):
        return sort_key(f"{self.legal_form} {self.name} {self.typed_name} {self.full_name} {self.inn}")

    def key_of_name(self):
        return twin_key(self.name)

    def add_account(self, *, bik, account, bank="", by):
        """One more bank account; the first is the main one."""
        self._check(by, "edit")
        known = self.bank_accounts.filter(bik=bik, account=account).first()
        return known or self.bank_accounts.create(bik=bik, account=account, bank=bank, is_main=not self.bank_accounts.exists())

    def take_in(self, contact, *, by, role="", is_main=False):
        """This person works here: decides, pays, signs."""
        with transaction.atomic():
            link, is_new = self.roles.update_or_create(contact=contact, defaults={"role": clean_line(role)[:120], "is_main": is_main})
            if is_main:
                self.roles.exclude(pk=link.pk).update(is_main=False)
            if is_new:
                # People of one name meet among colleagues.
                type(contact).objects.filter(pk=contact.pk).update(compared_at=None)
                self.record("contact_added", by=by, name=str(contact), role=link.role)
        return link

    def let_go(self, contact, *, by):
        """The person works here no more; both cards stay."""
        with transaction.atomic():
            if self.roles.filter(contact=contact).delete()[0]:
                self.record("contact_removed", by=by, name=str(contact))

    @staticmethod
    def ids_in_deals_of(people):
        # The name is the promise of the app above: deals keep `company`.
        deals = apps.get_model("deals", "Deal").objects
        return deals.live().filter(owner__in=people, company__isnull=False).values("company")

    @staticmethod
    def ids_in_deals(ids):
        return apps.get_model("deals", "Deal").objects.live().filter(pk__in=ids, company__isnull=False).values("company")
