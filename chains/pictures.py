"""Templates and runs as what the flow chart and the chart of terms are drawn from."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from timeline import subjects

from . import flow, gantt
from .models import ChainStep
from .permissions import may_steer
from .wording import late_words, length_words, state_of, terms_of, way_words

EXIT_WORDS = "{label} → {target}"


def chart_of(steps):
    """The chart for a wide screen and for a phone, of the same FlowSteps."""
    words = {"end_words": _("The chain ends"), "exit_words": EXIT_WORDS, "stop_words": _("{label}: the end")}
    return {"wide": flow.lay_out(steps, **words), "narrow": flow.lay_out(steps, narrow=True, **words)}


def steps_of_template(template):
    """FlowSteps of a template whose steps are loaded (`with_steps`)."""
    rows = list(template.steps.all())
    places = {step.key: place for place, step in enumerate(rows, start=1)}
    return [_flow_step(step.facts(), places, _executor(step)) for step in rows]


def steps_of_run(run, at):
    """FlowSteps of what the template said when it began, as far as it has come; of a step taken twice the last time counts."""
    taken = {step.key: step for step in run.run_steps.all()}
    places = {facts["key"]: place for place, facts in enumerate(run.steps, start=1)}
    return [_flow_step(facts, places, *_stand(taken.get(facts["key"]), at)) for facts in run.steps]


def rows_of(runs, user, named, at):
    """GanttRows; `named` are the cards that the user may read the name of, as (kind, pk)."""
    return [_row(run, card_of(run, named), may_steer(user, run) and run.is_running, at) for run in runs]


def card_of(run, named):
    """The card the run is about, or None where it is none of the reader's business."""
    card = run.subject
    return card if card and (card.kind, card.pk) in named else None


# -- helpers -----------------------------------------------------------------


def _flow_step(facts, places, who, state="", note=""):
    branches = [(branch["name"], branch["next"]) for branch in facts["branches"]]
    after = way_words(places.get(facts["next"]))
    place, length = places[facts["key"]], length_words(facts["minutes"])
    nexts = (("", facts["next"]), *branches)
    return flow.FlowStep(facts["key"], place, facts["title"], who, length, nexts, state, note, after)


def _executor(step):
    named = {ChainStep.Executor.POSITION: step.executor_position, ChainStep.Executor.PERSON: step.person}
    return str(named.get(step.executor_kind) or step.get_executor_kind_display())


def _stand(step, at):
    if step is None:
        return "", "", ""
    return str(step.executor or _("nobody yet")), *state_of(step, at)


def _row(run, card, is_steered, at):
    bars = [_bar(run, step, is_steered, at) for step in run.run_steps.all() if step.state != "skipped"]
    title, subtitle = (str(card), run.name) if card else (run.name, run.template.name if run.name != run.template.name else "")
    return gantt.GanttRow(run.pk, title, subtitle, subjects.url_of(run), bars, _now(run, at))


def _now(run, at):
    step = next((one for one in run.run_steps.all() if one.is_its_turn), None)
    if step is None:
        return run.get_state_display()
    return " · ".join([f"{step.place}. {step.title}", str(step.executor or _("nobody yet")), state_of(step, at)[1]])


def _bar(run, step, is_steered, at):
    look, words = state_of(step, at)
    late = step.late_by(at) if step.finished_at or step.is_its_turn else None
    finished = step.finished_at or (run.ended_at if step.began_at and not run.is_running else None)
    is_open = is_steered and step.state in ("planned", "attention", "in_work")
    who = step.executor
    return gantt.GanttBar(
        step_pk=step.pk,
        place=step.place,
        title=step.title,
        who=(who.last_name or str(who)) if who else _("nobody yet"),
        state="wait" if look == "attention" else step.state,
        planned=(step.planned_start, step.planned_finish),
        actual=(step.began_at, finished),
        late=late,
        late_words=late_words(late) if late and not step.finished_at else "",
        url=reverse("chains:dates", args=[step.pk]) if is_open else subjects.url_of(run),
        move_url=reverse("chains:place", args=[step.pk]) if is_open else "",
        version=run.version,
        words="\n".join([f"{step.place}. {step.title}", str(who or _("nobody yet")), *terms_of(step), words]),
        walls=tuple(f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}" for moment in (step.planned_start, step.planned_finish)),
        is_begun=step.state != "planned",
    )
