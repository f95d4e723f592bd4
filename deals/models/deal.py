from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Workspace
from contacts.models import Company, Contact
from crm_project.lib import clock
from crm_project.lib.once import made_before
from crm_project.lib.text import clean, clean_line, sort_key
from fields.querying import indexes_of_own
from timeline.models import Entry

from ..naming import former_with, name_of
from ..querysets import DealQuerySet
from ..refusals import EditConflict, MissingFields, NotAllowed, StageOfAnotherFunnel
from ..requirements import fill, missing_fields
from ..signals import card_created, win_asked, win_declined
from .act import Act
from .card import Card, CardMove, Discarding, Owning, Stay
from .deliveries import HasDeliveries
from .lines import HasLines
from .moving import Moves
from .payments import HasPayments

KEPT = ("version", "next_task_due")
"""Columns that no edit of the fields writes: `next_task_due` is kept by a trigger on the tasks."""


class DealStay(Stay):
    card = models.ForeignKey("Deal", on_delete=models.CASCADE, related_name="stays")


class DealMove(CardMove):
    card = models.ForeignKey("Deal", on_delete=models.CASCADE, related_name="moves")


class DealOwning(Owning):
    card = models.ForeignKey("Deal", on_delete=models.CASCADE, related_name="ownings")

    class Meta:
        indexes = [
            models.Index(fields=["card", "replaced_at"], name="ownings_of_a_deal"),
            models.Index(fields=["owner", "replaced_at"], name="ownings_of_a_person"),
        ]
        constraints = [models.UniqueConstraint(fields=["card"], condition=Q(replaced_at=clock.FOREVER), name="one_owner_at_a_time")]


class DealDiscarding(Discarding):
    card = models.ForeignKey("Deal", on_delete=models.CASCADE, related_name="discardings")


class DealContact(models.Model):
    """A further participant of a deal."""

    deal = models.ForeignKey("Deal", on_delete=models.CASCADE, related_name="participants")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal", "contact"], name="one_part_per_contact")]


