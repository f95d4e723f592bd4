from datetime import time

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock


class CareSettings(models.Model):
    """How the company keeps birthdays: one row. An empty text of the greeting is the ready one."""

    remind_days = models.PositiveSmallIntegerField(
        _("remind the owner so many days before"), null=True, blank=True, default=3, validators=[MaxValueValidator(60)]
    )
    greet = models.BooleanField(_("greet by e-mail"), default=False)
    greet_at = models.TimeField(_("greet at"), default=time(10))
    subject_ru = models.CharField(_("subject, Russian"), max_length=200, blank=True)
    text_ru = models.TextField(_("text, Russian"), max_length=5000, blank=True)
    subject_en = models.CharField(_("subject, English"), max_length=200, blank=True)
    text_en = models.TextField(_("text, English"), max_length=5000, blank=True)
    only = models.BooleanField(default=True, editable=False, unique=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="there_is_one_care_settings")]

    def __str__(self):
        return str(self.remind_days)

    @classmethod
    def current(cls):
        """What was set, or the usual before anybody set anything."""
        return cls.objects.first() or cls()


class BirthdayQuerySet(models.QuerySet):
    def of(self, contacts):
        return self.filter(contact__in=contacts)

    def find(self, contact_id, year):
        return self.filter(contact=contact_id, year=year)

    def claim(self, keys, step, at):
        """Of these (contact id, year) pairs those for which nobody took this step yet; they are taken. Inside a transaction.

        Two workers with the same pairs: the second waits for the first and is left with none.
        """
        keys = dict(keys)
        rows = [self.model(contact_id=pk, year=year) for pk, year in sorted(keys.items())]
        self.bulk_create(rows, ignore_conflicts=True)
        free = self.filter(contact__in=keys, **{step: None}).select_for_update(of=("self",)).order_by("contact", "year")
        taken = [row for row in free if keys[row.contact_id] == row.year]
        self.filter(pk__in=[row.pk for row in taken]).update(**{step: at})
        return {row.contact_id for row in taken}


class Birthday(models.Model):
    """What was done for a person's birthday of one year. Each step is claimed once by its moment."""

    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="birthdays")
    year = models.PositiveSmallIntegerField()
    reminded_at = models.DateTimeField(null=True)
    posted_at = models.DateTimeField(null=True)
    greeted_at = models.DateTimeField(null=True)
    card_sent_at = models.DateTimeField(null=True)
    card_sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = BirthdayQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "year"], name="one_birthday_a_year")]

    def __str__(self):
        return f"{self.contact_id} {self.year}"

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def mark_cards(cls, keyed, *, by):
        """A paper greeting left for each of these {contact: year}; who has one already stays as they are. Answers whom it marked."""
        now = clock.now()
        with transaction.atomic():
            taken = cls.objects.claim({contact.pk: year for contact, year in keyed.items()}, "card_sent_at", now)
            marked = [contact for contact in keyed if contact.pk in taken]
            for contact in marked:
                cls.objects.find(contact.pk, keyed[contact]).update(card_sent_by=by)
                contact.record("card_sent", by=by, year=keyed[contact])
        return marked

    @classmethod
    def unmark_cards(cls, keyed, *, by):
        """The mark was a slip."""
        count = 0
        with transaction.atomic():
            for contact, year in keyed.items():
                marked = cls.objects.find(contact.pk, year).filter(card_sent_at__isnull=False)
                if marked.update(card_sent_at=None, card_sent_by=None):
                    contact.record("card_unsent", by=by, year=year)
                    count += 1
        return count
