"""The nine steps of introducing the CRM, in the order in which they make sense."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """A step of the guide; `url_name` is the page where it is done."""

    key: str
    label: Any
    purpose: Any
    icon: str
    url_name: str

    @property
    def url(self):
        try:
            return reverse(self.url_name)
        except NoReverseMatch:
            return ""


KINDS = [
    Kind(
        "goals",
        _("Goals"),
        _("Two to four goals of the business, each with a figure, where it stands today, where it shall stand and by when."),
        "target-arrow",
        "reports:baselines",
    ),
    Kind(
        "processes",
        _("Processes"),
        _("The way of a client from the first touch to the next order; what each stage is for, and why deals are lost."),
        "filter-2",
        "deals:funnels",
    ),
    Kind(
        "data",
        _("Data"),
        _("Bring the tables together, put phones and mail into one form, merge doubles, leave out what is dead."),
        "upload",
        "exchange:upload",
    ),
    Kind(
        "preparation",
        _("Preparation"),
        _("What a card asks for at each stage, who answers for it, and the hours of the company."),
        "forms",
        "fields:fields",
    ),
    Kind(
        "settings",
        _("Settings"),
        _("People and rights, where enquiries come from, who gets them, and the rules of the day."),
        "settings",
        "accounts:settings",
    ),
    Kind(
        "training",
        _("Training"),
        _("Everybody reads the handbook and passes the first test before the launch."),
        "book-2",
        "regulations:team",
    ),
    Kind(
        "trial",
        _("Trial"),
        _("Each way an enquiry goes is tried once; then look at what people enter and whether they follow the process."),
        "checklist",
        "rollout:trials",
    ),
    Kind(
        "automation",
        _("Automation"),
        _("Only what is described, works by hand and is learnt: each rule with what it saves."),
        "bolt",
        "automation:rules",
    ),
    Kind(
        "analytics",
        _("Analytics"),
        _("Conversion, length of the cycle, sources; compare with the goals and set the next ones."),
        "chart-bar",
        "reports:funnels",
    ),
]
BY_KEY = {kind.key: kind for kind in KINDS}
