"""How a card goes through its funnel: the only door to its stage."""

from datetime import timedelta

from django.db import models, transaction

from crm_project.lib import clock
from outbox.post import put

from ..refusals import (
    AlreadyMoved,
    CardIsClosed,
    MissingFields,
    NotAllowed,
    ReasonNeeded,
    StageGoes,
    StageIsBehind,
    StageOfAnotherFunnel,
    TooLateToUndo,
)
from ..requirements import missing_fields, stages_with_fields
from .card import CardMove
from .funnel import Stage

UNDO_SECONDS = 10
_UNDONE = ["stage_id", "stage_entered_at", "closed_at", "loss_reason_id", "loss_comment", "competitor"]


class Moves(models.Model):
    """The verbs of a card's way: forward, back, won, lost, undone. Each locks the card, checks, writes history."""

    class Meta:
        abstract = True

    def move_to(self, stage, *, by, seen=None, values=None, note=""):
        """Move the card forward. Stages may be skipped; going back is refused.

        `seen` is the id of the stage the person saw the card in; `values` fills fields on the way, {key: value}; `note`
        is what the person has to say about the step.
        """
        if stage.kind == Stage.Kind.WON:
            return self.win(by=by, seen=seen, values=values)
        if stage.kind == Stage.Kind.LOST:
            raise ReasonNeeded
        with transaction.atomic():
            self._begin(by, seen)
            self._check_way(stage)
            self.fill(values or {}, by=by)
            if missing := missing_fields(self, stage):
                raise MissingFields(missing)
            return self._arrive(stage, CardMove.Way.FORWARD, by=by, reason=note.strip())

    def move_back(self, stage, *, reason, by, seen=None):
        """Take the card back, or open a closed one again: needs the right and a reason, and is logged."""
        if not reason.strip():
            raise ReasonNeeded
        if by and not by.may_decide("move_back", self):
            raise NotAllowed
        with transaction.atomic():
            self._begin(by, seen, closed_too=True)
            return self.step_back(stage, reason=reason, by=by)

    def lose(self, reason, *, by, comment="", competitor="", seen=None):
        """Close the card as lost, with a reason of its funnel's dictionary."""
        with transaction.atomic():
            self._begin(by, seen)
            if reason is None or reason.funnel_id != self.funnel_id or reason.retired_at:
                raise ReasonNeeded
            if reason.needs_comment and len(comment.strip()) < 20:
                raise ReasonNeeded("comment")
            if reason.needs_competitor and not competitor.strip():
                raise ReasonNeeded("competitor")
            before = self._standing()
            self.loss_reason, self.loss_comment, self.competitor = reason, comment.strip(), competitor.strip()
            self.closed_at = clock.now()
            return self._arrive(self.funnel.lost, CardMove.Way.LOST, by=by, reason=reason.name, before=before)

    def win(self, *, by, seen=None, values=None):
        """Close the card as won: every required field of the funnel and the won checks must be filled.

        Where the head confirms wins, a person without that right only asks for it; None is returned then.
        """
        with transaction.atomic():
            self._begin(by, seen)
            stage = self.funnel.won
            self.fill(values or {}, by=by)
            if missing := missing_fields(self, stage):
                raise MissingFields(missing)
            if self.funnel.head_confirms_win and by and not by.may_decide("confirm_win", self):
                return self._ask_for_win(by)
            before = self._standing()
            self.closed_at = clock.now()
            return self._arrive(stage, CardMove.Way.WON, by=by, before=before)

    def carry_over(self, stage, *, by):
        """The stage under the card is taken away: it stands in another one, without questions asked. A card that its
        people moved on meanwhile stays where they put it."""
        with transaction.atomic():
            self.hold()
            if not Stage.objects.get(pk=self.stage_id).is_going:
                return None
            way = CardMove.Way.FORWARD if self.stage.is_behind(stage) else CardMove.Way.BACK
            return self._arrive(stage, way, by=by, reason=self.stage.name)

    def undo(self, move, *, by):
        """Take back one's own last move within ten seconds: history keeps both facts, no report counts them."""
        with transaction.atomic():
            self.hold()
            now = clock.now()
            last = self.moves.order_by("-at", "-pk").first()
            if move != last or move.undone_at or move.by_id != by.pk or now - move.at > timedelta(seconds=UNDO_SECONDS):
                raise TooLateToUndo
            left = self.stage
            self._unwind(move, now)
            self.record("move_undone", by=by, left=left.name, entered=self.stage.name)
            self._tell_boards()

    def step_back(self, stage, *, reason, by, asked_by=None):
        """The step of `move_back` on a card that is held already; part of the verbs, not a door of its own.

        `asked_by` is who asked for it, to be named in the history beside who did it.
        """
        self.check_step_back(stage)
        self.closed_at, self.loss_reason, self.loss_comment, self.competitor = None, None, "", ""
        return self._arrive(stage, CardMove.Way.BACK, by=by, reason=reason.strip(), asked_by=asked_by)

    def check_step_back(self, stage):
        """Refuse a stage that no card may be taken back to."""
        if stage.funnel_id != self.funnel_id or not stage.is_open:
            raise StageOfAnotherFunnel
        self._check_stays(stage)
        if not stage.is_behind(self.stage):
            raise StageIsBehind

    # -- steps ---------------------------------------------------------------

    def _begin(self, by, seen, closed_too=False):
        self.hold()
        if by and not by.may("edit", self):
            raise NotAllowed
        if seen is not None and int(seen) != self.stage_id:
            raise AlreadyMoved(self, self.moves.order_by("-at", "-pk").select_related("by", "to_stage").first())
        if self.deleted_at or (self.closed_at and not closed_too):
            raise CardIsClosed

    def _check_way(self, stage):
        if stage.funnel_id != self.funnel_id or stage.retired_at:
            raise StageOfAnotherFunnel
        self._check_stays(stage)
        if not self.stage.is_behind(stage):
            raise StageIsBehind

    def _check_stays(self, stage):
        # What the page knew of the stage may be older than the funnel that the lock has brought.
        present = next((one for one in stages_with_fields(self.funnel) if one.pk == stage.pk), None)
        if present is None:
            raise StageOfAnotherFunnel
        if present.is_going:
            raise StageGoes(present)

    def _arrive(self, stage, way, *, by, reason="", before=None, asked_by=None):
        now, left = clock.now(), self.stage
        before = before or self._standing()
        skipped = [] if way in (CardMove.Way.BACK, CardMove.Way.LOST) else self._skipped(left, stage)
        self._write_stays(stage, skipped, way, by, now)
        self.stage, self.stage_entered_at = stage, now
        self._rename()
        self._write(["name", "search_text", "stage", "stage_entered_at", "closed_at", "loss_reason", "loss_comment", "competitor"])
        move = self.move_model.objects.create(
            card=self, way=way, from_stage=left, to_stage=stage, by=by, at=now, reason=reason, before=before
        )
        names = {"left": left.name, "entered": stage.name, "skipped": [passed.name for passed in skipped]}
        names |= {"asked_by": str(asked_by)} if asked_by else {}
        self.record(_VERBS[way], by=by, reason=reason, comment=self.loss_comment if way == CardMove.Way.LOST else "", **names)
        self._tell(move, by)
        return move

    def _skipped(self, left, stage):
        return [one for one in self.funnel.live_stages if not one.is_going and left.is_behind(one) and one.is_behind(stage) and one.is_open]

    def _write_stays(self, stage, skipped, way, by, now):
        self.stays.filter(replaced_at=clock.FOREVER).update(left_at=now, replaced_at=now, left_way=way)
        common = {"card": self, "owner": self.owner, "by": by, "entered_at": now, "recorded_at": now}
        stays = [
            self.stay_model(stage=passed, stage_name=passed.name, left_at=now, replaced_at=now, was_skipped=True, left_way=way, **common)
            for passed in skipped
        ]
        stays.append(self.stay_model(stage=stage, stage_name=stage.name, **common))
        self.stay_model.objects.bulk_create(stays)

    def _unwind(self, move, now):
        self.stays.filter(recorded_at=move.at).delete()
        self.stays.filter(replaced_at=move.at).update(left_at=clock.FOREVER, replaced_at=clock.FOREVER, left_way="")
        for name, value in move.before.items():
            field = self._meta.get_field(name.removesuffix("_id"))
            setattr(self, name, field.to_python(value) if not name.endswith("_id") else value)
        self.stage = self.funnel.stages.get(pk=self.stage_id)
        self._rename()
        self._write(["name", "search_text", *[name.removesuffix("_id") for name in move.before]])
        move.undone_at = now
        move.save(update_fields=["undone_at"])

    def _standing(self):
        values = {name: getattr(self, name) for name in _UNDONE}
        return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}

    def _tell(self, move, by):
        from ..signals import card_moved

        card_moved.send(type(self), card=self, move=move, by=by)
        settled = {"kind": self.kind, "card": self.pk, "move": move.pk}
        put("deals.settled", settled, key=f"settled:{self.kind}:{move.pk}", due_at=move.at + timedelta(seconds=UNDO_SECONDS))
        self._tell_boards()

    def _tell_boards(self):
        from crm_project.lib import live

        channel, card = f"board:{self.funnel_id}", self.pk
        transaction.on_commit(lambda: live.publish(channel, "board", {"card": card}), robust=True)

    def _ask_for_win(self, by):
        """Only deals are confirmed; leads are converted instead."""
        raise NotAllowed

    def _rename(self):
        """Deals follow a name template; a lead keeps the name it came with."""


_VERBS = {
    CardMove.Way.FORWARD: "moved",
    CardMove.Way.BACK: "moved_back",
    CardMove.Way.WON: "won",
    CardMove.Way.LOST: "lost",
}
