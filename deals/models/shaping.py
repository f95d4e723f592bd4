"""How an administrator shapes a funnel: every change is a verb, noted, and raises the funnel's version."""

from datetime import timedelta

from django.db import models, transaction
from django.db.models import F

from crm_project.lib import clock
from crm_project.lib.text import clean, clean_line, sort_key
from outbox.post import put
from timeline.models import Entry

from ..refusals import EditConflict, FunnelNeedsIt, NotAllowed, ReasonExists, StageHasCards, StageOfAnotherFunnel

_FAR = 10_000


class Shaping(models.Model):
    """The verbs of the funnel editor. `by` needs the right to configure; None is the set-up."""

    class Meta:
        abstract = True

    def change(self, values, *, by):
        """Name, template and switches, {attribute: value}; `departments` as a list. What is so already makes no version."""
        departments = values.pop("departments", None)
        with transaction.atomic():
            self._begin(by)
            values = {name: clean_line(value) if isinstance(value, str) else value for name, value in values.items()}
            present = type(self).objects.get(pk=self.pk)
            changed = sorted(name for name, value in values.items() if getattr(present, name) != value)
            for name, value in values.items():
                setattr(self, name, value)
            self.save(update_fields=list(values))
            if departments is not None and set(departments) != set(self.departments.all()):
                self.departments.set(departments)
                changed.append("departments")
            if changed:
                self._note("funnel_changed", by, what=changed)

    def add_stage(self, name, *, by, before=None):
        """A new stage on the way, before another one or as the last before the ends."""
        with transaction.atomic():
            self._begin(by)
            stages = list(self.stages.live().order_by("position"))
            place = next((n for n, one in enumerate(stages) if one == before), None)
            if place is None:
                place = next((n for n, one in enumerate(stages) if not one.is_open), len(stages))
            stage = self.stages.model(funnel=self, name=clean_line(name)[:80], position=_FAR)
            stage.save()
            stages.insert(max(place, 1), stage)
            self._put_in_order(stages)
            self._note("stage_added", by, stage=stage.name)
        return stage

    def change_stage(self, stage, values, *, by, seen=None):
        """Texts, expected days, section of one stage, {attribute: value}; `seen` is the stage's `mark` as the editor saw it."""
        with transaction.atomic():
            self._begin(by)
            present = self.stages.get(pk=stage.pk)
            if seen and seen != present.mark:
                raise EditConflict(present)
            before = present.name
            for name, value in values.items():
                setattr(stage, name, clean(value) if isinstance(value, str) else value)
            stage.save(update_fields=list(values))
            self._note("stage_changed", by, stage=stage.name, before=before, what=sorted(values))

    def place_stage(self, stage, number, *, by):
        """Put an open stage at the n-th place, from 1; the entry stays first, won and lost stay last."""
        with transaction.atomic():
            self._begin(by)
            self._place(stage, number)
            self._note("stage_placed", by, stage=stage.name, number=number)

    def retire_stage(self, stage, *, by, to=None):
        """Take a stage out of the way; cards in it go on to `to`, which must be said. History keeps its name.

        Nothing comes into it from now on. Its cards are carried over after this, a few at a time: it stays on the board
        until the last of them has left.
        """
        with transaction.atomic():
            self._begin(by)
            self._let_go(stage, to, by)
            self._note("stage_retired", by, stage=stage.name, to=to.name if to else "")

    def finish_removal(self, stage):
        """The last card has left a stage that is taken away: it leaves the board."""
        with transaction.atomic():
            self._begin(None)
            stage.retired_at = clock.now()
            stage.save(update_fields=["retired_at"])
            self._note("stage_emptied", None, stage=stage.name)

    def ask_for(self, stage, *, key=None, custom=None, demand, by):
        """What a stage does with a field: "required", "shown" or "" (nothing)."""
        with transaction.atomic():
            self._begin(by)
            self._demand(stage, {"custom": custom} if custom else {"code": key}, demand)
            self._note("field_demanded", by, stage=stage.name, field=str(custom or key), demand=demand)

    def add_reason(self, values, *, by):
        with transaction.atomic():
            self._begin(by)
            self._check_reason(values)
            reason = self.loss_reasons.create(position=self.loss_reasons.count(), **values)
            self._note("reason_added", by, reason=reason.name)
        return reason

    def change_reason(self, reason, values, *, by):
        with transaction.atomic():
            self._begin(by)
            self._check_reason(values, reason)
            for name, value in values.items():
                setattr(reason, name, value)
            reason.save(update_fields=list(values))
            self._note("reason_changed", by, reason=reason.name)

    def retire_reason(self, reason, *, by):
        """No longer offered; cards lost for it keep it."""
        with transaction.atomic():
            self._begin(by)
            reason.retired_at = clock.now()
            reason.save(update_fields=["retired_at"])
            self._note("reason_retired", by, reason=reason.name)

    def retire(self, *, by):
        """The funnel is offered no more; it must be empty of open cards."""
        with transaction.atomic():
            self._begin(by)
            open_cards = sum(self.cards_in(stage).count() for stage in self.stages.live() if stage.is_open)
            if open_cards:
                raise StageHasCards(None, open_cards)
            self.retired_at = clock.now()
            self.save(update_fields=["retired_at"])
            self._note("funnel_retired", by)

    def cards_in(self, stage):
        """The live cards that stand in a stage now."""
        return stage.deals.live() if self.cards == "deals" else stage.leads.live()

    def open_cards_by_stage(self):
        """{stage id: live cards}: one query."""
        cards = self.deals.live() if self.cards == "deals" else self.leads.live()
        return dict(cards.order_by().values_list("stage").annotate(models.Count("pk")))

    # -- steps ---------------------------------------------------------------

    def _begin(self, by):
        if by and not by.has_right("configure"):
            raise NotAllowed
        # New cards refer to the funnel while it is edited: a stronger lock would make them wait.
        type(self).objects.select_for_update(no_key=True).get(pk=self.pk)

    def _check_reason(self, values, own=None):
        """Two reasons of one name would be two lines of one dialog."""
        name = sort_key(values.get("name", own.name if own else ""))
        twins = self.loss_reasons.live().exclude(pk=own.pk) if own else self.loss_reasons.live()
        if any(sort_key(one.name) == name for one in twins):
            raise ReasonExists

    def _place(self, stage, number):
        stages = list(self.stages.live().order_by("position"))
        if stage.kind != "working":
            raise FunnelNeedsIt(stage)
        self._put_in_order(placed(stages, stage, number))

    def _let_go(self, stage, to, by):
        if stage.kind != "working" or stage.is_going:
            raise FunnelNeedsIt(stage)
        count = self.cards_in(stage).count()
        if count and to is None:
            raise StageHasCards(stage, count)
        if to is not None and (to.funnel_id != self.pk or to == stage or not to.is_open or to.is_going or to.retired_at):
            raise StageOfAnotherFunnel
        stage.goes_to = to or self.stages.live().open().behind(stage).filter(goes_to=None).order_by("-position").first()
        stage.retired_at = None if count else clock.now()
        stage.save(update_fields=["goes_to", "retired_at"])
        # A move that began before this may still put a card into an empty stage: we look once more.
        due_at = None if count else clock.now() + timedelta(minutes=1)
        put("deals.stage_goes", {"stage": stage.pk, "by": by and by.pk}, key=f"stage_goes:{stage.pk}:0", due_at=due_at)

    def _demand(self, stage, field, demand, grace_until=None):
        if not demand:
            stage.fields.filter(**field).delete()
            return
        since = {"demanded_at": clock.now(), "grace_until": grace_until} if demand == "required" else {"grace_until": None}
        stage.fields.update_or_create(**field, defaults={"is_required": demand == "required", **since})

    def _put_in_order(self, stages):
        # Two steps, as the place is unique: first far away, then where they belong.
        self.stages.filter(pk__in=[stage.pk for stage in stages]).update(position=F("position") + _FAR)
        for number, stage in enumerate(stages, start=1):
            stage.position = number * 10
        self.stages.model.objects.bulk_update(stages, ["position"])

    def _note(self, verb, by, *, changes=None, **facts):
        """One version more, with how the funnel looks now; the history tells who and what."""
        self.version = type(self).objects.values_list("version", flat=True).get(pk=self.pk) + 1
        self.save(update_fields=["version"])
        self.__dict__.pop("live_stages", None)
        self.__dict__.pop("_stages_with_fields", None)
        self.versions.create(number=self.version, by=by, at=clock.now(), changes=changes or [{"verb": verb, **facts}], shape=shape_of(self))
        self.record(verb, by=by, audience=Entry.Audience.ADMINS, funnel=self.name, version=self.version, **facts)


def placed(stages, stage, number):
    """The stages with one of them at the n-th place, from 1; the entry stays first, won and lost stay last."""
    others = [one for one in stages if one != stage]
    last = len([one for one in others if one.is_open])
    others.insert(min(max(number - 1, 1), last), stage)
    return others


def shape_of(funnel):
    """What a version keeps: the stages in order, what they expect and what they ask for, in the words of the day."""
    from ..card_fields import reader_of

    stages = funnel.stages.live().order_by("position").prefetch_related("fields__custom")
    return [
        {
            "name": stage.name,
            "kind": stage.kind,
            "days": stage.expected_days,
            "exit_result": stage.exit_result,
            "required": [str(reader_of(one).label) for one in stage.fields.all() if one.is_required],
            "shown": [str(reader_of(one).label) for one in stage.fields.all() if not one.is_required],
        }
        for stage in stages
    ]
