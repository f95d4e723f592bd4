from django.conf import settings
from django.core.cache import cache
from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from crm_project.lib.text import clean, clean_line

from ..refusals import NotAllowed

_DAY = 86_400
_NOTE_LIST = """
INSERT INTO contacts_personalaccess (contact_id, user_id, day, way, first_at)
SELECT found.id, %s, %s, %s, %s FROM ({sql}) AS found (id) ON CONFLICT DO NOTHING
"""


class ConsentQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(withdrawn_at__isnull=True)

    def by_pk(self, pk):
        return self.filter(pk=pk).first()


class Consent(models.Model):
    """A person agreed to something on a day, as they saw it then; it holds until it is withdrawn."""

    class Purpose(models.TextChoices):
        PROCESSING = "processing", _("processing of personal data")
        MAILING = "mailing", _("letters and greetings")

    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("to what"), max_length=20, choices=Purpose)
    given_on = models.DateField(_("given on"))
    source = models.CharField(_("where from"), max_length=200, help_text=_("paper, form on the site, letter…"))
    text = models.TextField(_("text they agreed to"), max_length=5000, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_on", "-pk"]

    def __str__(self):
        return self.get_purpose_display()

    @classmethod
    def note(cls, contact, *, purpose, given_on, source, text="", by):
        """One that is in force already stays the one."""
        if by and not by.may("edit", contact):
            raise NotAllowed
        with transaction.atomic():
            contact.hold()
            if known := contact.consents.in_force().filter(purpose=purpose).first():
                return known
            facts = {"purpose": purpose, "given_on": given_on, "source": clean_line(source), "text": clean(text)}
            consent = cls.objects.create(contact=contact, noted_by=by, noted_at=clock.now(), **facts)
            contact.record("consent_given", by=by, purpose=purpose, on=given_on.isoformat(), source=consent.source)
        return consent

    def withdraw(self, *, by):
        if by and not by.may("edit", self.contact):
            raise NotAllowed
        with transaction.atomic():
            changed = type(self).objects.in_force().filter(pk=self.pk).update(withdrawn_at=clock.now(), withdrawn_by=by)
            if changed:
                self.contact.record("consent_withdrawn", by=by, purpose=self.purpose)


class PersonalAccess(models.Model):
    """On this day this colleague opened, or took out of the house, what is known of a person."""

    class Way(models.TextChoices):
        OPENED = "opened", _("opened the card")
        TOLD = "told", _("saved everything about the person")
        EXPORTED = "exported", _("saved a list with the person")

    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="accesses")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    way = models.CharField(max_length=10, choices=Way)
    first_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "user", "day", "way"], name="one_access_a_day")]

    def __str__(self):
        return f"{self.user} {self.way} {self.day}"

    @classmethod
    def note_opening(cls, contact, *, by):
        """Asked at every view of a card: the cache spares the second writing of a day."""
        if cache.add(f"opened:{contact.pk}:{by.pk}:{clock.now():%Y%m%d}", 1, _DAY):
            cls.note([contact.pk], by=by, way=cls.Way.OPENED)

    @classmethod
    def note_list(cls, contacts, *, by):
        """A whole list went out of the house: one statement, however long it is."""
        sql, values = contacts.order_by().values("pk").query.sql_with_params()
        now = clock.now()
        with connection.cursor() as cursor:
            cursor.execute(_NOTE_LIST.format(sql=sql), [by.pk, now.date(), cls.Way.EXPORTED, now, *values])

    @classmethod
    def note(cls, contacts, *, by, way):
        """Once a day and person; `contacts` are ids."""
        now = clock.now()
        rows = [cls(contact_id=pk, user=by, day=now.date(), way=way, first_at=now) for pk in contacts]
        cls.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
