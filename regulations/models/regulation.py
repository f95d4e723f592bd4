from datetime import timedelta
from functools import cached_property

from django.conf import settings
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from crm_project.lib.text import clean_line
from timeline.models import Entry, Recorded

from ..contents import copied
from ..refusals import DraftExists, NotAllowed
from .edition import Edition
from .node import EditionNode
from .publishing import company_day

REGULATION_CODE = RegexValidator(r"^[A-Z][A-Z0-9]{1,7}-\d{2,4}\Z", _("Capital letters, a hyphen and a number: INS-01."))


class RegulationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Readers see what is in force and has something for them; editors also what is being prepared or was retired."""
        if user.may("edit", "regulation"):
            return self
        if not user.may("see", "regulation"):
            return self.none()
        shown = EditionNode.objects.in_force().for_reader(user).filter(edition__regulation=OuterRef("pk"))
        return self.filter(Exists(shown), retired_at__isnull=True)

    def known_to(self, user):
        """Also what one is asked about before it is in force: as its owner, its approver or a participant of a round."""
        if not user.may("see", "regulation") or user.may("edit", "regulation"):
            return self.visible_to(user)
        drafts = Edition.objects.drafts().readable_by(user).filter(regulation=OuterRef("pk"))
        return self.filter(Q(pk__in=self.visible_to(user).values("pk")) | Q(owner=user) | Exists(drafts))

    def in_force(self, at=None):
        now = Edition.objects.in_force(at)
        return self.filter(Exists(now.filter(regulation=OuterRef("pk"))), retired_at__isnull=True)

    def on_the_desk(self):
        """What an editor is to look at: drafts, documents due for a review, and the archive."""
        drafts = Edition.objects.drafts().filter(regulation=OuterRef("pk"))
        today = company_day(clock.now())
        return self.filter(Exists(drafts) | Q(next_review_on__lte=today) | Q(retired_at__isnull=False)).order_by("retired_at", "position")

    def due_for_review(self, day):
        """Those nobody was told about yet for the day that has come."""
        told = Q(review_told_on=None) | Q(review_told_on__lt=models.F("next_review_on"))
        return self.filter(told, next_review_on__lte=day, retired_at__isnull=True).select_related("owner")


class Regulation(Recorded):
    """A document with rules; its text lives in editions, its code is for ever."""

    kind = "regulation"

    class Genre(models.TextChoices):
        HANDBOOK = "handbook", _("handbook")
        STANDARD = "standard", _("standard")
        INSTRUCTION = "instruction", _("instruction")
        CHECKLIST = "checklist", _("checklist")

    class AckMethod(models.TextChoices):
        CLICK = "click", _("by a press")
        PASSWORD = "password", _("by a press and the password")

    code = models.CharField(_("code"), max_length=20, unique=True)
    genre = models.CharField(_("kind"), max_length=12, choices=Genre, default=Genre.HANDBOOK)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("owner")
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("who approves")
    )
    source_language = models.CharField(_("source language"), max_length=2, default="ru", choices=settings.LANGUAGES)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    retired_at = models.DateTimeField(null=True, blank=True)
    highlight_days = models.PositiveSmallIntegerField(
        _("changes are marked for, days"), default=14, db_default=14, validators=[MaxValueValidator(60)]
    )
    ack_due_days = models.PositiveSmallIntegerField(
        _("to be read within, working days"), default=3, db_default=3, validators=[MaxValueValidator(60)]
    )
    reread_every_days = models.PositiveSmallIntegerField(
        _("read again after, days"), default=365, db_default=365, validators=[MaxValueValidator(1100)]
    )
    ack_method = models.CharField(
        _("reading is confirmed"), max_length=8, choices=AckMethod, default=AckMethod.CLICK, db_default=AckMethod.CLICK.value
    )
    four_eyes = models.BooleanField(_("published by somebody else than who wrote it"), default=False, db_default=False)
    min_discussion_days = models.PositiveSmallIntegerField(
        _("a discussion lasts at least, days"), default=2, db_default=2, validators=[MaxValueValidator(60)]
    )
    review_every_days = models.PositiveSmallIntegerField(
        _("looked through again after, days"), default=90, db_default=90, validators=[MaxValueValidator(1100)]
    )
    next_review_on = models.DateField(null=True, blank=True)
    review_told_on = models.DateField(null=True, blank=True)

    objects = RegulationQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code"]

    def __str__(self):
        return self.code

    @classmethod
    def found(cls, code, genre, titles, *, by, owner=None):
        """A new document with an empty draft: `titles` are {language: title}. A code that was used is not used again."""
        if by and not by.may("create", "regulation"):
            raise NotAllowed
        with transaction.atomic():
            position = (cls.objects.aggregate(last=models.Max("position"))["last"] or 0) + 1
            regulation = cls(code=code, genre=genre, owner=owner or by, position=position)
            regulation.source_language = "ru" if titles.get("ru") else "en"
            regulation.save(force_insert=True)
            regulation.record("regulation_founded", by=by, audience=Entry.Audience.ADMINS, code=code)
            header = {language: {"title": clean_line(title)} for language, title in titles.items() if title}
            draft = regulation.start_draft(by=by, header=header)
            draft.authors = [by.pk] if by else []
            draft.save(update_fields=["authors"])
        return regulation

    @cached_property
    def publishers(self):
        """Active people who may publish it: those who may edit the handbook, and its approver."""
        from ..editors import editors

        people = {person.pk: person for person in editors()}
        if self.approver_id and self.approver.is_active:
            people.setdefault(self.approver_id, self.approver)
        return list(people.values())

    @property
    def is_overdue(self):
        """Its day of review has come."""
        return self.next_review_on is not None and self.next_review_on <= company_day(clock.now())

    @property
    def draft(self):
        """The draft as it is stored, None if there is none."""
        return self.editions.drafts().first()

    def edition_in_force(self, at=None):
        """The edition that holds now or held at a moment; None before the first."""
        return self.editions.in_force(at).first()

    def start_draft(self, *, by, header, summary=None):
        """Open the next edition as a draft; readers go on seeing the one in force."""
        with transaction.atomic():
            Regulation.objects.select_for_update().filter(pk=self.pk).first()
            if self.editions.drafts().exists():
                raise DraftExists(self.code)
            highest = self.editions.published().last()
            edition = self.editions.create(
                number=highest.number + 1 if highest else 1,
                previous=self.editions.last_published(),
                header=header,
                summary=summary or {},
                created_at=clock.now(),
            )
            self.record("draft_started", by=by, number=edition.number)
        return edition

    def open_draft(self, *, by):
        """The draft to go on with: the one there is, or a new one that says what the last edition said."""
        if by and not by.may("edit", "regulation"):
            raise NotAllowed
        with transaction.atomic():
            Regulation.objects.select_for_update().filter(pk=self.pk).first()
            if found := self.draft:
                return found
            base = self.editions.valid().order_by("effective_at").last()
            draft = self.start_draft(by=by, header=base.header if base else {})
            if base:
                copied(base, draft)
        return draft

    def change(self, values, *, by):
        """Owner, approver and the rules of publishing and reading, {attribute: value}."""
        if by and not by.may("edit", "regulation"):
            raise NotAllowed
        with transaction.atomic():
            changed = sorted(name for name, value in values.items() if getattr(self, name) != value)
            for name in changed:
                setattr(self, name, values[name])
            if changed:
                self.save(update_fields=changed)
                self.__dict__.pop("publishers", None)
                self.record("regulation_changed", by=by, audience=Entry.Audience.ADMINS, code=self.code, what=changed)

    def plan_review(self, moment):
        """It was put in order at this moment: it is looked through again so many days later."""
        day = company_day(moment) + timedelta(days=self.review_every_days) if self.review_every_days else None
        self.next_review_on = day
        self.save(update_fields=["next_review_on"])

    def reviewed(self, *, by):
        """Looked through, nothing to change: the next date counts from today."""
        with transaction.atomic():
            self.plan_review(clock.now())
            self.record("regulation_reviewed", by=by, audience=Entry.Audience.ADMINS, code=self.code)

    def retire(self, *, by):
        """Readers no longer see it and owe nothing of it; every edition is kept."""
        self._archived(clock.now(), "retired", by)

    def bring_back(self, *, by):
        """Out of the archive: readers see the edition in force again, and are asked for what they do not know."""
        self._archived(None, "brought_back", by)

    def _archived(self, at, verb, by):
        from ..reading.settling import settle

        with transaction.atomic():
            held = type(self).objects.select_for_update(no_key=True).get(pk=self.pk)
            self.retired_at = held.retired_at
            if bool(held.retired_at) == bool(at):
                return
            self.retired_at = at
            self.save(update_fields=["retired_at"])
            self.record(verb, by=by, code=self.code)
            settle(self, reason="manual", by=by)
