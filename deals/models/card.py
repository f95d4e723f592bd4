from django.conf import settings
from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from contacts.models import Source
from crm_project.lib import clock
from fields.models import HasCustomFields
from timeline.models import Recorded

from ..refusals import AlreadyGiven, EditConflict, NotAllowed
from .funnel import Funnel, Stage
from .loss import LossReason


class Stay(models.Model):
    """A card stood in a stage: `entered_at` to `left_at` as it happened (reports), `recorded_at` to `replaced_at`
    as the server learnt it (judgement). Stages passed over are noted as skipped. `left_way` tells by which move it
    ended. Names are those of the day."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    stage_name = models.CharField(max_length=80)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(default=clock.FOREVER)
    recorded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(default=clock.FOREVER)
    was_skipped = models.BooleanField(default=False)
    left_way = models.CharField(max_length=10, blank=True, default="")

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["card", "replaced_at"], name="%(class)s_of_a_card"),
            models.Index(fields=["stage", "entered_at"], include=["owner", "card"], name="%(class)s_entered"),
            models.Index(
                fields=["stage", "left_at"], include=["owner", "card", "entered_at", "left_way", "was_skipped"], name="%(class)s_left"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["card"], condition=Q(replaced_at=clock.FOREVER), name="one_open_%(class)s"),
            models.CheckConstraint(condition=Q(left_at__gte=F("entered_at")), name="%(class)s_ends_after_it_begins"),
        ]


class Owning(models.Model):
    """Who was responsible for a card from when to when, by the server's clock: the judgement of a day asks for its cut-off."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(default=clock.FOREVER)

    class Meta:
        abstract = True


class Discarding(models.Model):
    """From when to when a restored card had been in the trash; one that is still there has its `deleted_at` alone."""

    discarded_at = models.DateTimeField()
    restored_at = models.DateTimeField()

    class Meta:
        abstract = True


class CardMove(models.Model):
    """One move of a card, with what it takes to undo it within its ten seconds."""

    class Way(models.TextChoices):
        FORWARD = "forward", _("forward")
        BACK = "back", _("back")
        WON = "won", _("won")
        LOST = "lost", _("lost")

    way = models.CharField(max_length=10, choices=Way)
    from_stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    to_stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    before = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["card", "-at"], name="%(class)s_of_a_card")]


class Card(Recorded, HasCustomFields):
    """A lead or a deal: something with an owner that goes through the stages of a funnel."""

    name = models.CharField(_("name"), max_length=300)
    funnel = models.ForeignKey(Funnel, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name=_("funnel"))
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name=_("stage"))
    stage_entered_at = models.DateTimeField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name=_("owner")
    )
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("source"))
    closed_at = models.DateTimeField(null=True, blank=True)
    loss_reason = models.ForeignKey(
        LossReason, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("loss reason")
    )
    loss_comment = models.TextField(_("comment"), max_length=5000, blank=True)
    competitor = models.CharField(_("competitor"), max_length=200, blank=True)
    is_imported = models.BooleanField(default=False)
    import_gaps = models.JSONField(default=list, blank=True)
    foreign_system = models.CharField(max_length=40, blank=True)
    foreign_id = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    deleted_at = models.DateTimeField(null=True, blank=True)
    search_text = models.TextField(blank=True, editable=False)
    token = models.UUIDField(null=True, unique=True)

    stay_model = move_model = None

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["foreign_system", "foreign_id"], condition=~Q(foreign_id=""), name="one_%(class)s_per_foreign_id"
            ),
            models.CheckConstraint(condition=Q(loss_reason=None) | Q(closed_at__isnull=False), name="a_lost_%(class)s_is_closed"),
        ]

    def __str__(self):
        return self.name

    @property
    def is_open(self):
        return self.closed_at is None and self.deleted_at is None

    # -- verbs that are not moves --------------------------------------------

    def give_to(self, owner, *, by, seen_owner=None, **why):
        """Another person is responsible from now on; the past stays with whom it was. `why` is kept in the history.

        `seen_owner` is the id of the owner the person saw, 0 for nobody: whoever was faster is not written over.
        """
        if by and not (by.may_decide("reassign", self) and (owner is None or owner.may("edit", self.kind))):
            raise NotAllowed
        with transaction.atomic():
            held = self.hold()
            if held.owner_id == (owner.pk if owner else None):
                return
            if seen_owner is not None and (held.owner_id or 0) != seen_owner:
                raise AlreadyGiven(self)
            before = held.owner
            self._note_owner(owner)
            self.owner, self.department = owner, owner.department if owner else self.department
            self._write(["owner", "department"])
            self.record("given", by=by, before=str(before or ""), to=str(owner or ""), **why)
            self._owner_changed(before, by)

    def discard(self, *, by):
        """Into the trash, from where it returns for thirty days."""
        if by and not by.may("delete", self):
            raise NotAllowed
        with transaction.atomic():
            self.hold()
            if self.deleted_at:
                return
            self.deleted_at = clock.now()
            self._write(["deleted_at"])
            self.record("discarded", by=by)

    def restore(self, *, by):
        if by and not by.may("delete", self):
            raise NotAllowed
        with transaction.atomic():
            self.hold()
            if not self.deleted_at:
                return
            self.discardings.create(discarded_at=self.deleted_at, restored_at=clock.now())
            self.deleted_at = None
            self._write(["deleted_at"])
            self.record("restored", by=by)
            if (stage := Stage.objects.get(pk=self.stage_id)).is_going:
                self.carry_over(stage.heir, by=by)

    # -- for the verbs ---------------------------------------------------------

    def hold(self):
        """Lock the row to the end of the transaction and take its present state."""
        # The lock is taken without joins: one that waited for another's move would otherwise find its row joined to the
        # stage of before, and so no row at all.
        version = Funnel.objects.filter(pk=OuterRef("funnel")).values("version")
        held = type(self).objects.select_for_update().annotate(funnel_version=Subquery(version)).get(pk=self.pk)
        for field in self._meta.concrete_fields:
            setattr(self, field.attname, getattr(held, field.attname))
        self.__dict__.pop("_talk_words", None)
        # What was read of the funnel for the page serves the verb too, unless the funnel was edited meanwhile.
        known = self._state.fields_cache
        if "funnel" in known and known["funnel"].version != held.funnel_version:
            del known["funnel"]
            known.pop("stage", None)
        return held

    def check_version(self, version):
        """Refuse to write over what another editor saved meanwhile."""
        if version is not None and int(version) != self.version:
            raise EditConflict(self)

    def _write(self, fields):
        self.version += 1
        self.save(update_fields=[*fields, "version"])

    def _note_owner(self, owner):
        """The interval of whoever was responsible ends where the next one's begins."""
        now = clock.now()
        self.ownings.filter(replaced_at=clock.FOREVER).update(replaced_at=now)
        self.ownings.create(owner=owner, department=owner.department if owner else self.department, recorded_at=now)

    def _owner_changed(self, before, by):
        from ..signals import owner_changed

        owner_changed.send(type(self), card=self, before=before, by=by)
