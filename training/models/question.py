import hashlib

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm_project.lib import clock
from regulations.models import Regulation, Section, SectionVersion
from timeline.models import Entry, Recorded

from ..payloads import checked, said, words
from ..permissions import may_write_bank
from ..querysets import LinkQuerySet, QuestionQuerySet, nodes_in_force
from ..refusals import ChangedMeanwhile, NotAllowed, NotReady, Unsound


class Question(Recorded):
    """What is asked about sections of the handbook. Its words live in versions; an edit makes the next one.

    `made_from` is the digest of the settings that a generated one was made of, "" once those are gone.
    """

    kind = "question"

    class Area(models.TextChoices):
        TECHNICAL = "technical", pgettext_lazy("area of knowledge", "the system")
        PROCESS = "process", pgettext_lazy("area of knowledge", "the sales process")
        TERMS = "terms", pgettext_lazy("area of knowledge", "terms")
        SAFETY = "safety", pgettext_lazy("area of knowledge", "safety of data")

    class Pool(models.TextChoices):
        EXAM = "exam", pgettext_lazy("use of a question", "tests")
        SELF_CHECK = "self_check", pgettext_lazy("use of a question", "self-check")

    class Origin(models.TextChoices):
        MANUAL = "manual", _("written by hand")
        GENERATED = "generated", _("made from the settings")
        IMPORTED = "imported", _("imported")
        READY = "ready", _("came with the system")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("a question", "draft")
        ACTIVE = "active", pgettext_lazy("a question", "in use")
        NEEDS_REVIEW = "needs_review", pgettext_lazy("a question", "to be looked through")
        RETIRED = "retired", pgettext_lazy("a question", "retired")

    code = models.CharField(_("code"), max_length=60, unique=True)
    regulation = models.ForeignKey(Regulation, on_delete=models.PROTECT, related_name="questions")
    area = models.CharField(_("area"), max_length=10, choices=Area, default=Area.PROCESS)
    pool = models.CharField(_("used in"), max_length=10, choices=Pool, default=Pool.EXAM)
    is_critical = models.BooleanField(_("critical: a mistake here fails the test"), default=False)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.MANUAL)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="questions")
    current = models.OneToOneField("QuestionVersion", null=True, on_delete=models.PROTECT, related_name="+")
    why_review = models.CharField(max_length=200, blank=True)
    made_from = models.CharField(max_length=64, blank=True, default="", db_default="")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["state", "pool"], name="questions_by_state")]

    def __str__(self):
        return self.code

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def write(cls, question, *, by, content, sections, version=None, **facts):
        """Write a question or change it: other words are the next version, attempts keep theirs. One door for page, loader and import.

        `content`: type, stem, payload, explanation, points. `sections`: Section records, or (Section, block id). Facts: area, pool,
        is_critical, code, regulation, origin, owner. It is verified for what its sections say now.
        """
        _check_writer(by)
        sections = [one if isinstance(one, tuple) else (one, "") for one in sections]
        if not sections:
            raise NotReady
        with transaction.atomic():
            question = cls._held(question, version)
            for name, value in facts.items():
                setattr(question, name, value)
            question.save()
            question.say(content, by=by)
            question._link(sections)
            if question.state == cls.State.NEEDS_REVIEW and "state" not in facts:
                question.state, question.why_review = cls.State.ACTIVE, ""
            question.save()
            question.record("question_written", by=by, code=question.code, number=question.current.number)
        return question

    def say(self, content, *, by):
        """The next version, unless it says what the one before said."""
        drawn = QuestionVersion.drawn(self, by=by, **content)
        if self.current_id and drawn.says_the_same(self.current):
            return
        drawn.number = self.current.number + 1 if self.current_id else 1
        drawn.save(force_insert=True)
        self.current = drawn

    def activate(self, *, by):
        """Put a draft to use, or say of one in review that it is right as it is."""
        _check_writer(by)
        with transaction.atomic():
            held = self._held(self)
            if held.state in (self.State.ACTIVE, self.State.RETIRED):
                return held
            if not held.current_id or not held.links.exists():
                raise NotReady
            held._link([(link.section, link.block_id) for link in held.links.select_related("section")])
            held.state, held.why_review = self.State.ACTIVE, ""
            held.save()
            held.record("question_activated", by=by, code=held.code)
        return held

    def send_to_review(self, why, *, by=None):
        """It is not drawn until somebody has looked through it."""
        with transaction.atomic():
            held = self._held(self)
            if held.state == self.State.ACTIVE:
                held.state, held.why_review = self.State.NEEDS_REVIEW, str(why)[:200]
                held.save()
                held.record("question_to_review", by=by, code=held.code, why=held.why_review)
        return held

    def retire(self, *, by):
        """It is not asked any more; results keep it."""
        if by is not None:
            _check_writer(by)
        with transaction.atomic():
            held = self._held(self)
            if held.state != self.State.RETIRED:
                held.state = self.State.RETIRED
                held.save()
                held.record("question_retired", by=by, code=held.code)
        return held

    def say_anew(self, content, *, digest):
        """The settings it was made of have changed: other words, to be looked at before they are asked; twice is once."""
        with transaction.atomic():
            held = self._held(self)
            if held.made_from == digest:
                return
            held.made_from = digest
            held.say(content, by=None)
            if held.state == self.State.ACTIVE:
                held.state, held.why_review = self.State.NEEDS_REVIEW, "settings_changed"
            elif held.state == self.State.RETIRED:
                held.state = self.State.DRAFT
            held.save()
            held.record("question_written", by=None, code=held.code, number=held.current.number)

    def retire_made(self):
        """The settings it was made of are gone."""
        with transaction.atomic():
            Question.objects.filter(pk=self.pk).update(made_from="")
            self.retire(by=None)

    @classmethod
    def approve_made(cls, seen, *, by):
        """Put to use what was made from the settings and looked at: `seen` is the mark of that list. Answers how many; twice is none."""
        _check_writer(by)
        with transaction.atomic():
            waiting = list(cls.objects.made_waiting().select_for_update(of=("self",)).order_by("pk"))
            if not waiting:
                return 0
            if mark_of(waiting) != seen:
                raise ChangedMeanwhile(waiting[0])
            links = QuestionLink.objects.filter(question__in=waiting)
            links.update(verified_for=Subquery(nodes_in_force().filter(section=OuterRef("section")).values("version")[:1]))
            facts = {"state": cls.State.ACTIVE, "why_review": "", "version": F("version") + 1}
            cls.objects.filter(pk__in=[one.pk for one in waiting]).update(**facts)
            Entry.objects.tell("question", "question_activated", [(one.pk, {"code": one.code}) for one in waiting], by=by)
        return len(waiting)

    @classmethod
    def _held(cls, question, version=None):
        if question is None:
            return cls()
        held = cls.objects.select_for_update(of=("self",)).select_related("current").get(pk=question.pk)
        if version is not None and version != held.version:
            raise ChangedMeanwhile(held)
        held.version += 1
        return held

    def _link(self, sections):
        """Verified for what these sections say now."""
        now = SectionVersion.objects.filter(nodes__edition__in=_editions_in_force(), section__in=[one for one, _block in sections])
        in_force = {version.section_id: version for version in now}
        self.links.all().delete()
        QuestionLink.objects.bulk_create(
            QuestionLink(question=self, section=section, block_id=block, verified_for=in_force.get(section.pk))
            for section, block in dict.fromkeys(sections)
        )


