from contextlib import contextmanager

from django.db import models, transaction
from django.db.models import Count, Max, Q
from django.utils.translation import gettext_lazy as _

from contacts.models import Source
from crm_project.lib import clock
from crm_project.lib.text import clean, clean_line
from timeline.models import Entry, Recorded

from ..refusals import EditConflict, NotAllowed
from .funnel import Stage

MOST_STEPS, MOST_ANSWERS = 60, 8


class TalkScriptQuerySet(models.QuerySet):
    def live(self):
        return self.filter(retired_at__isnull=True)

    def fitting(self, stage, source):
        """Those for this stage and this source; one that names none of a kind fits every."""
        return self.live().filter(Q(stages__isnull=True) | Q(stages=stage)).filter(Q(sources__isnull=True) | Q(sources=source))

    def with_steps(self):
        """Only those that say anything."""
        return self.filter(steps__isnull=False).distinct()

    def for_list(self):
        return self.live().prefetch_related("stages__funnel", "sources").annotate(n_steps=Count("steps", distinct=True))


class TalkScript(Recorded):
    """What to say to a client, question by question: each answer leads to the next question or ends the talk."""

    kind = "talk_script"

    name = models.CharField(_("name"), max_length=120)
    stages = models.ManyToManyField(Stage, blank=True, related_name="talk_scripts", verbose_name=_("stages"))
    sources = models.ManyToManyField(Source, blank=True, related_name="talk_scripts", verbose_name=_("sources"))
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = TalkScriptQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("talk script")

    def __str__(self):
        return self.name

    @property
    def first_step(self):
        return self.steps.first()

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def start(cls, name, *, by, stages=(), sources=()):
        if by and not by.has_right("configure"):
            raise NotAllowed
        with transaction.atomic():
            last = cls.objects.aggregate(last=Max("position"))["last"] or 0
            script = cls.objects.create(name=clean_line(name)[:120], position=last + 1)
            script.stages.set(stages)
            script.sources.set(sources)
            script.record("script_added", by=by, audience=Entry.Audience.ADMINS, name=script.name)
        return script

    def change(self, *, by, name, stages, sources, seen=None):
        with self._shaping(by, seen, "script_changed"):
            self.name = clean_line(name)[:120]
            self.save(update_fields=["name"])
            self.stages.set(stages)
            self.sources.set(sources)

    def retire(self, *, by):
        """Offered no more; talks that were led by it stay."""
        with self._shaping(by, None, "script_retired"):
            self.retired_at = self.retired_at or clock.now()
            self.save(update_fields=["retired_at"])

    def shape_step(self, step, text, answers, *, by, seen=None):
        """Write a question and its answers: (answer or None, text, where it leads), that being a step, "new" or None (the end)."""
        with self._shaping(by, seen, "script_changed"):
            step = step or self._new_step(text)
            step.text = clean(text)[:3000]
            step.save(update_fields=["text"])
            kept = [self._keep_answer(step, place, *row) for place, row in enumerate(answers[:MOST_ANSWERS])]
            step.answers.exclude(pk__in=kept).delete()
        return step

    def remove_step(self, step, *, by, seen=None):
        """Answers that led to it end the talk from now on."""
        with self._shaping(by, seen, "script_changed"):
            step.delete()

    def raise_step(self, step, *, by):
        """One place higher; the talk begins with the first."""
        with self._shaping(by, None, "script_changed"):
            steps = list(self.steps.all())
            place = steps.index(step)
            steps.insert(max(place - 1, 0), steps.pop(place))
            for position, one in enumerate(steps):
                one.position = position
            ScriptStep.objects.bulk_update(steps, ["position"])

    # -- steps ---------------------------------------------------------------

    @contextmanager
    def _shaping(self, by, seen, verb):
        """The row is held, the right and what the editor saw are checked, the version grows, the audit is told."""
        if by and not by.has_right("configure"):
            raise NotAllowed
        with transaction.atomic():
            held = TalkScript.objects.select_for_update().get(pk=self.pk)
            if seen is not None and int(seen) != held.version:
                raise EditConflict(held)
            yield
            self.version = held.version + 1
            self.save(update_fields=["version"])
            self.record(verb, by=by, audience=Entry.Audience.ADMINS, name=self.name)

    def _new_step(self, text):
        last = self.steps.aggregate(last=Max("position"))["last"]
        return self.steps.create(text=text, position=0 if last is None else last + 1)

    def _keep_answer(self, step, place, answer, text, to):
        answer = answer or ScriptAnswer(step=step)
        answer.leads_to = self._new_step("") if to == "new" else to
        answer.text, answer.position = clean_line(text)[:250], place
        answer.save()
        return answer.pk


class ScriptStep(models.Model):
    """What to say or ask; names of client and manager are put in as plain text when it is read."""

    script = models.ForeignKey(TalkScript, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(_("what to say"), max_length=3000, blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return self.text


class ScriptAnswerQuerySet(models.QuerySet):
    def of_script(self, script):
        return self.filter(step__script=script).select_related("step", "leads_to")


class ScriptAnswer(models.Model):
    """What the client may answer, and where the talk goes then; nowhere is its end."""

    step = models.ForeignKey(ScriptStep, on_delete=models.CASCADE, related_name="answers")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("answer"), max_length=250)
    leads_to = models.ForeignKey(ScriptStep, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = ScriptAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return self.text
