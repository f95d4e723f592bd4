from functools import cached_property
from hashlib import sha256

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Position
from crm_project.lib import clock
from fields.models import CustomField
from timeline.models import Recorded

from .drafting import Drafting
from .shaping import Shaping


class FunnelQuerySet(models.QuerySet):
    def live(self):
        return self.filter(retired_at__isnull=True)

    def with_figures(self):
        """With `n_stages` and `n_open`, for the list of the settings."""
        return self.annotate(
            n_stages=Count("stages", filter=Q(stages__retired_at=None, stages__kind__in=["entry", "working"]), distinct=True),
            n_open=Count("deals", filter=Q(deals__closed_at=None, deals__deleted_at=None), distinct=True),
        )

    def for_deals(self):
        return self.live().filter(cards=Funnel.Cards.DEALS)

    def for_leads(self):
        return self.live().filter(cards=Funnel.Cards.LEADS)

    def visible_to(self, user):
        """A funnel without departments serves everybody; else only those at and below them."""
        if user.has_right("configure"):
            return self
        path = user.department.path
        ids = [int(part) for part in path.split("/") if part]
        return self.filter(Q(departments__isnull=True) | Q(departments__in=ids)).distinct()


class Funnel(Drafting, Shaping, Recorded):
    """An ordered set of stages that deals (or leads) pass through."""

    kind = "funnel"

    class Cards(models.TextChoices):
        DEALS = "deals", _("deals")
        LEADS = "leads", _("leads")

    name = models.CharField(_("name"), max_length=120)
    cards = models.CharField(_("what moves through it"), max_length=5, choices=Cards, default=Cards.DEALS)
    position = models.PositiveSmallIntegerField(default=0)
    departments = models.ManyToManyField(Department, blank=True, related_name="funnels", verbose_name=_("departments"))
    target_only = models.BooleanField(
        _("ask only for the fields of the target stage"),
        default=False,
        help_text=_("Otherwise a move also asks for what the stages passed over require."),
    )
    head_confirms_win = models.BooleanField(_("the head confirms a win"), default=False)
    talk_seconds = models.PositiveSmallIntegerField(
        _("a call is a conversation from, seconds"),
        default=30,
        db_default=30,
        validators=[MinValueValidator(1), MaxValueValidator(3600)],
        help_text=_("For stages that ask for a conversation with the client."),
    )
    audit_share = models.PositiveSmallIntegerField(
        _("wins the head looks at, %"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text=_("Empty: as the company has it. 0: none."),
    )
    manual_names = models.BooleanField(_("names may be typed by hand"), default=True)
    name_template = models.CharField(_("name template"), max_length=250, blank=True)
    name_templates = models.JSONField(default=dict, blank=True, db_default=models.Value({}, models.JSONField()))
    next_funnel = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("then start")
    )
    version = models.PositiveIntegerField(default=1)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = FunnelQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["name"], condition=Q(retired_at=None), name="one_live_funnel_per_name")]

    def __str__(self):
        return self.name

    @property
    def kind_of_card(self):
        return "deal" if self.cards == self.Cards.DEALS else "lead"

    @cached_property
    def live_stages(self):
        """The stages in force, in order: one query for all that a page asks."""
        known = self.__dict__.get("_stages_with_fields")
        return list(self.stages.live().select_related("position_held").order_by("position")) if known is None else known

    @classmethod
    def channels_of(cls, user):
        """What the open pages of this person hear: moves in the funnels they may use."""
        return {f"board:{pk}" for pk in cls.objects.live().visible_to(user).values_list("pk", flat=True)}

    @property
    def entry(self):
        return self._first(Stage.Kind.ENTRY)

    @property
    def won(self):
        return self._first(Stage.Kind.WON)

    @property
    def lost(self):
        return self._first(Stage.Kind.LOST)

    def _first(self, kind):
        return next((stage for stage in self.live_stages if stage.kind == kind), None)


class StageQuerySet(models.QuerySet):
    def live(self):
        return self.filter(retired_at__isnull=True)

    def retired_among(self, ids):
        """Those of the ids whose stage is out of use."""
        return set(self.filter(pk__in=ids, retired_at__isnull=False).values_list("pk", flat=True)) if ids else set()

    def open(self):
        return self.filter(kind__in=[Stage.Kind.ENTRY, Stage.Kind.WORKING])

    def of_deals_in_order(self):
        """The open stages of all funnels of deals, as boards show them."""
        stages = self.live().open().filter(funnel__in=Funnel.objects.for_deals()).select_related("funnel")
        return stages.order_by("funnel__position", "funnel_id", "position")

    def staying(self):
        """Those that are not being taken away."""
        return self.filter(goes_to=None)

    def behind(self, stage):
        return self.filter(position__lt=stage.position)

    def funnels_of_deals(self, user):
        """The funnels of deals that serve the user, with `live_stages` filled: one query for all of them."""
        return self.filter(funnel__in=Funnel.objects.for_deals().visible_to(user))._by_funnel()

    def funnels_with(self, ids):
        """The funnels that these stages belong to, with `live_stages` filled: one query for all of them."""
        return self.filter(funnel__in=Stage.objects.filter(pk__in=ids).values("funnel"))._by_funnel()

    def _by_funnel(self):
        funnels = {}
        for stage in self.select_related("funnel", "position_held").order_by("funnel__position", "funnel_id", "position"):
            funnel = funnels.setdefault(stage.funnel_id, stage.funnel)
            funnel.__dict__.setdefault("live_stages", []).append(stage)
            stage.funnel = funnel
        return list(funnels.values())

    def between(self, here, there):
        """The stages a card passes on its way, the target included, in order."""
        return self.live().filter(position__gt=here.position, position__lte=there.position).order_by("position")


