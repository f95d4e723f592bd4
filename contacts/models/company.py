from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm_project.lib.text import sort_key

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
        indexes = [*Client.Meta.indexes, models.Index(fields=["inn"], name="company_by_inn", condition=~Q(inn=""))]

    def __str__(self):
        return f"{self.legal_form} «{self.name}»" if self.legal_form else self.name

    def save(self, *args, **kwargs):
        self.search_text = sort_key(f"{self.legal_form} {self.name} {self.typed_name} {self.full_name} {self.inn}")
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "search_text"}
        super().save(*args, **kwargs)

    @staticmethod
    def ids_in_deals_of(people):
        # The name is the promise of the app above: deals keep `company`.
        deals = apps.get_model("deals", "Deal").objects
        return deals.live().filter(owner__in=people, company__isnull=False).values("company")