class QuestionVersion(models.Model):
    """What a question asks and what is right: written once, never changed (a trigger refuses it)."""

    class Type(models.TextChoices):
        SINGLE = "single", pgettext_lazy("type of question", "one answer")
        MULTIPLE = "multiple", pgettext_lazy("type of question", "several answers")
        TRUEFALSE = "truefalse", pgettext_lazy("type of question", "true or false")
        ORDER = "order", pgettext_lazy("type of question", "put in order")
        MATCH = "match", pgettext_lazy("type of question", "match pairs")
        NUMBER = "number", pgettext_lazy("type of question", "a number")
        TEXT = "text", pgettext_lazy("type of question", "free text")
        TASK = "task", pgettext_lazy("type of question", "do it in the CRM")
        HOTSPOT = "hotspot", pgettext_lazy("type of question", "choose on the screen")

    MOST_POINTS = 5

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    type = models.CharField(_("type"), max_length=10, choices=Type)
    stem = models.JSONField()
    payload = models.JSONField()
    explanation = models.JSONField(default=dict)
    points = models.PositiveSmallIntegerField(default=1)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["question", "number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="one_wording_per_number"),
            models.CheckConstraint(condition=Q(points__gte=1, points__lte=5), name="a_question_is_worth_one_to_five"),
        ]

    def __str__(self):
        return said(self.stem, "ru")

    @classmethod
    def drawn(cls, question, *, by, type, stem, payload, explanation=None, points=1):
        """The one door: a version whose payload was checked, ready to be saved; raises Unsound."""
        faults, texts = [], words(stem)
        if not texts:
            faults.append("stem")
        if not 1 <= points <= cls.MOST_POINTS:
            faults.append("points")
        try:
            made = checked(type, payload)
        except Unsound as refusal:
            raise Unsound([*faults, *refusal.faults]) from None
        if faults:
            raise Unsound(faults)
        explained = words(explanation or {}, longest=2000, several_lines=True)
        facts = {"stem": texts, "payload": made, "explanation": explained, "points": points, "author": by, "created_at": clock.now()}
        return cls(question=question, type=type, **facts)

    def says_the_same(self, other):
        """Apart from the ids, which are made anew at every writing."""
        return all(getattr(self, name) == getattr(other, name) for name in ("type", "stem", "explanation", "points")) and (
            _without_ids(self.payload) == _without_ids(other.payload)
        )

    @property
    def is_strict(self):
        """All or nothing: a wish of the question, forced for critical ones."""
        return self.question.is_critical or bool(self.payload.get("all_or_nothing"))


class QuestionLink(models.Model):
    """A question hangs on a section, or on one block of it, as it was when somebody last looked."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="links")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="question_links")
    block_id = models.CharField(max_length=16, blank=True)
    verified_for = models.ForeignKey(SectionVersion, null=True, on_delete=models.PROTECT, related_name="+")

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["question", "section", "block_id"], name="a_question_hangs_once_on_a_block")]

    def __str__(self):
        return f"{self.question_id} {self.section_id}"


def mark_of(questions):
    """Changes with any of them: what was looked at is what is put to use."""
    return hashlib.sha256(repr(sorted((one.pk, one.version) for one in questions)).encode()).hexdigest()[:32]


def _check_writer(by):
    if by is not None and not may_write_bank(by):
        raise NotAllowed


def _editions_in_force():
    from regulations.models import Edition

    return Edition.objects.in_force(clock.now())


def _without_ids(payload):
    """The payload with places in place of random ids, to be compared."""
    places: dict = {}

    def named(value):
        if isinstance(value, dict):
            return {named(key): named(one) for key, one in value.items()}
        if isinstance(value, list):
            return [named(one) for one in value]
        return places.get(value, value) if isinstance(value, str) else value

    for name in ("options", "items", "left", "right", "rubric"):
        places |= {one["id"]: f"{name}:{place}" for place, one in enumerate(payload.get(name) or [])}
    return named(payload)
