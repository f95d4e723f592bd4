"""Funnels of the old system, with their stages in the order of the page and their loss reasons."""

from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm_project.lib.text import twin_key
from deals.models import Funnel, LossReason, Stage
from deals.ready import make_reasons

from ..targets.target import OUT
from .forms import KINDS, NEW

_ENDS = {"won": 9000, "lost": 9010}


class Funnels:
    """`stages` and `lead_stages` are {word of the file: stage id or OUT}, `reasons` {word: [reason ids of the funnels]}."""

    def __init__(self, maker):
        self.maker, self.stages, self.lead_stages, self.reasons = maker, {}, {}, defaultdict(list)
        self._here = {funnel.pk: funnel for funnel in Stage.objects.live().funnels_of_deals(maker.by)}
        self._stages = {funnel.pk: list(funnel.live_stages) for funnel in self._here.values()}
        self._reasons_here = defaultdict(list)
        for reason in LossReason.objects.live():
            self._reasons_here[reason.funnel_id].append(reason)
        for number, told in enumerate(maker.form.plan.funnels):
            self._take(number, told)
        if maker.form.plan.lead_stages:
            self._take_leads()

    def funnel_of(self, stage_pk):
        return next((pk for pk, stages in self._stages.items() if stage_pk in {stage.pk for stage in stages}), None)

    # -- deals -------------------------------------------------------------------

    def _take(self, number, told):
        own, understood = [], {}
        for stage, kind, name in self._lines(number, told):
            if kind in KINDS:
                own.append((stage, kind, name))
            else:
                understood[id(stage)] = OUT if kind == OUT else int(kind)
        if own:
            funnel = self._funnel(number, own)
            understood |= {id(stage): self._stage(funnel, kind, name).pk for stage, kind, name in own}
            self._second_losses(funnel, own)
        for stage in told.stages:
            self.stages |= dict.fromkeys(stage.words, understood[id(stage)])
        self._reasons(number, told, {self.funnel_of(pk) for pk in understood.values() if pk != OUT} - {None})

    def _lines(self, number, told):
        """(stage told, what it is here, its name here) in the order of the page."""
        answers = self.maker.answers
        lines = [
            (
                answers[f"stage_{number}_{place}_place"],
                stage,
                answers[f"stage_{number}_{place}_kind"],
                answers[f"stage_{number}_{place}_name"],
            )
            for place, stage in enumerate(told.stages)
        ]
        return [line[1:] for line in sorted(lines, key=lambda line: line[0])]

    def _funnel(self, number, own):
        """A new one, or one that is here and gets the stages it lacks."""
        choice, name = (self.maker.answers[f"funnel_{number}{part}"] for part in ("", "_name"))
        if choice != NEW:
            return self._here[int(choice)]
        return next((one for one in self._here.values() if twin_key(one.name) == twin_key(name)), None) or self._begin(name, own)

    def _begin(self, name, own):
        """The first open stage is where deals come in; a funnel ends once in each way, also if the file knows no such stage."""
        funnel = Funnel.objects.create(name=self._free_name(name), position=50)
        funnel.record("funnel_started", by=self.maker.by, audience="admins", funnel=funnel.name, **self.maker.origin)
        ends = {kind: next((name for _told, one, name in own if one == kind), "") for kind in _ENDS}
        ends = {"won": ends["won"] or _("Won"), "lost": ends["lost"] or _("Lost")}
        opened = list(dict.fromkeys(name for _told, kind, name in own if kind == "working")) or [pgettext("stage", "New")]
        kinds = ["entry", *["working"] * (len(opened) - 1)]
        rows = [(name, kind, place * 10) for place, (name, kind) in enumerate(zip(opened, kinds, strict=True), start=1)]
        rows += [(ends[kind], kind, place) for kind, place in _ENDS.items()]
        stages = [Stage(funnel=funnel, name=name, kind=kind, position=place) for name, kind, place in rows]
        self._here[funnel.pk], self._stages[funnel.pk] = funnel, Stage.objects.bulk_create(stages)
        self.maker.note("funnel", funnel, self.maker.last_run("deals"))
        return funnel

    def _stage(self, funnel, kind, name):
        stages = self._stages[funnel.pk]
        if kind in _ENDS:
            return next(stage for stage in stages if stage.kind == kind)
        known = next((stage for stage in stages if stage.is_open and twin_key(stage.name) == twin_key(name)), None)
        if known is None:
            known = funnel.add_stage(name, by=self.maker.by)
            stages.append(known)
        return known

    def _free_name(self, name):
        """A live funnel of leads may bear the name already."""
        names, free, number = set(Funnel.objects.live().values_list("name", flat=True)), name, 2
        while free in names:
            free, number = f"{name[:110]} ({number})", number + 1
        return free

    # -- loss reasons --------------------------------------------------------------

    def _reasons(self, number, told, funnels):
        for place, word in enumerate(told.reasons):
            if self.maker.answers[f"reason_{number}_{place}_take"]:
                name = self.maker.answers[f"reason_{number}_{place}_name"] or word
                self.reasons[word] += [self._reason(pk, name).pk for pk in funnels]
        for pk in funnels:
            if not self._reasons_here[pk]:
                make_reasons(self._here[pk], self.maker.by.language or "ru")

    def _second_losses(self, funnel, own):
        """A funnel is lost in one stage: which of several it was in the old system is kept as the reason."""
        lost = [(told, name) for told, kind, name in own if kind == "lost"]
        for told, name in lost[1:]:
            for word in told.words:
                self.reasons[word].append(self._reason(funnel.pk, name).pk)

    def _reason(self, funnel_pk, name):
        known = next((one for one in self._reasons_here[funnel_pk] if twin_key(one.name) == twin_key(name)), None)
        if known is None:
            known = self._here[funnel_pk].add_reason({"name": name[:120]}, by=self.maker.by)
            self._reasons_here[funnel_pk].append(known)
        return known

    # -- leads -----------------------------------------------------------------------

    def _take_leads(self):
        funnel = Funnel.objects.for_leads().first()
        self._stages[funnel.pk] = list(funnel.live_stages)
        for place, told in enumerate(self.maker.form.plan.lead_stages):
            kind, name = (self.maker.answers[f"lead_{place}_{part}"] for part in ("kind", "name"))
            pk = kind if kind == OUT else self._stage(funnel, kind, name or told.name).pk if kind == "working" else int(kind)
            self.lead_stages |= dict.fromkeys(told.words, pk)
