from contextlib import contextmanager

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Q

from crm_project.lib import clock

from ..permissions import may_edit
from ..refusals import NotAllowed, TalkWentOn
from ..script_words import said
from .deal import Deal
from .scripts import ScriptAnswer, ScriptStep, TalkScript

MOST_ANSWERS = 200


class Talk(models.Model):
    """A script followed with the client of a deal. `step` is the question asked now; None once the talk is over."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="talks")
    script = models.ForeignKey(TalkScript, on_delete=models.PROTECT, related_name="talks")
    step = models.ForeignKey(ScriptStep, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-began_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["deal"], condition=Q(ended_at=None), name="one_talk_at_a_time")]

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def begin(cls, deal, script, *, by):
        """Follow a script from its first question; a talk that goes on is gone on with."""
        with transaction.atomic():
            deal.hold()
            if not may_edit(by, deal):
                raise NotAllowed
            going = deal.talks.filter(ended_at=None).first()
            return going or cls.objects.create(deal=deal, script=script, step=script.first_step, by=by, began_at=clock.now())

    def choose(self, answer, *, by):
        """The client answered so: the next question, or the end. An answer to another question than that asked now is refused."""
        with self._led_by(by) as talk:
            if talk.ended_at or talk.step_id != answer.step_id or talk.choices.count() >= MOST_ANSWERS:
                raise TalkWentOn(talk)
            question = said(answer.step.text, talk.deal)
            facts = {"question": question, "answer_text": answer.text, "by": by, "at": clock.now()}
            talk.choices.create(step=answer.step, answer=answer, **facts)
            talk.step = answer.leads_to
            talk.save(update_fields=["step"])
            if talk.step is None:
                talk._end(by)

    def step_back(self, *, by, seen):
        """The last answer is taken back; `seen` is how many answers the person saw. The end of a talk can be taken back, too."""
        with self._led_by(by) as talk:
            last = talk.choices.last()
            if last is None or talk.choices.count() != seen or talk.deal.talks.filter(began_at__gt=talk.began_at).exists():
                raise TalkWentOn(talk)
            was_over, talk.step, talk.ended_at = talk.ended_at, last.step, None
            last.delete()
            talk.save(update_fields=["step", "ended_at"])
            if was_over:
                talk.deal.record("talk_resumed", by=by, name=talk.script.name)

    def stop(self, *, by):
        """The talk broke off; twice is the same as once."""
        with self._led_by(by) as talk:
            if not talk.ended_at:
                talk._end(by)

    # -- steps ---------------------------------------------------------------

    @contextmanager
    def _led_by(self, by):
        """The talk as it is now, held to the end of the transaction, for somebody who may work on its deal."""
        with transaction.atomic():
            talk = Talk.objects.select_for_update(of=("self",)).select_related("script", "deal").get(pk=self.pk)
            if not may_edit(by, talk.deal):
                raise NotAllowed
            yield talk

    def _end(self, by):
        self.step, self.ended_at = None, clock.now()
        self.save(update_fields=["step", "ended_at"])
        told = [f"{one.question} — {one.answer_text}" for one in self.choices.all()]
        self.deal.record("talk_ended", by=by, name=self.script.name, text="\n".join(told))


class TalkChoiceQuerySet(models.QuerySet):
    def figures(self, script, deals):
        """[{step, answer, talks, won, lost}]: in how many of these deals a branch was taken, and how they ended; each deal once."""
        taken = self.filter(talk__script=script, answer__isnull=False, talk__deal__in=deals.order_by().values("pk"))
        one = {"distinct": True}
        return list(
            taken.values("step", "answer").annotate(
                deals=Count("talk__deal", **one),
                won=Count("talk__deal", filter=Q(talk__deal__stage__kind="won"), **one),
                lost=Count("talk__deal", filter=Q(talk__deal__stage__kind="lost"), **one),
            )
        )


class TalkChoice(models.Model):
    """An answer of the client: question and answer as they were said that day."""

    talk = models.ForeignKey(Talk, on_delete=models.CASCADE, related_name="choices")
    step = models.ForeignKey(ScriptStep, null=True, on_delete=models.SET_NULL, related_name="+")
    answer = models.ForeignKey(ScriptAnswer, null=True, on_delete=models.SET_NULL, related_name="choices")
    question = models.TextField()
    answer_text = models.CharField(max_length=250)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = TalkChoiceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
