from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Right
from django.utils.translation import gettext_lazy as _

from crm_project.lib import among, phone_numbers  # noqa: F401  `among` is a lookup of these columns

from ..malformed import is_malformed
from ..phone_kinds import KINDS
from ..querysets import PhoneQuerySet
from .company import Company
from .contact import Contact


class Reach(models.Model):
    """A way to reach one contact or one company; `typed` keeps what was entered."""

    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.CASCADE, related_name="%(class)ss")
    company = models.ForeignKey(Company, null=True, blank=True, on_delete=models.CASCADE, related_name="%(class)ss")
    label = models.CharField(max_length=40, blank=True)
    typed = models.CharField(max_length=250, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=False, company__isnull=True) | Q(contact__isnull=True, company__isnull=False),
                name="%(class)s_has_one_bearer",
            )
        ]

    @property
    def client(self):
        return self.contact or self.company


class Phone(Reach):
    objects = PhoneQuerySet.as_manager()

    e164 = models.CharField(_("phone"), max_length=20, blank=True)
    extension = models.CharField(max_length=6, blank=True)

    class Meta(Reach.Meta):
        indexes = [
            models.Index(fields=["e164"], name="phones_by_number"),
            models.Index(Right("e164", 10), name="phones_by_last_digits"),
            GinIndex(OpClass(F("e164"), "gin_trgm_ops"), name="phones_by_part"),
            models.Index(fields=["contact", "company"], name="phones_not_understood", condition=Q(e164="")),
        ]

    def __str__(self):
        return self.e164 or self.typed

    @property
    def kind_shown(self):
        """Mobile, work, home: what the number is, as far as it was told."""
        return KINDS.get(self.label, self.label)

    @property
    def shown(self):
        """As people read it: +7 918 442-19-06, with the extension in their own language."""
        number = phone_numbers.shown(self.e164) if self.e164 else self.typed
        return f"{number} {_('ext.')} {self.extension}" if self.extension else number


class Email(Reach):
    address = models.EmailField(_("e-mail"))

    class Meta(Reach.Meta):
        indexes = [
            models.Index(fields=["address"], name="emails_by_address"),
            GinIndex(OpClass(F("address"), "gin_trgm_ops"), name="emails_by_part"),
            models.Index(fields=["contact", "company"], name="emails_malformed", condition=is_malformed("address")),
        ]

    def __str__(self):
        return self.address


_LINKS = {
    "telegram": "https://t.me/{}",
    "whatsapp": "https://wa.me/{}",
    "vk": "https://vk.com/{}",
    "max": "https://max.ru/{}",
}


class Messenger(Reach):
    class System(models.TextChoices):
        TELEGRAM = "telegram", "Telegram"
        WHATSAPP = "whatsapp", "WhatsApp"
        VK = "vk", "VK"
        MAX = "max", "MAX"
        OTHER = "other", _("other")

    system = models.CharField(max_length=10, choices=System)
    handle = models.CharField(max_length=120)

    def __str__(self):
        return f"{self.get_system_display()}: {self.handle}"

    @property
    def link(self):
        """Where a click opens the talk; made of letters and digits of the handle only."""
        digits = "".join(c for c in self.handle if c.isdecimal())
        bare = "".join(c for c in self.handle.rsplit("/", 1)[-1] if c.isascii() and (c.isalnum() or c in "_.-"))
        pattern, name = _LINKS.get(self.system), digits if self.system == "whatsapp" else bare
        return pattern.format(name) if pattern and name else ""


class Address(Reach):
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.CASCADE, related_name="addresses")
    company = models.ForeignKey(Company, null=True, blank=True, on_delete=models.CASCADE, related_name="addresses")
    text = models.CharField(_("address"), max_length=400)

    class Meta(Reach.Meta):
        verbose_name = _("address")

    def __str__(self):
        return self.text


class BankAccount(models.Model):
    """Where a company is paid: BIK and account agree by the check digit."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="bank_accounts")
    bik = models.CharField(_("BIK"), max_length=9)
    account = models.CharField(_("account"), max_length=20)
    bank = models.CharField(_("bank"), max_length=200, blank=True)
    is_main = models.BooleanField(default=True)
