import hashlib
import json

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Position
from crm_project.lib import clock
from regulations.models import Regulation, Section
from timeline.models import Recorded

from ..payloads import said, words
from ..permissions import may_write_bank
from ..querysets import DefinitionQuerySet
from ..refusals import ChangedMeanwhile, NotAllowed

FROZEN = ("draw_count", "pass_percent", "time_limit_min", "attempts", "cooldown_hours", "feedback", "open_book", "task_count")


class TestDefinition(Recorded):
    """A test of the company: how many questions it draws and from where, when it is passed, what is shown afterwards."""

    kind = "test"
    __test__ = False

    class Genre(models.TextChoices):
        ONBOARDING = "onboarding", pgettext_lazy("kind of test", "onboarding")
        ROLLOUT = "rollout", pgettext_lazy("kind of test", "roll-out")
        PERIODIC = "periodic", pgettext_lazy("kind of test", "periodic")
        SECTION = "section", pgettext_lazy("kind of test", "on a section")
        CHANGE = "change", pgettext_lazy("kind of test", "on changes")
        PRACTICE = "practice", pgettext_lazy("kind of test", "practice")
        SELF_CHECK = "self_check", pgettext_lazy("kind of test", "self-check")

    class Feedback(models.TextChoices):
        NONE_UNTIL_CLOSED = "none_until_closed", _("nothing until the test is passed or closed")
        SCORE_ONLY = "score_only", _("the result and the sections to read again")
        WRONG_ITEMS = "wrong_items", _("also the questions answered wrongly")
        FULL = "full", _("after a pass also the right answers")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title = models.JSONField()
    genre = models.CharField(_("kind"), max_length=10, choices=Genre)
    regulation = models.ForeignKey(Regulation, on_delete=models.PROTECT, related_name="tests", verbose_name=_("document"))
    positions = models.ManyToManyField(Position, blank=True, related_name="+", verbose_name=_("for positions"))
    draw_count = models.PositiveSmallIntegerField(_("questions"), default=20)
    task_count = models.PositiveSmallIntegerField(_("practical tasks besides"), default=0, db_default=0, validators=[MaxValueValidator(10)])
    pass_percent = models.PositiveSmallIntegerField(_("passed from, %"), default=80)
    time_limit_min = models.PositiveSmallIntegerField(_("time, minutes"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=3)
    cooldown_hours = models.PositiveSmallIntegerField(_("pause between attempts, hours"), default=24)
    validity_days = models.PositiveSmallIntegerField(_("certificate is valid, days"), null=True, blank=True)
    due_working_days = models.PositiveSmallIntegerField(_("to be passed within, working days"), default=5)
    feedback = models.CharField(_("shown afterwards"), max_length=20, choices=Feedback, default=Feedback.FULL)
    open_book = models.BooleanField(_("the handbook may be open"), default=True)
    gates_admission = models.BooleanField(_("no new leads are handed out until it is passed"), default=False)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("who reads free text")
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = DefinitionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(draw_count__gte=1, draw_count__lte=100), name="a_test_draws_one_to_a_hundred"),
            models.CheckConstraint(condition=Q(pass_percent__gte=1, pass_percent__lte=100), name="a_test_is_passed_within_a_hundred"),
            models.CheckConstraint(condition=Q(attempts__gte=1), name="a_test_has_an_attempt"),
        ]

    def __str__(self):
        return said(self.title, get_language() or "ru")

    @property
    def is_exam(self):
        return self.genre != self.Genre.SELF_CHECK

    @property
    def is_practice(self):
        """All of it is done in the CRM: `draw_count` is the number of tasks."""
        return self.genre == self.Genre.PRACTICE

    @property
    def gives_certificate(self):
        return self.genre in (self.Genre.ONBOARDING, self.Genre.ROLLOUT, self.Genre.PERIODIC)

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def shape(cls, test, *, by, rules, positions=(), version=None, **facts):
        """Make a test or change it; what was begun goes on by its own frozen version. `rules` are dicts of AssemblyRule in order."""
        if by is not None and not may_write_bank(by):
            raise NotAllowed
        with transaction.atomic():
            test = cls._held(test, version) if test else cls()
            facts["title"] = words(facts["title"], longest=120)
            for name, value in facts.items():
                setattr(test, name, value)
            test.save()
            test.positions.set(positions)
            test.rules.all().delete()
            AssemblyRule.objects.bulk_create(AssemblyRule(test=test, place=place, **rule) for place, rule in enumerate(rules, start=1))
            test.record("test_shaped", by=by, name=test.title)
        return test

    def retire(self, *, by):
        """Nobody is given it any more; what is open is cancelled."""
        if not may_write_bank(by):
            raise NotAllowed
        with transaction.atomic():
            held = self._held(self, None)
            if held.retired_at is None:
                held.retired_at = clock.now()
                held.save()
                for assignment in held.assignments.open():
                    assignment.cancel(by=by)
                held.record("test_retired", by=by, name=held.title)
        return held

    def frozen(self):
        """The settings and rules as they are now, as a version that never changes; unchanged ones share it."""
        facts = {name: getattr(self, name) for name in FROZEN}
        facts["rules"] = [rule.facts() for rule in self.rules.all()]
        digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
        last = self.versions.order_by("-number").first()
        if last and last.digest == digest:
            return last
        return self.versions.create(number=last.number + 1 if last else 1, settings=facts, digest=digest, created_at=clock.now())

    @classmethod
    def _held(cls, test, version):
        held = cls.objects.select_for_update(of=("self",)).get(pk=test.pk)
        if version is not None and version != held.version:
            raise ChangedMeanwhile(held)
        held.version += 1
        return held


class AssemblyRule(models.Model):
    """Where a part of the questions comes from; `count` questions, or `share` per cent of the test; neither is the rest."""

    class Source(models.TextChoices):
        CRITICAL = "critical", pgettext_lazy("source of questions", "critical questions")
        CHANGED_SINCE = "changed_since", pgettext_lazy("source of questions", "what has changed since the last pass")
        WEAK_SPOTS = "weak_spots", pgettext_lazy("source of questions", "what was missed last time")
        VIOLATIONS = "violations", pgettext_lazy("source of questions", "rules broken in the last 30 days")
        SECTION_SUBTREE = "section_subtree", pgettext_lazy("source of questions", "a section with its clauses")

    test = models.ForeignKey(TestDefinition, on_delete=models.CASCADE, related_name="rules")
    place = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=20, choices=Source)
    section = models.ForeignKey(Section, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    count = models.PositiveSmallIntegerField(null=True, blank=True)
    share = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["test", "place"], name="one_rule_of_assembly_per_place")]

    def __str__(self):
        return self.source

    def facts(self):
        return {"source": self.source, "section": self.section_id, "count": self.count, "share": self.share}


class TestVersion(models.Model):
    """How a test was when somebody began it: written once, never changed (a trigger refuses it)."""

    __test__ = False

    test = models.ForeignKey(TestDefinition, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    settings = models.JSONField()
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["test", "number"]
        constraints = [models.UniqueConstraint(fields=["test", "number"], name="one_state_of_a_test_per_number")]

    def __str__(self):
        return f"{self.test_id} v{self.number}"
