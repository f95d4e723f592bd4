"""How the history of chains reads, on the chain itself and on its card."""

from django.utils.html import format_html
from django.utils.translation import gettext as _

from tasks.sentences import due_of
from timeline.sentences import actor_of, sentence

from .models import RunStep


def _facts(entry):
    names = ("name", "template", "step", "to", "before", "reason", "result")
    return {"actor": actor_of(entry)} | {name: entry.details.get(name, "") for name in names}


@sentence("*.chain_started")
def started(entry):
    return format_html(_("{actor} started the chain “{name}”"), **_facts(entry))


@sentence("*.chain_done")
def done(entry):
    return format_html(_("The chain “{name}” is done"), **_facts(entry))


@sentence("*.chain_stopped")
def stopped(entry):
    return format_html(_("{actor} stopped the chain “{name}”: {reason}"), **_facts(entry))


@sentence("chain_run.chain_step_begun")
def step_begun(entry):
    return format_html(_("The step “{step}” began: {to}"), **_facts(entry))


@sentence("chain_run.chain_step_done")
def step_done(entry):
    if entry.details.get("result"):
        return format_html(_("{actor} finished the step “{step}”: {result}"), **_facts(entry))
    return format_html(_("{actor} finished the step “{step}”"), **_facts(entry))


@sentence("chain_run.chain_step_returned")
def step_returned(entry):
    if entry.details.get("reason"):
        return format_html(_("The step “{step}” was returned: {reason}. To mend it: {to}"), **_facts(entry))
    return format_html(_("The step “{step}” was returned; to mend it: {to}"), **_facts(entry))


@sentence("chain_run.chain_waits")
def waits(entry):
    return format_html(_("The chain stands still at “{step}”: {why}"), why=why_words(entry.details.get("why")), **_facts(entry))


@sentence("chain_run.chain_replanned")
def replanned(entry):
    before, after = due_of(entry.details.get("before")), due_of(entry.details.get("to"))
    facts = {"actor": actor_of(entry), "step": entry.details.get("step", ""), "before": before, "after": after}
    return format_html(_("{actor} moved the end of the step “{step}” from {before} to {after}"), **facts)


@sentence("*.chain_executor")
def executor(entry):
    if entry.details.get("before"):
        return format_html(_("{actor} gave the step “{step}” from {before} to {to}"), **_facts(entry))
    return format_html(_("{actor} named who does the step “{step}”: {to}"), **_facts(entry))


@sentence("chain_run.chain_owner")
def owner(entry):
    return format_html(_("{actor} handed over who watches the chain: {to} instead of {before}"), **_facts(entry))


@sentence("chain_run.chain_noted")
def noted(entry):
    return format_html(_("{actor} changed the note and the participants"), **_facts(entry))


@sentence("chain_template.chain_shaped")
def shaped(entry):
    steps = " → ".join(entry.details.get("steps", ()))
    if entry.details.get("is_new"):
        return format_html(_("{actor} made the chain “{name}”: {steps}"), steps=steps, **_facts(entry))
    return format_html(_("{actor} changed the chain “{name}”: {steps}"), steps=steps, **_facts(entry))


@sentence("chain_template.chain_retired")
def retired(entry):
    return format_html(_("{actor} took the chain “{name}” out of use"), **_facts(entry))


@sentence("chain_template.chain_restored")
def restored(entry):
    return format_html(_("{actor} put the chain “{name}” into use again"), **_facts(entry))


def why_words(why):
    """Why a step whose turn it is cannot begin, in the reader's language."""
    return str(RunStep.Waits(why).label) if why in RunStep.Waits.values else ""
