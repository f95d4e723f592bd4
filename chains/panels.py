"""What chains put on the cards they are about."""

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _

from crm_project.lib import clock

from .models import ChainRun, ChainTemplate, RunStep
from .permissions import may_start
from .showing import current_of

MOST = 5


def deal_panel(request, deal):
    """The running chains of a deal; nothing is asked where the card says that there are none."""
    if not getattr(deal, "has_chains", True):
        return _place(deal)
    return render_to_string("chains/card/_panel.html", panel_of(deal, request.user))


def start_item(request, deal):
    """An item of «…», where the company has chains."""
    if not getattr(deal, "knows_chains", False) or not deal.is_open or not may_start(request.user, deal):
        return ""
    return render_to_string("chains/card/_start_item.html", {"record": deal})


def panel_of(record, user):
    """Its running chains, each with the step whose turn it is; `starts` whether the reader may begin one here."""
    runs = list(ChainRun.objects.visible_to(user).about(record).running().with_percent().for_page()[:MOST])
    at = clock.now()
    rows = [(run, current_of(run), _is_late(run, at)) for run in runs]
    offers = record.kind != "deal" and may_start(user, record) and ChainTemplate.objects.live().exists()
    return {"record": record, "rows": rows, "starts": offers}


def step_of_task(task):
    """The step a task belongs to, with its run and the number of steps of the way, or None."""
    found = RunStep.objects.of_task(task).select_related("run").first()
    if found:
        found.of = found.run.run_steps.exclude(state=RunStep.State.SKIPPED).count()
    return found


def tell_what_follows(task):
    """What begins by itself when this task is done, for its dialog; None for a task of no chain."""
    step = RunStep.objects.of_task(task).select_related("run").first()
    if step is None or not step.run.is_running:
        return None
    if step.comeback_id == task.pk:
        return format_html(_("Then “{step}” of the chain “{chain}” begins again."), step=step.title, chain=step.run.name)
    facts = step.run.facts_of(step.key)
    titles = {one["key"]: one["title"] for one in step.run.steps}
    usual = titles.get(facts["next"]) or _("the chain ends")
    ways = [f"{branch['name']}: {titles.get(branch['next']) or _('the chain ends')}" for branch in facts["branches"]]
    if not ways:
        return format_html(_("Then the chain “{chain}” goes on by itself: {next}."), chain=step.run.name, next=usual)
    words = _("Then the chain “{chain}” goes on by the result. {ways}; otherwise: {next}.")
    return format_html(words, chain=step.run.name, ways="; ".join(ways), next=usual)


def _place(record):
    return render_to_string("chains/card/_panel.html", {"record": record, "rows": [], "starts": False})


def _is_late(run, at):
    step = current_of(run)
    return bool(step and step.late_by(at))
