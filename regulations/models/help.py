from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from crm_project.lib.once import made_before
from timeline.models import Recorded

LONGEST_KEY = 60


class HintLinkQuerySet(models.QuerySet):
    def relink(self, key, sections, tips, *, by):
        """From now on the key leads to these sections, the first is primary, with these words: {language: tip}, "" for the usual ones.

        No sections and no words is the usual state again.
        """
        from .regulation import Regulation

        with transaction.atomic():
            handbook = Regulation.objects.select_for_update().order_by("position", "pk").first()
            self.filter(help_key=key).delete()
            places = [*enumerate(sections)] or [(0, None)] * any(tips.values())
            self.bulk_create(
                HintLink(help_key=key, section=section, position=place, tips=tips if place == 0 else {}) for place, section in places
            )
            if handbook is not None:
                handbook.record("hint_linked", by=by, key=key, sections=[str(section) for section in sections])


class HintLink(models.Model):
    """Where a help key leads in this company, and its tip, instead of what is shipped."""

    help_key = models.CharField(max_length=LONGEST_KEY)
    section = models.ForeignKey("Section", null=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    tips = models.JSONField(default=dict)

    objects = HintLinkQuerySet.as_manager()

    class Meta:
        ordering = ["help_key", "position"]
        constraints = [models.UniqueConstraint(fields=["help_key", "position"], name="one_section_per_place_of_a_key")]

    def __str__(self):
        return f"{self.help_key} → {self.section}"


class HelpMissQuerySet(models.QuerySet):
    def note(self, *, by, key="", screen=""):
        """Somebody asked where nothing is said yet; the same question on the same day is one."""
        now = clock.now()
        self.bulk_create([HelpMiss(help_key=key, screen=screen, user=by, on=now.date(), at=now)], ignore_conflicts=True)

    def newest(self):
        return self.select_related("user").order_by("-at", "-pk")


class HelpMiss(models.Model):
    """A question to which the handbook has no answer: what its editor writes next."""

    help_key = models.CharField(max_length=LONGEST_KEY, blank=True)
    screen = models.CharField(max_length=100, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()

    objects = HelpMissQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["help_key", "screen", "user", "on"], name="one_miss_a_day")]

    def __str__(self):
        return self.help_key or self.screen


class HintSeenQuerySet(models.QuerySet):
    def see(self, user, section_id):
        """The person has just read what the section says."""
        row = HintSeen(user=user, section_id=section_id, seen_at=clock.now())
        self.bulk_create([row], update_conflicts=True, unique_fields=["user", "section"], update_fields=["seen_at"])


class HintSeen(models.Model):
    """When a person last opened a section from the help of a screen."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    section = models.ForeignKey("Section", on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    objects = HintSeenQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "section"], name="one_look_per_person_and_section")]

    def __str__(self):
        return f"{self.user_id}: {self.section_id}"


class TourEndQuerySet(models.QuerySet):
    def end(self, user, tour, *, skipped):
        """The person has walked the tour or wants none. Twice is the same as once."""
        self.bulk_create([TourEnd(user=user, tour=tour, was_skipped=skipped, at=clock.now())], ignore_conflicts=True)

    def is_over(self, user, tour):
        return self.filter(user=user, tour=tour).exists()


class TourEnd(models.Model):
    """A tour a person has walked to its end or skipped: it is not offered again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    tour = models.CharField(max_length=20)
    was_skipped = models.BooleanField()
    at = models.DateTimeField()

    objects = TourEndQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "tour"], name="a_tour_ends_once")]

    def __str__(self):
        return f"{self.user_id}: {self.tour}"


class AnsweredAlready(Exception):
    """Somebody else has answered; `wish` is how it stands."""

    def __init__(self, wish):
        self.wish = wish


class WishQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; who writes the handbook sees all."""
        return self if user.may("edit", "regulation") else self.filter(user=user)

    def for_list(self):
        return self.select_related("user", "answered_by").order_by("answered_at", "-at", "-pk")

    def open(self):
        return self.filter(answered_at__isnull=True)


class Wish(Recorded):
    """Something unclear, or an idea, written from a screen; whoever answers for the CRM answers it."""

    kind = "wish"

    class About(models.TextChoices):
        UNCLEAR = "unclear", _("It is unclear")
        WISH = "wish", _("I have an idea")

    about = models.CharField(_("what it is"), max_length=8, choices=About, default=About.UNCLEAR)
    text = models.TextField(_("what you would like to know or change"), max_length=2000)
    screen = models.CharField(max_length=100, blank=True)
    help_key = models.CharField(max_length=LONGEST_KEY, blank=True)
    token = models.UUIDField(unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = WishQuerySet.as_manager()

    def __str__(self):
        return self.text[:80]

    @classmethod
    def make(cls, *, by, about, text, token, screen="", help_key=""):
        """Written once, however often the button is pressed; who answers for the CRM is told."""
        from ..help.owner import crm_owners
        from ..help.telling import tell

        with transaction.atomic():
            if known := made_before(cls, token):
                return known
            facts = {"about": about, "text": text, "screen": screen, "help_key": help_key}
            wish = cls.objects.create(user=by, at=clock.now(), token=token, **facts)
            wish.record("made", by=by)
            tell([person for person in crm_owners() if person != by], "wish.made", wish)
        return wish

    def reply(self, text, *, by):
        """Answer it, once; the one who asked is told."""
        from ..help.telling import tell

        with transaction.atomic():
            locked = Wish.objects.select_for_update().get(pk=self.pk)
            if locked.answered_at:
                raise AnsweredAlready(locked)
            self.answer, self.answered_by, self.answered_at = text, by, clock.now()
            self.save(update_fields=["answer", "answered_by", "answered_at"])
            self.record("answered", by=by)
            tell([self.user] if self.user != by else [], "wish.answered", self)
