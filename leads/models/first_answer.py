from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.models import Source
from crm_project.lib.text import clean, clean_line
from deals.refusals import NotAllowed
from timeline.models import Entry, Recorded


class FirstAnswerQuerySet(models.QuerySet):
    def for_source(self, source_id):
        """The text of this source, else the one for all others, else None."""
        known = {one.source_id: one for one in self.filter(models.Q(source=source_id) | models.Q(source=None))}
        return (known.get(source_id) if source_id else None) or known.get(None)

    def by_source(self):
        """{source id, or None for all others: its text}"""
        return {one.source_id: one for one in self.all()}


class FirstAnswer(Recorded, models.Model):
    """What a new lead of a source is answered with: the first task, its plan step by step, and the words to begin with."""

    kind = "first_answer"

    source = models.OneToOneField(
        Source, null=True, blank=True, on_delete=models.CASCADE, related_name="first_answer", verbose_name=gettext_lazy("source")
    )
    first_task = models.CharField(gettext_lazy("first task"), max_length=300)
    plan = models.TextField(gettext_lazy("plan of action"), max_length=2000, blank=True)
    script = models.TextField(gettext_lazy("script"), max_length=2500, blank=True)

    objects = FirstAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(models.Value(1), condition=models.Q(source=None), name="one_first_answer_for_all_other_sources")
        ]

    def __str__(self):
        return str(self.source or "")

    @property
    def note(self):
        """Plan and script as the task carries them."""
        parts = [(_("Plan"), self.plan), (_("Script"), self.script)]
        return "\n\n".join(f"{title}:\n{text}" for title, text in parts if text)

    @classmethod
    def write(cls, source, values, *, by):
        """The text of a source, or of all others (None); without a task there is none."""
        if by and not by.may("edit", "settings"):
            raise NotAllowed
        with transaction.atomic():
            known = cls.objects.select_for_update().filter(source=source).first()
            facts = {"first_task": clean_line(values.get("first_task", ""))[:300]}
            facts |= {name: clean(values.get(name, "")) for name in ("plan", "script")}
            if not facts["first_task"]:
                if known:
                    known._note("answer_removed", by)
                    known.delete()
                return None
            if known and all(getattr(known, name) == value for name, value in facts.items()):
                return known
            made, _is_new = cls.objects.update_or_create(source=source, defaults=facts)
            made._note("answer_written", by)
        return made

    def _note(self, verb, by):
        self.record(verb, by=by, audience=Entry.Audience.ADMINS, source=str(self.source or ""))
