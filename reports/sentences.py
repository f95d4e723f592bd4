from datetime import date

from django.utils.html import format_html
from django.utils.translation import gettext as _

from crm_project.lib.formats import month as month_name
from timeline.sentences import actor_of, sentence


@sentence("baseline.baseline_set")
def baseline_set(entry):
    if entry.details.get("before") is None:
        return format_html(_("{actor} set the baseline of {whose} for {month}: {won} won"), **_facts(entry))
    return format_html(_("{actor} set the baseline of {whose} for {month}: {won} won instead of {before}"), **_facts(entry))


@sentence("baseline.baseline_taken_back")
def baseline_taken_back(entry):
    return format_html(_("{actor} took back the baseline of {whose} for {month}"), **_facts(entry))


def _facts(entry):
    told, day = entry.details, date.fromisoformat(entry.details["month"])
    facts = {"actor": actor_of(entry), "whose": told.get("whose") or _("the company"), "month": month_name(day)}
    return facts | {"won": told.get("won", ""), "before": told.get("before", "")}
