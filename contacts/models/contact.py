from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from crm_project.lib.text import sort_key, twin_key, words_of

from ..days_of_birth import BORN
from ..refusals import NotAllowed
from .client import Client
from .company import Company


class Contact(Client):
    """A person: of a company, of several, or a private buyer."""

    kind = "contact"

    last_name = models.CharField(_("last name"), max_length=120, blank=True)
    first_name = models.CharField(_("first name"), max_length=120, blank=True)
    patronymic = models.CharField(_("patronymic"), max_length=120, blank=True)
    typed_name = models.CharField(max_length=400, blank=True)
    birthday = models.DateField(_("birthday"), null=True, blank=True)
    erased_at = models.DateTimeField(null=True, editable=False)
    companies = models.ManyToManyField(Company, through="ContactRole", related_name="contacts")

    class Meta(Client.Meta):
        verbose_name = _("contact")
        indexes = [
            *Client.Meta.indexes,
            models.Index(fields=["id"], include=["owner", "department"], name="contact_with_owner", condition=models.Q(deleted_at=None)),
            models.Index(BORN, name="contact_by_day_of_birth", condition=models.Q(birthday__isnull=False, deleted_at=None)),
        ]

    def __str__(self):
        return " ".join(part for part in (self.first_name, self.last_name) if part) or self.typed_name or "—"

    @property
    def name(self):
        return str(self)

    @property
    def full_name(self):
        """As a form asks for it: last name, first name, patronymic."""
        return " ".join(part for part in (self.last_name, self.first_name, self.patronymic) if part)

    def save(self, *args, **kwargs):
        self.search_text = self.text_to_search()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "search_text", "name_key"}
        super().save(*args, **kwargs)

    def text_to_search(self):
        return sort_key(f"{self.last_name} {self.first_name} {self.patronymic} {self.typed_name}")

    def key_of_name(self):
        """The words of the name in one order: «Пётр Сомов» and «Сомов Петр» are one."""
        return "".join(sorted(twin_key(word) for word in words_of(self.full_name or self.typed_name)))

    def become_nobody(self, alias):
        """The last step of an erasure: nothing here tells who it was."""
        self.first_name, self.last_name, self.patronymic, self.typed_name = alias, "", "", ""
        self.birthday, self.about, self.extra, self.foreign_system, self.foreign_id = None, "", {}, "", ""
        self.erased_at = clock.now()
        self.roles.update(role="")
        self._write()

    def _check(self, by, action):
        if self.erased_at:
            raise NotAllowed
        super()._check(by, action)

    @staticmethod
    def ids_in_deals_of(people):
        # The name is the promise of the app above: deals keep `contact`.
        deals = apps.get_model("deals", "Deal").objects
        return deals.live().filter(owner__in=people, contact__isnull=False).values("contact")

    @staticmethod
    def ids_in_deals(ids):
        return apps.get_model("deals", "Deal").objects.live().filter(pk__in=ids, contact__isnull=False).values("contact")


class RoleQuerySet(models.QuerySet):
    def by_pk(self, pk):
        return self.filter(pk=pk).first()

    def within_limits_of(self, user):
        """Without companies that the person's segments hide."""
        limit = Company.objects.limit(user)
        return self if limit is None else self.filter(company__in=Company.objects.filter(limit))


class ContactRole(models.Model):
    """What a person is in a company: decides, pays, signs."""

    objects = RoleQuerySet.as_manager()

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="roles")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(_("role"), max_length=120, blank=True)
    is_main = models.BooleanField(_("main contact"), default=False)

    class Meta:
        ordering = ["-is_main", "pk"]
        constraints = [models.UniqueConstraint(fields=["contact", "company"], name="one_role_per_company")]
