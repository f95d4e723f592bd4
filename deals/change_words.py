"""How a change of a funnel reads: in the draft, in its preview and in the list of versions."""

from datetime import datetime

from django.utils.translation import gettext as _

from crm_project.lib.formats import day


def words_of(fact):
    """One change in words; `fact` is what a version keeps of it, in the names of its day."""
    said = _WORDS.get(fact.get("verb"))
    return said(fact) if said else _("The funnel was changed")


def _demanded(fact):
    if fact["demand"] == "required":
        text = _("“%(field)s” must be filled to come to “%(stage)s”") % fact
    elif fact["demand"] == "shown":
        text = _("“%(stage)s” shows “%(field)s” and does not ask for it") % fact
    else:
        text = _("“%(stage)s” does not ask for “%(field)s” any more") % fact
    if fact.get("grace_until"):
        moment = datetime.fromisoformat(fact["grace_until"])
        text += ", " + _("earlier deals have time until %(day)s") % {"day": day(moment)}
    return text


def _retired(fact):
    if fact.get("to"):
        return _("“%(stage)s” is taken away, its deals go to “%(to)s”") % fact
    return _("“%(stage)s” is taken away") % fact


def _renamed(fact):
    if fact.get("before") and fact["before"] != fact["stage"]:
        return _("“%(before)s” is called “%(stage)s” now") % fact
    return _("The description of “%(stage)s” was changed") % fact


def _funnel_changed(fact):
    if fact.get("what") and set(fact["what"]) <= {"name_template", "name_templates", "manual_names"}:
        return _("How deals are named was changed")
    return _("Name, rules or access of the funnel were changed")


_WORDS = {
    "field_demanded": _demanded,
    "stage_placed": lambda fact: _("“%(stage)s” becomes stage number %(number)d") % fact,
    "stage_retired": _retired,
    "stage_emptied": lambda fact: _("The last deal has left “%(stage)s”: it is off the board") % fact,
    "stage_added": lambda fact: _("The stage “%(stage)s” was added") % fact,
    "stage_changed": _renamed,
    "asks_on_the_way": lambda fact: _("A move asks for the fields of the stages passed over too"),
    "funnel_changed": _funnel_changed,
    "funnel_retired": lambda fact: _("The funnel was retired"),
    "reason_added": lambda fact: _("The loss reason “%(reason)s” was added") % fact,
    "reason_changed": lambda fact: _("The loss reason “%(reason)s” was changed") % fact,
    "reason_retired": lambda fact: _("The loss reason “%(reason)s” was retired") % fact,
}
