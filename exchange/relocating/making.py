"""The button of a move: everything its page shows is made in one transaction, then the files come in one after another.

What is here already under the same name is used again, so that the same files make nothing twice.
"""

from dataclasses import dataclass, field

from django.db import transaction

from crm_project.lib import clock
from crm_project.lib.once import one_at_a_time
from deals.refusals import NotAllowed
from timeline.models import Entry

from ..models import BroughtRecord, ImportRun, Relocation
from ..models.run import NotNow
from ..targets.target import OUT
from .made_fields import map_columns
from .made_funnels import Funnels
from .made_people import people_of
from .made_words import products_of, sources_of


@dataclass
class Maker:
    """What the parts of a move share: the page as it was answered, who pressed, what has come to be so far."""

    relocation: Relocation
    form: object
    by: object
    made: list = field(default_factory=list)
    counts: dict = field(default_factory=dict)

    @property
    def answers(self):
        return self.form.cleaned_data

    @property
    def origin(self):
        return {"relocation": self.relocation.pk}

    def note(self, kind, record, run):
        """Something new: it goes again when this import is taken back."""
        self.made.append(BroughtRecord(run=run, kind=kind, record_id=record.pk))
        self.counts[kind] = self.counts.get(kind, 0) + 1

    def last_run(self, *whats):
        """The one among them that comes in first and so is taken back last; any run where there is none of them."""
        runs = self.relocation.runs_in_order
        return next((run for run in runs if run.what in whats), runs[0])


def make(relocation, form, *, by):
    """Funnels, stages, reasons, people, words, fields and products, then the first import. Raises NotNow if somebody was faster."""
    if not (by.has_right("configure") and by.has_right("bulk")):
        raise NotAllowed
    with transaction.atomic():
        one_at_a_time("relocation")
        if Relocation.objects.hold(relocation.pk) is None:
            raise NotNow
        maker = Maker(relocation, form, by)
        choices = {"owner": people_of(maker), "source": sources_of(maker), "doubtful": "take"}
        funnels = Funnels(maker)
        for run in relocation.runs_in_order:
            map_columns(run, maker)
            run.choices = run.choices | choices | _own_choices(run, funnels, maker)
            run.save(update_fields=["mapping", "choices"])
        BroughtRecord.objects.bulk_create(maker.made, ignore_conflicts=True)
        relocation.made_at, relocation.made = clock.now(), maker.counts
        relocation.save(update_fields=["made_at", "made"])
        relocation.record("relocated", by=by, audience=Entry.Audience.ADMINS, name=str(relocation), made=maker.counts)
        relocation.go_on(by=by)


def _own_choices(run, funnels, maker):
    if run.what == ImportRun.What.LEADS:
        return {"stage": funnels.lead_stages}
    if run.what == ImportRun.What.DEALS:
        stages = funnels.stages
        first = next((pk for pk in stages.values() if pk != OUT), None)
        choices = {"stage": stages, "funnel": funnels.funnel_of(first), "reason": funnels.reasons}
        return choices | {"product": products_of(maker, run), "currency": maker.answers.get("currency") or "RUB"}
    return {"currency": maker.answers.get("currency") or "RUB"} if run.what == ImportRun.What.PRODUCTS else {}