class Stage(models.Model):
    """One step of a funnel: why it exists, what must be true to leave it, what it asks for on entry."""

    class Kind(models.TextChoices):
        ENTRY = "entry", _("entry")
        WORKING = "working", _("working")
        WON = "won", _("won")
        LOST = "lost", _("lost")

    funnel = models.ForeignKey(Funnel, on_delete=models.CASCADE, related_name="stages")
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.WORKING)
    position = models.PositiveSmallIntegerField()
    purpose = models.TextField(_("why this stage exists"), max_length=1000, blank=True)
    entry_reason = models.TextField(_("when a card comes here"), max_length=1000, blank=True)
    exit_result = models.TextField(_("a card may leave when"), max_length=1000, blank=True)
    color = models.CharField(_("colour"), max_length=20, blank=True)
    probability = models.PositiveSmallIntegerField(_("probability, %"), default=0)
    expected_days = models.PositiveSmallIntegerField(_("expected days"), null=True, blank=True)
    position_held = models.ForeignKey(
        Position, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("responsible position")
    )
    script = models.TextField(_("script"), max_length=10_000, blank=True)
    checklist = models.JSONField(_("checklist"), default=list, blank=True)
    section_code = models.CharField(_("handbook section"), max_length=40, blank=True)
    goes_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = StageQuerySet.as_manager()

    class Meta:
        ordering = ["funnel", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["funnel", "position"],
                condition=Q(retired_at=None),
                name="one_stage_per_position",
                violation_error_message=_("Two stages at one place."),
            ),
            models.UniqueConstraint(
                fields=["funnel", "kind"], condition=Q(kind__in=["won", "lost"], retired_at=None), name="one_end_of_each_kind"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def mark(self):
        """Changes with every text an editor may write: by it two editors of one stage find out about each other."""
        words = [self.name, self.purpose, self.exit_result, self.entry_reason, self.script, self.section_code, self.color, self.checklist]
        return sha256(repr([*words, self.expected_days, self.probability, self.position_held_id]).encode()).hexdigest()[:16]

    @property
    def is_open(self):
        return self.kind in (self.Kind.ENTRY, self.Kind.WORKING)

    @property
    def is_going(self):
        """It is taken away: nothing comes here any more, what still stands here is on its way to `goes_to`."""
        return self.goes_to_id is not None

    @property
    def heir(self):
        """Where the cards of a stage that is taken away belong: the first stage of the row that stays."""
        stage = self
        while stage.goes_to_id is not None:
            stage = stage.goes_to
        return stage

    def is_behind(self, other):
        return self.position < other.position


class StageField(models.Model):
    """What a stage shows or demands on entry: a built-in field of the card by its code, or a custom one."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="fields")
    code = models.CharField(max_length=60, blank=True)
    custom = models.ForeignKey(CustomField, null=True, blank=True, on_delete=models.PROTECT, related_name="stages")
    is_required = models.BooleanField(default=True)
    demanded_at = models.DateTimeField(null=True, blank=True)
    grace_until = models.DateTimeField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(~Q(code="") & Q(custom__isnull=True)) | (Q(code="") & Q(custom__isnull=False)), name="a_stage_field_is_one_field"
            ),
            models.UniqueConstraint(fields=["stage", "code"], condition=~Q(code=""), name="one_builtin_field_per_stage"),
            models.UniqueConstraint(fields=["stage", "custom"], name="one_custom_field_per_stage"),
        ]

    @property
    def key(self):
        """The name of the field everywhere: in forms, refusals and history."""
        return self.code or f"extra_{self.custom.code}"

    @property
    def is_asked(self):
        """A field out of use is demanded no more, whatever a stage says."""
        return self.is_required and (self.custom is None or self.custom.retired_at is None)

    def is_in_grace(self, card):
        """In its days of grace a new demand is made of new cards only: those that were there before it only show it."""
        if self.grace_until is None or card.recorded_at is None or card.recorded_at >= self.demanded_at:
            return False
        return clock.now() < self.grace_until
