"""What came of tasks and calls: results of one kind of work by person and by the stage the deal stood in at that moment."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, Subquery
from django.utils.translation import gettext as _

from accounts.models import User
from contacts.limits import segments_of
from deals.models import DealStay, Stage
from tasks.models import Task, TaskResult, TaskType
from telephony.models import Call

from .scope import people_ids

CALLS = "calls"
NONE = 0


@dataclass
class Line:
    """One person or stage; `pk` 0 is what has none."""

    pk: int
    name: str
    counts: Counter = field(default_factory=Counter)

    @property
    def total(self):
        return self.counts.total()


@dataclass
class Work:
    """One kind of work: which records, who did them and when."""

    records: object
    by: str
    at: str

    def narrowed(self, form):
        """Those of the period, done by the people whose figures one reads; what one may not see is neither counted nor listed."""
        span, people = form.span, people_ids(form.user)
        records = self.records.filter(**{f"{self.at}__gte": span.start, f"{self.at}__lt": span.end})
        if people is not None:
            records = records.filter(**{f"{self.by}__in": people})
        for name, value in ((self.by, form.cleaned_data.get("owner")), ("deal__funnel", form.cleaned_data.get("funnel"))):
            records = records.filter(**{name: value}) if value else records
        if segments_of(form.user):
            records = records.filter(pk__in=self.records.model.objects.visible_to(form.user).values("pk"))
        return records.annotate(then=self._stage())

    def _stage(self):
        """The stage in which the deal stood then, not today's."""
        moment = OuterRef(self.at)
        stays = DealStay.objects.filter(card=OuterRef("deal"), entered_at__lte=moment, left_at__gt=moment, was_skipped=False)
        return Subquery(stays.order_by("-entered_at").values("stage")[:1])


def kinds_for(user):
    """[(key, name)] of what the person may ask about: the types of tasks, and the journal of calls."""
    kinds = [(str(one.pk), one.name) for one in TaskType.objects.live()]
    return [*kinds, (CALLS, _("Calls of the journal"))] if user.may("see", "call") else kinds


def work_of(kind):
    if kind == CALLS:
        return Work(Call.objects.answered(), "owner", "started_at")
    return Work(Task.objects.done().filter(type=kind), "done_by", "done_at")


def results_page(form):
    """Lines by person, those with the most first, and by stage in the order of the funnels; the columns are results."""
    kind, work = form.kind_asked, work_of(form.kind_asked)
    found = work.narrowed(form).values_list(work.by, "result", "then").annotate(n=Count("pk")).order_by()
    people, stages, total = {}, {}, Line(NONE, _("Total"))
    for person, result, stage, number in found:
        for lines, pk in ((people, person), (stages, stage)):
            lines.setdefault(pk or NONE, Line(pk or NONE, "")).counts[result or NONE] += number
        total.counts[result or NONE] += number
    _name_people(people)
    ordered = _name_stages(stages)
    return {
        "columns": _columns(kind, total),
        "people": sorted(people.values(), key=lambda line: (-line.total, line.name)),
        "stages": ordered,
        "total": total,
    }


def records(form, *, result=None, person=None, stage=None):
    """The tasks or calls behind one number; 0 asks for those without one, None for all."""
    work = work_of(form.kind_asked)
    found = work.narrowed(form)
    for name, value in (("result", result), (work.by, person), ("then", stage)):
        if value is not None:
            found = found.filter(**({name: value} if value else {f"{name}__isnull": True}))
    return found.select_related("deal", "lead", "contact", "company", "result", work.by), work


def named_to(user, rows):
    """Ids of those rows that the person may open."""
    seen = type(rows[0]).objects.visible_to(user).filter(pk__in=[row.pk for row in rows]) if rows else Task.objects.none()
    return set(seen.values_list("pk", flat=True))


def _columns(kind, total):
    """[(id, name)] of the dictionary, and of what was in it in those days."""
    type_of = {"type__code": "call"} if kind == CALLS else {"type": kind}
    known = TaskResult.objects.filter(**type_of).order_by("position", "pk")
    columns = [(one.pk, one.name) for one in known if one.retired_at is None or total.counts[one.pk]]
    foreign = set(total.counts) - {pk for pk, _name in columns} - {NONE}
    columns += [(one.pk, one.name) for one in TaskResult.objects.filter(pk__in=foreign)]
    return [*columns, (NONE, _("without a result"))] if total.counts[NONE] or not columns else columns


def _name_people(lines):
    for user in User.objects.by_ids(lines):
        lines[user.pk].name = str(user)
    if NONE in lines:
        lines[NONE].name = _("nobody in particular")


def _name_stages(lines):
    known = Stage.objects.filter(pk__in=lines).select_related("funnel").order_by("funnel__position", "funnel", "position")
    for stage in known:
        lines[stage.pk].name = f"{stage.funnel}: {stage}"
    if NONE in lines:
        lines[NONE].name = _("without a deal")
    return [lines[stage.pk] for stage in known] + ([lines[NONE]] if NONE in lines else [])
