from django.conf import settings
from django.db import models
from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

NEWCOMER_DAYS = 30
WEIGHT = 3
"""A newcomer's question counts as much as three: they read with fresh eyes."""


class ConfusionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody's for who writes the handbook, one's own for the others."""
        return self if user.may("edit", "regulation") else self.filter(user=user)

    def open(self):
        return self.filter(state=Confusion.State.OPEN)

    def answered(self):
        return self.exclude(state=Confusion.State.OPEN)

    def of(self, user):
        return self.filter(user=user)

    def in_sections(self, sections):
        """{section id: how many are open}, by one query."""
        return dict(self.open().filter(section__in=sections).order_by().values_list("section").annotate(Count("pk")))

    def for_list(self):
        """Where most people stumble first; a newcomer weighs more."""
        weight = Case(When(hired_days__lte=NEWCOMER_DAYS, then=Value(WEIGHT)), default=Value(1), output_field=IntegerField())
        related = self.select_related("section__regulation", "version", "user", "answered_by", "fixed_in")
        return related.prefetch_related("version__texts").annotate(weight=weight).order_by("-weight", "-at", "-pk")


class Confusion(models.Model):
    """Somebody did not understand a paragraph; the editor answers, or writes it better and says in which edition."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("what is unclear", "open")
        ANSWERED = "answered", pgettext_lazy("what is unclear", "answered")
        FIXED = "fixed", pgettext_lazy("what is unclear", "rewritten")

    section = models.ForeignKey("regulations.Section", on_delete=models.PROTECT, related_name="confusions")
    version = models.ForeignKey("regulations.SectionVersion", on_delete=models.PROTECT, related_name="+")
    block = models.CharField(max_length=8, blank=True)
    quote = models.TextField(blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="confusions")
    hired_days = models.PositiveIntegerField()
    text = models.TextField(_("What is unclear?"), max_length=1000, blank=True)
    token = models.UUIDField(null=True, unique=True)
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    answer = models.TextField(_("Answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    fixed_in = models.ForeignKey("regulations.Edition", null=True, on_delete=models.PROTECT, related_name="+")

    objects = ConfusionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["section"], name="unclear_in_a_section", condition=Q(state="open"))]
        constraints = [
            models.CheckConstraint(condition=~Q(state="fixed") | Q(fixed_in__isnull=False), name="a_fix_names_its_edition"),
            models.CheckConstraint(condition=Q(state="open") | Q(answered_at__isnull=False), name="an_answer_has_its_hour"),
        ]

    def __str__(self):
        return f"{self.section_id} {self.block}"

    @property
    def title(self):
        """As the section is called in the reader's language in the version it is about."""
        return self.version.text_in(get_language()[:2]).title

    @property
    def is_of_a_newcomer(self):
        return self.hired_days <= NEWCOMER_DAYS