class Deal(Moves, HasLines, HasPayments, HasDeliveries, Card):
    """The negotiation with a buyer: it only moves forward, though it may skip stages."""

    kind = "deal"
    _is_being_opened = False
    stay_model, move_model = DealStay, DealMove

    company = models.ForeignKey(Company, null=True, blank=True, on_delete=models.PROTECT, related_name="deals", verbose_name=_("company"))
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="deals", verbose_name=_("contact"))
    amount = models.DecimalField(_("sum"), max_digits=15, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="RUB")
    expected_close_on = models.DateField(_("expected close"), null=True, blank=True)
    decision_on = models.DateField(_("decision date"), null=True, blank=True)
    contract_number = models.CharField(_("contract number"), max_length=80, blank=True)
    name_is_manual = models.BooleanField(default=False)
    former_names = models.JSONField(default=list, blank=True, editable=False, db_default=models.Value([], models.JSONField()))
    win_asked_at = models.DateTimeField(null=True, blank=True)
    win_asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    back_asked_at = models.DateTimeField(null=True, blank=True)
    ticks = models.JSONField(default=dict, blank=True)
    next_task_due = models.DateTimeField(default=clock.NEVER, db_default=clock.NEVER, editable=False)

    objects = DealQuerySet.as_manager()

    class Meta(Card.Meta):
        verbose_name = _("deal")
        indexes = [
            models.Index(fields=["stage", "-stage_entered_at", "-id"], name="deals_newest_in_stage", condition=Q(deleted_at=None)),
            models.Index(fields=["owner", "stage", "-stage_entered_at", "-id"], name="deals_of_an_owner", condition=Q(deleted_at=None)),
            models.Index(fields=["-created_at", "-id"], name="deals_newest", condition=Q(deleted_at=None)),
            models.Index(fields=["owner", "-created_at", "-id"], name="deals_newest_of_an_owner", condition=Q(deleted_at=None)),
            models.Index(
                fields=["closed_at"],
                include=["owner", "stage", "funnel", "department", "amount", "currency", "loss_reason", "created_at", "deleted_at"],
                name="deals_by_close",
                condition=Q(closed_at__isnull=False),
            ),
            models.Index(fields=["payment_due_on"], name="deals_awaiting_money", condition=Q(payment_due_on__isnull=False)),
            models.Index(fields=["back_asked_at"], name="deals_step_back_asked", condition=Q(back_asked_at__isnull=False)),
            models.Index(fields=["deleted_at"], name="deals_in_trash", condition=Q(deleted_at__isnull=False)),
            models.Index(fields=["next_task_due", "id"], name="deals_next_due", condition=Q(closed_at=None, deleted_at=None)),
            models.Index(
                fields=["owner", "next_task_due", "id"], name="deals_next_due_of_an_owner", condition=Q(closed_at=None, deleted_at=None)
            ),
            GinIndex(OpClass(F("search_text"), "gin_trgm_ops"), name="deals_search"),
            *indexes_of_own("deal"),
        ]
        constraints = [
            *Card.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gte=0) | Q(amount=None), name="a_sum_is_not_negative"),
        ]

    @property
    def url(self):
        return reverse("deals:card", args=[self.pk])

    @property
    def client(self):
        return self.company or self.contact

    @property
    def awaits_confirmation(self):
        """Its owner asked the head to confirm the win; any move since then makes the question void."""
        return self.is_open and self.win_asked_at is not None and self.win_asked_at >= self.stage_entered_at

    @property
    def awaits_step_back(self):
        """The head was asked to take it back and has not answered yet."""
        return self.is_open and self.back_asked_at is not None

    @property
    def is_beyond_norm(self):
        """Longer in its stage than the stage expects."""
        days = self.stage.expected_days
        return self.is_open and days is not None and clock.now() - self.stage_entered_at > timedelta(days=days)

    @property
    def edge(self):
        """The left edge of its card on the board: what breaks a rule of the day."""
        kind = self.chip[0] if getattr(self, "chip", None) else ""
        return kind if kind in ("over", "none", "new") else ""

    def is_ticked(self, stage, item):
        return item in self.ticks.get(str(stage.pk), [])

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def start(cls, *, funnel, by, owner=None, stage=None, name="", values=None, token=None, at=None, handed_on=False):
        """Open a deal in a funnel (at its entry, or further on with all that asks for). One token makes one deal.

        `values` are fields by their keys, as for `fill`; a missing name is made from the funnel's template. A deal
        `handed_on` from another funnel is not stopped by what the entry asks: its card shows the gaps.
        """
        if by and not by.may("create", cls.kind):
            raise NotAllowed
        stage = stage or funnel.entry
        if stage.funnel_id != funnel.pk or not stage.is_open or stage.is_going:
            raise StageOfAnotherFunnel
        with transaction.atomic():
            return cls._opened(funnel, stage, by, owner, name, values, token, at, handed_on)

    def change(self, values, *, by, version=None, still=None):
        """Edit fields of the card, {key: value}. A stale version is refused, so nothing is overwritten unseen; so is a
        card of which `still(card)`, what the person saw of it, holds no longer."""
        with transaction.atomic():
            self.hold()
            if by and not by.may("edit", self):
                raise NotAllowed
            self.check_version(version)
            if still and not still(self):
                raise EditConflict(self)
            self.fill(values, by=by)

    def fill(self, values, *, by):
        """Write fields and the protocol of changes; part of the verbs, not a door of its own."""
        changes = fill(self, values, by=by)
        if not changes:
            return
        self._rename()
        self._write([field.name for field in self._meta.concrete_fields if not field.primary_key and field.name not in KEPT])
        if by:
            self.record("changed", by=by, changes=changes)
        if any(change["key"] == "amount" for change in changes):
            self.reckon_payments()

    def rename(self, name, *, by):
        """A name of one's own where the funnel allows it; an empty one gives the word back to the template."""
        name = clean_line(name)[:300]
        if name and not self.funnel.manual_names:
            raise NotAllowed
        with self.editing(by):
            before, self.name_is_manual = self.name, bool(name)
            self._take_name(name or name_of(self)[:300])
            self._write(["name", "search_text", "name_is_manual"])
            if self.name != before:
                self.record("renamed", by=by, before=before, to=self.name)

    def follow_template(self, *, by, takes_typed=False, own=None):
        """Part of the renaming of a funnel, which holds the row: the name that the template gives now; tells whether it is
        another. A name typed by hand stays unless asked for. Whoever edits the card meanwhile is not sent back."""
        if self.name_is_manual and not takes_typed:
            return False
        before, was_typed, self.name_is_manual = self.name, self.name_is_manual, False
        self._take_name(name_of(self, own=own)[:300])
        if self.name == before and not was_typed:
            return False
        self.save(update_fields=["name", "name_is_manual"])
        if self.name != before:
            self.record("renamed", by=by, before=before, to=self.name)
        return self.name != before

    def tick(self, stage, item, *, done, by):
        """Cross off a line of the stage's check list, or take the cross back; the words are kept, not their place."""
        with self.editing(by):
            ticked = [one for one in self.ticks.get(str(stage.pk), []) if one != item]
            self.ticks = {**self.ticks, str(stage.pk): [*ticked, item] if done else ticked}
            self._write(["ticks"])

    def decline_win(self, *, by, reason=""):
        """The head does not confirm; the deal stays where it is and its owner reads why."""
        if not by.may_decide("confirm_win", self):
            raise NotAllowed
        with self.editing(by):
            asked_by, self.win_asked_at, self.win_asked_by = self.win_asked_by, None, None
            self._write(["win_asked_at", "win_asked_by"])
            self.record("win_declined", by=by, reason=clean(reason))
            win_declined.send(Deal, deal=self, asked_by=asked_by, by=by, reason=clean(reason))

    def add_participant(self, contact, *, by, role=""):
        with self.editing(by):
            _part, is_new = DealContact.objects.get_or_create(deal=self, contact=contact, defaults={"role": clean_line(role)[:120]})
            if is_new:
                self.record("participant_added", by=by, name=str(contact))

    def remove_participant(self, part, *, by):
        with self.editing(by):
            part.delete()
            self.record("participant_removed", by=by, name=str(part.contact))

    def note_act(self, kind, *, by, at=None):
        """Something was done with the client: the deal counts as processed from the moment it is recorded."""
        now = clock.now()
        return Act.objects.create(deal=self, kind=kind, by=by, happened_at=at or now, recorded_at=now)

    def note_back_asked(self, at):
        """Kept beside the question, so that boards and lists tell of it without asking; an open edit of the card is not upset."""
        self.back_asked_at = at
        Deal.objects.filter(pk=self.pk).update(back_asked_at=at)
        self._tell_boards()

    def save(self, *args, **kwargs):
        self.search_text = sort_key(" ".join([self.name, self.contract_number, *self.former_names]))
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "search_text", *(["former_names"] if "name" in fields else [])}
        super().save(*args, **kwargs)

    # -- steps ---------------------------------------------------------------

    @classmethod
    def _opened(cls, funnel, stage, by, owner, name, values, token, at, handed_on):
        if known := made_before(cls, token):
            return known
        deal = cls._born(funnel, stage, owner or by, by, at)
        deal._is_being_opened = True
        deal.token, deal.name, deal.name_is_manual = token, clean_line(name)[:300], bool(name)
        deal._rename()
        deal.save(force_insert=True)
        deal.fill(values or {}, by=None)
        if not handed_on and (missing := missing_fields(deal, stage, from_start=True)):
            raise MissingFields(missing)
        deal._note_birth(by)
        deal._is_being_opened = False
        return deal

    @classmethod
    def _born(cls, funnel, stage, owner, by, at):
        now = clock.now()
        department = owner.department if owner else by.department
        currency = Workspace.current().currency
        moments = {"created_at": at or now, "recorded_at": now, "stage_entered_at": at or now}
        return cls(funnel=funnel, stage=stage, owner=owner, department=department, created_by=by, currency=currency, **moments)

    def _note_birth(self, by):
        stays = {"owner": self.owner, "by": by, "entered_at": self.stage_entered_at, "recorded_at": self.recorded_at}
        DealStay.objects.create(card=self, stage=self.stage, stage_name=self.stage.name, **stays)
        DealOwning.objects.create(card=self, owner=self.owner, department=self.department, recorded_at=self.recorded_at)
        self.record("created", by=by, at=self.created_at, stage=self.stage.name, funnel=self.funnel.name)
        card_created.send(Deal, card=self, by=by)
        self._tell_boards()

    def _ask_for_win(self, by):
        self.win_asked_at, self.win_asked_by = clock.now(), by
        self._write(["win_asked_at", "win_asked_by"])
        self.record("win_asked", by=by, audience=Entry.Audience.TEAM)
        win_asked.send(Deal, deal=self, by=by)

    def _rename(self):
        if not self.name_is_manual or not self.name:
            self._take_name(name_of(self)[:300])

    def _take_name(self, name):
        """What it was called is found by search ever after; what it was called while it was being opened is not."""
        if name != self.name:
            if self.name and not self._is_being_opened:
                self.former_names = former_with(self.former_names, self.name, name)
            self.name = name
